#include "sim/engine/timeline.h"

#include "sim/engine/retime.h"

namespace trainyard {

Timeline retimed_timeline(const TaskGraph& graph, std::span<const Picoseconds> durations) {
  const std::size_t count = graph.task_count();
  Timeline timeline;
  timeline.start.resize(count);
  timeline.finish.resize(count);
  timeline.stream_busy.assign(graph.stream_count(), 0);
  timeline.makespan = retime(graph, durations, timeline.finish);
  for (std::size_t i = 0; i < count; ++i) {
    timeline.start[i] = timeline.finish[i] - durations[i];
    timeline.stream_busy[index_of(graph.stream(task_at(i)))] += durations[i];
  }
  return timeline;
}

}  // namespace trainyard
