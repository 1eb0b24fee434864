#pragma once
// One step of a scenario as spans on lanes: what traces and the timeline of the dashboard show.
#include "models/estimate/scenario.h"
#include "sim/base/result.h"
#include "sim/trace/span_timeline.h"

namespace trainyard {

/// Lanes of each pipeline rank: its schedule (one span per chunk), then the streams inside its chunks.
inline constexpr std::uint32_t lanes_per_rank = 4;

/// A process per pipeline rank. Kinds of chunks are those of the schedule ("forward", "pair" ...), kinds of
/// tasks inside them the names of their streams. The critical path is that of the schedule: the chain of
/// chunks in which each started the moment the one before it, or its transfer, had ended. Errors: those of
/// estimate().
[[nodiscard]] Result<SpanTimeline> step_timeline(const Scenario& scenario);

}  // namespace trainyard
