// Interleaved 1F1B (Narayanan et al. 2021, arXiv:2104.04473, figure 4 bottom), in the order of Megatron-LM's
// forward_backward_pipelining_with_interleaving: micro-batches pass in groups of p, each group through all
// chunks of a rank before the next group starts.
#include <fmt/format.h>

#include <algorithm>

#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  Diagnostics problems = check_counts(input);
  const int p = input.pipeline_ranks;
  const int m = input.micro_batches;
  if (input.virtual_stages == 1) {
    problems.push_back(
        problem("schedule interleaved-1f1b needs at least 2 model chunks per pipeline rank, 1 is asked for",
                "nearest legal: 2 chunks per rank, or schedule 1f1b")
            .front());
  }
  if (p >= 1 && m >= 1 && m % p != 0) {
    problems.push_back(
        problem(
            fmt::format("schedule interleaved-1f1b passes micro-batches in groups of the {} pipeline ranks, "
                        "{} micro-batches do not divide into such groups",
                        p, m),
            fmt::format("nearest legal: {} micro-batches", nearest_pair(m / p * p, (m / p + 1) * p, p)))
            .front());
  }
  return problems;
}

/// The warm-up forwards of `rank`, in chunks.
int warm_up_count(const ScheduleInput& input, int rank) {
  const int p = input.pipeline_ranks;
  const int v = input.virtual_stages;
  return std::min((p - rank - 1) * 2 + (v - 1) * p, input.micro_batches * v);
}

/// The `index`-th chunk a rank runs forward; backward the chunks of a group come in opposite order.
Chunk chunk_at(const ScheduleInput& input, int rank, int index, bool backward) {
  const int p = input.pipeline_ranks;
  const int group = p * input.virtual_stages;
  const int chunk = index % group / p;
  const int model_chunk = backward ? input.virtual_stages - 1 - chunk : chunk;
  return {.stage = model_chunk * p + rank, .micro_batch = index / group * p + index % p, .direction = 0};
}

ScheduleProgram make(const ScheduleInput& input) {
  ScheduleProgram program = empty_program(input);
  const int total = input.micro_batches * input.virtual_stages;
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    const int warm_up = warm_up_count(input, rank);
    int backwards = 0;
    const auto add_backward = [&] {
      ops.push_back(backward_op(ChunkKind::backward, chunk_at(input, rank, backwards++, true)));
    };
    for (int i = 0; i < total; ++i) {
      ops.push_back(forward_op(chunk_at(input, rank, i, false)));
      if (i >= warm_up) add_backward();
    }
    while (backwards < total) add_backward();
  }
  return program;
}

/// `times` are those of one chunk, so that (p-1)(F+B) here is (p-1)/v of the whole rank's forward and
/// backward.
Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * (times.forward + times.backward);
}

int activation_bound(const ScheduleInput& input, int rank) {
  return std::min(warm_up_count(input, rank) + 1, input.micro_batches * input.virtual_stages);
}

}  // namespace

Schedule interleaved_one_f_one_b() {
  return {
      .name = "interleaved-1f1b",
      .description =
          "1F1B with v model chunks per rank: a bubble v times smaller for more transfers and activations.",
      .check = check,
      .make = make,
      .bubble_formula = "(p-1)(F+B), F and B of one chunk, 1/v of a rank's layers",
      .bubble_source = "Narayanan et al. 2021, arXiv:2104.04473, section 2.2.2: (p-1)(f+b)/v",
      .bubble = bubble,
      .activation_formula = "min(m v, 2(p-rank-1) + (v-1)p + 1) chunks of 1/v of a rank's layers",
      .activation_bound = activation_bound,
      .parameter_copies = 1};
}

}  // namespace trainyard::schedule_parts
