// The heuristic of Qi et al. 2024 (arXiv:2401.10241, section 3.1): as many forwards as memory and the arrival
// of the first gradient allow, then rounds of one forward and one input backward on every rank; weight halves
// go where a rank would wait, and where memory is short. In its own words and data structures; the decisions
// it leaves open are HeuristicOptions.
#include <algorithm>

#include "models/pipeline/schedules/zero_bubble_parts.h"

namespace trainyard::schedule_parts {
namespace {

class Heuristic {
 public:
  Heuristic(const ScheduleInput& input, int most_held, const HeuristicOptions& options)
      : times_(split_times(input)),
        last_(input.pipeline_ranks - 1),
        micro_batches_(input.micro_batches),
        most_held_(most_held),
        kept_(input.kept_for_weights),
        options_(options),
        ranks_(static_cast<std::size_t>(input.pipeline_ranks)) {}

  Orders run() {
    warm_up();
    for (int round = 1; round < micro_batches_; ++round) {
      const std::vector<bool> forwards = forwards_of_round();
      for (int r = 0; r <= last_; ++r) {
        if (forwards[index(r)]) add_forward(r);
      }
      for (int r = last_; r >= 0; --r) add_backward(r);
    }
    Orders orders;
    for (Rank& rank : ranks_) {
      rank.order.resize(3 * static_cast<std::size_t>(micro_batches_), ChunkKind::weight_backward);
      orders.push_back(std::move(rank.order));
    }
    return orders;
  }

 private:
  struct Rank {
    Picoseconds free_at = 0;
    Picoseconds waited = 0;  // since its first forward
    int weights = 0;
    std::vector<Picoseconds> forward_end{}, backward_end{};  // by micro-batch
    std::vector<ChunkKind> order{};

    [[nodiscard]] int forwards() const { return static_cast<int>(forward_end.size()); }
    [[nodiscard]] int backwards() const { return static_cast<int>(backward_end.size()); }
  };

  static std::size_t index(int r) { return static_cast<std::size_t>(r); }
  Rank& rank(int r) { return ranks_[index(r)]; }
  [[nodiscard]] const Rank& rank(int r) const { return ranks_[index(r)]; }

  /// When the input of the rank's next forward is there.
  [[nodiscard]] Picoseconds forward_ready(int r) const {
    return r == 0 ? 0 : rank(r - 1).forward_end[index(rank(r).forwards())] + times_.transfer;
  }
  [[nodiscard]] Picoseconds backward_ready(int r) const {
    const std::size_t micro_batch = index(rank(r).backwards());
    return r == last_ ? rank(r).forward_end[micro_batch]
                      : rank(r + 1).backward_end[micro_batch] + times_.transfer;
  }

  void put(int r, ChunkKind kind, Picoseconds ready, Picoseconds length) {
    Rank& own = rank(r);
    if (!own.order.empty()) own.waited += std::max<Picoseconds>(0, ready - own.free_at);
    own.free_at = std::max(own.free_at, ready) + length;
    own.order.push_back(kind);
  }
  void put_forward(int r) {
    put(r, ChunkKind::forward, forward_ready(r), times_.forward[index(r)]);
    rank(r).forward_end.push_back(rank(r).free_at);
  }
  void put_backward(int r) {
    put(r, ChunkKind::input_backward, backward_ready(r), times_.input_backward[index(r)]);
    rank(r).backward_end.push_back(rank(r).free_at);
  }
  void put_weight(int r) {
    put(r, ChunkKind::weight_backward, 0, times_.weight_backward[index(r)]);
    ++rank(r).weights;
  }
  /// Activations of so many micro-batches would be held if `more` weight halves and then a forward were run.
  [[nodiscard]] double held_after(int r, int more) const {
    const Rank& own = rank(r);
    return own.forwards() + 1 - own.backwards() + kept_ * (own.backwards() - own.weights - more);
  }
  /// How many weight halves must come before the next forward to make room for it.
  [[nodiscard]] int weights_before_forward(int r) const {
    // Rounding of kept_ may not cost a whole chunk.
    constexpr double rounding = 1e-9;
    int count = 0;
    while (held_after(r, count) > most_held_ + rounding && rank(r).weights + count < rank(r).backwards())
      ++count;
    return count;
  }
  [[nodiscard]] bool has_weight(int r) const { return rank(r).weights < rank(r).backwards(); }

  void warm_up() {
    for (int r = 0; r <= last_; ++r) put_forward(r);
    std::vector<int> more = fitting_forwards();
    // A rank runs at least one forward more than the next, until it has none left: the next could not start
    // it otherwise.
    for (int r = 1; r <= last_; ++r) {
      const int before = more[index(r - 1)];
      more[index(r)] =
          std::min(more[index(r)], 1 + before == micro_batches_ ? before : std::max(0, before - 1));
    }
    for (int r = 0; r <= last_; ++r) {
      for (int i = 0; i < more[index(r)]; ++i) put_forward(r);
    }
    for (int r = last_; r >= 0; --r) put_backward(r);
  }

  /// How many forwards after its first every rank has time and memory for until its first gradient comes.
  [[nodiscard]] std::vector<int> fitting_forwards() const {
    std::vector<int> more(ranks_.size());
    Picoseconds gradient = rank(last_).free_at + times_.input_backward[index(last_)];
    for (int r = last_ - 1; r >= 0; --r) {
      gradient += times_.transfer;
      Picoseconds end = rank(r).free_at;
      const Picoseconds length = times_.forward[index(r)];
      int& count = more[index(r)];
      while (1 + count < std::min(micro_batches_, most_held_) &&
             (options_.delay_first_backward ? end < gradient : end + length <= gradient)) {
        end += length;
        ++count;
      }
      gradient = std::max(gradient, end) + times_.input_backward[index(r)];
    }
    return more;
  }

  /// Which ranks run a forward in this round: all that have one left, unless one holds back; no rank may
  /// without the ranks behind it, lest the distance grow.
  [[nodiscard]] std::vector<bool> forwards_of_round() const {
    std::vector<bool> forwards(ranks_.size());
    for (int r = 0; r <= last_; ++r) {
      const bool left = rank(r).forwards() < micro_batches_;
      forwards[index(r)] = left && !(options_.hold_back_forwards && may_hold_back(r));
    }
    for (int r = last_ - 1; r >= 0; --r) {
      const bool next_done = rank(r + 1).forwards() == micro_batches_;
      forwards[index(r)] = forwards[index(r)] && (forwards[index(r + 1)] || next_done);
    }
    return forwards;
  }

  /// The next rank has a forward in store, and this rank waits less for the next gradient than would make it
  /// the rank that waits most.
  [[nodiscard]] bool may_hold_back(int r) const {
    if (r == last_ || rank(r).forwards() < rank(r + 1).forwards() + 2) return false;
    const Rank &own = rank(r), &next = rank(r + 1);
    const Picoseconds gradient =
        next.free_at + times_.forward[index(r + 1)] + times_.input_backward[index(r + 1)] + times_.transfer;
    if (own.free_at >= gradient) return true;
    const Picoseconds with_forward =
        own.free_at + times_.forward[index(r)] + weights_before_forward(r) * times_.weight_backward[index(r)];
    if (with_forward <= gradient) return false;
    return gradient - own.free_at <= most_waited() - own.waited;
  }

  [[nodiscard]] Picoseconds most_waited() const {
    Picoseconds most = 0;
    for (const Rank& one : ranks_) most = std::max(most, one.waited);
    return most;
  }

  /// Weight halves until `ready`, as long as they fit; a last one that does not where waiting would make this
  /// rank the one that waits most, or where the options say so.
  void fill_until(int r, Picoseconds ready) {
    while (has_weight(r) && rank(r).free_at + times_.weight_backward[index(r)] <= ready) put_weight(r);
    const Picoseconds gap = ready - rank(r).free_at;
    if (gap <= 0 || !has_weight(r)) return;
    if (options_.fill_small_gaps || gap > most_waited() - rank(r).waited) put_weight(r);
  }

  void add_forward(int r) {
    for (int count = weights_before_forward(r); count > 0; --count) put_weight(r);
    if (r > 0) fill_until(r, forward_ready(r));
    put_forward(r);
  }

  void add_backward(int r) {
    if (r < last_) fill_until(r, backward_ready(r));
    // Nobody waits for the first rank's input gradients: once it sends no more forwards either, it need not
    // hurry.
    while (r == 0 && rank(r).forwards() == micro_batches_ && has_weight(r)) put_weight(r);
    put_backward(r);
  }

  SplitTimes times_;
  int last_, micro_batches_, most_held_;
  double kept_;  // of a chunk's activations, while it waits for its weight half
  HeuristicOptions options_;
  std::vector<Rank> ranks_;
};

}  // namespace

Orders heuristic_orders(const ScheduleInput& input, int most_held, const HeuristicOptions& options) {
  return Heuristic(input, most_held, options).run();
}

Orders shortest_orders(const ScheduleInput& input, int most_held, std::vector<Orders> others) {
  std::vector<Orders>& candidates = others;
  for (int bits = 0; bits < 8; ++bits) {
    const HeuristicOptions options{.delay_first_backward = (bits & 1) != 0,
                                   .hold_back_forwards = (bits & 2) != 0,
                                   .fill_small_gaps = (bits & 4) != 0};
    candidates.push_back(heuristic_orders(input, most_held, options));
  }
  const SplitTimes times = split_times(input);
  Duration shortest;
  Orders best;
  for (Orders& one : candidates) {
    const Duration duration = duration_of(one, times);
    if (!best.empty() && duration >= shortest) continue;
    shortest = duration;
    best = std::move(one);
  }
  return best;
}

}  // namespace trainyard::schedule_parts
