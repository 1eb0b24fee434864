#include "sim/engine/timeline.h"

#include "sim/engine/retime.h"

namespace trainyard {

void fill_starts(const TaskGraph& graph, std::span<const Picoseconds> durations, Timeline& timeline) {
  const std::size_t count = graph.task_count();
  timeline.start.resize(count);
  timeline.stream_busy.assign(graph.stream_count(), 0);
  for (std::size_t i = 0; i < count; ++i) {
    timeline.start[i] = timeline.finish[i] - durations[i];
    timeline.stream_busy[index_of(graph.stream(task_at(i)))] += durations[i];
  }
}

Timeline retimed_timeline(const TaskGraph& graph, std::span<const Picoseconds> durations) {
  Timeline timeline;
  timeline.finish.resize(graph.task_count());
  timeline.makespan = retime(graph, durations, timeline.finish);
  fill_starts(graph, durations, timeline);
  return timeline;
}

}  // namespace trainyard
