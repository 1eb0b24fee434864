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
  timeline.start.resize(graph.task_count());
  timeline.stream_busy.assign(graph.stream_count(), 0);
  detail::StreamProgress progress(graph, timeline.finish);
  RadixHeap<Finish> events;
  Picoseconds now = 0;
  const auto start = [&](StreamId stream, TaskId task) {
    const Picoseconds duration = durations[index_of(task)];
    timeline.start[index_of(task)] = now;
    timeline.stream_busy[index_of(stream)] += duration;
    events.push(static_cast<std::uint64_t>(now + duration), {stream, task});
  };
  progress.begin(start);
  while (!events.empty()) {
    const auto event = events.pop();
    now = static_cast<Picoseconds>(event.key);
    progress.finished(event.payload.stream, event.payload.task, now, start);
  }
  timeline.makespan = now;
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
