// Interleaved 1F1B (Narayanan et al. 2021, arXiv:2104.04473, figure 4 bottom), in the order of Megatron-LM's
// forward_backward_pipelining_with_interleaving: micro-batches pass in groups, each group through all chunks
// of a rank before the next group starts.
//
// A group has p micro-batches where they divide by p. Elsewhere it has more, the fewest of which
// Megatron-Core (microbatch_group_size_per_vp_stage) accepts as many micro-batches as there are: a last group
// that is smaller must still have p, lest ranks wait for each other between its chunks.
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
  if (p >= 1 && m >= 1 && m < p) {
    problems.push_back(
        problem(fmt::format("schedule interleaved-1f1b passes micro-batches in groups of at least the {} "
                            "pipeline ranks, {} are given",
                            p, m),
                fmt::format("nearest legal: {} micro-batches", p))
            .front());
  }
  return problems;
}

/// Micro-batches in a group; the last group may have fewer, but no fewer than p.
int group_size(const ScheduleInput& input) {
  const int p = input.pipeline_ranks, m = input.micro_batches;
  for (int size = p; size < m; ++size) {
    if (m % size == 0 || m % size >= p) return size;
  }
  return m;
}

/// The warm-up forwards of `rank`, in chunks.
int warm_up_count(const ScheduleInput& input, int rank) {
  const int v = input.virtual_stages;
  return std::min((input.pipeline_ranks - rank - 1) * 2 + (v - 1) * group_size(input),
                  input.micro_batches * v);
}

/// The `index`-th chunk a rank runs forward; backward the chunks of a group come in opposite order.
Chunk chunk_at(const ScheduleInput& input, int rank, int index, int group, bool backward) {
  const int v = input.virtual_stages;
  const int first = index / (group * v) * group;  // micro-batch of this group
  const int members = std::min(group, input.micro_batches - first);
  const int place = index - first * v;
  const int model_chunk = backward ? v - 1 - place / members : place / members;
  return {.stage = model_chunk * input.pipeline_ranks + rank,
          .micro_batch = first + place % members,
          .direction = 0};
}

ScheduleProgram make(const ScheduleInput& input) {
  ScheduleProgram program = empty_program(input);
  const int total = input.micro_batches * input.virtual_stages;
  const int group = group_size(input);
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    const int warm_up = warm_up_count(input, rank);
    int backwards = 0;
    const auto add_backward = [&] {
      ops.push_back(backward_op(ChunkKind::backward, chunk_at(input, rank, backwards++, group, true)));
    };
    for (int i = 0; i < total; ++i) {
      ops.push_back(forward_op(chunk_at(input, rank, i, group, false)));
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
      .activation_formula =
          "min(m v, 2(p-rank-1) + (v-1)g + 1) chunks of 1/v of a rank's layers, g micro-batches in a group",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .reaches_activation_bound = true};
}

}  // namespace trainyard::schedule_parts
