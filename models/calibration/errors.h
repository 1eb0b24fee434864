#pragma once
// How far predictions lie from measurements.
#include <cstddef>
#include <vector>

namespace trainyard {

/// Of |predicted / measured - 1|, but the bias, which keeps its sign.
struct ErrorSummary {
  std::size_t count = 0;
  double median = 0.0;
  double p90 = 0.0;
  double mean = 0.0;
  double bias = 0.0;   // median of predicted / measured - 1
  double sigma = 0.0;  // robust standard deviation of ln(predicted / measured) about its median
};

/// `log_ratios` are ln(predicted / measured).
[[nodiscard]] ErrorSummary summarise(std::vector<double> log_ratios);

}  // namespace trainyard
