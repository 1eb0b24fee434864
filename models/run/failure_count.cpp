#include "models/run/failure_count.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace trainyard {

namespace {

double at_most(double count, double expected, double rate_sigma) {
  // In standard deviations of the rates. The count's own spread, 1/sqrt(expected) of it, smooths the
  // integrand: half of that is a fine enough step; the least one leaves an error of rate_sigma/100 of a large
  // count.
  constexpr double reach = 4.0, widest = 0.2, finest = 0.02;
  const double step = std::clamp(0.5 / (rate_sigma * std::sqrt(expected)), finest, widest);
  const int half = static_cast<int>(reach / step);
  double sum = 0, weights = 0;
  for (int i = -half; i <= half; ++i) {
    const double z = i * step, weight = std::exp(-0.5 * z * z);
    weights += weight;
    sum += weight * boost::math::gamma_q(count + 1, expected * std::exp(rate_sigma * z));
  }
  return sum / weights;
}

}  // namespace

double failure_count_quantile(double expected, double rate_sigma, double p) {
  if (!(expected > 0)) return 0;
  double too_few = -1, enough = 1;
  while (at_most(enough, expected, rate_sigma) < p) {
    too_few = enough;
    enough *= 2;
  }
  while (enough - too_few > 1) {
    const double middle = std::floor((too_few + enough) / 2);
    (at_most(middle, expected, rate_sigma) < p ? too_few : enough) = middle;
  }
  return enough;
}

}  // namespace trainyard
