// 1F1B (PipeDream-Flush; Narayanan et al. 2021, arXiv:2104.04473, figure 4 top): p-1-rank forwards to warm
// up, then one forward and one backward in turn, then the backwards that are left.
#include <algorithm>

#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "1f1b");
}

ScheduleProgram make(const ScheduleInput& input) {
  ScheduleProgram program = empty_program(input);
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    const int warm_up = std::min(input.pipeline_ranks - 1 - rank, input.micro_batches);
    int backwards = 0;
    for (int i = 0; i < input.micro_batches; ++i) {
      ops.push_back(forward_op({rank, i, 0}));
      if (i >= warm_up) ops.push_back(backward_op(ChunkKind::backward, {rank, backwards++, 0}));
    }
    while (backwards < input.micro_batches) {
      ops.push_back(backward_op(ChunkKind::backward, {rank, backwards++, 0}));
    }
  }
  return program;
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * (times.forward + times.backward);
}

int activation_bound(const ScheduleInput& input, int rank) {
  return std::min(input.pipeline_ranks - rank, input.micro_batches);
}

}  // namespace

Schedule one_f_one_b() {
  return {
      .name = "1f1b",
      .description =
          "One forward, one backward in turn after a short warm-up: GPipe's bubble with at most p "
          "micro-batches held.",
      .check = check,
      .make = make,
      .bubble_formula = "(p-1)(F+B)",
      .bubble_source = "Narayanan et al. 2021, arXiv:2104.04473, section 2.2.1; DeepSeek-V3 report, table 2",
      .bubble = bubble,
      .activation_formula = "min(m, p-rank)",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .reaches_activation_bound = true};
}

}  // namespace trainyard::schedule_parts
