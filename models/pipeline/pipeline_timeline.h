#pragma once
// What a replay of a pipeline says: when each operation ran, and what each rank spent its time on.
#include <vector>

#include "models/pipeline/schedules/schedule.h"
#include "sim/base/units.h"
#include "sim/engine/task_graph.h"

namespace trainyard {

/// One rank's time from the start of the step to the makespan, by kind of chunk. The rows of DeepSeek's
/// published step (ISCA 2025, "training metrics"): 1F, 1B, 1W and 1F1B, where 1B is a backward outside a
/// pair, with or without its weight half.
struct RankPhases {
  Picoseconds forward = 0;
  Picoseconds backward = 0;
  Picoseconds weight = 0;
  Picoseconds pair = 0;
  Picoseconds sending = 0;  // held up by its own sends; TransferMode::blocking only
  Picoseconds idle = 0;     // waits for input, and for the last rank at the end

  /// What is not computed: DeepSeek's "bubble" row.
  [[nodiscard]] Picoseconds bubble() const { return sending + idle; }
  [[nodiscard]] Picoseconds total() const { return forward + backward + weight + pair + sending + idle; }
  bool operator==(const RankPhases&) const = default;
};

struct PipelineTimeline {
  std::vector<Picoseconds> start{};  // by PipelineGraph::op_index
  std::vector<Picoseconds> finish{};
  std::vector<RankPhases> ranks{};  // each adds up to the makespan
  Picoseconds makespan = 0;
  std::vector<Picoseconds> task_durations{}, task_finish{};  // by task of the engine's graph
};

/// Mean of the ranks, each row rounded down to a picosecond.
[[nodiscard]] RankPhases mean_phases(const PipelineTimeline& timeline);

/// How many chunks a rank holds activations of, from `at` on.
struct HeldChunks {
  Picoseconds at = 0;
  int chunks = 0;
};

/// The chunks `rank` holds over time: up at the start of a forward, down at the end of the backward (split:
/// of its weight half). One entry per moment of change, in order of time; `first_op` is
/// PipelineGraph::op_index(rank, 0).
[[nodiscard]] std::vector<HeldChunks> held_chunks(const ScheduleProgram& program,
                                                  const PipelineTimeline& timeline, int rank,
                                                  std::size_t first_op);

}  // namespace trainyard
