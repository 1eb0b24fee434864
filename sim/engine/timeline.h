#pragma once
// What happened when: the result of a replay.
#include "sim/engine/task_graph.h"

namespace trainyard {

/// Start and finish of every task. A plain value; the same graph, durations and resources give the same
/// bytes.
struct Timeline {
  std::vector<Picoseconds> start;        // by task: when it began to run (and took the slots it holds)
  std::vector<Picoseconds> finish;       // by task
  std::vector<Picoseconds> stream_busy;  // by stream: sum of finish - start
  Picoseconds makespan = 0;              // the last finish

  [[nodiscard]] Picoseconds start_of(TaskId task) const { return start[index_of(task)]; }
  [[nodiscard]] Picoseconds finish_of(TaskId task) const { return finish[index_of(task)]; }
  [[nodiscard]] Picoseconds elapsed(TaskId task) const { return finish_of(task) - start_of(task); }
  [[nodiscard]] Picoseconds busy(StreamId stream) const { return stream_busy[index_of(stream)]; }
  [[nodiscard]] Picoseconds idle(StreamId stream) const { return makespan - busy(stream); }

  bool operator==(const Timeline&) const = default;
};

/// Fills start and stream_busy of a timeline whose tasks each ran for exactly their duration, from its finish
/// times.
void fill_starts(const TaskGraph& graph, std::span<const Picoseconds> durations, Timeline& timeline);

/// The timeline of a fixed-order re-timing, for callers that want starts and stream sums as well.
[[nodiscard]] Timeline retimed_timeline(const TaskGraph& graph, std::span<const Picoseconds> durations);

}  // namespace trainyard
