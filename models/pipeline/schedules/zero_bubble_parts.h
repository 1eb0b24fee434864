#pragma once
// What the zero-bubble schedules share: a step in which every rank runs each micro-batch as a forward, an
// input backward and a weight half, each kind in order of micro-batches, so that the kinds alone say the
// order.
#include <limits>
#include <vector>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard::schedule_parts {

constexpr Picoseconds never = std::numeric_limits<Picoseconds>::max();

struct SplitTimes {
  std::vector<Picoseconds> forward{}, input_backward{}, weight_backward{};  // one per rank
  Picoseconds transfer = 0;
};
/// Those of the input; without any, one of each and a free transfer.
[[nodiscard]] SplitTimes split_times(const ScheduleInput& input);

using Orders = std::vector<std::vector<ChunkKind>>;  // by rank
[[nodiscard]] Orders orders_of(const ScheduleProgram& program);
[[nodiscard]] ScheduleProgram program_of(const ScheduleInput& input, const Orders& orders);

struct Duration {
  Picoseconds longest_rank = never;  // from its first start to its last end
  Picoseconds makespan = never;      // from the first start of all to the last end of all
  auto operator<=>(const Duration&) const = default;
};
/// How long the step takes in these orders, which must not deadlock.
[[nodiscard]] Duration duration_of(const Orders& orders, const SplitTimes& times);

/// ZB-H2's orders (zero_bubble_h2.cpp).
[[nodiscard]] Orders zero_bubble_h2_orders(int ranks, int micro_batches);

/// What the heuristic of Qi et al. 2024 (arXiv:2401.10241, section 3.1) leaves open.
struct HeuristicOptions {
  bool delay_first_backward;  // one more forward may start before the first gradient arrives, and delay it
  bool hold_back_forwards;    // a forward two ahead of the next rank's may be left out of a round
  bool fill_small_gaps;       // a weight half may go where it does not fit, though the rank waits little
};
/// The orders that heuristic makes for `input`, with at most `most_held` micro-batches' activations on a
/// rank.
[[nodiscard]] Orders heuristic_orders(const ScheduleInput& input, int most_held,
                                      const HeuristicOptions& options);

/// The shortest of the heuristic's orders over all its options and of `others`, the first of equals.
[[nodiscard]] Orders shortest_orders(const ScheduleInput& input, int most_held, std::vector<Orders> others);

}  // namespace trainyard::schedule_parts
