#include "models/estimate/uncertainty.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/estimate/resolve_plan.h"
#include "models/estimate/step_input_of.h"
#include "models/workload/step_model.h"
#include "sim/base/random.h"
#include "sim/base/statistics.h"

namespace trainyard {

namespace {

constexpr int samples = 2000;
/// Draws of the loads per variation: fewer than the estimate's own, because only ratios to a base of the same
/// draws are used.
constexpr int draws_per_variation = 2;
constexpr double normal_p95 = 1.6448536269514722;  // 95th percentile of the standard normal

/// What changes when one input takes another value.
struct Variation {
  StepInput input;
  double gemm = 1, grouped_gemm = 1, attention = 1, memory = 1;  // kernel time factors
  double step_factor = 1;                                        // to make GPU-hours comparable
};

Result<Seconds> step_time(const Variation& v, const std::shared_ptr<StepCache>& cache) {
  StepSwitches switches;
  switches.draws = draws_per_variation;
  TRAINYARD_TRY(made, KernelModel::make(v.input.machine.gpu, v.input.software));
  KernelModel kernels = made;
  const std::pair<const char*, double> factors[] = {
      {"gemm", v.gemm}, {"grouped_gemm", v.grouped_gemm}, {"attention", v.attention}, {"memory", v.memory}};
  for (const auto& [kind, factor] : factors) {
    if (factor != 1.0) kernels = kernels.scaled(kind, factor);
  }
  TRAINYARD_TRY(model, StepModel::make(v.input, kernels, switches, 1, cache));
  TRAINYARD_TRY(step, model.step(v.input.plan.micro_batches()));
  return step.time * v.step_factor;
}

/// Multiplies the named number by `factor`. False when the estimator has no such number.
bool scale(Variation& v, std::string_view input, double factor) {
  const auto times = [&](Sourced<double>& value) { value.value *= factor; };
  if (input == "load_cv") {
    times(v.input.spread.load_cv);
  } else if (input == "gpu_speed_cv") {
    times(v.input.spread.gpu_speed_cv);
  } else if (input == "clock_factor") {
    times(v.input.spread.clock_factor);
  } else if (input == "gemm") {
    v.gemm = factor;
  } else if (input == "grouped_gemm") {
    v.grouped_gemm = factor;
  } else if (input == "attention") {
    v.attention = factor;
  } else if (input == "memory_kernels") {
    v.memory = factor;
  } else if (input == "small_kernels") {
    // A stack whose operators name their small kernels one by one has no number of further ones to vary: then
    // their time.
    times(v.input.software.extra_small_kernels);
    if (v.input.software.extra_small_kernels.value <= 0) v.input.software.small_kernel.value *= factor;
  } else if (input == "expert_exchange") {
    v.input.factors.exchange *= factor;
  } else if (input == "collectives") {
    v.input.factors.collectives *= factor;
  } else {
    return false;
  }
  return true;
}

/// The variations behind one choice; "alternatives" of the stage layout stands for several.
Result<std::vector<Variation>> choose(const Variation& base, const Scenario& scenario,
                                      const Uncertainty& what, const std::string& choice) {
  Variation v = base;
  Plan& plan = v.input.plan;
  if (what.input == "stages") {
    if (choice == "auto") return std::vector<Variation>{v};
    if (choice != "alternatives") {
      TRAINYARD_TRY(stages, parse_stages(choice, scenario.model));
      plan.stages = stages;
      return std::vector<Variation>{v};
    }
    const LayerWeights weights = estimate_layer_weights(scenario.model, scenario.recipe.sequence,
                                                        scenario.machine.gpu, scenario.software);
    TRAINYARD_TRY(layouts, alternative_layouts(scenario.model, layout_request(plan, weights)));
    std::vector<Variation> all;
    for (const auto& stages : layouts) {
      plan.stages = stages;
      all.push_back(v);
    }
    return all;
  }
  if (what.input == "deduplicate") {
    v.input.software.transport.deduplicate = choice == "true";
  } else if (what.input == "pipeline_transfer") {
    v.input.software.pipeline_transfer = choice;
  } else if (what.input == "recompute") {
    for (const Recompute r : {Recompute::none, Recompute::selective, Recompute::full, Recompute::deepseek}) {
      if (to_text(r) == choice) plan.recompute = r;
    }
  } else if (what.input == "micro_batch") {
    plan.micro_batch = std::max(1, std::atoi(choice.c_str()));
  } else if (what.input == "gpus") {
    const int gpus = std::atoi(choice.c_str());
    const int others = plan.tp * plan.pp * plan.cp;
    v.step_factor = static_cast<double>(gpus) / plan.gpus();
    plan.dp = std::max(1, gpus / others);
    v.input.machine.gpus = gpus;
  } else {
    return problem(fmt::format("uncertain input \"{}\" is unknown", what.input));
  }
  return std::vector<Variation>{v};
}

/// False where a choice, e.g. a number of GPUs, does not go with a plan that was changed after the choices
/// were written down.
bool legal(const Variation& v) {
  const StepInput& input = v.input;
  return check_plan(input.plan, input.model, input.machine.gpus, input.machine.node.gpus).empty();
}

/// Response of log(step) to one input.
struct Response {
  std::string name, source;
  double up = 0, down = 0;                   // at +1 and -1 standard deviations, against the base
  std::vector<std::vector<double>> choices;  // instead: equally likely, each with equally likely variants
  [[nodiscard]] double draw(RandomStream& random) const {
    if (choices.empty()) return at(random.normal());
    const std::vector<double>& variants = choices[random.below(choices.size())];
    return variants[random.below(variants.size())];
  }
  [[nodiscard]] double at(double z) const {
    // The parabola through (-1, down), (0, 0), (1, up).
    return 0.5 * (up - down) * z + 0.5 * (up + down) * z * z;
  }
};

}  // namespace

Result<Interval> estimate_interval(const Scenario& scenario, Seconds base, std::uint64_t seed) {
  Variation plain;
  plain.input = step_input_of(scenario);
  const auto cache = std::make_shared<StepCache>();
  TRAINYARD_TRY(reference, step_time(plain, cache));
  std::vector<Response> responses;
  for (const Uncertainty& what : scenario.uncertain) {
    Response response{.name = what.input, .source = what.source, .up = 0, .down = 0, .choices = {}};
    if (what.choices.empty()) {
      for (const double sign : {1.0, -1.0}) {
        Variation v = plain;
        if (!scale(v, what.input, std::exp(sign * what.sigma))) {
          return problem(fmt::format("uncertain input \"{}\" is unknown", what.input));
        }
        TRAINYARD_TRY(time, step_time(v, cache));
        (sign > 0 ? response.up : response.down) = std::log(time / reference);
      }
    } else {
      for (const std::string& choice : what.choices) {
        TRAINYARD_TRY(variations, choose(plain, scenario, what, choice));
        std::vector<double> variants;
        for (const Variation& v : variations) {
          if (!legal(v)) continue;
          TRAINYARD_TRY(time, step_time(v, cache));
          variants.push_back(std::log(time / reference));
        }
        if (!variants.empty()) response.choices.push_back(std::move(variants));
      }
    }
    responses.push_back(std::move(response));
  }

  Interval interval;
  interval.samples = samples;
  std::vector<double> total(samples, 0.0);
  double variance_sum = 0;
  for (std::size_t i = 0; i < responses.size(); ++i) {
    const Response& response = responses[i];
    RandomStream random(seed, stream_id("uncertainty", i));
    double sum = 0, squares = 0;
    for (double& sample : total) {
      const double value = response.draw(random);
      sample += value;
      sum += value;
      squares += value * value;
    }
    const double mean = sum / samples, variance = std::max(0.0, squares / samples - mean * mean);
    double low = 0, high = 0;
    if (response.choices.empty()) {
      low = std::min(response.at(-normal_p95), response.at(normal_p95));
      high = std::max(response.at(-normal_p95), response.at(normal_p95));
    } else {
      low = 1e300, high = -1e300;
      for (const auto& variants : response.choices) {
        for (const double value : variants) {
          low = std::min(low, value);
          high = std::max(high, value);
        }
      }
    }
    interval.drivers.push_back({.input = response.name,
                                .weight = variance,
                                .low = base.base() * std::exp(low),
                                .high = base.base() * std::exp(high),
                                .source = response.source});
    variance_sum += variance;
  }
  for (Interval::Driver& driver : interval.drivers)
    driver.weight = variance_sum > 0 ? driver.weight / variance_sum : 0.0;
  std::stable_sort(interval.drivers.begin(), interval.drivers.end(),
                   [](const Interval::Driver& a, const Interval::Driver& b) { return a.weight > b.weight; });
  interval.draws = total;
  std::sort(total.begin(), total.end());
  interval.p5 = base * std::exp(quantile_of_sorted(total, 0.05));
  interval.p50 = base * std::exp(quantile_of_sorted(total, 0.50));
  interval.p95 = base * std::exp(quantile_of_sorted(total, 0.95));
  interval.logarithms = std::move(total);
  return interval;
}

}  // namespace trainyard
