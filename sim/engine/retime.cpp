#include "sim/engine/retime.h"

#include <algorithm>

namespace trainyard {

namespace {

Picoseconds scan(const TaskGraph& graph, std::span<const Picoseconds> durations,
                 std::span<Picoseconds> finish, std::vector<Picoseconds>& stream_free) {
  const std::size_t count = graph.task_count();
  assert(durations.size() == count && finish.size() == count);
  stream_free.assign(graph.stream_count(), 0);
  const std::uint32_t* const offsets = graph.offsets().data();
  const TaskId* const predecessors = graph.all_predecessors().data();
  const StreamId* const streams = graph.streams().data();
  Picoseconds* const out = finish.data();
  Picoseconds makespan = 0;
  std::uint32_t edge = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Picoseconds& free = stream_free[index_of(streams[i])];
    Picoseconds start = free;
    for (const std::uint32_t end = offsets[i + 1]; edge < end; ++edge) {
      start = std::max(start, out[index_of(predecessors[edge])]);
    }
    const Picoseconds end_time = start + durations[i];
    out[i] = end_time;
    free = end_time;
    makespan = std::max(makespan, end_time);
  }
  return makespan;
}

}  // namespace

Picoseconds retime(const TaskGraph& graph, std::span<const Picoseconds> durations,
                   std::span<Picoseconds> finish) {
  std::vector<Picoseconds> stream_free;
  return scan(graph, durations, finish, stream_free);
}

Picoseconds retimed_makespan(const TaskGraph& graph, std::span<const Picoseconds> durations,
                             RetimeScratch& scratch) {
  scratch.finish.resize(graph.task_count());
  return scan(graph, durations, scratch.finish, scratch.stream_free);
}

}  // namespace trainyard
