// ZB-H1, also ZB1P (Qi et al. 2024, "Zero Bubble Pipeline Parallelism", arXiv:2401.10241, section 2.2): the
// backward is split, the gradient of the input is passed on at once, and the weight half fills time that
// would be idle.
//
// The paper draws the order for equal times. With other times a fixed order wastes what the split gained, so
// that the order is made from the times of the stages: two fixed orders and twelve small variants of one
// greedy rule are run, and the one that ends first is taken, the first of equals.
#include <algorithm>
#include <array>
#include <cassert>

#include "models/pipeline/schedules/schedule_parts.h"
#include "models/pipeline/schedules/zero_bubble_parts.h"

namespace trainyard::schedule_parts {
namespace {

/// What the greedy rule leaves open.
struct Variant {
  bool forward_first;    // of a forward and a backward that could both start, take the forward
  bool weights_by_rank;  // at most `rank` weight halves may wait when a forward starts: the paper's order for
                         // equal times
  int patience_quarters;  // a weight half may delay work that is known to arrive by so many quarters of its
                          // time
};

constexpr std::array<Variant, 12> variants = {{
    {false, true, 0},
    {false, true, 2},
    {false, true, 4},
    {false, false, 0},
    {false, false, 2},
    {false, false, 4},
    {true, true, 0},
    {true, true, 2},
    {true, true, 4},
    {true, false, 0},
    {true, false, 2},
    {true, false, 4},
}};

/// The order of one rank when after its warm-up every input backward is followed by the weight half of `lag`
/// micro-batches ago and by the next forward. Lag 0 is 1F1B; lag = rank is the order the paper draws, in
/// which every rank holds p micro-batches.
std::vector<ChunkKind> fixed_order(int rank, int ranks, int micro_batches, int lag) {
  const int warm_up = std::min(ranks - rank, micro_batches);
  std::vector<ChunkKind> kinds(static_cast<std::size_t>(warm_up), ChunkKind::forward);
  for (int i = 0; i < micro_batches; ++i) {
    kinds.push_back(ChunkKind::input_backward);
    if (i >= lag) kinds.push_back(ChunkKind::weight_backward);
    if (warm_up + i < micro_batches) kinds.push_back(ChunkKind::forward);
  }
  kinds.resize(3 * static_cast<std::size_t>(micro_batches), ChunkKind::weight_backward);
  return kinds;
}

/// Runs the pipeline forward in time; at each step the rank that can start something first starts it. What a
/// rank starts is either given by `orders` or, without them, chosen by the greedy rule of `variant`.
class ListScheduler {
 public:
  ListScheduler(const SplitTimes& times, int micro_batches, Variant variant, Orders orders = {})
      : times_(times),
        ranks_(static_cast<int>(times.forward.size())),
        micro_batches_(micro_batches),
        variant_(variant),
        orders_(std::move(orders)) {
    const std::size_t p = times.forward.size();
    const auto m = static_cast<std::size_t>(micro_batches);
    states_.resize(p);
    next_.resize(p);
    forward_ready_.assign(p, std::vector<Picoseconds>(m, never));
    backward_ready_.assign(p, std::vector<Picoseconds>(m, never));
    forward_ready_[0].assign(m, 0);
    for (std::size_t rank = 0; rank < p; ++rank) states_[rank].ops.reserve(3 * m);
  }

  /// The time from the first start to the last end.
  Picoseconds run() {
    for (int rank = 0; rank < ranks_; ++rank) next_[index(rank)] = choose(rank);
    Picoseconds end = 0;
    while (true) {
      const auto first = std::min_element(next_.begin(), next_.end(),
                                          [](const Choice& a, const Choice& b) { return a.start < b.start; });
      if (first->start == never) break;
      const int rank = static_cast<int>(first - next_.begin());
      end = std::max(end, start(rank, *first));
      for (int near = std::max(0, rank - 1); near <= std::min(ranks_ - 1, rank + 1); ++near) {
        next_[index(near)] = choose(near);
      }
    }
    assert(std::all_of(states_.begin(), states_.end(),
                       [&](const State& s) { return s.weight_backwards == micro_batches_; }));
    return end;
  }

  std::vector<ChunkOp> take_ops(int rank) { return std::move(states_[index(rank)].ops); }

 private:
  struct State {
    Picoseconds free_at = 0;
    // Started so far; each kind goes in order of micro-batches.
    int forwards = 0, input_backwards = 0, weight_backwards = 0;
    std::vector<ChunkOp> ops{};
  };
  struct Choice {
    ChunkKind kind = ChunkKind::forward;
    Picoseconds start = never;
  };

  static std::size_t index(int rank) { return static_cast<std::size_t>(rank); }

  /// When the next forward could start as far as is known now, weight halves aside. Never while p-rank
  /// micro-batches wait for their input backward, the limit of 1F1B.
  Picoseconds forward_time(int rank) const {
    const State& s = states_[index(rank)];
    if (s.forwards == micro_batches_ || s.forwards - s.input_backwards >= ranks_ - rank) return never;
    const Picoseconds ready = forward_ready_[index(rank)][static_cast<std::size_t>(s.forwards)];
    return ready == never ? never : std::max(ready, s.free_at);
  }
  /// A weight half must come before the next forward: p micro-batches are held in all, or more weight halves
  /// wait than the variant allows.
  bool weight_before_forward(int rank) const {
    const State& s = states_[index(rank)];
    return s.forwards - s.weight_backwards >= ranks_ ||
           (variant_.weights_by_rank && s.input_backwards - s.weight_backwards > rank);
  }
  Picoseconds backward_time(int rank) const {
    const State& s = states_[index(rank)];
    if (s.input_backwards == s.forwards) return never;
    const Picoseconds ready = backward_ready_[index(rank)][static_cast<std::size_t>(s.input_backwards)];
    return ready == never ? never : std::max(ready, s.free_at);
  }

  Choice choose(int rank) const { return orders_.empty() ? greedy_choice(rank) : next_in_order(rank); }

  Choice next_in_order(int rank) const {
    const State& s = states_[index(rank)];
    if (s.ops.size() == orders_[index(rank)].size()) return {};
    const ChunkKind kind = orders_[index(rank)][s.ops.size()];
    if (kind == ChunkKind::weight_backward) return {kind, s.free_at};
    return {kind, kind == ChunkKind::forward ? forward_time(rank) : backward_time(rank)};
  }

  Choice greedy_choice(int rank) const {
    const State& s = states_[index(rank)];
    const Picoseconds forward = forward_time(rank);
    const Picoseconds backward = backward_time(rank);
    const bool take_forward = variant_.forward_first ? forward <= backward : forward < backward;
    const Choice passing =
        take_forward ? Choice{ChunkKind::forward, forward} : Choice{ChunkKind::input_backward, backward};
    const Choice weight_now{ChunkKind::weight_backward, s.free_at};
    if (s.weight_backwards == s.input_backwards) return passing;
    if (take_forward && weight_before_forward(rank)) return weight_now;
    const Picoseconds weight = times_.weight_backward[index(rank)];
    const Picoseconds gap = passing.start == never ? never : passing.start - s.free_at;
    const bool fits = gap == never || (gap > 0 && 4 * (weight - gap) <= weight * variant_.patience_quarters);
    return fits ? weight_now : passing;
  }

  /// Appends the choice to the rank's program and tells the neighbour; gives the time it ends.
  Picoseconds start(int rank, Choice choice) {
    State& s = states_[index(rank)];
    if (choice.kind == ChunkKind::forward) {
      const auto micro_batch = static_cast<std::size_t>(s.forwards);
      s.free_at = choice.start + times_.forward[index(rank)];
      s.ops.push_back(forward_op({rank, s.forwards++, 0}));
      if (rank + 1 < ranks_) {
        forward_ready_[index(rank + 1)][micro_batch] = s.free_at + times_.transfer;
      } else {
        backward_ready_[index(rank)][micro_batch] = s.free_at;
      }
    } else if (choice.kind == ChunkKind::input_backward) {
      const auto micro_batch = static_cast<std::size_t>(s.input_backwards);
      s.free_at = choice.start + times_.input_backward[index(rank)];
      s.ops.push_back(backward_op(choice.kind, {rank, s.input_backwards++, 0}));
      if (rank > 0) backward_ready_[index(rank - 1)][micro_batch] = s.free_at + times_.transfer;
    } else {
      s.free_at = choice.start + times_.weight_backward[index(rank)];
      s.ops.push_back(backward_op(choice.kind, {rank, s.weight_backwards++, 0}));
    }
    return s.free_at;
  }

  const SplitTimes& times_;
  int ranks_, micro_batches_;
  Variant variant_;
  Orders orders_;
  std::vector<State> states_{};
  std::vector<Choice> next_{};  // per rank, valid until a neighbour or the rank itself starts something
  std::vector<std::vector<Picoseconds>> forward_ready_{},
      backward_ready_{};  // [rank][micro-batch]; never: not yet known
};

Diagnostics check(const ScheduleInput& input) {
  return check_single_chunk(input, "zb-h1");
}

ScheduleProgram make(const ScheduleInput& input) {
  const SplitTimes times = split_times(input);
  ScheduleProgram program = empty_program(input);
  Picoseconds shortest = never;
  const auto consider = [&](ListScheduler scheduler) {
    const Picoseconds makespan = scheduler.run();
    if (makespan >= shortest) return;
    shortest = makespan;
    for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
      program.ranks[static_cast<std::size_t>(rank)] = scheduler.take_ops(rank);
    }
  };
  Orders paper, one_f_one_b;
  for (int rank = 0; rank < input.pipeline_ranks; ++rank) {
    paper.push_back(
        fixed_order(rank, input.pipeline_ranks, input.micro_batches, std::min(rank, input.micro_batches)));
    one_f_one_b.push_back(fixed_order(rank, input.pipeline_ranks, input.micro_batches, 0));
  }
  consider(ListScheduler(times, input.micro_batches, {}, std::move(paper)));
  consider(ListScheduler(times, input.micro_batches, {}, std::move(one_f_one_b)));
  for (const Variant& variant : variants) consider(ListScheduler(times, input.micro_batches, variant));
  return program;
}

Seconds bubble(const ScheduleInput& input, const ChunkTimes& times) {
  return (input.pipeline_ranks - 1) * (times.forward + times.backward - 2 * times.weight);
}

int activation_bound(const ScheduleInput& input, int /*rank*/) {
  return std::min(input.pipeline_ranks, input.micro_batches);
}

}  // namespace

Schedule zero_bubble_h1() {
  return {
      .name = "zb-h1",
      .description =
          "1F1B with the backward split in two, the weight half filling idle time (ZB1P, the zero-bubble "
          "pipeline "
          "that holds no more than 1F1B).",
      .check = check,
      .make = make,
      .bubble_formula = "(p-1)(F+B-2W), B of input and weights",
      .bubble_source =
          "Qi et al. 2024, arXiv:2401.10241, table 2; DeepSeek-V3 report, arXiv:2412.19437, table 2 (ZB1P)",
      .bubble = bubble,
      .activation_formula = "min(m, p), of which p-rank before their input backward",
      .activation_bound = activation_bound,
      .parameter_copies = 1,
      .splits_backward = true,
      .uses_stage_times = true};
}

}  // namespace trainyard::schedule_parts
