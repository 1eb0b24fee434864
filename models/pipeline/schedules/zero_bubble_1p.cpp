// ZB-1p (Qi et al. 2024, "Zero Bubble Pipeline Parallelism", arXiv:2401.10241, section 3): the order is
// searched for the times of the stages, with the activations of at most p micro-batches on a rank, as in
// 1F1B.
#include <algorithm>

#include "models/pipeline/schedules/schedule_parts.h"
#include "models/pipeline/schedules/zero_bubble_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "zb-1p");
}

/// ZB-H1's order keeps to the same memory: it is taken where the search finds none shorter.
ScheduleProgram make(const ScheduleInput& input) {
  return program_of(input,
                    shortest_orders(input, input.pipeline_ranks, {orders_of(zero_bubble_h1().make(input))}));
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * (times.forward + times.backward - 2 * times.weight);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return std::min(input.pipeline_ranks, input.micro_batches);
}

}  // namespace

Schedule zero_bubble_1p() {
  return {
      .name = "zb-1p",
      .description =
          "Split backwards in an order searched for the times of the stages, holding no more than 1F1B does.",
      .check = check,
      .make = make,
      .bubble_formula = "at most (p-1)(F+B-2W), B of input and weights",
      .bubble_source =
          "that of ZB-H1, than which it is never worse: Qi et al. 2024, arXiv:2401.10241, tables 2 and 5",
      .bubble = bubble,
      .activation_formula = "at most min(m, p)",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .splits_backward = true,
      .uses_stage_times = true,
      .steps_join = true};
}

}  // namespace trainyard::schedule_parts
