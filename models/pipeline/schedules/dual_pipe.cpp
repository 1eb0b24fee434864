// DualPipe (DeepSeek-V3 report, section 3.2.1; order of execution as in the public code, deepseek-ai/DualPipe
// dualpipe.py): half of the micro-batches enter at each end of the pipeline, every rank holds stages r and
// p-1-r, and the forward of one direction runs overlapped with the backward of the other.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <deque>

#include "models/pipeline/schedules/schedule_parts.h"

namespace trainyard::schedule_parts {
namespace {

Diagnostics check(const ScheduleInput& input) {
  Diagnostics problems = check_single_chunk(input, "dualpipe");
  const int p = input.pipeline_ranks;
  const int m = input.micro_batches;
  if (p >= 1 && p % 2 != 0) {
    problems.push_back(problem(fmt::format("schedule dualpipe feeds the pipeline from both ends and needs an "
                                           "even number of ranks, {} are given",
                                           p),
                               fmt::format("nearest legal: {} pipeline ranks", nearest_pair(p - 1, p + 1, 2)))
                           .front());
  }
  if (p >= 1 && m >= 1 && (m % 2 != 0 || m < 2 * p)) {
    const int least = 2 * p;
    problems.push_back(
        problem(fmt::format("schedule dualpipe needs an even number of micro-batches, at least twice the {} "
                            "pipeline ranks, {} are given",
                            p, m),
                fmt::format("nearest legal: {} micro-batches", nearest_pair(m - m % 2, m + m % 2, least)))
            .front());
  }
  return problems;
}

/// Builds the program of one rank. Its own direction 0 is the one whose nearer end feeds it.
class RankProgram {
 public:
  RankProgram(int rank, int ranks, int micro_batches, std::vector<ChunkOp>& ops)
      : rank_(rank),
        ranks_(ranks),
        per_direction_(micro_batches / 2),
        upper_half_(rank >= ranks / 2),
        ops_(ops) {}

  void build() {
    const int half = ranks_ / 2;
    const int depth = std::min(rank_, ranks_ - 1 - rank_);  // ranks between this one and its end
    const int inner = half - depth - 1;                     // ranks between this one and the middle
    repeat(2 * inner, [&](int) { forward(0); });
    repeat(depth + 1, [&](int) { forward(0), forward(1); });
    repeat(inner, [&](int) { input_backward(1), weight(), forward(1); });
    repeat(per_direction_ - ranks_ + depth + 1, [&](int i) {
      if (i == 0 && inner == 0) {  // on the two middle ranks the first pair is left apart: the backward
                                   // starts the far ends sooner
        forward(0), backward(1);
      } else {
        pair(0, 1);
      }
      pair(1, 0);
    });
    repeat(inner, [&](int) { backward(1), pair(1, 0); });
    // The backward is split from the middle of this phase on, so that no rank waits for gradients that could
    // be sent sooner.
    bool split = false;
    repeat(depth + 1, [&](int i) {
      const bool turn = i == (depth + 1) / 2;
      if (turn && depth % 2 == 1) split = true;
      split ? input_backward(1) : backward(1);
      if (turn && depth % 2 == 0) split = true;
      split ? input_backward(0) : backward(0);
    });
    repeat(inner, [&](int) { weight(), input_backward(0); });
    repeat(depth + 1, [&](int) { weight(); });
    assert(pending_weights_.empty() && forwards_[0] == per_direction_ && forwards_[1] == per_direction_ &&
           backwards_[0] == per_direction_ && backwards_[1] == per_direction_);
  }

 private:
  template <class Body>
  static void repeat(int times, Body body) {
    for (int i = 0; i < times; ++i) body(i);
  }
  /// The next chunk of the rank's own direction `own`; `counts` runs over the micro-batches of that
  /// direction.
  Chunk next(int own, std::array<int, 2>& counts) const {
    const int direction = upper_half_ ? 1 - own : own;
    const int index = counts[static_cast<std::size_t>(own)]++;
    return {.stage = direction == 0 ? rank_ : ranks_ - 1 - rank_,
            .micro_batch = direction * per_direction_ + index,
            .direction = direction};
  }
  void forward(int own) { ops_.push_back(forward_op(next(own, forwards_))); }
  void backward(int own) { ops_.push_back(backward_op(ChunkKind::backward, next(own, backwards_))); }
  void input_backward(int own) {
    const Chunk chunk = next(own, backwards_);
    ops_.push_back(backward_op(ChunkKind::input_backward, chunk));
    pending_weights_.push_back(chunk);
  }
  void weight() {
    ops_.push_back(backward_op(ChunkKind::weight_backward, pending_weights_.front()));
    pending_weights_.pop_front();
  }
  void pair(int forward_own, int backward_own) {
    const Chunk forward_chunk = next(forward_own, forwards_);
    ops_.push_back(pair_op(forward_chunk, next(backward_own, backwards_)));
  }

  int rank_, ranks_, per_direction_;
  bool upper_half_;
  std::array<int, 2> forwards_{}, backwards_{};
  std::deque<Chunk> pending_weights_{};  // first in, first out, over both directions
  std::vector<ChunkOp>& ops_;
};

ScheduleProgram make(const ScheduleInput& input) {
  const int p = input.pipeline_ranks;
  ScheduleProgram program = empty_program(input);
  program.stage_rank.push_back(program.stage_rank[0]);
  std::reverse(program.stage_rank[1].begin(), program.stage_rank[1].end());
  for (int rank = 0; rank < p; ++rank) {
    RankProgram(rank, p, input.micro_batches, program.ranks[static_cast<std::size_t>(rank)]).build();
  }
  return program;
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks / 2 - 1) * (times.pair + times.backward - 3 * times.weight);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return input.pipeline_ranks + 1;
}

}  // namespace

Schedule dual_pipe() {
  return {.name = "dualpipe",
          .description =
              "Micro-batches enter at both ends; forwards run overlapped with backwards of the other "
              "direction, for two "
              "copies of the parameters.",
          .check = check,
          .make = make,
          .bubble_formula = "(p/2-1)(F&B + B - 3W)",
          .bubble_source = "DeepSeek-V3 report, arXiv:2412.19437, table 2",
          .bubble = bubble,
          .activation_formula = "p+1",
          .activation_bound = activation_bound,
          .parameter_copies = 2,
          .splits_backward = true};
}

}  // namespace trainyard::schedule_parts
