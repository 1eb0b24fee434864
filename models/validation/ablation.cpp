#include "models/validation/ablation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/base/diagnostic.h"

namespace trainyard {
namespace {

/// Calls `change` on the parameters of every kernel role.
template <class Change>
void for_roles(StepInput& input, const Change& change) {
  for (auto& [family, roles] : input.machine.gpu.kernels) {
    for (auto& [role, constants] : roles) change(constants);
  }
}

void wave_quantisation(StepInput& input) {
  for_roles(input, [](KernelConstants& role) {
    // tail 1: a wave costs what it is filled; edge 0: a tile costs what it covers.
    if (role.law == "tile_wave") {
      role.parameters["tail"].value = 1.0;
      role.parameters["edge"].value = 0.0;
    }
  });
}

void sustained(StepInput& input) {
  for_roles(input, [](KernelConstants& role) {
    if (role.parameters.contains("sustained")) role.parameters["sustained"].value = 1.0;
  });
}

void corrections(StepInput& input) {
  for_roles(input, [](KernelConstants& role) { role.corrections.clear(); });
}

void alignment(StepInput& input) {
  for_roles(input, [](KernelConstants& role) { role.parameters.erase("unaligned"); });
}

void sm_share(StepInput& input) {
  input.software.static_sm_partition = false;
  for_roles(input, [](KernelConstants& role) { role.parameters.erase("contention"); });
}

constexpr double next_to_nothing = 1e-9;  // of times that may not be zero

constexpr std::array<Ablation, 19> table = {{
    {"memory_bound", "kernels bound by memory traffic take only their launches",
     [](StepInput& i) { i.software.effects.memory_traffic.value = next_to_nothing; }},
    {"sustained", "kernels in long runs are as fast as in bursts", sustained},
    {"recompute", "nothing is computed twice",
     [](StepInput& i) {
       i.plan.recompute = Recompute::none;
       i.plan.recompute_modules = {};
     }},
    {"tensor_parallel", "tensor-parallel collectives are free",
     [](StepInput& i) { i.software.effects.tensor_exposed.value = 0.0; }},
    {"context_parallel", "context-parallel traffic is free",
     [](StepInput& i) {
       i.software.effects.context_exposed.value = 0.0;
       i.plan.cp_comm = ContextExchange::ring;
     }},
    {"context_balance", "context-parallel ranks have equal work",
     [](StepInput& i) { i.plan.cp_balanced = true; }},
    {"data_parallel", "gradient and parameter traffic is free",
     [](StepInput& i) { i.factors.collectives = next_to_nothing; }},
    {"expert_exchange", "expert-parallel exchanges are free",
     [](StepInput& i) {
       i.factors.exchange = next_to_nothing;
       i.software.effects.exchange_exposed.value = next_to_nothing;
     }},
    {"routing_imbalance", "every rank computes the mean number of rows",
     [](StepInput& i) { i.spread.hottest = 1.0; }},
    {"pipeline_transfer", "messages between stages are free",
     [](StepInput& i) { i.software.effects.pipeline_exposed.value = 0.0; }},
    {"pipeline_bubble", "steps have so many micro-batches that filling the pipeline does not count",
     [](StepInput& i) { i.without_bubble = true; }},
    {"head_loss", "the output matrix and its loss are all but left out",
     [](StepInput& i) { i.model.vocab = 8 * i.plan.tp; }},
    {"host", "kernels are launched in no time",
     [](StepInput& i) {
       i.software.effects.host_layer.value = i.software.effects.host_moe.value =
           i.software.effects.host_expert.value = Seconds{};
       i.software.launch_gap.value = Seconds{};
     }},
    {"step_overhead", "nothing happens once a step",
     [](StepInput& i) { i.software.effects.step_overhead.value = Seconds{}; }},
    {"stragglers", "many nodes are as fast as one",
     [](StepInput& i) { i.software.effects.straggler.value = 0.0; }},
    {"alignment", "products of unaligned rows are as fast as others", alignment},
    {"wave_quantisation", "the last wave of tiles costs what it is filled", wave_quantisation},
    {"sm_share", "transports take no SMs and no bandwidth from compute", sm_share},
    {"kernel_corrections", "kernel laws without their grids of corrections", corrections},
}};

}  // namespace

std::span<const Ablation> ablations() {
  return table;
}

Result<const Ablation*> find_ablation(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Ablation& a) { return a.name == name; });
  if (found != table.end()) return &*found;
  std::vector<std::string> names;
  for (const Ablation& one : table) names.emplace_back(one.name);
  return problem(fmt::format("there is no effect \"{}\" to leave out", name), name_hint(name, names));
}

}  // namespace trainyard
