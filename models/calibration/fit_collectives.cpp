// The search is quick (a second for all operations of a node), so forms are tried rather than reasoned about:
// each place where the bulk way may become compulsory is a fit of its own.
#include "models/calibration/fit_collectives.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "hardware_profiles/links.h"
#include "models/calibration/collective_law.h"
#include "models/calibration/collective_predictor.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

using Rows = std::vector<const MeasuredCollective*>;
using Point = std::pair<int, double>;  // members, bytes: rows of other types and versions are its repetitions

constexpr int folds = 4;
constexpr Bytes small_messages_to = mebibytes(16);  // beyond it the bulk way alone is asked
constexpr std::size_t group_sizes_for_own_priors = 3;
constexpr std::size_t rows_for_own_collective_priors = 60;
/// A factor of the prior's weight in robust_fit that lets ten rows outweigh it; tried on four tables.
constexpr double prior_weight = 0.1;
/// A switch that reduces saves half of the wire in theory and 15 to 20 % on boards that do; what a fit finds
/// above this is within what the law misses.
constexpr double most_wire_factor = 1.9;
/// Where the bulk way may become compulsory: 64 KiB to 16 MiB on the wire, two to an octave.
constexpr int first_place = 32, last_place = 48;  // halves of an exponent of 2

Point point_of(const MeasuredCollective& row) {
  return {row.members, row.bytes.base()};
}

std::string joined(const std::set<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// A law with its numbers.
struct FoundLaw {
  CollectiveForm form{};
  FitSolution solution{};
};

class OperationFitter {
 public:
  OperationFitter(const NodeProfile& node, CollectiveOp op, const Rows& rows, const FitOptions& options)
      : node_(node), op_(op), options_(options) {
    std::set<int> sizes;
    for (const MeasuredCollective* row : rows) sizes.insert(row->members);
    const auto known = node.collectives.find(std::string(to_text(op)));
    const bool own_priors =
        sizes.size() >= group_sizes_for_own_priors && rows.size() >= rows_for_own_collective_priors;
    // Constants that came from the same measurements would make them count twice.
    const bool same_rows =
        known != node.collectives.end() && known->second.latency.source.starts_with(options.source);
    if (!own_priors && !same_rows && known != node.collectives.end()) known_ = &known->second;
  }

  /// The law of `rows`; with `forced`, the best of those whose bulk way becomes compulsory somewhere.
  [[nodiscard]] FoundLaw law(const Rows& rows, bool in_switch, bool forced) const {
    FoundLaw best{{in_switch, {}}, {}};
    best.solution = solution(rows, best.form, options_.starts, nullptr);
    if (!forced) return best;
    const std::vector<double> from = best.solution.values;
    best.solution.cost = std::numeric_limits<double>::infinity();
    for (int place = first_place; place <= last_place; ++place) {
      const CollectiveForm form{in_switch, bytes(std::exp2(place / 2.0))};
      FitSolution tried = solution(rows, form, 1, &from);
      if (tried.cost < best.solution.cost) best = {form, std::move(tried)};
    }
    return best;
  }

  /// ln(predicted / measured) of each row.
  [[nodiscard]] std::vector<double> log_ratios(const FastDomain& domain, const Rows& rows) const {
    const CollectivePredictor predictor(domain);
    std::vector<double> ratios;
    for (const MeasuredCollective* row : rows) ratios.push_back(std::log(predictor.time(*row) / row->time));
    return ratios;
  }

  [[nodiscard]] FastDomain domain(const FoundLaw& law) const {
    return collective_domain(node_, op_, law.form, law.solution.values);
  }

  /// Every row by a law that knew no row of its point.
  [[nodiscard]] std::vector<double> hold_out(const Rows& rows, bool in_switch, bool forced) const {
    const std::map<Point, int> fold = folds_of(rows);
    std::vector<double> ratios;
    for (int k = 0; k < folds; ++k) {
      Rows known, asked;
      for (const MeasuredCollective* row : rows)
        (fold.at(point_of(*row)) == k ? asked : known).push_back(row);
      if (asked.empty() || known.size() < least_rows_of_fit) continue;
      const std::vector<double> some = log_ratios(domain(law(known, in_switch, forced)), asked);
      ratios.insert(ratios.end(), some.begin(), some.end());
    }
    return ratios;
  }

  /// Messages above 16 MiB by a law of those up to there; empty where there are too few of either.
  [[nodiscard]] std::vector<double> beyond(const Rows& rows, bool in_switch, bool forced) const {
    Rows known, asked;
    for (const MeasuredCollective* row : rows)
      (row->bytes <= small_messages_to ? known : asked).push_back(row);
    if (known.size() < 2 * least_rows_of_fit || asked.size() < least_rows_of_fit) return {};
    return log_ratios(domain(law(known, in_switch, forced)), asked);
  }

 private:
  [[nodiscard]] FitSolution solution(const Rows& rows, const CollectiveForm& form, int starts,
                                     const std::vector<double>* from) const {
    FitProblem problem;
    problem.parameters = collective_parameters(form, known_, node_.gpus);
    problem.prior_weight = prior_weight;
    problem.stop = options_.stop;
    for (std::size_t i = 0; from != nullptr && i < from->size(); ++i)
      problem.parameters[i].start = (*from)[i];
    for (const MeasuredCollective* row : rows) problem.log_measured.push_back(std::log(row->time.base()));
    problem.predict = [&](std::span<const double> values, std::span<double> predicted) {
      const CollectivePredictor predictor(collective_domain(node_, op_, form, values));
      for (std::size_t i = 0; i < rows.size(); ++i) predicted[i] = std::log(predictor.time(*rows[i]).base());
    };
    return robust_fit(problem, starts, options_.seed);
  }

  /// Points in seeded random order, dealt out like cards.
  [[nodiscard]] std::map<Point, int> folds_of(const Rows& rows) const {
    std::set<Point> distinct;
    for (const MeasuredCollective* row : rows) distinct.insert(point_of(*row));
    std::vector<Point> order(distinct.begin(), distinct.end());
    RandomStream random(options_.seed, stream_id("collective folds"));
    for (std::size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
    std::map<Point, int> fold;
    for (std::size_t i = 0; i < order.size(); ++i) fold[order[i]] = static_cast<int>(i % folds);
    return fold;
  }

  const NodeProfile& node_;
  CollectiveOp op_;
  const FitOptions& options_;
  const DomainCollective* known_ = nullptr;
};

/// Whether the switch could have reduced in some of the rows.
bool may_reduce_in_switch(const NodeProfile& node, CollectiveOp op, const Rows& rows) {
  return op == CollectiveOp::all_reduce && node.interconnect == "nvswitch" &&
         std::any_of(rows.begin(), rows.end(), [&](const MeasuredCollective* row) {
           return row->members == node.gpus && reduces_in_switch(row->dtype);
         });
}

/// Mean robust loss, in ln(time) squared: what robust_fit minimises.
double mean_loss(const std::vector<double>& ratios) {
  constexpr double scale = 0.05;  // of ln(time), as in robust_fit.h
  double sum = 0.0;
  for (const double ratio : ratios) sum += std::sqrt(1.0 + ratio * ratio / (scale * scale)) - 1.0;
  return ratios.empty() ? std::numeric_limits<double>::infinity() : sum / static_cast<double>(ratios.size());
}

std::string source_of(const Rows& rows, const ErrorSummary& held_out, const FitOptions& options) {
  std::set<int> sizes;
  std::set<std::string> versions;
  for (const MeasuredCollective* row : rows) {
    sizes.insert(row->members);
    if (!row->version.empty()) versions.insert(row->version);
  }
  std::string text = fmt::format("{}: {} rows, {} GPUs", options.source, rows.size(),
                                 fmt::join(sizes.begin(), sizes.end(), ", "));
  if (!versions.empty()) text += fmt::format(", NCCL {}", joined(versions));
  if (held_out.count > 0)
    text +=
        fmt::format("; held out {:.1f} % median, {:.1f} % p90", 100 * held_out.median, 100 * held_out.p90);
  return text;
}

CollectiveFit fit_operation(const NodeProfile& node, CollectiveOp op, const Rows& rows,
                            const FitOptions& options) {
  const OperationFitter fitter(node, op, rows, options);
  FoundLaw law = fitter.law(rows, false, false);
  if (may_reduce_in_switch(node, op, rows)) {
    FoundLaw reducing = fitter.law(rows, true, false);
    const bool shows = fitter.domain(reducing).in_switch.wire_factor <= most_wire_factor;
    if (shows && reducing.solution.cost < law.solution.cost) law = std::move(reducing);
  }
  const bool in_switch = law.form.in_switch;
  std::vector<double> held_out = fitter.hold_out(rows, in_switch, false);
  std::vector<double> with_bound = fitter.hold_out(rows, in_switch, true);
  const bool forced = mean_loss(with_bound) < mean_loss(held_out);
  if (forced) {
    held_out = std::move(with_bound);
    law = fitter.law(rows, in_switch, true);
  }

  CollectiveFit found{.op = op};
  found.held_out = summarise(std::move(held_out));
  found.beyond = summarise(fitter.beyond(rows, in_switch, forced));
  found.common_sigma = law.solution.common_sigma;
  for (const std::string& name : law.solution.at_bound)
    found.notes.push_back(fmt::format("{} stands at its bound: the rows do not tell it", name));
  found.constants =
      collective_constants(node, law.form, law.solution, source_of(rows, found.held_out, options));
  // As the profile will have it, rounded.
  NodeProfile with_constants = node;
  with_constants.collectives[std::string(to_text(op))] = found.constants;
  found.fitted = summarise(fitter.log_ratios(fast_domain(with_constants), rows));
  return found;
}

}  // namespace

std::vector<CollectiveFit> fit_collectives(const NodeProfile& node,
                                           std::span<const MeasuredCollective> measured,
                                           const FitOptions& options, std::map<std::string, int>& left_out) {
  std::map<CollectiveOp, Rows> by_op;
  for (const MeasuredCollective& row : measured) {
    if (answers_collective(node.gpus, row)) {
      by_op[row.op].push_back(&row);
    } else {
      ++left_out[fmt::format("{} among more GPUs than {} has", to_text(row.op), node.name)];
    }
  }
  std::vector<CollectiveFit> fits;
  for (const auto& [op, rows] : by_op) {
    if (rows.size() < least_rows_of_fit) {
      left_out[fmt::format("{}: too few to fit", to_text(op))] += static_cast<int>(rows.size());
      continue;
    }
    fits.push_back(fit_operation(node, op, rows, options));
  }
  return fits;
}

DomainCollective point_to_point_like(const DomainCollective& all_to_all) {
  constexpr double least_sigma = 0.15;  // one machine stands for all of its kind
  DomainCollective made = all_to_all;
  const auto carry = [&](auto& number) {
    number.source = "all-to-all, with two members one send and one receive per GPU; " + number.source;
    number.evidence = Evidence::transferred;
    number.relative_sigma = std::max(number.relative_sigma, least_sigma);
  };
  const auto carry_way = [&](auto& way) {
    carry(way.latency);
    carry(way.per_peer);
    carry(way.share);
    carry(way.small_group_loss);
  };
  carry_way(made);
  carry(made.fill);
  if (made.bulk_from.value > Bytes{}) carry(made.bulk_from);
  for (DomainWay& way : made.small_messages) carry_way(way);
  return made;
}

}  // namespace trainyard
