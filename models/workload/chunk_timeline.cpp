#include "models/workload/chunk_timeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace trainyard {

std::vector<ChunkSpan> chunk_timeline(const ChunkTemplate& chunk, Seconds duration) {
  std::vector<double> finish(chunk.tasks.size(), 0.0);
  double stream_free[chunk_stream_count] = {};
  std::vector<ChunkSpan> spans;
  double makespan = 0.0;
  for (std::size_t i = 0; i < chunk.tasks.size(); ++i) {
    const ChunkTask& task = chunk.tasks[i];
    double& free = stream_free[static_cast<std::size_t>(task.stream)];
    double start = free;
    for (const std::int16_t p : task.predecessors) {
      if (p >= 0) start = std::max(start, finish[static_cast<std::size_t>(p)]);
    }
    finish[i] = free = start + task.fixed + task.variable;
    makespan = std::max(makespan, finish[i]);
    if (finish[i] > start) {
      spans.push_back({&task, to_picoseconds(seconds(start)), to_picoseconds(seconds(finish[i]))});
    }
  }
  const double stretch = makespan > 0.0 ? duration.base() / makespan : 1.0;
  for (ChunkSpan& span : spans) {
    span.start = static_cast<Picoseconds>(static_cast<double>(span.start) * stretch);
    span.finish = static_cast<Picoseconds>(static_cast<double>(span.finish) * stretch);
  }
  return spans;
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
