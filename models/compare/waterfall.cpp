#include "models/compare/waterfall.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

using Named = std::vector<std::pair<std::string, double>>;

constexpr double picosecond = 1e12, micro_dollar = 1e6;  // in a second, in a dollar

/// Names of both, in the order of the first, then what only the second has.
std::vector<std::string> names_of(const Named& from, const Named& to) {
  std::vector<std::string> names;
  for (const Named* parts : {&from, &to}) {
    for (const auto& [name, value] : *parts)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

/// `changes` as whole numbers that sum to to - from. A part that does not change stays out: the odd unit goes
/// to parts that do.
ExactWaterfall exactly(std::string name, WaterfallUnit unit, double from, double to, const Named& changes) {
  ExactWaterfall made{std::move(name), unit, std::llround(from), std::llround(to), {}};
  constexpr double nothing = 0.5;  // of a unit: rounding of the numbers behind it
  std::vector<double> real;
  std::vector<std::size_t> where;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (std::abs(changes[i].second) < nothing) continue;
    real.push_back(changes[i].second);
    where.push_back(i);
  }
  if (real.empty() && made.to != made.from && !changes.empty()) {
    real.push_back(0.0);
    where.push_back(0);
  }
  const std::vector<std::int64_t> whole = split_exactly(made.to - made.from, real);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] != 0) made.steps.push_back({changes[where[i]].first, whole[i]});
  }
  return made;
}

double value_of(const Named& parts, const std::string& name) {
  for (const auto& [one, value] : parts)
    if (one == name) return value;
  return 0.0;
}

/// Of two totals with parts: the difference of each part.
ExactWaterfall between(std::string name, WaterfallUnit unit, double from_total, const Named& from,
                       double to_total, const Named& to) {
  Named changes;
  for (const std::string& one : names_of(from, to))
    changes.emplace_back(one, value_of(to, one) - value_of(from, one));
  return exactly(std::move(name), unit, from_total, to_total, changes);
}

Named parts_of(const StepEstimate& step) {
  Named parts;
  for (const Part& part : step.parts) parts.emplace_back(part.name, part.time.base() * picosecond);
  return parts;
}

Named owners_of(const MemoryEstimate& memory) {
  const StageMemory& stage = memory.stages[static_cast<std::size_t>(memory.peak_rank)];
  return {{"weights", stage.weights.base()},     {"gradients", stage.gradients.base()},
          {"optimizer", stage.optimizer.base()}, {"activations", stage.activations.base()},
          {"buffers", stage.buffers.base()},     {"framework", stage.framework.base()}};
}

/// D = price * tokens * per_token * ramp / goodput, in the names of dollar_waterfall.
struct CostFactors {
  double price = 0, tokens = 0, per_token = 0, ramp = 1, goodput = 1;
  Named parts{};  // GPU-seconds per token, in the order of the step's
};

CostFactors factors_of(const Scenario& scenario, const Estimate& estimate) {
  constexpr double hour = 3600.0;  // s
  CostFactors made;
  made.price = scenario.prices.gpu.value.base();
  made.tokens = estimate.run.tokens;
  made.goodput = estimate.run.goodput;
  const double gpus_per_token = estimate.run.gpus / scenario.recipe.tokens_per_step();
  for (const Part& part : estimate.step.parts)
    made.parts.emplace_back(part.name, part.time.base() * gpus_per_token);
  for (const auto& [name, value] : made.parts) made.per_token += value;
  const double steady = made.tokens * made.per_token;
  made.ramp = steady > 0.0 ? estimate.run.gpu_hours * hour * made.goodput / steady : 1.0;
  return made;
}

}  // namespace

std::vector<std::int64_t> split_exactly(std::int64_t total, const std::vector<double>& parts) {
  std::vector<std::int64_t> whole;
  std::vector<double> rest;
  std::int64_t left = total;
  for (const double part : parts) {
    whole.push_back(static_cast<std::int64_t>(std::floor(part)));
    rest.push_back(part - std::floor(part));
    left -= whole.back();
  }
  if (parts.empty() || left == 0) return whole;
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rest[a] > rest[b]; });
  if (left < 0) std::reverse(order.begin(), order.end());
  const auto count = static_cast<std::int64_t>(parts.size());
  // Parts that miss the total by more than their rounding share what is missing.
  for (std::int64_t& one : whole) one += left / count;
  left -= left / count * count;
  for (std::size_t i = 0; left != 0; ++i) {
    whole[order[i]] += left > 0 ? 1 : -1;
    left += left > 0 ? -1 : 1;
  }
  return whole;
}

ExactWaterfall step_waterfall(const Estimate& from, const Estimate& to) {
  return between("step_time", WaterfallUnit::time_ps, from.step.time.base() * picosecond, parts_of(from.step),
                 to.step.time.base() * picosecond, parts_of(to.step));
}

ExactWaterfall memory_waterfall(const Estimate& from, const Estimate& to) {
  return between("memory", WaterfallUnit::memory_bytes, from.memory.peak.base(), owners_of(from.memory),
                 to.memory.peak.base(), owners_of(to.memory));
}

ExactWaterfall dollar_waterfall(const Scenario& from_scenario, const Estimate& from,
                                const Scenario& to_scenario, const Estimate& to) {
  const CostFactors a = factors_of(from_scenario, from), b = factors_of(to_scenario, to);
  Named changes;
  for (const std::string& name : names_of(a.parts, b.parts)) {
    const double change = value_of(b.parts, name) - value_of(a.parts, name);
    changes.emplace_back(name, a.price * a.tokens * change * a.ramp / a.goodput);
  }
  changes.emplace_back("batch_ramp", a.price * a.tokens * b.per_token * (b.ramp - a.ramp) / a.goodput);
  changes.emplace_back("goodput",
                       a.price * a.tokens * b.per_token * b.ramp * (1.0 / b.goodput - 1.0 / a.goodput));
  changes.emplace_back("tokens", a.price * (b.tokens - a.tokens) * b.per_token * b.ramp / b.goodput);
  changes.emplace_back("gpu_price", (b.price - a.price) * b.tokens * b.per_token * b.ramp / b.goodput);
  for (auto& [name, value] : changes) value *= micro_dollar;
  return exactly("dollars", WaterfallUnit::money_micro, from.cost.total.base() * micro_dollar,
                 to.cost.total.base() * micro_dollar, changes);
}

double in_shown_unit(WaterfallUnit unit, std::int64_t amount) {
  constexpr double gigabyte = 1e9;  // bytes
  const auto value = static_cast<double>(amount);
  switch (unit) {
    case WaterfallUnit::time_ps:
      return value / picosecond;
    case WaterfallUnit::memory_bytes:
      return value / gigabyte;
    case WaterfallUnit::money_micro:
      return value / micro_dollar;
  }
  return value;
}

std::string amount_text(WaterfallUnit unit, std::int64_t amount) {
  const std::string sign = amount < 0 ? "-" : "";
  const double size = std::abs(in_shown_unit(unit, amount));
  switch (unit) {
    case WaterfallUnit::time_ps:
      return sign + to_text(seconds(size), 4);
    case WaterfallUnit::memory_bytes:
      return sign + to_text(gigabytes(size), 4);
    case WaterfallUnit::money_micro:
      return sign + to_text(dollars(size), 4);
  }
  return sign;
}

}  // namespace trainyard
