#pragma once
// Objectives as numbers to be made small.
#include "models/search/search.h"

namespace trainyard {

/// What a plan is worth for `objective`; less is better. `gpu_rent` in dollars per GPU-second.
[[nodiscard]] double objective_value(Objective objective, Seconds step, Bytes memory, int gpus,
                                     DollarsPerSecond gpu_rent);

/// `a` is no worse than `b` in anything.
[[nodiscard]] bool no_worse(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace trainyard
