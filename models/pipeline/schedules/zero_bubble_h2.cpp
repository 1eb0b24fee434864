// ZB-H2 (Qi et al. 2024, "Zero Bubble Pipeline Parallelism", arXiv:2401.10241, section 2.2 and figure 3,
// bottom): twice the forwards of 1F1B to warm up, so that a rank has work until its first gradient arrives,
// and weight halves put off at the end, so that all ranks run equally long, each from its own start.
#include <algorithm>

#include "models/pipeline/schedules/schedule_parts.h"
#include "models/pipeline/schedules/zero_bubble_parts.h"

namespace trainyard::schedule_parts {

// While the first rank still has forwards, a round on every rank is an input backward, a weight half and a
// forward. Then its rounds have two parts only, and every other rank, which has 2 rank forwards more to run,
// leaves the weight half out of as many rounds: a micro-batch's gradient reaches all of them in step.
Orders zero_bubble_h2_orders(int ranks, int micro_batches) {
  Orders orders(static_cast<std::size_t>(ranks));
  for (int rank = 0; rank < ranks; ++rank) {
    std::vector<ChunkKind>& kinds = orders[static_cast<std::size_t>(rank)];
    const int warm_up = std::min(2 * (ranks - rank) - 1, micro_batches);
    const int put_off_from = std::max(0, micro_batches - 2 * ranks + 1);
    const int put_off_to = put_off_from + 2 * rank;
    kinds.assign(static_cast<std::size_t>(warm_up), ChunkKind::forward);
    for (int i = 0; i < micro_batches; ++i) {
      kinds.push_back(ChunkKind::input_backward);
      if (i < put_off_from || i >= put_off_to) kinds.push_back(ChunkKind::weight_backward);
      if (warm_up + i < micro_batches) kinds.push_back(ChunkKind::forward);
    }
    kinds.resize(3 * static_cast<std::size_t>(micro_batches), ChunkKind::weight_backward);
  }
  return orders;
}

namespace {

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "zb-h2");
}

ScheduleProgram make(const ScheduleInput& input) {
  return program_of(input, zero_bubble_h2_orders(input.pipeline_ranks, input.micro_batches));
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * std::max(Seconds{}, times.forward + times.backward - 3 * times.weight);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return std::min(2 * input.pipeline_ranks - 1, input.micro_batches);
}

}  // namespace

Schedule zero_bubble_h2() {
  return {
      .name = "zb-h2",
      .description =
          "ZB-H1 with twice the forwards to warm up: no bubble where all parts take equally long, for twice "
          "the activations.",
      .check = check,
      .make = make,
      .bubble_formula = "(p-1)(F+B-3W), B of input and weights, of each rank from its first chunk on",
      .bubble_source = "Qi et al. 2024, arXiv:2401.10241, table 2: (p-1)(TF+TB-2TW), TB of the input only",
      .bubble = bubble,
      .activation_formula = "min(m, 2p-1), of which 2(p-rank)-1 before their input backward",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .splits_backward = true,
      .steps_join = true};
}

}  // namespace trainyard::schedule_parts
