#include "models/calibration/errors.h"

#include <algorithm>
#include <cmath>

#include "sim/base/statistics.h"

namespace trainyard {

ErrorSummary summarise(std::vector<double> log_ratios) {
  ErrorSummary summary;
  summary.count = log_ratios.size();
  if (log_ratios.empty()) return summary;
  std::sort(log_ratios.begin(), log_ratios.end());
  const double middle = quantile_of_sorted(log_ratios, 0.5);
  summary.bias = std::expm1(middle);
  std::vector<double> errors, spread;
  for (const double ratio : log_ratios) {
    errors.push_back(std::abs(std::expm1(ratio)));
    spread.push_back(std::abs(ratio - middle));
  }
  std::sort(errors.begin(), errors.end());
  std::sort(spread.begin(), spread.end());
  summary.median = quantile_of_sorted(errors, 0.5);
  summary.p90 = quantile_of_sorted(errors, 0.9);
  summary.mean = mean_of(errors);
  // 1.4826: the standard deviation of a normal distribution over its median absolute deviation.
  summary.sigma = 1.4826 * quantile_of_sorted(spread, 0.5);
  return summary;
}

}  // namespace trainyard
