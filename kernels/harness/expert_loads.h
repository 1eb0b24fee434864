#pragma once

#include <cstdint>
#include <vector>

#include "kernels/harness/point.h"

namespace trainyard::kernels {

/// Rows of each of `experts` groups. Shares fall as (i+1)^-exponent (zero: balanced), then are shuffled in a
/// fixed order; the loads are multiples of `multiple` and add up to `rows`, which must be one too.
std::vector<std::int64_t> expert_loads(std::int64_t experts, std::int64_t rows, double exponent,
                                       std::int64_t multiple);

/// The loads of a grouped point, from its sizes `experts` and `rows` and its choice `loads` (balanced,
/// skewed).
std::vector<std::int64_t> loads_of(const Point& point);

}  // namespace trainyard::kernels
