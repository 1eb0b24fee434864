#include "hardware_profiles/software_effects.h"

#include <algorithm>
#include <array>

namespace trainyard {
namespace {

double base(double value) {
  return value;
}
double base(Seconds value) {
  return value.base();
}
void assign(double& to, double value) {
  to = value;
}
void assign(Seconds& to, double value) {
  to = Seconds::from_base(value);
}

/// The table line of one field of StackEffects.
template <auto field>
constexpr SoftwareEffect effect(std::string_view name, std::string_view sentence, bool is_time, double least,
                                double most, double prior, double prior_sigma) {
  return {.name = name,
          .sentence = sentence,
          .is_time = is_time,
          .least = least,
          .most = most,
          .prior = prior,
          .prior_sigma = prior_sigma,
          .get = [](const SoftwareProfile& s) { return base((s.effects.*field).value); },
          .set = [](SoftwareProfile& s, double value) { assign((s.effects.*field).value, value); },
          .evidence = [](const SoftwareProfile& s) { return (s.effects.*field).evidence; }};
}

// Bounds keep out what cannot be; priors are middles of what stacks of 2021 to 2026 showed, wide on purpose.
constexpr std::array<SoftwareEffect, 19> effects = {{
    effect<&StackEffects::memory_traffic>("memory_traffic",
                                          "Bytes that bandwidth-bound kernels move over those the operator "
                                          "list counts: unfused passes, fp32 intermediates, masks.",
                                          false, 0.3, 8.0, 1.25, 0.3),
    effect<&StackEffects::attention_time>(
        "attention_time", "Time of the attention kernels over that of the family the stack names.", false,
        0.5, 4.0, 1.0, 0.2),
    effect<&StackEffects::grouped_time>(
        "grouped_time", "Time of the experts' products over that of the family the stack names.", false, 0.5,
        4.0, 1.1, 0.15),
    effect<&StackEffects::router_kernels>("router_kernels",
                                          "Small kernels around the router over the 46 a layer that an "
                                          "unfused one launches, forward and backward.",
                                          false, 0.0, 4.0, 1.0, 0.5),
    effect<&StackEffects::tensor_exposed>("tensor_exposed",
                                          "Share of tensor-parallel collectives that compute does not hide; "
                                          "above 1 where they are slower than alone.",
                                          false, 0.0, 3.0, 0.4, 0.5),
    effect<&StackEffects::context_exposed>(
        "context_exposed", "Share of context-parallel traffic that shows even where attention could hide it.",
        false, 0.0, 3.0, 0.3, 0.5),
    effect<&StackEffects::pipeline_exposed>("pipeline_exposed",
                                            "Share of a transfer between stages that delays both of them; "
                                            "above 1 where messages are larger or slower than counted.",
                                            false, 0.0, 8.0, 0.5, 0.7),
    effect<&StackEffects::exchange_time>(
        "exchange_time", "Time of expert exchanges that nothing overlaps, over the transport's law.", false,
        0.2, 5.0, 1.0, 0.3),
    effect<&StackEffects::exchange_exposed>(
        "exchange_exposed", "Share of an expert exchange that shows although another micro-batch computes.",
        false, 0.0, 1.0, 0.55, 0.3),
    effect<&StackEffects::shard_overlap>(
        "shard_overlap",
        "Norm in which parameter gathers and gradient scatters of sharded layers combine with compute: 1 one "
        "after the other, large a plain maximum.",
        false, 1.0, 64.0, 4.0, 0.3),
    effect<&StackEffects::shard_rate>(
        "shard_rate", "Bandwidth that parameter traffic reaches, over that of lone collectives.", false, 0.02,
        2.0, 1.0, 0.3),
    effect<&StackEffects::gradient_exposed>(
        "gradient_exposed", "Least share of the gradient and parameter traffic of a step that nothing hides.",
        false, 0.0, 1.0, 0.07, 0.6),
    effect<&StackEffects::host_layer>(
        "host_layer", "Host time to launch one dense layer, forward and backward of one micro-batch.", true,
        0.0, 0.1, 0.0006, 0.5),
    effect<&StackEffects::host_moe>(
        "host_moe", "Host time of one MoE layer, forward and backward of one micro-batch, routing included.",
        true, 0.0, 0.1, 0.003, 0.5),
    effect<&StackEffects::host_expert>("host_expert", "Host time that each local expert adds to that.", true,
                                       0.0, 0.01, 0.0001, 0.7),
    effect<&StackEffects::host_overlap>("host_overlap",
                                        "Norm in which host and GPU time of a dense layer combine.", false,
                                        1.0, 64.0, 4.0, 0.3),
    effect<&StackEffects::host_moe_overlap>("host_moe_overlap",
                                            "Norm in which host and GPU time of an MoE layer combine; low, "
                                            "because dropless routing makes the host wait for the GPU.",
                                            false, 1.0, 64.0, 1.5, 0.15),
    effect<&StackEffects::step_overhead>(
        "step_overhead", "Host time once a step: data loading, logging, optimizer launches, synchronisation.",
        true, 0.0, 5.0, 0.03, 0.7),
    effect<&StackEffects::straggler>(
        "straggler",
        "Growth of the step time per doubling of the nodes: the slowest of many GPUs, links and hosts.",
        false, 0.0, 0.1, 0.005, 0.7),
}};

}  // namespace

std::span<const SoftwareEffect> software_effects() {
  return effects;
}

const SoftwareEffect* find_software_effect(std::string_view name) {
  const auto found =
      std::find_if(effects.begin(), effects.end(), [&](const SoftwareEffect& e) { return e.name == name; });
  return found == effects.end() ? nullptr : &*found;
}

}  // namespace trainyard
