#include "models/pipeline/pipeline_graph.h"

#include <algorithm>
#include <cassert>

#include "models/pipeline/pipeline_graph_builder.h"
#include "sim/engine/retime.h"

namespace trainyard {

Result<PipelineGraph> PipelineGraph::build(ScheduleProgram program, TransferMode mode) {
  return PipelineGraphBuilder(std::move(program), mode).build();
}

PipelineTimes PipelineGraph::make_times(const std::function<Picoseconds(int, const ChunkOp&)>& duration_of,
                                        Picoseconds activation, Picoseconds gradient) const {
  PipelineTimes times;
  times.ops.reserve(op_count());
  for (std::size_t rank = 0; rank < program_.ranks.size(); ++rank) {
    for (const ChunkOp& op : program_.ranks[rank])
      times.ops.push_back(duration_of(static_cast<int>(rank), op));
  }
  const auto borders = static_cast<std::size_t>(program_.stages - 1);
  times.activation.assign(borders, activation);
  times.gradient.assign(borders, gradient);
  return times;
}

namespace {

/// durations[i] = the entry of ops, activation and gradient, laid end to end, that slot[i] names.
void gather(const PipelineTimes& times, const std::vector<std::uint32_t>& slots,
            std::vector<Picoseconds>& durations) {
  const std::size_t ops = times.ops.size();
  const std::size_t borders = times.activation.size();
  assert(times.gradient.size() == borders);
  durations.resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const std::size_t slot = slots[i];
    durations[i] = slot < ops             ? times.ops[slot]
                   : slot < ops + borders ? times.activation[slot - ops]
                                          : times.gradient[slot - ops - borders];
  }
}

Picoseconds& row_of(RankPhases& phases, ChunkKind kind) {
  switch (kind) {
    case ChunkKind::forward:
      return phases.forward;
    case ChunkKind::backward:
    case ChunkKind::input_backward:
      return phases.backward;
    case ChunkKind::weight_backward:
      return phases.weight;
    case ChunkKind::forward_backward:
      break;
  }
  return phases.pair;
}

}  // namespace

std::vector<Picoseconds> PipelineGraph::task_durations(const PipelineTimes& times) const {
  assert(times.ops.size() == op_count());
  std::vector<Picoseconds> durations;
  gather(times, time_slot_, durations);
  return durations;
}

void PipelineGraph::retime(const PipelineTimes& times, PipelineTimeline& timeline) const {
  assert(times.ops.size() == op_count() &&
         times.activation.size() + 1 == static_cast<std::size_t>(program_.stages));
  gather(times, time_slot_, timeline.task_durations);
  timeline.task_finish.resize(graph_.task_count());
  timeline.makespan = trainyard::retime(graph_, timeline.task_durations, timeline.task_finish);

  timeline.start.resize(op_count());
  timeline.finish.resize(op_count());
  timeline.ranks.assign(program_.ranks.size(), {});
  std::size_t index = 0;
  for (std::size_t rank = 0; rank < program_.ranks.size(); ++rank) {
    RankPhases& phases = timeline.ranks[rank];
    for (const ChunkOp& op : program_.ranks[rank]) {
      const Picoseconds finish = timeline.task_finish[index_of(task_of_op_[index])];
      timeline.finish[index] = finish;
      timeline.start[index] = finish - times.ops[index];
      row_of(phases, op.kind) += times.ops[index];
      ++index;
    }
  }
  if (mode_ == TransferMode::blocking) {
    for (std::size_t i = 0; i < graph_.task_count(); ++i) {
      if (!origins_[graph_.tag(task_at(i))].transfer) continue;
      timeline.ranks[index_of(graph_.stream(task_at(i)))].sending += timeline.task_durations[i];
    }
  }
  for (RankPhases& phases : timeline.ranks) phases.idle = timeline.makespan - phases.total();
}

PipelineTimeline PipelineGraph::retime(const PipelineTimes& times) const {
  PipelineTimeline timeline;
  retime(times, timeline);
  return timeline;
}

int PipelineGraph::rank_of_op(std::size_t op_index) const {
  const auto after = std::upper_bound(first_op_.begin(), first_op_.end(), op_index);
  return static_cast<int>(after - first_op_.begin()) - 1;
}

const ChunkOp& PipelineGraph::op(std::size_t op_index) const {
  const auto rank = static_cast<std::size_t>(rank_of_op(op_index));
  return program_.ranks[rank][op_index - first_op_[rank]];
}

}  // namespace trainyard
