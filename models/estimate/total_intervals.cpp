#include "models/estimate/total_intervals.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/architecture/model_spec.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"

namespace trainyard {

namespace {

/// The goodput's logarithm as a function of the rates' standard normal z: the closed form on a grid, straight
/// lines between.
class GoodputOfRates {
 public:
  explicit GoodputOfRates(const GoodputUncertainty& goodput) {
    for (std::size_t i = 0; i < points; ++i) {
      GoodputInput input = with_rates(*goodput.input, std::exp(goodput.rate_sigma * z_of(i)));
      if (goodput.spares_follow) input.spares = enough_spares(input, waiting_allowed);
      const Result<GoodputEstimate> found = estimate_goodput(input);
      // Rates at which nothing is finished any more: as bad as the closed form goes.
      logarithms_[i] = std::log(found ? found.value().goodput : worst);
    }
  }

  [[nodiscard]] double logarithm(double z) const {
    const double at = std::clamp((z + reach) / step, 0.0, static_cast<double>(points - 1));
    const std::size_t low = std::min(static_cast<std::size_t>(at), points - 2);
    const double part = at - static_cast<double>(low);
    return logarithms_[low] * (1 - part) + logarithms_[low + 1] * part;
  }

 private:
  static constexpr std::size_t points = 81;
  // In standard deviations: one draw in 16,000 lies beyond. The worst is the least goodput the closed form
  // gives.
  static constexpr double reach = 4.0, step = 2 * reach / (points - 1), worst = 1e-3;
  static double z_of(std::size_t i) { return -reach + step * static_cast<double>(i); }
  std::array<double, points> logarithms_{};
};

double variance_of(const std::vector<double>& sample) {
  const double mean = mean_of(sample);
  double sum = 0;
  for (const double one : sample) sum += (one - mean) * (one - mean);
  return sample.empty() ? 0.0 : sum / static_cast<double>(sample.size());
}

TotalRange range_of(std::vector<double> sample) {
  std::sort(sample.begin(), sample.end());
  return {quantile_of_sorted(sample, 0.05), quantile_of_sorted(sample, 0.50),
          quantile_of_sorted(sample, 0.95)};
}

TotalRange scaled(const TotalRange& factors, double value) {
  return {value * factors.p5, value * factors.p50, value * factors.p95};
}

}  // namespace

GoodputInput goodput_input_of(const Scenario& scenario, Seconds step) {
  const NodeProfile& node = scenario.machine.node;
  const FabricProfile& fabric = scenario.machine.fabric;
  // Saved per parameter: the bf16 weight, the fp32 master weight, the optimizer's moments.
  constexpr double weight_bytes = 2.0, master_bytes = 4.0;
  const ParameterCount parameters = count_parameters(scenario.model);
  JobShape job;
  job.gpus = scenario.plan.gpus();
  job.gpus_per_node = node.gpus;
  job.nics_per_node = node.nics;
  // The leaves that the job's NICs need, and the spines that carry all of them without oversubscription.
  const double nics = static_cast<double>(job.gpus) / node.gpus * node.nics;
  job.switches = fabric.switch_ports > 0 ? 3.0 * nics / fabric.switch_ports : 0.0;
  job.state = bytes((parameters.total + parameters.mtp) *
                    (weight_bytes + master_bytes + static_cast<double>(scenario.software.moment_bytes)));
  job.host_link = scenario.machine.gpu.pcie.value;
  job.step = step;
  return goodput_input(*scenario.reliability, job);
}

std::optional<TotalIntervals> estimate_totals(const Estimate& estimate, const GoodputUncertainty& goodput,
                                              std::uint64_t seed) {
  const std::vector<double>& steps = estimate.interval.logarithms;
  if (steps.empty()) return std::nullopt;
  const double planned = std::log(estimate.run.goodput);
  std::vector<double> logarithms(steps.size(), planned);  // of the goodput
  RandomStream random(seed, stream_id("failure rates"));
  if (goodput.input && goodput.rate_sigma > 0) {
    const GoodputOfRates of_rates(goodput);
    for (double& one : logarithms) one = of_rates.logarithm(random.normal());
  } else if (goodput.given_sigma > 0) {
    for (double& one : logarithms) one = std::min(0.0, planned + goodput.given_sigma * random.normal());
  }
  std::vector<double> factors(steps.size()), shares(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    factors[i] = std::exp(steps[i] + planned - logarithms[i]);
    shares[i] = std::exp(logarithms[i]);
  }
  const TotalRange range = range_of(std::move(factors));
  const double of_failures = variance_of(logarithms), of_step = variance_of(steps);
  TotalIntervals totals;
  totals.days = scaled(range, estimate.run.days);
  totals.gpu_hours = scaled(range, estimate.run.gpu_hours);
  totals.dollars = scaled(range, estimate.cost.total.base());
  totals.goodput = range_of(std::move(shares));
  totals.failure_weight = of_failures > 0 ? of_failures / (of_failures + of_step) : 0.0;
  return totals;
}

}  // namespace trainyard
