// The timeline of one step as a Perfetto trace: a process per pipeline rank; its chunks, its streams inside
// them.
#include <fmt/format.h>

#include <map>

#include "models/estimate/explain.h"
#include "models/estimate/step_input_of.h"
#include "models/workload/chunk_timeline.h"
#include "models/workload/step_model.h"
#include "sim/trace/trace_writer.h"

namespace trainyard {

namespace {

std::string chunk_text(const Chunk& chunk) {
  return fmt::format("stage {} micro-batch {}", chunk.stage, chunk.micro_batch);
}

std::string op_name(const ChunkOp& op) {
  std::string name;
  if (op.forward.present()) name = "F " + chunk_text(op.forward);
  if (op.backward.present()) {
    const char* what = op.kind == ChunkKind::input_backward    ? "B "
                       : op.kind == ChunkKind::weight_backward ? "W "
                                                               : "B+W ";
    if (!name.empty()) name += " | ";
    name += what + chunk_text(op.backward);
  }
  return name;
}

}  // namespace

Result<void> write_trace(const Scenario& scenario, const std::filesystem::path& path) {
  TRAINYARD_TRY(model, StepModel::make(step_input_of(scenario)));
  TRAINYARD_TRY(step, model.step(scenario.plan.micro_batches()));
  TRAINYARD_TRY(program, model.program(step.micro_batches));
  TRAINYARD_TRY(pipeline, PipelineGraph::build(std::move(program), model.transfer_mode()));
  TRAINYARD_TRY(writer, TraceWriter::open(path));
  static constexpr std::string_view streams[] = {"compute", "expert exchange", "tensor parallel"};
  const auto& ranks = pipeline.program().ranks;
  std::map<std::pair<int, std::pair<int, int>>, std::vector<ChunkSpan>> inside;
  std::map<std::pair<int, std::pair<int, int>>, ChunkTemplate> templates;
  for (std::size_t r = 0; r < ranks.size(); ++r) {
    const auto process = static_cast<std::uint32_t>(r);
    writer.name_process(process, fmt::format("pipeline rank {}", r), static_cast<std::int32_t>(r));
    writer.name_thread({process, 0}, "schedule", 0);
    for (std::uint32_t s = 0; s < chunk_stream_count; ++s) {
      writer.name_thread({process, s + 1}, streams[s], static_cast<std::int32_t>(s + 1));
    }
    for (std::size_t i = 0; i < ranks[r].size(); ++i) {
      const ChunkOp& op = ranks[r][i];
      const std::size_t index = pipeline.op_index(static_cast<int>(r), i);
      const Picoseconds start = step.timeline.start[index], finish = step.timeline.finish[index];
      const std::string name = op_name(op);
      writer.write({.track = {process, 0},
                    .name = name,
                    .category = to_text(op.kind),
                    .start = start,
                    .duration = finish - start,
                    .arguments = {}});
      const auto key =
          std::make_pair(static_cast<int>(op.kind), std::make_pair(op.forward.stage, op.backward.stage));
      if (inside.find(key) == inside.end()) {
        const ChunkTemplate& chunk = templates.emplace(key, model.chunk_template(op)).first->second;
        inside.emplace(key, chunk_timeline(chunk, model.outcome(op).duration));
      }
      for (const ChunkSpan& span : inside.at(key)) {
        const std::string task = task_name(*span.task);
        writer.write({.track = {process, static_cast<std::uint32_t>(span.task->stream) + 1},
                      .name = task,
                      .category = streams[static_cast<std::size_t>(span.task->stream)],
                      .start = start + span.start,
                      .duration = span.finish - span.start,
                      .arguments = {}});
      }
    }
  }
  return writer.finish();
}

}  // namespace trainyard
