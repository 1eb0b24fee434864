#pragma once

#include "kernels/harness/point.h"
#include "kernels/harness/statistics.h"

namespace trainyard::kernels {

/// The default set ends within this, what is left being told as skipped.
inline constexpr double default_limit_seconds = 120;
/// Of a point in the sustained regime: the second half counts, and a clock under load settles within one.
inline constexpr double default_sustained_seconds = 2;

/// Seconds that measuring `point` takes on an H100: setting up, the check, warm-ups, samples. A rough
/// estimate from the point's work and assumed rates, to know beforehand whether a set ends in time; never a
/// result.
double estimated_seconds(const Point& point, const StoppingRule& rule, double sustained_seconds);

}  // namespace trainyard::kernels
