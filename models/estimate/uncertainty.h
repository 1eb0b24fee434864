#pragma once
// The interval of an estimate: how far the step time moves with every input nobody published or nobody knows
// exactly.
#include "models/estimate/estimate.h"

namespace trainyard {

/// Each input is moved alone: a number by one standard deviation up and down (on a logarithmic scale), a
/// choice through those of its values that go with the plan. The step's logarithm is taken as a sum of these
/// responses, each a parabola in a standard normal or a draw among the choices, and sampled. Interactions
/// between inputs are left out; they are of second order while each moves the step by a few per cent. `base`
/// is the step time of the scenario as it stands. Errors: those of the step model.
[[nodiscard]] Result<Interval> estimate_interval(const Scenario& scenario, Seconds base, std::uint64_t seed);

}  // namespace trainyard
