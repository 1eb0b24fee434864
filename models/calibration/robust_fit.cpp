// The search space is unbounded: every parameter is mapped there by its scale, and bounds are kept by
// clamping on the way back. Residuals are
//   rows    weight * s * sign(r) sqrt(2 (sqrt(1 + (r/s)^2) - 1))     r = ln(predicted / measured), s the loss
//   scale priors  weight * 0.05 * (x - x_prior) / sigma
// The first is the square root of the soft-L1 loss, so that plain least squares minimises it. Source of the
// loss: Triggs et al., "Bundle adjustment - a modern synthesis" (2000), section 4.3; of the prior's weight:
// tried on seven tables of GEMM times of four GPUs, where 1.8 met shapes left out best.
#include "models/calibration/robust_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <unsupported/Eigen/NonLinearOptimization>

#include "sim/base/random.h"

namespace trainyard {
namespace {

constexpr double prior_unit = 0.05;       // of ln(time), see above
constexpr double derivative_step = 1e-3;  // on the search scale: wide enough to step over the law's kinks
constexpr double start_spread = 0.6;      // of a prior's sigma, for the starts after the first
constexpr int most_evaluations = 60;

double to_search(const FitParameter& parameter, double value) {
  switch (parameter.scale) {
    case FitScale::share:
      return std::log(value / (1.0 - value));
    case FitScale::exponent:
      return std::log(value - 1.0);
    default:
      return std::log(value);
  }
}

double from_search(const FitParameter& parameter, double x) {
  const double value = parameter.scale == FitScale::share      ? 1.0 / (1.0 + std::exp(-x))
                       : parameter.scale == FitScale::exponent ? 1.0 + std::exp(x)
                                                               : std::exp(x);
  return std::clamp(value, parameter.least, parameter.most);
}

/// The problem as Eigen's minimiser asks for it.
class Functor {
 public:
  using Scalar = double;
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;
  enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };

  explicit Functor(const FitProblem& problem)
      : problem_(problem), natural_(problem.parameters.size()), predicted_(problem.log_measured.size()) {
    prior_.resize(static_cast<Eigen::Index>(problem.parameters.size()));
    for (std::size_t i = 0; i < problem.parameters.size(); ++i)
      prior_[static_cast<Eigen::Index>(i)] = to_search(problem.parameters[i], problem.parameters[i].prior);
    prior_factor_ = problem.prior_weight * prior_unit;
  }

  [[nodiscard]] int inputs() const { return static_cast<int>(prior_.size()); }
  [[nodiscard]] int values() const { return static_cast<int>(predicted_.size()) + inputs(); }
  [[nodiscard]] const Eigen::VectorXd& prior() const { return prior_; }

  [[nodiscard]] bool stopped() const { return problem_.stop != nullptr && problem_.stop->load(); }

  /// Negative: the minimiser ends.
  int operator()(const Eigen::VectorXd& x, Eigen::VectorXd& residuals) {
    if (stopped()) return -1;
    log_times(x);
    const double s = problem_.loss_scale;
    for (std::size_t i = 0; i < predicted_.size(); ++i) {
      const double r = (predicted_[i] - problem_.log_measured[i]) / s;
      const double robust = s * std::sqrt(2.0 * (std::sqrt(1.0 + r * r) - 1.0));
      const double weight = problem_.weights.empty() ? 1.0 : problem_.weights[i];
      residuals[static_cast<Eigen::Index>(i)] = r < 0.0 ? -weight * robust : weight * robust;
    }
    const auto rows = static_cast<Eigen::Index>(predicted_.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      residuals[rows + i] =
          prior_factor_ * (x[i] - prior_[i]) / problem_.parameters[static_cast<std::size_t>(i)].prior_sigma;
    }
    return 0;
  }

  int df(const Eigen::VectorXd& x, Eigen::MatrixXd& jacobian) {
    Eigen::VectorXd up(values()), down(values());
    Eigen::VectorXd moved = x;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      moved[i] = x[i] + derivative_step;
      (*this)(moved, up);
      moved[i] = x[i] - derivative_step;
      if ((*this)(moved, down) < 0) return -1;
      moved[i] = x[i];
      jacobian.col(i) = (up - down) / (2.0 * derivative_step);
    }
    return 0;
  }

  /// d ln(time) / d x of every row, without loss and priors.
  Eigen::MatrixXd plain_jacobian(const Eigen::VectorXd& x) {
    Eigen::MatrixXd jacobian(static_cast<Eigen::Index>(predicted_.size()), x.size());
    Eigen::VectorXd moved = x;
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      moved[i] = x[i] + derivative_step;
      log_times(moved);
      const std::vector<double> up = predicted_;
      moved[i] = x[i] - derivative_step;
      log_times(moved);
      moved[i] = x[i];
      for (std::size_t row = 0; row < up.size(); ++row) {
        jacobian(static_cast<Eigen::Index>(row), i) = (up[row] - predicted_[row]) / (2.0 * derivative_step);
      }
    }
    return jacobian;
  }

  std::vector<double> natural(const Eigen::VectorXd& x) {
    for (std::size_t i = 0; i < natural_.size(); ++i)
      natural_[i] = from_search(problem_.parameters[i], x[static_cast<Eigen::Index>(i)]);
    return natural_;
  }

 private:
  void log_times(const Eigen::VectorXd& x) {
    natural(x);
    problem_.predict(natural_, predicted_);
  }

  const FitProblem& problem_;
  std::vector<double> natural_;
  std::vector<double> predicted_;
  Eigen::VectorXd prior_{};
  double prior_factor_ = 0.0;
};

Eigen::VectorXd start_of(const FitProblem& problem, const Eigen::VectorXd& prior, int start,
                         std::uint64_t seed) {
  Eigen::VectorXd x = prior;
  if (start == 0) {
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const FitParameter& parameter = problem.parameters[static_cast<std::size_t>(i)];
      if (parameter.start) x[i] = to_search(parameter, *parameter.start);
    }
    return x;
  }
  RandomStream random(seed, stream_id("robust fit", static_cast<std::uint64_t>(start)));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const FitParameter& parameter = problem.parameters[static_cast<std::size_t>(i)];
    x[i] += start_spread * parameter.prior_sigma * random.normal();
  }
  return x;
}

/// Standard deviations from the curvature at the solution: residual variance times the inverse of J'J with
/// the priors in it.
void add_uncertainty(Functor& functor, const FitProblem& problem, const Eigen::VectorXd& x,
                     FitSolution& solution) {
  Eigen::MatrixXd jacobian(functor.values(), functor.inputs());
  functor.df(x, jacobian);
  const auto rows = static_cast<Eigen::Index>(problem.log_measured.size());
  const double variance =
      solution.cost / std::max(1.0, static_cast<double>(functor.values() - functor.inputs()));
  const Eigen::MatrixXd normal = jacobian.transpose() * jacobian;
  const Eigen::MatrixXd covariance =
      variance * normal.ldlt().solve(Eigen::MatrixXd::Identity(normal.rows(), normal.cols()));
  for (Eigen::Index i = 0; i < x.size(); ++i)
    solution.sigmas.push_back(std::sqrt(std::max(0.0, covariance(i, i))));
  const Eigen::MatrixXd plain = functor.plain_jacobian(x);
  double sum = 0.0;
  for (Eigen::Index row = 0; row < rows; ++row)
    sum += std::max(0.0, (plain.row(row) * covariance).dot(plain.row(row)));
  solution.common_sigma = std::sqrt(sum / static_cast<double>(rows));
}

}  // namespace

FitSolution robust_fit(const FitProblem& problem, int starts, std::uint64_t seed) {
  assert(!problem.parameters.empty() && !problem.log_measured.empty() && starts >= 1);
  Functor functor(problem);
  Eigen::VectorXd best;
  FitSolution solution;
  solution.cost = std::numeric_limits<double>::infinity();
  for (int start = 0; start < starts && !functor.stopped(); ++start) {
    Eigen::VectorXd x = start_of(problem, functor.prior(), start, seed);
    Eigen::LevenbergMarquardt<Functor> minimiser(functor);
    minimiser.parameters.maxfev = most_evaluations;
    minimiser.parameters.ftol = 1e-6;
    minimiser.parameters.xtol = 1e-5;
    minimiser.minimize(x);
    Eigen::VectorXd residuals(functor.values());
    if (functor(x, residuals) < 0) break;
    const double cost = residuals.squaredNorm();
    if (std::isfinite(cost) && cost < solution.cost) {
      solution.cost = cost;
      best = x;
    }
  }
  if (functor.stopped()) {
    solution = {};
    solution.cost = std::numeric_limits<double>::infinity();
    solution.values = functor.natural(functor.prior());
    solution.sigmas.assign(solution.values.size(), 0.0);
    return solution;
  }
  if (best.size() == 0) best = functor.prior();  // nothing finite anywhere: the caller's rows are at fault
  solution.values = functor.natural(best);
  for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
    const FitParameter& parameter = problem.parameters[i];
    if (solution.values[i] <= parameter.least || solution.values[i] >= parameter.most)
      solution.at_bound.push_back(parameter.name);
  }
  add_uncertainty(functor, problem, best, solution);
  return solution;
}

}  // namespace trainyard
