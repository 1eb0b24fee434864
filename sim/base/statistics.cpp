#include "sim/base/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace trainyard {

double mean_of(std::span<const double> sample) {
  if (sample.empty()) return 0.0;
  double sum = 0.0;
  for (const double value : sample) sum += value;
  return sum / static_cast<double>(sample.size());
}

double quantile_of_sorted(std::span<const double> ascending, double p) {
  assert(!ascending.empty() && p >= 0.0 && p <= 1.0);
  const double position = p * static_cast<double>(ascending.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), ascending.size() - 1);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double share = position - static_cast<double>(below);
  return ascending[below] + share * (ascending[above] - ascending[below]);
}

std::vector<std::size_t> histogram(std::span<const double> sample, double low, double high,
                                   std::size_t bins) {
  assert(bins > 0 && low < high);
  std::vector<std::size_t> counts(bins);
  for (const double value : sample) {
    if (std::isnan(value)) continue;
    const double at = std::floor((value - low) / (high - low) * static_cast<double>(bins));
    ++counts[static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(bins - 1)))];
  }
  return counts;
}

double expected_maximum_of_normals(std::int64_t n) {
  assert(n >= 1);
  if (n == 1) return 0.0;
  // The trapezoidal rule converges exponentially for a smooth integrand that vanishes at both ends (Trefethen
  // and Weideman, SIAM Review 56, 2014). The narrowest peak, for n near 2^63, is about 0.1 wide: many steps
  // of 1/64.
  constexpr double from = -12.0, step = 1.0 / 64.0;
  constexpr int steps = 24 * 64;
  const auto others = static_cast<double>(n - 1);
  double sum = 0.0;
  for (int i = 0; i <= steps; ++i) {
    const double x = from + step * i;
    const double upper_tail = 0.5 * std::erfc(x / std::numbers::sqrt2);
    const double log_phi_cumulative =
        x > 0.0 ? std::log1p(-upper_tail) : std::log(0.5 * std::erfc(-x / std::numbers::sqrt2));
    sum += x * std::exp(others * log_phi_cumulative - 0.5 * x * x);
  }
  const double density_factor = 0.5 * std::numbers::inv_sqrtpi * std::numbers::sqrt2;  // 1 / sqrt(2 pi)
  return static_cast<double>(n) * density_factor * step * sum;
}

}  // namespace trainyard
