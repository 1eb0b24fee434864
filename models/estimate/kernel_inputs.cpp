#include "models/estimate/kernel_inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/estimate/step_input_of.h"
#include "models/workload/segment_cost.h"

namespace trainyard {
namespace {

void add(std::vector<CountedOperator>& all, const std::vector<Operator>& operators, double count) {
  for (const Operator& op : operators) all.push_back({op, count});
}

/// The operators of all layers and of the head for one micro-batch.
std::vector<CountedOperator> operators_of(const StepInput& input, const ExchangeTimes& exchanges) {
  const RankWork work = rank_work(input, exchanges);
  std::vector<CountedOperator> all;
  const double dense = input.model.moe ? input.model.moe->first_dense_layers : input.model.layers;
  const auto add_layers = [&](bool moe, double count) {
    if (count <= 0.0) return;
    const LayerOperators layer = layer_operators(work, moe);
    for (const auto* part : {&layer.attention_forward, &layer.ffn_forward, &layer.ffn_backward,
                             &layer.ffn_weight, &layer.attention_backward, &layer.attention_weight})
      add(all, *part, count);
  };
  add_layers(false, dense);
  add_layers(true, input.model.layers - dense);
  const EdgeOperators head = head_operators(work);
  for (const auto* part : {&head.forward, &head.backward, &head.weight}) add(all, *part, 1.0);
  return all;
}

}  // namespace

Result<std::vector<KernelSpread>> scenario_kernels(const Scenario& scenario) {
  const StepInput input = step_input_of(scenario);
  TRAINYARD_TRY(exchanges, estimate_exchanges(input));
  return kernel_spreads(scenario.machine.gpu, scenario.software, operators_of(input, exchanges));
}

void add_kernel_uncertainty(Scenario& scenario) {
  const auto spreads = scenario_kernels(scenario);
  if (!spreads) return;
  for (const KernelSpread& spread : spreads.value()) {
    const std::string name = spread.kind == "memory" ? "memory_kernels" : spread.kind;
    const bool told = std::any_of(scenario.uncertain.begin(), scenario.uncertain.end(),
                                  [&](const Uncertainty& one) { return one.input == name; });
    if (told || !(spread.sigma > 0.0)) continue;
    scenario.uncertain.push_back(
        {.input = name,
         .sigma = spread.sigma,
         .choices = {},
         .source = fmt::format("{}: {:.1f} % that all shapes share, {:.1f} % that "
                               "averages out over shapes",
                               spread.source, 100 * spread.common, 100 * spread.shapes)});
  }
}

}  // namespace trainyard
