#pragma once
// Random graphs for properties, and slow ways to the same answers that are plainly right.
#include <algorithm>
#include <random>

#include "sim/engine/ordered_graph_builder.h"

namespace trainyard {

/// Whole numbers that are the same on every standard library, which distributions are not.
class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

/// Up to 120 tasks on up to 8 streams with up to 3 predecessors each; many durations are zero or equal.
inline TimedGraph random_graph(RandomNumbers& random) {
  const std::size_t streams = 1 + random.below(8);
  const std::size_t tasks = 1 + random.below(120);
  const std::uint64_t longest = random.one_in(2) ? 4 : 1'000'000;
  OrderedGraphBuilder builder(streams);
  std::vector<TaskId> row;
  for (std::size_t i = 0; i < tasks; ++i) {
    row.clear();
    for (std::uint64_t k = i == 0 ? 0 : random.below(4); k > 0; --k) row.push_back(task_at(random.below(i)));
    builder.add(stream_at(random.below(streams)), static_cast<Tag>(i),
                static_cast<Picoseconds>(random.below(longest)), row);
  }
  return std::move(builder).build();
}

/// Earliest finish times by sweeping over all tasks until nothing changes any more.
inline std::vector<Picoseconds> slow_finish_times(const TimedGraph& timed) {
  const std::size_t count = timed.graph.task_count();
  std::vector<Picoseconds> finish(timed.durations);
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = count; i-- > 0;) {
      Picoseconds start = 0;
      for (const TaskId predecessor : timed.graph.predecessors(task_at(i))) {
        start = std::max(start, finish[index_of(predecessor)]);
      }
      for (std::size_t j = 0; j < i; ++j) {
        if (timed.graph.stream(task_at(j)) == timed.graph.stream(task_at(i)))
          start = std::max(start, finish[j]);
      }
      changed = changed || finish[i] != start + timed.durations[i];
      finish[i] = start + timed.durations[i];
    }
  }
  return finish;
}

}  // namespace trainyard
