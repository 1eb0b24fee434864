#pragma once
// One step of a scenario as spans on lanes: what traces and the timeline of the dashboard show.
#include <string_view>

#include "models/estimate/scenario.h"
#include "sim/base/result.h"
#include "sim/trace/span_timeline.h"

namespace trainyard {

/// Lanes of each pipeline rank: its schedule (one span per chunk, sends that hold it up, the end of the
/// step), the streams inside its chunks, and what it sends beside its chunks to the next rank and to the one
/// before.
inline constexpr std::uint32_t lanes_per_rank = 6;

/// Kinds of spans that are no chunks and no tasks inside them.
inline constexpr std::string_view transfer_kind = "pipeline transfer", end_kind = "end of step";

/// A process per pipeline rank. Kinds of chunks are those of the schedule ("forward", "pair" ...), kinds of
/// tasks inside them the names of their streams. Where steps join (zero-bubble schedules), every rank's step
/// begins with its own first chunk and so does its end of the step.
///
/// The critical path is the chain of tasks and transfers in which each started the moment the one before it
/// ended, from the beginning of the step to its end: through the schedule from chunk to chunk, inside each
/// chunk through the tasks of its streams, then the gradient reduction of the rank that is last to have
/// reduced, the optimizer and parameter gather of the rank that takes longest for them, and the overhead. Its
/// length is the step's time to the picosecond. (Where steps join, links after the last chunk keep the time
/// of the path, while the span of another rank stands where that rank's own step ends.) A link's `waited` is
/// what its chunk takes beyond one rank at mean load, spread over the chunk's tasks as the spans are. Errors:
/// those of estimate().
[[nodiscard]] Result<SpanTimeline> step_timeline(const Scenario& scenario);

}  // namespace trainyard
