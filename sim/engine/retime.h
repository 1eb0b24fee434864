#pragma once
// Fixed-order re-timing: the earliest finish of every task when nothing but predecessors and stream order
// holds it back.
#include "sim/engine/task_graph.h"

namespace trainyard {

/// Finish of every task into `finish` (one entry per task) and the makespan as the result; all streams start
/// at time 0. One pass in id order: finish = max(finish of the stream's previous task and of the
/// predecessors) + duration. Equal to simulate() without shared resources, and never above it with them: the
/// longest path is a lower bound.
Picoseconds retime(const TaskGraph& graph, std::span<const Picoseconds> durations,
                   std::span<Picoseconds> finish);

/// Memory of retimed_makespan, kept between calls so that a search allocates nothing.
struct RetimeScratch {
  std::vector<Picoseconds> finish;
  std::vector<Picoseconds> stream_free;
};

/// Only the makespan of retime().
[[nodiscard]] Picoseconds retimed_makespan(const TaskGraph& graph, std::span<const Picoseconds> durations,
                                           RetimeScratch& scratch);

}  // namespace trainyard
