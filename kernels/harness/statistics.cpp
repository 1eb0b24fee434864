#include "kernels/harness/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace trainyard::kernels {

double quantile(std::vector<double> values, double q) {
  assert(!values.empty() && q >= 0 && q <= 1);
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

Summary summarise(const std::vector<double>& samples) {
  assert(!samples.empty());
  Summary summary;
  summary.samples = samples.size();
  summary.median = quantile(samples, 0.5);
  summary.p10 = quantile(samples, 0.1);
  summary.p90 = quantile(samples, 0.9);
  const auto count = static_cast<double>(samples.size());
  double sum = 0;
  for (const double sample : samples) sum += sample;
  summary.mean = sum / count;
  if (samples.size() < 2 || summary.mean == 0) return summary;
  double squares = 0;
  for (const double sample : samples) squares += (sample - summary.mean) * (sample - summary.mean);
  summary.relative_error = std::sqrt(squares / (count - 1) / count) / std::abs(summary.mean);
  return summary;
}

bool enough_samples(const StoppingRule& rule, const std::vector<double>& samples, double elapsed_seconds) {
  if (samples.size() < std::max<std::size_t>(rule.least_samples, 1)) return false;
  if (samples.size() >= rule.most_samples || elapsed_seconds >= rule.most_seconds) return true;
  return summarise(samples).relative_error <= rule.relative_error;
}

}  // namespace trainyard::kernels
