#include "models/cost/cost.h"

#include <fmt/format.h>

#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

/// A rent as its lists give it, with what it was taken from.
std::string rent_text(const Sourced<DollarsPerSecond>& rent) {
  const std::string price =
      fmt::format("{} per GPU-hour", to_text(Dollars::from_base(rent.value.in(dollars_per_hour))));
  return rent.source.empty() ? price : fmt::format("{} ({})", price, rent.source);
}

}  // namespace

CostEstimate estimate_cost(const RunEstimate& run, const Sourced<DollarsPerSecond>& gpu_rent,
                           const Sourced<DollarsPerJoule>& electricity) {
  CostEstimate cost;
  cost.total = gpu_rent.value * hours(run.gpu_hours);
  cost.electricity = electricity.value * run.energy;
  const std::string rent = rent_text(gpu_rent);
  for (std::size_t i = 0; i < run.phases.size(); ++i) {
    const PhaseRun& phase = run.phases[i];
    const double gpu_hours =
        i == 0 ? run.gpu_hours : phase.time.in(hours) / run.goodput * static_cast<double>(run.gpus);
    const Dollars amount = gpu_rent.value * hours(gpu_hours);
    cost.all_phases += amount;
    cost.items.push_back({.name = phase.name,
                          .amount = amount,
                          .basis = fmt::format("{} GPU-hours x {}", count_text(gpu_hours, 4), rent)});
  }
  return cost;
}

}  // namespace trainyard
