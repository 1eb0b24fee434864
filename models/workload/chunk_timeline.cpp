#include "models/workload/chunk_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>

namespace trainyard {

ChunkLayout chunk_layout(const ChunkTemplate& chunk, Seconds duration) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::vector<double> begin(chunk.tasks.size(), 0.0), finish(chunk.tasks.size(), 0.0);
  std::vector<std::size_t> waited_for(chunk.tasks.size(), none), span_of(chunk.tasks.size(), none);
  std::size_t last_of_stream[chunk_stream_count];
  std::fill(std::begin(last_of_stream), std::end(last_of_stream), none);
  std::vector<std::size_t> tasks_of_spans;
  std::size_t last = none;
  double makespan = 0.0;
  for (std::size_t i = 0; i < chunk.tasks.size(); ++i) {
    const ChunkTask& task = chunk.tasks[i];
    std::size_t& before = last_of_stream[static_cast<std::size_t>(task.stream)];
    if (before != none) {
      waited_for[i] = before;
      begin[i] = finish[before];
    }
    for (const std::int16_t p : task.predecessors) {
      if (p < 0 || finish[static_cast<std::size_t>(p)] <= begin[i]) continue;
      waited_for[i] = static_cast<std::size_t>(p);
      begin[i] = finish[waited_for[i]];
    }
    finish[i] = begin[i] + task.fixed + task.variable;
    before = i;
    if (last == none || finish[i] > makespan) last = i;
    makespan = std::max(makespan, finish[i]);
    if (finish[i] > begin[i]) {
      span_of[i] = tasks_of_spans.size();
      tasks_of_spans.push_back(i);
    }
  }
  ChunkLayout layout;
  const double stretch = makespan > 0.0 ? duration.base() / makespan : 1.0;
  layout.own_share = stretch > 1.0 ? 1.0 / stretch : 1.0;
  const auto stretched = [&](double time) {
    return static_cast<Picoseconds>(static_cast<double>(to_picoseconds(seconds(time))) * stretch);
  };
  for (const std::size_t i : tasks_of_spans)
    layout.spans.push_back({&chunk.tasks[i], stretched(begin[i]), stretched(finish[i])});
  for (std::size_t i = last; i != none; i = waited_for[i])
    if (span_of[i] != none) layout.critical.push_back(static_cast<std::uint32_t>(span_of[i]));
  std::reverse(layout.critical.begin(), layout.critical.end());
  return layout;
}

std::vector<ChunkSpan> chunk_timeline(const ChunkTemplate& chunk, Seconds duration) {
  return chunk_layout(chunk, duration).spans;
}

std::string task_name(const ChunkTask& task) {
  std::string name;
  switch (task.kind) {
    case ChunkTaskKind::compute:
      name = to_text(task.part);
      break;
    case ChunkTaskKind::transfer:
      name = to_text(task.exchange);
      break;
    case ChunkTaskKind::barrier:
      name = fmt::format("{} handshake", to_text(task.exchange));
      break;
    case ChunkTaskKind::gradient_cast:
      name = "gradient cast";
      break;
    case ChunkTaskKind::context_exchange:
      name = "context-parallel exchange";
      break;
    case ChunkTaskKind::tensor_collective:
      name = "tensor-parallel collective";
      break;
    case ChunkTaskKind::arrive:
      name = "arrive";
      break;
    case ChunkTaskKind::finish:
      name = "finish";
      break;
  }
  return task.layer >= 0 ? fmt::format("{} layer {}", name, task.layer) : name;
}

}  // namespace trainyard
