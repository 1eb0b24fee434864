#pragma once
// From a step's interval and the uncertainty of failures to the intervals of what a run takes.
#include <optional>

#include "models/estimate/estimate.h"

namespace trainyard {

/// How sure the goodput is.
struct GoodputUncertainty {
  std::optional<GoodputInput> input{};  // computed goodput: its input, the interval between checkpoints set
  bool spares_follow = false;           // as many as the rates need, instead of those planned
  double rate_sigma = 0;                // of the logarithm of all failure rates together
  double given_sigma = 0;               // given goodput: relative, of the time it leaves out or not
};

/// What of the scenario the goodput is computed from; `step` is the time of one step.
[[nodiscard]] GoodputInput goodput_input_of(const Scenario& scenario, Seconds step);

/// Every sample of the step meets one draw of the rates; the interval between checkpoints stays the planned
/// one, spares only if their number was given. `estimate` has its step, run, cost and interval; none when the
/// interval was left out.
[[nodiscard]] std::optional<TotalIntervals> estimate_totals(const Estimate& estimate,
                                                            const GoodputUncertainty& goodput,
                                                            std::uint64_t seed);

}  // namespace trainyard
