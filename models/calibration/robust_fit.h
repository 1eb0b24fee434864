#pragma once
// Robust non-linear least squares of a few positive parameters with weak priors.
#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace trainyard {

/// Where a parameter lives: `positive` is searched in its logarithm, `share` (0 to 1) in its logit,
/// `exponent` (above 1) in the logarithm of what exceeds 1.
enum class FitScale { positive, share, exponent };

/// See FitProblem::prior_weight.
inline constexpr double default_prior_weight = 1.8;

struct FitParameter {
  std::string name{};
  FitScale scale = FitScale::positive;
  double prior = 1.0;        // most plausible value, and the first start unless `start` is given
  double prior_sigma = 0.5;  // standard deviation on the scale searched
  double least = 0.0;        // bounds; a solution at a bound is told in `at_bound`
  double most = 1e30;
  std::optional<double> start{};  // where the first run begins
};

/// What is fitted: `predict` writes ln(time) of every row for given parameter values.
struct FitProblem {
  std::vector<FitParameter> parameters{};
  std::vector<double> log_measured{};
  std::vector<double> weights{};  // of the rows, on their residuals; empty: 1 each
  std::function<void(std::span<const double> values, std::span<double> log_predicted)> predict{};
  /// Residuals well above this count linearly instead of squared (soft L1), so that a few odd rows do not
  /// bend the fit. In ln(time).
  double loss_scale = 0.05;
  /// Weight of the priors: one sigma off counts as one row that is this many times 0.05 off in ln(time), so
  /// that their influence fades as rows come in.
  double prior_weight = default_prior_weight;
  const std::atomic<bool>* stop = nullptr;  // set: the search ends at once, see robust_fit
};

struct FitSolution {
  std::vector<double> values{};  // in the order of the parameters
  std::vector<double> sigmas{};  // standard deviation of each on the scale searched
  double common_sigma = 0.0;     // of ln(time), from the parameters' uncertainty, mean over rows
  double cost = 0.0;             // sum of squared robust residuals, priors included
  std::vector<std::string> at_bound{};
};

/// The best of `starts` runs of Levenberg-Marquardt: one from the priors or the starts given, the others from
/// seeded neighbours of the priors. Deterministic for a seed. There must be at least one row and one
/// parameter, and a finite prediction at the priors for every row; otherwise the priors come back at an
/// infinite cost, as they do when `problem.stop` is set before the end.
[[nodiscard]] FitSolution robust_fit(const FitProblem& problem, int starts, std::uint64_t seed);

}  // namespace trainyard
