#include "models/calibration/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "models/calibration/kernel_predictor.h"
#include "models/calibration/law_fits.h"

namespace trainyard {
namespace {

struct RoleRows {
  std::vector<MeasuredKernel> burst{}, sustained{}, contended{};
};

using RowsByRole = std::map<std::pair<std::string, std::string>, RoleRows>;

RowsByRole sorted(const GpuProfile& gpu, std::span<const Measurements> files,
                  std::map<std::string, int>& left_out) {
  RowsByRole rows;
  for (const Measurements& file : files) {
    for (const auto& [reason, count] : file.left_out) left_out[reason] += count;
    for (const MeasuredKernel& row : file.kernels) {
      if (!has_rate(gpu, row)) {
        ++left_out["in a number format that the GPU has no rate for"];
      } else if (!row.balanced) {
        ++left_out["groups of unequal size: kept to score with"];
      } else if (row.contended) {
        rows[{row.family, row.role}].contended.push_back(row);
      } else if (row.sms > 0.0) {
        ++left_out["confined to some SMs: kept to score with"];
      } else if (row.sustained) {
        rows[{row.family, row.role}].sustained.push_back(row);
      } else {
        rows[{row.family, row.role}].burst.push_back(row);
      }
    }
  }
  return rows;
}

/// What a fit of this role starts from: the GPU's own constants, or else the law's.
KernelConstants base_of(const GpuProfile& gpu, const std::string& family, const std::string& role) {
  const auto roles = gpu.kernels.find(family);
  if (roles != gpu.kernels.end()) {
    if (const auto known = roles->second.find(role); known != roles->second.end()) return known->second;
  }
  return default_constants(role);
}

/// One factor of the law fitted to rows of its regime, all other constants held.
Result<FactorFit> fit_factor(const GpuProfile& gpu, const std::string& family, const std::string& role,
                             const KernelConstants& constants, const std::string& name, double prior,
                             const std::vector<MeasuredKernel>& rows, const FitOptions& options) {
  const std::string kind = kind_of_role(role), where = family + "/" + role;
  Result<void> failed = outcome::success();
  FitProblem problem;
  problem.parameters = {{.name = name,
                         .scale = FitScale::positive,
                         .prior = prior,
                         .prior_sigma = 0.1,
                         .least = 1.0,
                         .most = 3.0}};
  for (const MeasuredKernel& row : rows) problem.log_measured.push_back(std::log(row.time.base()));
  KernelConstants tried = constants;
  problem.predict = [&](std::span<const double> values, std::span<double> predicted) {
    tried.parameters[name] = {values[0], options.source, Evidence::fitted, 0.0};
    const auto predictor = KernelPredictor::make(gpu, tried, kind, where);
    if (!predictor) failed = predictor.error();
    for (std::size_t i = 0; i < rows.size(); ++i)
      predicted[i] = predictor ? std::log(predictor.value().time(rows[i]).base()) : 0.0;
  };
  problem.stop = options.stop;
  const FitSolution solution = robust_fit(problem, 1, options.seed);
  if (!failed) return failed.error();
  TRAINYARD_TRY(check_not_stopped(options));
  return FactorFit{family,
                   role,
                   name,
                   std::stod(fmt::format("{:.4g}", solution.values.front())),
                   solution.sigmas.front(),
                   static_cast<int>(rows.size())};
}

/// Fits `factor` where there are rows for it, and puts it into `constants`.
Result<void> add_factor(const GpuProfile& gpu, RoleFit& role, const std::string& name, double prior,
                        const std::vector<MeasuredKernel>& rows, const FitOptions& options,
                        Calibration& calibration) {
  constexpr std::size_t least_rows_of_factor = 3;
  if (rows.empty()) return outcome::success();
  const auto laws = kernel_laws();
  const bool known = std::any_of(laws.begin(), laws.end(), [&](const LawEntry& law) {
    return law.name == role.constants.law &&
           std::find(law.optional.begin(), law.optional.end(), name) != law.optional.end();
  });
  if (!known) {
    calibration.left_out[fmt::format("of a regime (\"{}\") that their law does not know", name)] +=
        static_cast<int>(rows.size());
    return outcome::success();
  }
  if (rows.size() < least_rows_of_factor) {
    calibration.left_out[fmt::format("too few to tell the factor \"{}\"", name)] +=
        static_cast<int>(rows.size());
    return outcome::success();
  }
  TRAINYARD_TRY(factor, fit_factor(gpu, role.family, role.role, role.constants, name, prior, rows, options));
  role.constants.parameters[name] = {factor.value, options.source, Evidence::fitted, factor.sigma};
  calibration.factors.push_back(factor);
  return outcome::success();
}

/// The collectives of all files; those of no known node are left out.
void add_collectives(const NodeProfile* node, std::span<const Measurements> files, const FitOptions& options,
                     Calibration& calibration) {
  std::vector<MeasuredCollective> rows;
  for (const Measurements& file : files)
    rows.insert(rows.end(), file.collectives.begin(), file.collectives.end());
  if (rows.empty()) return;
  if (node == nullptr) {
    calibration.left_out["collectives: no node profile has this GPU"] += static_cast<int>(rows.size());
    return;
  }
  if (options.progress) options.progress(fmt::format("collectives of {}", node->name), 0.0);
  calibration.node = node->name;
  calibration.collectives = fit_collectives(*node, rows, options, calibration.left_out);
}

/// Fits one direction; when that explains much more, with the network slower on the largest number of nodes.
Result<TransportFit> fit_transport(const NodeProfile& node, const std::vector<MeasuredExchange>& rows,
                                   bool combine, const FitOptions& options) {
  constexpr double better = 0.9;       // of the error on rows left out
  constexpr double much_slower = 0.8;  // less may be any network's own loss with size
  int most_nodes = 1;
  for (const MeasuredExchange& row : rows) most_nodes = std::max(most_nodes, row.nodes);
  TRAINYARD_TRY(plain, fit_exchange(rows, combine, node, 0, options));
  TransportFit found{.combine = combine, .slow_nodes = 0, .fit = plain};
  if (most_nodes == 1) return found;
  TRAINYARD_TRY(slow, fit_exchange(rows, combine, node, most_nodes, options));
  if (slow.slow_nic < much_slower && slow.held_out_training.p90 < better * plain.held_out_training.p90) {
    found.slow_nodes = most_nodes;
    found.fit = slow;
    found.fit.notes.push_back(
        fmt::format("on {} nodes the NICs of the measurement gave {:.2f} of what they give on "
                    "fewer: a fault of that network, which is not simulated",
                    most_nodes, slow.slow_nic));
  }
  return found;
}

/// The expert exchanges of all files; those of no known node are left out.
Result<void> add_exchanges(const NodeProfile* node, std::span<const Measurements> files,
                           const FitOptions& options, Calibration& calibration) {
  std::vector<MeasuredExchange> rows;
  for (const Measurements& file : files)
    rows.insert(rows.end(), file.exchanges.begin(), file.exchanges.end());
  if (rows.empty()) return outcome::success();
  if (node == nullptr) {
    calibration.left_out["expert exchanges: no node profile has this GPU"] += static_cast<int>(rows.size());
    return outcome::success();
  }
  if (options.progress) options.progress("expert exchanges", 0.0);
  FitOptions quiet = options;
  quiet.progress = nullptr;
  calibration.node = node->name;
  for (const bool combine : {false, true}) {
    const auto count = std::count_if(rows.begin(), rows.end(),
                                     [&](const MeasuredExchange& row) { return row.combine == combine; });
    if (count == 0) continue;
    TRAINYARD_TRY(fit, fit_transport(*node, rows, combine, quiet));
    calibration.exchanges.push_back(fit);
  }
  return outcome::success();
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

}  // namespace

Result<Calibration> calibrate(const GpuProfile& gpu, const NodeProfile* node,
                              std::span<const Measurements> files, const FitOptions& options) {
  Calibration calibration;
  add_collectives(node, files, options, calibration);
  TRAINYARD_TRY(check_not_stopped(options));
  TRAINYARD_TRY(add_exchanges(node, files, options, calibration));
  const RowsByRole by_role = sorted(gpu, files, calibration.left_out);
  std::size_t all = 0, done = 0;
  for (const auto& [name, rows] : by_role) all += rows.burst.size();
  for (const auto& [name, rows] : by_role) {
    const auto& [family, role] = name;
    const auto of_training = static_cast<std::size_t>(std::count_if(
        rows.burst.begin(), rows.burst.end(), [](const MeasuredKernel& row) { return row.training_size; }));
    if (of_training < least_rows_of_fit) {
      const std::size_t few = rows.burst.size() + rows.sustained.size() + rows.contended.size();
      calibration.left_out[fmt::format("{}/{}: too few bursts of training sizes to fit", family, role)] +=
          static_cast<int>(few);
      continue;
    }
    if (const std::size_t others = rows.burst.size() - of_training; others > 0) {
      calibration
          .left_out["not of a size that training has; some of them support a fit with little weight"] +=
          static_cast<int>(others);
    }
    FitOptions told = options;
    const auto share = [&](double part) {
      return (static_cast<double>(done) + part * static_cast<double>(rows.burst.size())) /
             static_cast<double>(all);
    };
    if (options.progress) {
      told.progress = [&, label = family + "/" + role](std::string_view what, double part) {
        options.progress(fmt::format("{}: {}", label, what), share(part));
      };
    }
    TRAINYARD_TRY(fit, fit_role(gpu, family, role, base_of(gpu, family, role), rows.burst, told));
    TRAINYARD_TRY(add_factor(gpu, fit, "sustained", 1.1, rows.sustained, told, calibration));
    TRAINYARD_TRY(add_factor(gpu, fit, "contention", 1.1, rows.contended, told, calibration));
    calibration.roles.push_back(std::move(fit));
    done += rows.burst.size();
  }
  TRAINYARD_TRY(check_not_stopped(options));
  if (calibration.roles.empty() && calibration.collectives.empty() && calibration.exchanges.empty()) {
    std::string reasons;
    for (const auto& [reason, count] : calibration.left_out)
      reasons += fmt::format("{}{} rows {}", reasons.empty() ? "" : "; ", count, reason);
    return problem(
        fmt::format("there is nothing to fit: no kernel has {} bursts of training sizes, no "
                    "collective {} rows{}{}",
                    least_rows_of_fit, least_rows_of_fit, reasons.empty() ? "" : ": ", reasons));
  }
  return calibration;
}

std::string source_of_fit(std::span<const Measurements> files) {
  std::string text = "fitted by trainyard calibrate to ";
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string name = std::filesystem::path(files[i].file).filename().string();
    text += fmt::format("{}{}{}", i == 0 ? "" : "; ", name,
                        files[i].description.empty() ? "" : " (" + files[i].description + ")");
  }
  return text;
}

std::string calibration_text(const Calibration& calibration) {
  std::size_t width = 6;
  for (const RoleFit& fit : calibration.roles)
    width = std::max(width, fit.family.size() + fit.role.size() + 1);
  for (const CollectiveFit& fit : calibration.collectives)
    width = std::max(width, to_text(fit.op).size() + calibration.node.size() + 4);
  std::string text = fmt::format(
      "{:<{}}  {:>6}  {:^17}  {:^17}  {:>16}\n{:<{}}  {:>6}  {:>8} {:>8}  {:>8} {:>8}  {:>8} {:>8}\n", "",
      width, "", "fitted", "held out", "small to large", "", width, "rows", "median", "p90", "median", "p90",
      "median", "p90");
  const auto pair = [](const ErrorSummary& errors) {
    return errors.count == 0 ? fmt::format("{:>8} {:>8}", "-", "-")
                             : fmt::format("{:>8} {:>8}", percent(errors.median), percent(errors.p90));
  };
  const auto add = [&](const std::string& name, const auto& fit) {
    text += fmt::format("{:<{}}  {:>6}  {}  {}  {}\n", name, width, fit.fitted.count, pair(fit.fitted),
                        pair(fit.held_out), pair(fit.beyond));
    for (const std::string& note : fit.notes) text += fmt::format("  {}\n", note);
  };
  for (const RoleFit& fit : calibration.roles) add(fit.family + "/" + fit.role, fit);
  for (const CollectiveFit& fit : calibration.collectives)
    add(fmt::format("{} in {}", to_text(fit.op), calibration.node), fit);
  for (const TransportFit& exchange : calibration.exchanges) {
    const ExchangeFit& fit = exchange.fit;
    text +=
        fmt::format("{:<{}}  {:>6}  {}  {}  {}\n", exchange.combine ? "expert combine" : "expert dispatch",
                    width, fit.fitted.count, pair(fit.fitted), pair(fit.held_out), pair(ErrorSummary{}));
    text += fmt::format("  from 1,024 tokens on, held out: {} {}\n", percent(fit.held_out_training.median),
                        percent(fit.held_out_training.p90));
    for (const std::string& note : fit.notes) text += fmt::format("  {}\n", note);
  }
  for (const FactorFit& factor : calibration.factors) {
    text += fmt::format("{}/{}: {} {:.3f} +- {:.3f}, {} rows\n", factor.family, factor.role, factor.name,
                        factor.value, factor.value * factor.sigma, factor.rows);
  }
  for (const auto& [reason, rows] : calibration.left_out)
    text += fmt::format("left out: {} row{}, {}\n", rows, rows == 1 ? "" : "s", reason);
  return text;
}

}  // namespace trainyard
