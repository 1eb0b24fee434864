// GPipe (Huang et al. 2019, arXiv:1811.06965, figure 2c): all forwards, then all backwards, last micro-batch
// first.
#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "gpipe");
}

ScheduleProgram make(const ScheduleInput& input) {
  ScheduleProgram program = empty_program(input);
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    for (int i = 0; i < input.micro_batches; ++i) ops.push_back(forward_op({rank, i, 0}));
    for (int i = input.micro_batches; i-- > 0;) ops.push_back(backward_op(ChunkKind::backward, {rank, i, 0}));
  }
  return program;
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * (times.forward + times.backward);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return input.micro_batches;
}

}  // namespace

Schedule gpipe() {
  return {.name = "gpipe",
          .description =
              "All forwards, then all backwards: simple, and holds the activations of every micro-batch.",
          .check = check,
          .make = make,
          .bubble_formula = "(p-1)(F+B)",
          .bubble_source = "GPipe, arXiv:1811.06965, section 2.3: overhead (p-1)/(m+p-1)",
          .bubble = bubble,
          .activation_formula = "m",
          .activation_bound = activation_bound,
          .parameter_copies = 1,
          .reaches_activation_bound = true};
}

}  // namespace trainyard::schedule_parts
