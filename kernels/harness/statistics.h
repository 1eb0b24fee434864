#pragma once

#include <cstddef>
#include <vector>

namespace trainyard::kernels {

/// What is reported of the samples of one point; times in the unit of the samples.
struct Summary {
  std::size_t samples = 0;
  double median = 0;
  double p10 = 0;
  double p90 = 0;
  double mean = 0;
  double relative_error = 0;  ///< standard error of the mean over the mean
};

/// The q-quantile, 0 <= q <= 1, interpolated between neighbours; `values` may be in any order, not empty.
double quantile(std::vector<double> values, double q);

/// Summary of at least one sample.
Summary summarise(const std::vector<double>& samples);

/// When to stop sampling a point.
struct StoppingRule {
  std::size_t least_samples = 10;
  std::size_t most_samples = 60;
  double relative_error = 0.004;  ///< enough when the standard error of the mean is below this share of it
  double most_seconds = 0.3;      ///< of wall-clock time, once the least samples are there
};

/// True when `samples`, taken in `elapsed_seconds`, are enough. Never before `least_samples`; always at
/// `most_samples`.
bool enough_samples(const StoppingRule& rule, const std::vector<double>& samples, double elapsed_seconds);

}  // namespace trainyard::kernels
