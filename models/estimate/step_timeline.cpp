#include "models/estimate/step_timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "models/estimate/step_input_of.h"
#include "models/workload/chunk_timeline.h"
#include "models/workload/step_model.h"
#include "sim/engine/critical_path.h"

namespace trainyard {

namespace {

constexpr std::string_view streams[] = {"compute", "expert exchange", "tensor parallel"};
static_assert(lanes_per_rank == 1 + chunk_stream_count);

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

/// A table of texts, each once.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string>& texts) : texts_(texts) {}
  std::uint32_t number_of(const std::string& text) {
    const auto [found, added] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return found->second;
  }

 private:
  std::vector<std::string>& texts_;
  std::map<std::string, std::uint32_t> numbers_;
};

/// A task of a chunk, from the chunk's start.
struct InnerSpan {
  Picoseconds start = 0, finish = 0;
  std::uint32_t lane = 0, name = 0, kind = 0;  // lane: from the rank's first
};

std::vector<std::uint32_t> critical_spans(const PipelineGraph& pipeline, const PipelineTimeline& replayed,
                                          const std::vector<std::uint32_t>& span_of_op) {
  Timeline timeline;
  timeline.finish = replayed.task_finish;
  timeline.makespan =
      timeline.finish.empty() ? 0 : *std::max_element(timeline.finish.begin(), timeline.finish.end());
  fill_starts(pipeline.graph(), replayed.task_durations, timeline);
  std::vector<std::uint32_t> spans;
  for (const CriticalStep& step : critical_path(pipeline.graph(), timeline)) {
    const PipelineGraph::TaskOrigin origin = pipeline.origin(step.task);
    if (!origin.transfer) spans.push_back(span_of_op[origin.op]);
  }
  return spans;
}

}  // namespace

Result<SpanTimeline> step_timeline(const Scenario& scenario) {
  TRAINYARD_TRY(model, StepModel::make(step_input_of(scenario)));
  TRAINYARD_TRY(step, model.step(scenario.plan.micro_batches()));
  TRAINYARD_TRY(pipeline, model.pipeline(step.micro_batches));
  const auto& ranks = pipeline->program().ranks;
  SpanTimeline made;
  TextTable names(made.names), kinds(made.kinds);
  using Key = std::tuple<ChunkKind, int, int>;
  std::map<Key, std::vector<InnerSpan>> inside;
  std::vector<std::uint32_t> span_of_op(pipeline->op_count());
  for (std::size_t r = 0; r < ranks.size(); ++r) {
    const auto process = static_cast<std::uint32_t>(r);
    const std::uint32_t first_lane = process * lanes_per_rank;
    made.processes.push_back(fmt::format("pipeline rank {}", r));
    made.lanes.push_back({process, "schedule"});
    for (const std::string_view stream : streams) made.lanes.push_back({process, std::string(stream)});
    for (std::size_t i = 0; i < ranks[r].size(); ++i) {
      const ChunkOp& op = ranks[r][i];
      const std::size_t index = pipeline->op_index(static_cast<int>(r), i);
      const Picoseconds start = step.timeline.start[index], finish = step.timeline.finish[index];
      span_of_op[index] = static_cast<std::uint32_t>(made.spans.size());
      made.spans.push_back({start, finish, first_lane, names.number_of(op_name(op)),
                            kinds.number_of(std::string(to_text(op.kind)))});
      made.makespan = std::max(made.makespan, finish);
      const auto [found, added] = inside.try_emplace(Key{op.kind, op.forward.stage, op.backward.stage});
      if (added) {
        const ChunkTemplate chunk = model.chunk_template(op);
        for (const ChunkSpan& span : chunk_timeline(chunk, model.outcome(op).duration)) {
          const auto stream = static_cast<std::uint32_t>(span.task->stream);
          found->second.push_back({span.start, span.finish, 1 + stream,
                                   names.number_of(task_name(*span.task)),
                                   kinds.number_of(std::string(streams[stream]))});
        }
      }
      for (const InnerSpan& span : found->second)
        made.spans.push_back(
            {start + span.start, start + span.finish, first_lane + span.lane, span.name, span.kind});
    }
  }
  made.critical_path = critical_spans(*pipeline, step.timeline, span_of_op);
  return made;
}

}  // namespace trainyard
