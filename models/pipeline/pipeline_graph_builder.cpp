#include "models/pipeline/pipeline_graph_builder.h"

#include <fmt/format.h>

namespace trainyard {
namespace {

std::size_t stream_count(const ScheduleProgram& program, TransferMode mode) {
  return program.ranks.size() * (mode == TransferMode::asynchronous ? 3 : 1);
}

}  // namespace

PipelineGraphBuilder::PipelineGraphBuilder(ScheduleProgram program, TransferMode mode)
    : builder_(stream_count(program, mode)) {
  result_.program_ = std::move(program);
  result_.mode_ = mode;
  const ScheduleProgram& p = result_.program_;
  chunks_.resize(static_cast<std::size_t>(p.stages) * static_cast<std::size_t>(p.micro_batches));
  std::size_t ops = 0;
  for (const std::vector<ChunkOp>& rank : p.ranks) {
    result_.first_op_.push_back(ops);
    ops += rank.size();
  }
  result_.first_op_.push_back(ops);
  builder_.reserve(3 * ops, 3 * ops);
}

Result<PipelineGraph> PipelineGraphBuilder::build() {
  for (std::size_t rank = 0; rank < result_.program_.ranks.size(); ++rank) {
    for (const ChunkOp& op : result_.program_.ranks[rank]) add_operation(rank, op);
  }
  check_complete();
  if (!problems_.empty()) return problems_;
  add_dependencies();
  const ProgramNames names{.task = [this](TaskId task) { return task_name(task); },
                           .stream = [this](StreamId stream) { return stream_name(stream); }};
  TRAINYARD_TRY(ordered, builder_.build(names));
  result_.graph_ = std::move(ordered.graph);
  result_.time_slot_.resize(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    result_.time_slot_[index_of(ordered.graph_id[i])] = slots_[i];
  }
  for (const TaskId task : op_tasks_) result_.task_of_op_.push_back(ordered.graph_id[index_of(task)]);
  return std::move(result_);
}

PipelineGraphBuilder::ChunkState& PipelineGraphBuilder::state(const Chunk& chunk) {
  const auto micro_batches = static_cast<std::size_t>(result_.program_.micro_batches);
  return chunks_[static_cast<std::size_t>(chunk.stage) * micro_batches +
                 static_cast<std::size_t>(chunk.micro_batch)];
}

void PipelineGraphBuilder::report(std::string_view what, const Chunk& chunk, std::string_view problem_text) {
  problems_.push_back(problem(fmt::format("{} of stage {}, micro-batch {} {}", what, chunk.stage,
                                          chunk.micro_batch, problem_text))
                          .front());
}

bool PipelineGraphBuilder::in_range(const Chunk& chunk, std::size_t rank) {
  const ScheduleProgram& p = result_.program_;
  const bool known = chunk.stage < p.stages && chunk.micro_batch >= 0 &&
                     chunk.micro_batch < p.micro_batches && chunk.direction >= 0 &&
                     chunk.direction < p.directions();
  if (!known || p.rank_of(chunk) != static_cast<int>(rank)) {
    report("a chunk", chunk, fmt::format("does not belong to rank {}", rank));
    return false;
  }
  return true;
}

TaskId PipelineGraphBuilder::add_task(StreamId stream, PipelineGraph::TaskOrigin origin,
                                      std::size_t time_slot) {
  const auto tag = static_cast<Tag>(result_.origins_.size());
  result_.origins_.push_back(origin);
  slots_.push_back(static_cast<std::uint32_t>(time_slot));
  return builder_.add(stream, tag, 0);
}

void PipelineGraphBuilder::add_operation(std::size_t rank, const ChunkOp& op) {
  const std::size_t index = op_tasks_.size();
  const TaskId task = add_task(stream_at(rank), {.op = index}, index);
  op_tasks_.push_back(task);
  if (op.forward.present() && in_range(op.forward, rank)) {
    ChunkState& chunk = state(op.forward);
    if (chunk.activation) report("the forward", op.forward, "stands in the program twice");
    chunk.activation = send(task, rank, op.forward, op.forward.stage + 1);
  }
  if (op.backward.present() && in_range(op.backward, rank)) note_backward(task, rank, op);
}

// Forward, input half and weight half of a chunk stand on the same rank, whose stream keeps their order: no
// edges are needed between them once the order is known to be right.
void PipelineGraphBuilder::note_backward(TaskId task, std::size_t rank, const ChunkOp& op) {
  ChunkState& chunk = state(op.backward);
  if (op.kind == ChunkKind::weight_backward) {
    if (!chunk.gradient) report("the weight half", op.backward, "stands before the input half");
  } else {
    if (!chunk.activation) report("the backward", op.backward, "stands before the forward");
    if (op.forward == op.backward) report("the backward", op.backward, "is paired with its own forward");
    if (chunk.gradient) report("the backward", op.backward, "stands in the program twice");
    chunk.gradient = send(task, rank, op.backward, op.backward.stage - 1);
  }
  if (op.kind == ChunkKind::input_backward) return;
  if (chunk.weights_done) report("the weight half", op.backward, "stands in the program twice");
  chunk.weights_done = true;
}

TaskId PipelineGraphBuilder::send(TaskId task, std::size_t rank, const Chunk& from, int to) {
  const ScheduleProgram& p = result_.program_;
  if (result_.mode_ == TransferMode::free || to < 0 || to >= p.stages) return task;
  const auto ranks = p.ranks.size();
  const auto target = static_cast<std::size_t>(p.rank_of({to, from.micro_batch, from.direction}));
  if (target == rank) return task;
  const bool gradient = to < from.stage;
  const std::size_t border = static_cast<std::size_t>(std::min(to, from.stage));
  const std::size_t slot =
      result_.op_count() + (gradient ? static_cast<std::size_t>(p.stages - 1) : 0) + border;
  StreamId stream = stream_at(rank);
  if (result_.mode_ == TransferMode::asynchronous) {
    const bool to_next = target == (rank + 1) % ranks;
    stream = stream_at((to_next ? ranks : 2 * ranks) + rank);
  }
  const TaskId transfer =
      add_task(stream, {.op = op_tasks_.size() - 1, .transfer = true, .gradient = gradient}, slot);
  if (stream != stream_at(rank)) builder_.depend(transfer, task);
  return transfer;
}

void PipelineGraphBuilder::check_complete() {
  const ScheduleProgram& p = result_.program_;
  for (int stage = 0; stage < p.stages; ++stage) {
    for (int micro_batch = 0; micro_batch < p.micro_batches; ++micro_batch) {
      const Chunk chunk{stage, micro_batch, 0};
      const ChunkState& known = state(chunk);
      if (!known.activation) report("the forward", chunk, "is missing");
      if (!known.gradient) report("the backward", chunk, "is missing");
      if (!known.weights_done) report("the weight half", chunk, "is missing");
    }
  }
}

void PipelineGraphBuilder::add_dependencies() {
  const ScheduleProgram& p = result_.program_;
  std::size_t index = 0;
  for (const std::vector<ChunkOp>& ops : p.ranks) {
    for (const ChunkOp& op : ops) {
      const TaskId task = op_tasks_[index++];
      if (op.forward.present() && op.forward.stage > 0) {
        builder_.depend(task, *state({op.forward.stage - 1, op.forward.micro_batch, 0}).activation);
      }
      if (op.backward.present() && op.kind != ChunkKind::weight_backward &&
          op.backward.stage + 1 < p.stages) {
        builder_.depend(task, *state({op.backward.stage + 1, op.backward.micro_batch, 0}).gradient);
      }
    }
  }
}

std::string PipelineGraphBuilder::task_name(TaskId task) const {
  const PipelineGraph::TaskOrigin& origin = result_.origins_[index_of(task)];
  const ChunkOp& op = result_.op(origin.op);
  const bool forward = origin.transfer ? !origin.gradient : op.forward.present();
  const Chunk& chunk = forward ? op.forward : op.backward;
  const std::string_view what = !origin.transfer  ? to_text(op.kind)
                                : origin.gradient ? "gradient sent"
                                                  : "output sent";
  return fmt::format("{} of stage {}, micro-batch {}", what, chunk.stage, chunk.micro_batch);
}

std::string PipelineGraphBuilder::stream_name(StreamId stream) const {
  const std::size_t ranks = result_.program_.ranks.size();
  const std::size_t rank = index_of(stream) % ranks;
  if (index_of(stream) < ranks) return fmt::format("rank {}", rank);
  return fmt::format("rank {}, sends to the {} rank", rank,
                     index_of(stream) < 2 * ranks ? "next" : "previous");
}

}  // namespace trainyard
