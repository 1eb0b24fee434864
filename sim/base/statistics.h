#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trainyard {

/// Arithmetic mean; 0 of nothing.
[[nodiscard]] double mean_of(std::span<const double> sample);

/// Quantile of an ascending, non-empty sample at `p` in [0, 1], linear between neighbours: position p (n-1).
/// Source: Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
/// definition 7.
[[nodiscard]] double quantile_of_sorted(std::span<const double> ascending, double p);

/// How many of `sample` fall into each of `bins` equal ranges from `low` to `high`, the upper end of a range
/// belonging to the next. What lies outside counts in the first or the last; what is no number, nowhere.
[[nodiscard]] std::vector<std::size_t> histogram(std::span<const double> sample, double low, double high,
                                                 std::size_t bins);

/// Expected maximum of `n` >= 1 independent standard normals, within 1e-9: 0, 0.564, 0.846, ... 3.24 for
/// 1000. E = integral of x n phi(x) Phi(x)^(n-1). Source: David and Nagaraja, "Order Statistics", 3rd ed.
/// (2003), section 3.1.
[[nodiscard]] double expected_maximum_of_normals(std::int64_t n);

}  // namespace trainyard
