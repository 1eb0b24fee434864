#include "models/calibration/fit_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "models/calibration/exchange_predictor.h"
#include "models/calibration/robust_fit.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

using Law = LoneExchangeLaw;

/// One constant: where it stands, what is expected of it, and how firmly.
struct Constant {
  std::string_view name;
  double prior;     // base units
  double firmness;  // of the prior, against the others
  double most;      // infinity but for shares
  bool several_nodes;
  void (*set)(Law& law, double value);
};

constexpr double none = std::numeric_limits<double>::infinity();
constexpr auto rate = [](double value) { return bytes_per_second(value); };

/// Priors are orders of magnitude: 50 GB/s of an SM that streams, a few us of start and latency, what other
/// measurements reach of the wires. Shares, exponent and norm are firm, because rows that are limited by
/// their SMs hardly tell them.
const std::array<Constant, 16>& constants() {
  static const std::array<Constant, 16> all{{
      {"row_rate", 50e9, 1, none, false, [](Law& law, double v) { law.row_rate = rate(v); }},
      {"per_copy", 0.05e-6, 1, none, false, [](Law& law, double v) { law.per_copy = seconds(v); }},
      {"copy_rate", 30e9, 1, none, false, [](Law& law, double v) { law.copy_rate = rate(v); }},
      {"hop_row_rate", 15e9, 1, none, true, [](Law& law, double v) { law.hop_row_rate = rate(v); }},
      {"hop_copy_rate", 20e9, 1, none, true, [](Law& law, double v) { law.hop_copy_rate = rate(v); }},
      {"sms_exponent", 0.93, 4, 1.0, false, [](Law& law, double v) { law.sms_exponent = v; }},
      {"fast_share", 0.68, 6, 1.0, false, [](Law& law, double v) { law.fast_share = v; }},
      {"nic_share", 0.92, 6, 1.0, true, [](Law& law, double v) { law.nic_share = v; }},
      {"norm", 10, 4, 64, false, [](Law& law, double v) { law.norm = std::max(1.0, v); }},
      {"fill", 10e-6, 1, none, false, [](Law& law, double v) { law.fill = seconds(v); }},
      {"fill_per_doubling", 20e-6, 1, none, true,
       [](Law& law, double v) { law.fill_per_doubling = seconds(v); }},
      {"fill_rows", 10, 1, none, false, [](Law& law, double v) { law.fill_rows = v; }},
      {"latency", 26e-6, 1, none, false, [](Law& law, double v) { law.latency = seconds(v); }},
      {"latency_row_rate", 1.67e9, 1, none, false,
       [](Law& law, double v) { law.latency_row_rate = rate(v); }},
      {"latency_copy_rate", 6.67e9, 1, none, false,
       [](Law& law, double v) { law.latency_copy_rate = rate(v); }},
      {"latency_per_doubling", 31e-6, 1, none, true,
       [](Law& law, double v) { law.latency_per_doubling = seconds(v); }},
  }};
  return all;
}

constexpr std::string_view slow_nic_name = "slow_nic";
constexpr double slow_nic_prior = 0.36;  // order of magnitude, as the others
constexpr double reach = 54.0;           // a constant is searched within e^-4 to e^4 of its prior
/// A prior off by a factor of e counts as much as a row that is off by 1.6 % would in 300 rows.
constexpr double prior_weight = 0.316;
constexpr int folds = 4;  // a quarter of the points is left out at a time

struct Row {
  LoneExchange exchange{};
  double log_time = 0.0;
  int nodes = 1;
  int fold = 0;
  bool training = false;
};

/// Rows that differ only in their SMs or in the version are one point and are left out together.
auto point_of(const MeasuredExchange& row) {
  return std::tuple(row.nodes, row.members, row.hidden, row.chosen, row.experts, row.tokens);
}

Result<std::vector<Row>> rows_of(std::span<const MeasuredExchange> measured, bool combine,
                                 const NodeProfile& node, std::uint64_t seed) {
  std::map<decltype(point_of(measured.front())), int> fold;
  for (const MeasuredExchange& one : measured) {
    if (one.combine == combine) fold[point_of(one)] = 0;
  }
  RandomStream random(seed, stream_id("points of an exchange"));
  for (auto& [point, number] : fold) number = static_cast<int>(random.below(folds));
  std::vector<Row> rows;
  for (const MeasuredExchange& one : measured) {
    if (one.combine != combine) continue;
    TRAINYARD_TRY(exchange, lone_exchange_of(one, node));
    rows.push_back({.exchange = exchange,
                    .log_time = std::log(one.time.base()),
                    .nodes = one.nodes,
                    .fold = fold.at(point_of(one)),
                    .training = one.tokens >= least_training_tokens});
  }
  return rows;
}

class Fitter {
 public:
  Fitter(const std::vector<Row>& all, int slow_nodes, const FitOptions& options)
      : slow_nodes_(slow_nodes), seed_(options.seed), stop_(options.stop) {
    const bool several = std::any_of(all.begin(), all.end(), [](const Row& row) { return row.nodes > 1; });
    for (const Constant& one : constants()) {
      if (several || !one.several_nodes) searched_.push_back(&one);
      one.set(priors_, one.prior);
    }
    slow_ = std::any_of(all.begin(), all.end(), [&](const Row& row) { return row.nodes == slow_nodes_; });
  }

  [[nodiscard]] std::size_t parameters() const { return searched_.size() + (slow_ ? 1 : 0); }
  [[nodiscard]] const std::vector<const Constant*>& searched() const { return searched_; }

  FitSolution fit(const std::vector<const Row*>& rows, int starts) const {
    FitProblem problem;
    problem.prior_weight = prior_weight;
    problem.stop = stop_;
    const auto add = [&](std::string_view name, double prior, double firmness, double most) {
      problem.parameters.push_back({.name = std::string(name),
                                    .scale = FitScale::positive,
                                    .prior = prior,
                                    .prior_sigma = 1.0 / firmness,
                                    .least = prior / reach,
                                    .most = std::min(most, prior * reach)});
    };
    for (const Constant* one : searched_) add(one->name, one->prior, one->firmness, one->most);
    if (slow_) add(slow_nic_name, slow_nic_prior, 1.0, 1.0);
    for (const Row* row : rows) problem.log_measured.push_back(row->log_time);
    problem.predict = [&](std::span<const double> values, std::span<double> predicted) {
      const Law law = law_of(values);
      for (std::size_t i = 0; i < rows.size(); ++i) predicted[i] = log_time(*rows[i], law, slow_nic(values));
    };
    return robust_fit(problem, starts, seed_);
  }

  [[nodiscard]] Law law_of(std::span<const double> values) const {
    Law law = priors_;
    for (std::size_t i = 0; i < searched_.size(); ++i) searched_[i]->set(law, values[i]);
    return law;
  }
  [[nodiscard]] double slow_nic(std::span<const double> values) const { return slow_ ? values.back() : 1.0; }

  [[nodiscard]] double log_time(const Row& row, const Law& law, double slow_nic) const {
    LoneExchange exchange = row.exchange;
    if (row.nodes == slow_nodes_) exchange.nic_line *= slow_nic;
    return std::log(estimate_lone_exchange(exchange, law).total.base());
  }

  /// ln(predicted / measured)
  [[nodiscard]] double log_ratio(const Row& row, std::span<const double> values) const {
    return log_time(row, law_of(values), slow_nic(values)) - row.log_time;
  }

 private:
  int slow_nodes_;
  std::uint64_t seed_;
  const std::atomic<bool>* stop_;
  std::vector<const Constant*> searched_{};
  Law priors_{};
  bool slow_ = false;
};

void hold_out(const Fitter& fitter, const std::vector<Row>& rows, const FitOptions& options,
              ExchangeFit& found) {
  std::vector<double> all, training;
  for (int fold = 0; fold < folds; ++fold) {
    if (options.progress) options.progress("leaving points out", 0.4 + 0.6 * fold / folds);
    std::vector<const Row*> known, asked;
    for (const Row& row : rows) (row.fold == fold ? asked : known).push_back(&row);
    if (asked.empty() || known.size() < fitter.parameters()) continue;
    const FitSolution solution = fitter.fit(known, 1);
    for (const Row* row : asked) {
      all.push_back(fitter.log_ratio(*row, solution.values));
      if (row->training) training.push_back(all.back());
    }
  }
  found.held_out = summarise(std::move(all));
  found.held_out_training = summarise(std::move(training));
}

}  // namespace

Result<ExchangeFit> fit_exchange(std::span<const MeasuredExchange> measured, bool combine,
                                 const NodeProfile& node, int slow_nodes, const FitOptions& options) {
  TRAINYARD_TRY(rows, rows_of(measured, combine, node, options.seed));
  const Fitter fitter(rows, slow_nodes, options);
  if (rows.size() < fitter.parameters()) {
    return problem(fmt::format("{} measured {} are too few to fit {} constants", rows.size(),
                               combine ? "combines" : "dispatches", fitter.parameters()));
  }
  if (options.progress) options.progress("fitting", 0.0);
  std::vector<const Row*> every;
  for (const Row& row : rows) every.push_back(&row);
  const FitSolution solution = fitter.fit(every, options.starts);
  ExchangeFit found;
  found.law = fitter.law_of(solution.values);
  found.slow_nic = fitter.slow_nic(solution.values);
  for (std::size_t i = 0; i < fitter.searched().size(); ++i) {
    found.values.emplace_back(fitter.searched()[i]->name, solution.values[i]);
    found.sigmas.emplace_back(fitter.searched()[i]->name, solution.sigmas[i]);
  }
  for (const std::string& name : solution.at_bound)
    found.notes.push_back(fmt::format("{} stands at its bound: the law uses it for something else", name));
  if (fitter.searched().size() < constants().size())
    found.notes.emplace_back("no row is of several nodes: what belongs to them keeps its prior");
  std::vector<double> ratios;
  for (const Row& row : rows) ratios.push_back(fitter.log_ratio(row, solution.values));
  found.fitted = summarise(std::move(ratios));
  hold_out(fitter, rows, options, found);
  TRAINYARD_TRY(check_not_stopped(options));
  return found;
}

}  // namespace trainyard
