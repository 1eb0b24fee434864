#include "models/calibration/fit_role.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "models/calibration/fit_correction.h"
#include "models/calibration/kernel_predictor.h"
#include "models/calibration/law_fits.h"
#include "models/compute/laws/features.h"
#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using Rows = std::vector<const MeasuredKernel*>;

constexpr int folds = 4;  // a quarter of the blocks is left out at a time
/// A correction needs so many rows per knot, or it would only learn them by heart.
constexpr double rows_per_knot = 2.0;
/// Shapes smaller than training's keep a fit from paying for small errors at its sizes with large ones below:
/// at most so many for each row of training, and each counts so much less.
constexpr std::size_t rows_per_support = 3;
constexpr double support_weight = 0.3;  // see above

/// Six digits: a profile that is written and read again predicts the same.
double rounded(double value) {
  return std::stod(fmt::format("{:.6g}", value));
}

std::vector<std::string> rates_of(const Rows& rows) {
  std::vector<std::string> rates;
  for (const MeasuredKernel* row : rows) {
    for (const Operator& op : row->work) {
      if (!op.rate.empty() && std::find(rates.begin(), rates.end(), op.rate) == rates.end())
        rates.push_back(op.rate);
    }
  }
  std::sort(rates.begin(), rates.end());
  return rates;
}

/// Whether the rows hold what a parameter of the measurement stands for.
bool is_measured(const std::string& name, const Rows& rows) {
  return std::any_of(rows.begin(), rows.end(), [&](const MeasuredKernel* row) {
    const auto amount = row->extra.find(name);
    return amount != row->extra.end() && amount->second > 0.0;
  });
}

/// From a standard deviation on the scale searched to that of the value itself, relative to it.
double relative_sigma(const FittedParameter& parameter, double value, double sigma) {
  switch (parameter.scale) {
    case FitScale::share:
      return sigma * (1.0 - value);
    case FitScale::exponent:
      return sigma * (value - 1.0) / value;
    default:
      return sigma;
  }
}

class RoleFitter {
 public:
  RoleFitter(const GpuProfile& gpu, const std::string& family, const std::string& role,
             const KernelConstants& base, const LawFit& fit, const Rows& rows, const FitOptions& options)
      : gpu_(gpu),
        kind_(kind_of_role(role)),
        where_(family + "/" + role),
        base_(base),
        fit_(fit),
        parameters_(fit.parameters_for(rates_of(rows))),
        options_(options),
        prior_weight_(rows.size() >= rows_of_table ? fit.table_prior_weight : default_prior_weight) {
    const bool own_priors = rows.size() >= rows_for_own_priors;
    base_.corrections.clear();
    base_.fit.reset();
    base_.parameters.erase("sustained");  // rows are bursts, or seconds long and told so
    for (const FittedParameter& parameter : parameters_) {
      FitParameter searched{.name = parameter.name,
                            .scale = parameter.scale,
                            .prior = parameter.prior,
                            .prior_sigma = parameter.prior_sigma,
                            .least = parameter.least,
                            .most = parameter.most};
      const auto& values = parameter.of_measurement ? base.measured_with : base.parameters;
      const auto known = values.find(searched.name);
      if (!own_priors && known != values.end() && known->second.value > parameter.least &&
          known->second.value < parameter.most) {
        searched.prior = known->second.value;
      }
      searched_.push_back(std::move(searched));
    }
  }

  /// Constants without correction, fitted to `rows`.
  Result<KernelConstants> law(const Rows& rows, int starts, FitSolution* told = nullptr) {
    Result<void> failed = outcome::success();
    FitProblem problem;
    problem.prior_weight = prior_weight_;
    problem.stop = options_.stop;
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < searched_.size(); ++i) {
      if (parameters_[i].of_measurement && !is_measured(parameters_[i].name, rows)) continue;
      kept.push_back(i);
      problem.parameters.push_back(searched_[i]);
    }
    for (const MeasuredKernel* row : rows) {
      problem.log_measured.push_back(std::log(row->time.base()));
      problem.weights.push_back(row->training_size ? 1.0 : support_weight);
    }
    problem.predict = [&](std::span<const double> values, std::span<double> predicted) {
      const auto predictor = KernelPredictor::make(gpu_, constants_of(kept, values, nullptr), kind_, where_);
      if (!predictor) {
        failed = predictor.error();
        std::fill(predicted.begin(), predicted.end(), 0.0);
        return;
      }
      for (std::size_t i = 0; i < rows.size(); ++i)
        predicted[i] = std::log(predictor.value().time(*rows[i]).base());
    };
    TRAINYARD_TRY(check_finite(problem, rows));
    if (!failed) return failed.error();
    const FitSolution solution = robust_fit(problem, starts, options_.seed);
    if (!failed) return failed.error();
    TRAINYARD_TRY(check_not_stopped(options_));
    if (told != nullptr) *told = solution;
    return constants_of(kept, solution.values, &solution.sigmas);
  }

  /// A row that the law cannot answer at its priors would leave nothing to search.
  Result<void> check_finite(const FitProblem& problem, const Rows& rows) const {
    std::vector<double> values, predicted(rows.size());
    for (const FitParameter& parameter : problem.parameters) values.push_back(parameter.prior);
    problem.predict(values, predicted);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isfinite(predicted[i]) && std::isfinite(problem.log_measured[i])) continue;
      return trainyard::problem(
          fmt::format("{}: the law has no finite time for the measurement of line {}", where_, rows[i]->line),
          "a size or a time of zero?");
    }
    return outcome::success();
  }

  /// `constants` with the finest corrections that there are enough rows for.
  Result<KernelConstants> corrected(KernelConstants constants, const Rows& rows) {
    for (const std::vector<CorrectionShape>& shapes : fit_.corrections) {
      std::size_t knots = 0;
      for (const CorrectionShape& shape : shapes) {
        std::size_t cells = 1;
        for (const CorrectionAxis& axis : shape.axes) cells *= axis.knots.size();
        knots += cells;
      }
      if (static_cast<double>(rows.size()) < rows_per_knot * static_cast<double>(knots)) continue;
      TRAINYARD_TRY(ratios, log_ratios(constants, rows));
      std::vector<CorrectionRow> missed;
      for (std::size_t i = 0; i < rows.size(); ++i)
        missed.push_back({.op = &rows[i]->work.front(), .log_ratio = -ratios[i]});
      TRAINYARD_TRY(grids, fit_corrections(shapes, kind_, missed));
      constants.corrections = std::move(grids);
      break;
    }
    return constants;
  }

  /// ln(predicted / measured) of each row.
  Result<std::vector<double>> log_ratios(const KernelConstants& constants, const Rows& rows) {
    TRAINYARD_TRY(predictor, KernelPredictor::make(gpu_, constants, kind_, where_));
    std::vector<double> ratios;
    for (const MeasuredKernel* row : rows) ratios.push_back(std::log(predictor.time(*row) / row->time));
    return ratios;
  }

  [[nodiscard]] const std::string& kind() const { return kind_; }

 private:
  KernelConstants constants_of(const std::vector<std::size_t>& kept, std::span<const double> values,
                               const std::vector<double>* sigmas) const {
    KernelConstants made = base_;
    made.status = Evidence::fitted;
    made.source = options_.source;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const FittedParameter& parameter = parameters_[kept[i]];
      Sourced<double> value;
      value.value = rounded(values[i]);
      value.source = fmt::format("{}; {}", parameter.sentence, options_.source);
      value.evidence = Evidence::fitted;
      if (sigmas != nullptr)
        value.relative_sigma = std::min(1.0, rounded(relative_sigma(parameter, values[i], (*sigmas)[i])));
      auto& into = parameter.of_measurement ? made.measured_with : made.parameters;
      into[parameter.name] = std::move(value);
    }
    return made;
  }

  const GpuProfile& gpu_;
  std::string kind_, where_;
  KernelConstants base_;
  const LawFit& fit_;
  std::vector<FittedParameter> parameters_;
  const FitOptions& options_;
  double prior_weight_;
  std::vector<FitParameter> searched_{};
};

/// Least and most of every feature over the rows.
std::map<std::string, std::vector<double>> domain_of(const Rows& rows, std::string_view kind) {
  std::map<std::string, std::vector<double>> domain;
  for (const Feature& feature : shape_features()) {
    if (feature.kind != kind || !feature.size) continue;
    double least = 1e300, most = 0.0;
    for (const MeasuredKernel* row : rows) {
      for (const Operator& op : row->work) {
        least = std::min(least, feature.of(op));
        most = std::max(most, feature.of(op));
      }
    }
    domain[std::string(feature.name)] = {least, most};
  }
  return domain;
}

/// `law` straight from the fitter: what it fitted names `source`.
std::vector<std::string> names_of_fitted(const KernelConstants& law, const std::string& source) {
  std::vector<std::string> names;
  for (const auto& [name, value] : law.parameters) {
    if (value.evidence == Evidence::fitted && value.source.ends_with(source)) names.push_back(name);
  }
  return names;
}

/// At most `most` of the rows, evenly taken.
Rows thinned(const Rows& rows, std::size_t most) {
  if (rows.size() <= most) return rows;
  Rows kept;
  for (std::size_t i = 0; i < most; ++i) kept.push_back(rows[i * rows.size() / most]);
  return kept;
}

struct HeldOut {
  std::vector<double> with_correction{}, without{};
};

/// Every row predicted by a fit that knew no row of its block.
Result<HeldOut> hold_out(RoleFitter& fitter, const Rows& rows, const Rows& support,
                         const FitOptions& options) {
  HeldOut all;
  for (int fold = 0; fold < folds; ++fold) {
    Rows known, asked;
    for (const MeasuredKernel* row : rows)
      (static_cast<int>((row->block >> 32) % folds) == fold ? asked : known).push_back(row);
    if (asked.empty() || known.size() < least_rows_of_fit) continue;
    Rows with_support = known;
    for (const MeasuredKernel* row : support) {
      if (static_cast<int>((row->block >> 32) % folds) != fold) with_support.push_back(row);
    }
    if (options.progress) options.progress("leaving blocks out", 0.4 + 0.5 * fold / folds);
    TRAINYARD_TRY(law, fitter.law(with_support, 1));
    TRAINYARD_TRY(corrected, fitter.corrected(law, known));
    TRAINYARD_TRY(plain, fitter.log_ratios(law, asked));
    TRAINYARD_TRY(better, fitter.log_ratios(corrected, asked));
    all.without.insert(all.without.end(), plain.begin(), plain.end());
    all.with_correction.insert(all.with_correction.end(), better.begin(), better.end());
  }
  return all;
}

/// The largest fifth predicted by a fit of the smaller half; empty where there are too few rows of either.
Result<std::vector<double>> beyond(RoleFitter& fitter, const Rows& rows, const Rows& support,
                                   bool with_correction) {
  std::vector<double> sizes;
  for (const MeasuredKernel* row : rows) sizes.push_back(row->size);
  std::sort(sizes.begin(), sizes.end());
  const double small = quantile_of_sorted(sizes, 0.5), large = quantile_of_sorted(sizes, 0.8);
  Rows known, asked;
  for (const MeasuredKernel* row : rows) {
    if (row->size <= small) known.push_back(row);
    if (row->size >= large && row->size > small) asked.push_back(row);
  }
  if (known.size() < 2 * least_rows_of_fit || asked.size() < least_rows_of_fit) return std::vector<double>{};
  Rows with_support = known;
  for (const MeasuredKernel* row : support) {
    if (row->size <= small) with_support.push_back(row);
  }
  TRAINYARD_TRY(law, fitter.law(with_support, 1));
  if (!with_correction) return fitter.log_ratios(law, asked);
  TRAINYARD_TRY(corrected, fitter.corrected(law, known));
  return fitter.log_ratios(corrected, asked);
}

struct Spread {
  double of_a_shape, bias;
};

/// How far one shape lies from the fit, tails included: a normal distribution has 90 % within 1.645 of its
/// standard deviations. Where too little could be left out the rows fitted speak, but never for less than 5
/// %.
Spread spread_of(RoleFit& found) {
  constexpr double of_p90 = 1.645;       // see above
  constexpr double least_unheld = 0.05;  // see above
  const auto wide = [](const ErrorSummary& errors) { return std::max(errors.sigma, errors.p90 / of_p90); };
  if (2 * found.held_out.count >= found.fitted.count)
    return {wide(found.held_out), std::abs(found.held_out.bias)};
  found.notes.emplace_back(
      "too few blocks of shapes to leave some out: how well it holds elsewhere is not known");
  return {std::max(wide(found.fitted), least_unheld), std::abs(found.fitted.bias)};
}

}  // namespace

Result<void> check_not_stopped(const FitOptions& options) {
  if (options.stop == nullptr || !options.stop->load()) return outcome::success();
  return problem("the fit was stopped, nothing is kept");
}

Result<RoleFit> fit_role(const GpuProfile& gpu, const std::string& family, const std::string& role,
                         const KernelConstants& base, std::span<const MeasuredKernel> measured,
                         const FitOptions& options) {
  Rows rows, others;
  for (const MeasuredKernel& row : measured) {
    assert(row.family == family && row.role == role && !row.work.empty());
    (row.training_size ? rows : others).push_back(&row);
  }
  const Rows support = thinned(others, rows.size() / rows_per_support);
  if (rows.size() < least_rows_of_fit) {
    return problem(fmt::format("{}/{}: {} measurements are too few to fit, expected at least {}", family,
                               role, rows.size(), least_rows_of_fit));
  }
  TRAINYARD_TRY(fit, find_law_fit(base.law, role));
  const auto tell = [&](std::string_view what, double done) {
    if (options.progress) options.progress(what, done);
  };
  RoleFitter fitter(gpu, family, role, base, *fit, rows, options);
  RoleFit found{.family = family, .role = role};
  tell("fitting", 0.0);
  FitSolution solution;
  Rows with_support = rows;
  with_support.insert(with_support.end(), support.begin(), support.end());
  TRAINYARD_TRY(law, fitter.law(with_support, options.starts, &solution));
  for (const std::string& name : solution.at_bound)
    found.notes.push_back(fmt::format("{} stands at its bound: the law uses it for something else", name));
  tell("fitting", 0.4);
  TRAINYARD_TRY(held_out, hold_out(fitter, rows, support, options));
  found.held_out_law = summarise(held_out.without);
  found.held_out = summarise(held_out.with_correction);
  TRAINYARD_TRY(corrected, fitter.corrected(law, rows));
  const bool helps = found.held_out.median < found.held_out_law.median ||
                     (found.held_out.median <= 1.02 * found.held_out_law.median &&
                      found.held_out.p90 < found.held_out_law.p90);
  found.constants = corrected;
  if (!corrected.corrections.empty() && !helps) {
    found.notes.emplace_back("a correction does not help on shapes left out, so there is none");
    found.constants = law;
    found.held_out = found.held_out_law;
  }
  tell("reaching beyond", 0.9);
  TRAINYARD_TRY(far, beyond(fitter, rows, support, !found.constants.corrections.empty()));
  found.beyond = summarise(far);
  TRAINYARD_TRY(ratios, fitter.log_ratios(found.constants, rows));
  found.fitted = summarise(ratios);
  const Spread spread = spread_of(found);
  // What the measurements do not tell stays as it was: a factor for long runs, contention, a role's scale.
  if (const auto sustained = base.parameters.find("sustained"); sustained != base.parameters.end())
    found.constants.parameters.insert(*sustained);
  found.constants.fit = FitRecord{.data = options.source,
                                  .rows = static_cast<int>(rows.size()),
                                  .parameters = names_of_fitted(law, options.source),
                                  .held_out_median = rounded(found.held_out.median),
                                  .held_out_p90 = rounded(found.held_out.p90),
                                  .beyond_median = rounded(found.beyond.median),
                                  .beyond_p90 = rounded(found.beyond.p90),
                                  .shape_sigma = rounded(spread.of_a_shape),
                                  .common_sigma = rounded(std::hypot(solution.common_sigma, spread.bias)),
                                  .domain = domain_of(rows, fitter.kind())};
  tell("done", 1.0);
  return found;
}

}  // namespace trainyard
