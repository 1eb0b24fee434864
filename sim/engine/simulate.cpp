#include "sim/engine/simulate.h"

#include <algorithm>

#include "sim/engine/radix_heap.h"
#include "sim/engine/retime.h"
#include "sim/engine/stream_progress.h"

namespace trainyard {

namespace {

struct Finish {
  StreamId stream;
  TaskId task;
};

}  // namespace

void simulate(const TaskGraph& graph, std::span<const Picoseconds> durations, Timeline& timeline) {
  assert(durations.size() == graph.task_count());
  detail::StreamProgress progress(graph, timeline.finish);
  RadixHeap<Finish> events;
  Picoseconds now = 0;
  const auto start = [&](StreamId stream, TaskId task) {
    events.push(static_cast<std::uint64_t>(now + durations[index_of(task)]), {stream, task});
    const TaskId next = graph.next_in_stream(task);
    if (next != no_task) detail::fetch(durations.data() + index_of(next));
  };
  progress.begin(start);
  while (!events.empty()) {
    const auto event = events.pop();
    now = static_cast<Picoseconds>(event.key);
    progress.finished(event.payload.stream, event.payload.task, now, start);
  }
  timeline.makespan = now;
  fill_starts(graph, durations, timeline);
#ifndef NDEBUG
  RetimeScratch scratch;
  assert(timeline.makespan >= retimed_makespan(graph, durations, scratch) &&
         "a makespan is never below the longest path");
#endif
}

Timeline simulate(const TaskGraph& graph, std::span<const Picoseconds> durations) {
  Timeline timeline;
  simulate(graph, durations, timeline);
  return timeline;
}

}  // namespace trainyard
