// ZB-2p (Qi et al. 2024, "Zero Bubble Pipeline Parallelism", arXiv:2401.10241, section 3): the order is
// searched for the times of the stages, with the activations of at most 2p micro-batches on a rank.
#include <algorithm>

#include "models/pipeline/schedules/schedule_parts.h"
#include "models/pipeline/schedules/zero_bubble_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "zb-2p");
}

/// What needs less memory is taken where it is shorter: ZB-H2's order and ZB-1p's.
ScheduleProgram make(const ScheduleInput& input) {
  return program_of(input, shortest_orders(input, 2 * input.pipeline_ranks,
                                           {zero_bubble_h2_orders(input.pipeline_ranks, input.micro_batches),
                                            orders_of(zero_bubble_1p().make(input))}));
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return zero_bubble_h2().bubble(input, times);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return std::min(2 * input.pipeline_ranks, input.micro_batches);
}

}  // namespace

Schedule zero_bubble_2p() {
  return {
      .name = "zb-2p",
      .description =
          "Split backwards in an order searched for the times of the stages: next to no bubble for the "
          "activations of 2p micro-batches.",
      .check = check,
      .make = make,
      .bubble_formula = "at most (p-1)(F+B-3W), B of input and weights, of each rank from its first chunk on",
      .bubble_source =
          "that of ZB-H2, than which it is never worse: Qi et al. 2024, arXiv:2401.10241, tables 2 and 5",
      .bubble = bubble,
      .activation_formula = "at most min(m, 2p)",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .splits_backward = true,
      .uses_stage_times = true,
      .steps_join = true};
}

}  // namespace trainyard::schedule_parts
