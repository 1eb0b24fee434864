#include "models/pipeline/schedules/zero_bubble_parts.h"

#include <algorithm>
#include <cassert>

#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard::schedule_parts {

SplitTimes split_times(const ScheduleInput& input) {
  SplitTimes times;
  if (input.stage_times.empty()) {
    const std::vector<Picoseconds> unit(static_cast<std::size_t>(input.pipeline_ranks), 1);
    return {.forward = unit, .input_backward = unit, .weight_backward = unit, .transfer = 0};
  }
  for (const StageTimes& stage : input.stage_times) {
    times.forward.push_back(to_picoseconds(stage.forward));
    times.input_backward.push_back(to_picoseconds(stage.input_backward));
    times.weight_backward.push_back(to_picoseconds(stage.weight_backward));
  }
  times.transfer = to_picoseconds(input.transfer);
  return times;
}

Orders orders_of(const ScheduleProgram& program) {
  Orders orders;
  for (const std::vector<ChunkOp>& ops : program.ranks) {
    std::vector<ChunkKind>& kinds = orders.emplace_back();
    for (const ChunkOp& op : ops) kinds.push_back(op.kind);
  }
  return orders;
}

ScheduleProgram program_of(const ScheduleInput& input, const Orders& orders) {
  ScheduleProgram program = empty_program(input);
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    int forwards = 0, input_backwards = 0, weight_backwards = 0;
    std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    for (const ChunkKind kind : orders[static_cast<std::size_t>(rank)]) {
      if (kind == ChunkKind::forward) {
        ops.push_back(forward_op({rank, forwards++, 0}));
      } else {
        int& next = kind == ChunkKind::input_backward ? input_backwards : weight_backwards;
        ops.push_back(backward_op(kind, {rank, next++, 0}));
      }
    }
  }
  return program;
}

namespace {

/// What one rank has done so far.
struct Progress {
  std::size_t at = 0;
  Picoseconds free_at = 0, first_start = never;
  std::vector<Picoseconds> forward_end{}, backward_end{};  // by micro-batch
};

}  // namespace

Duration duration_of(const Orders& orders, const SplitTimes& times) {
  const std::size_t ranks = orders.size();
  std::vector<Progress> state(ranks);
  // When the input of `rank`'s next chunk is there; never while its maker has not run.
  const auto ready = [&](std::size_t rank, ChunkKind kind) -> Picoseconds {
    const Progress& own = state[rank];
    if (kind == ChunkKind::weight_backward || (kind == ChunkKind::forward && rank == 0)) return 0;
    if (kind == ChunkKind::forward) {
      const std::vector<Picoseconds>& made = state[rank - 1].forward_end;
      const std::size_t micro_batch = own.forward_end.size();
      return micro_batch < made.size() ? made[micro_batch] + times.transfer : never;
    }
    const std::size_t micro_batch = own.backward_end.size();
    if (rank + 1 == ranks) return micro_batch < own.forward_end.size() ? own.forward_end[micro_batch] : never;
    const std::vector<Picoseconds>& made = state[rank + 1].backward_end;
    return micro_batch < made.size() ? made[micro_batch] + times.transfer : never;
  };
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
      Progress& own = state[rank];
      for (; own.at < orders[rank].size(); ++own.at, moved = true) {
        const ChunkKind kind = orders[rank][own.at];
        const Picoseconds from = ready(rank, kind);
        if (from == never) break;
        const Picoseconds start = std::max(from, own.free_at);
        own.first_start = std::min(own.first_start, start);
        const std::vector<Picoseconds>& length = kind == ChunkKind::forward          ? times.forward
                                                 : kind == ChunkKind::input_backward ? times.input_backward
                                                                                     : times.weight_backward;
        own.free_at = start + length[rank];
        if (kind == ChunkKind::forward) own.forward_end.push_back(own.free_at);
        if (kind == ChunkKind::input_backward) own.backward_end.push_back(own.free_at);
      }
    }
  }
  Duration duration{.longest_rank = 0, .makespan = 0};
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    assert(state[rank].at == orders[rank].size());
    duration.longest_rank = std::max(duration.longest_rank, state[rank].free_at - state[rank].first_start);
    duration.makespan = std::max(duration.makespan, state[rank].free_at);
  }
  return duration;
}

}  // namespace trainyard::schedule_parts
