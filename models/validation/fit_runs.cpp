#include "models/validation/fit_runs.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "sim/base/parallel.h"

namespace trainyard {
namespace {

constexpr double soft_scale = 0.05;  // log error at which a run begins to count less than by its square
constexpr double most_rows_of_source = 60.0;  // as much as any source may count
constexpr double most_rows_of_group = 8.0;    // and any model on one GPU in it: they mostly repeat each other
constexpr double difference = 0.02;           // step of the logarithm for derivatives
constexpr double longest_step = 0.35;         // of a logarithm in one round

}  // namespace

RunEvaluator::RunEvaluator(const std::vector<PreparedRun>& runs, std::vector<RunConstant> constants,
                           int threads)
    : runs_(runs),
      constants_(std::move(constants)),
      threads_(threads),
      touching_(runs.size()),
      predictors_(runs.size()) {
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    if (!runs_[r].reason.empty()) continue;
    for (std::size_t c = 0; c < constants_.size(); ++c) {
      if (constants_[c].touches(runs_[r].input)) touching_[r].push_back(c);
    }
  }
}

std::vector<double> RunEvaluator::shipped() const {
  std::vector<double> values;
  for (const RunConstant& constant : constants_) values.push_back(constant.shipped);
  return values;
}

StepInput RunEvaluator::input_with(std::size_t run, const std::vector<double>& values) const {
  StepInput input = runs_[run].input;
  for (const std::size_t c : touching_[run]) constants_[c].apply(input, values[c]);
  return input;
}

Result<RunPrediction> RunEvaluator::predict(std::size_t run, const std::vector<double>& values) {
  return predictors_[run].predict(input_with(run, values));
}

void RunEvaluator::for_all(const std::vector<std::size_t>& which,
                           const std::function<void(std::size_t)>& work) {
  (void)parallel_for(which.size(), {.threads = threads_}, [&](std::size_t i, int) { work(which[i]); });
}

std::vector<double> RunEvaluator::log_errors(const std::vector<double>& values,
                                             const std::vector<std::size_t>& which) {
  std::vector<double> errors(runs_.size(), 0.0);
  for_all(which, [&](std::size_t r) {
    const Result<RunPrediction> found = predict(r, values);
    errors[r] = found && runs_[r].measured ? std::log(found.value().step / *runs_[r].measured)
                                           : std::numeric_limits<double>::quiet_NaN();
  });
  return errors;
}

RunEvaluator::Sensitivity RunEvaluator::sensitivity(const std::vector<double>& values,
                                                    const std::vector<std::size_t>& which) {
  Sensitivity out;
  out.by_run.resize(runs_.size());
  for_all(which, [&](std::size_t r) {
    const Result<RunPrediction> base = predict(r, values);
    if (!base) return;
    for (const std::size_t c : touching_[r]) {
      std::vector<double> moved = values;
      const bool up = values[c] * std::exp(difference) <= constants_[c].most;
      moved[c] = values[c] * std::exp(up ? difference : -difference);
      const Result<RunPrediction> other = predict(r, moved);
      if (!other) continue;
      const double slope = std::log(other.value().step / base.value().step) / (up ? difference : -difference);
      if (slope != 0.0) out.by_run[r].emplace_back(c, slope);
    }
  });
  return out;
}

RunFit fit_runs(RunEvaluator& evaluator, const std::vector<PreparedRun>& runs,
                const std::vector<std::size_t>& which, const std::vector<double>& start,
                const RunFitOptions& options) {
  const std::vector<RunConstant>& constants = evaluator.constants();
  const std::size_t n = constants.size();
  const auto group_of = [&](std::size_t r) {
    return runs[r].run->source + "|" + runs[r].run->model.name + "|" + runs[r].run->hardware.gpu;
  };
  std::map<std::string, double> of_group, of_source;
  for (const std::size_t r : which) of_group[group_of(r)] += runs[r].weight;
  const auto in_group = [&](std::size_t r) {
    return runs[r].weight * std::min(1.0, most_rows_of_group / of_group[group_of(r)]);
  };
  for (const std::size_t r : which) of_source[runs[r].run->source] += in_group(r);
  const auto weight = [&](std::size_t r) {
    return in_group(r) * std::min(1.0, most_rows_of_source / of_source[runs[r].run->source]);
  };
  const auto centre = [&](std::size_t c) { return options.about_start ? start[c] : constants[c].prior; };

  RunFit fit;
  fit.values = start;
  fit.rows.assign(n, 0);
  fit.sigma.assign(n, 0.0);
  std::vector<bool> touched(n, false);
  Eigen::MatrixXd curvature(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
  RunEvaluator::Sensitivity own;
  for (int round = 0; round < options.rounds; ++round) {
    const RunEvaluator::Sensitivity* slopes = options.known;
    if (slopes == nullptr) {
      own = evaluator.sensitivity(fit.values, which);
      slopes = &own;
    }
    if (round == 0) {
      for (const std::size_t r : which) {
        for (const auto& [c, slope] : slopes->by_run[r]) {
          touched[c] = true;
          ++fit.rows[c];
        }
      }
      // What these runs say nothing of is what anyone would expect, not what other runs once told.
      for (std::size_t c = 0; c < n; ++c) {
        if (!touched[c]) fit.values[c] = centre(c);
      }
    }
    const std::vector<double> errors = evaluator.log_errors(fit.values, which);
    curvature.setZero();
    Eigen::VectorXd pull = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(n));
    for (const std::size_t r : which) {
      if (!std::isfinite(errors[r])) continue;
      // Soft-L1: 2 (sqrt(1 + z^2) - 1) with z the error over its scale, as weights of least squares.
      const double z = errors[r] / soft_scale;
      const double w = weight(r) / (soft_scale * soft_scale * std::sqrt(1.0 + z * z));
      for (const auto& [a, slope_a] : slopes->by_run[r]) {
        pull(static_cast<Eigen::Index>(a)) -= w * slope_a * errors[r];
        for (const auto& [b, slope_b] : slopes->by_run[r])
          curvature(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) += w * slope_a * slope_b;
      }
    }
    for (std::size_t c = 0; c < n; ++c) {
      const auto i = static_cast<Eigen::Index>(c);
      const double sigma = constants[c].prior_sigma * options.prior_scale;
      curvature(i, i) += 1.0 / (sigma * sigma);
      pull(i) -=
          std::log(std::max(fit.values[c], constants[c].least) / std::max(centre(c), constants[c].least)) /
          (sigma * sigma);
    }
    const Eigen::VectorXd step = curvature.ldlt().solve(pull);
    double moved = 0.0;
    for (std::size_t c = 0; c < n; ++c) {
      if (!touched[c]) continue;
      const double by = std::clamp(step(static_cast<Eigen::Index>(c)), -longest_step, longest_step);
      const double before = std::max(fit.values[c], constants[c].least);
      fit.values[c] = std::clamp(before * std::exp(by), constants[c].least, constants[c].most);
      moved = std::max(moved, std::abs(std::log(fit.values[c] / before)));
    }
    fit.rounds = round + 1;
    constexpr double settled = 1e-3;  // change of every logarithm
    if (moved < settled) break;
  }
  const Eigen::MatrixXd covariance =
      curvature.ldlt().solve(Eigen::MatrixXd::Identity(curvature.rows(), curvature.cols()));
  for (std::size_t c = 0; c < n; ++c) {
    const auto i = static_cast<Eigen::Index>(c);
    fit.sigma[c] = std::sqrt(std::max(0.0, covariance(i, i)));
  }
  return fit;
}

}  // namespace trainyard
