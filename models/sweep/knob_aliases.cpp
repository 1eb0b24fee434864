#include "models/sweep/knob_aliases.h"

#include <algorithm>
#include <array>

namespace trainyard {
namespace {

using S = const Scenario&;

std::optional<double> some(double number) {
  return number;
}

constexpr std::array aliases{
    KnobAlias{
        "nvlink", "node.fast", "NVLink per GPU, both directions together", " GB/s", 0.5, true,
        "NVLink per GPU, both directions together as data sheets tell it (H800 400 GB/s, H100 900 GB/s)",
        [](S s) { return some(s.machine.node.fast.value.in(gigabytes_per_second)); }},
    KnobAlias{"nvlink_per_direction", "node.fast", "NVLink per GPU and direction", " GB/s", 1.0, true,
              "the same for one direction, as the profiles tell it (H800 200 GB/s, H100 450 GB/s)",
              [](S s) { return some(s.machine.node.fast.value.in(gigabytes_per_second)); }},
    KnobAlias{"nic", "node.nic", "network per NIC and direction", " Gb/s", 1.0, true,
              "one NIC, one direction, as data sheets tell it (400 Gb/s)",
              [](S s) { return some(s.machine.node.nic.value.in(gigabits_per_second)); }},
    KnobAlias{"nics", "node.nics", "NICs of a node", "", 1.0, false, "NICs of a node for compute traffic",
              [](S s) { return some(s.machine.node.nics); }},
    KnobAlias{"oversubscription", "fabric.oversubscription", "oversubscription of the fabric", "", 1.0, true,
              "of the network between nodes; 1 is full bandwidth",
              [](S s) { return some(s.machine.fabric.oversubscription.value); }},
    KnobAlias{"hbm", "gpu.memory_bandwidth", "memory bandwidth of a GPU", " TB/s", 1.0, true,
              "memory bandwidth of a GPU",
              [](S s) { return some(s.machine.gpu.memory_bandwidth.value.in(terabytes_per_second)); }},
    KnobAlias{"gpus", "gpus", "GPUs", "", 1.0, false, "GPUs of the job; data parallelism follows",
              [](S s) { return some(s.machine.gpus); }},
    KnobAlias{"price", "prices.gpu", "rent of a GPU", "$/GPU-hour", 1.0, true, "rent of one GPU for an hour",
              [](S s) { return some(s.prices.gpu.value.in(dollars_per_hour)); }},
    KnobAlias{"electricity", "prices.electricity", "price of electricity", "$/kWh", 1.0, true,
              "price of a kWh, told beside the rent",
              [](S s) { return some(s.prices.electricity.value.in(dollars_per_kilowatt_hour)); }},
    KnobAlias{"pue", "cluster.pue", "PUE", "", 1.0, true, "power of the site over power of the servers",
              [](S s) { return some(s.machine.cluster.pue.value); }},
    KnobAlias{"tokens", "recipe.tokens", "tokens", "", 1.0, true, "tokens of the main phase",
              [](S s) { return some(s.recipe.tokens); }},
    KnobAlias{"global_batch", "recipe.global_batch", "sequences of a step", "", 1.0, false,
              "sequences of a step", [](S s) { return some(s.recipe.global_batch); }},
    KnobAlias{"sequence", "recipe.sequence", "tokens of a sequence", "", 1.0, false, "tokens of a sequence",
              [](S s) { return some(s.recipe.sequence); }},
    KnobAlias{"goodput", "recipe.goodput", "goodput", "", 1.0, true, "useful time over elapsed time",
              [](S s) { return s.reliability ? std::nullopt : some(s.recipe.goodput.value); }},
    KnobAlias{"failures", "reliability.rate_factor", "failure rates, times", "", 1.0, true,
              "factor on all failure rates, for scenarios that count failures",
              [](S s) { return s.reliability ? some(s.reliability->rate_factor.value) : std::nullopt; }},
    KnobAlias{"micro_batch", "plan.micro_batch", "sequences of a micro-batch", "", 1.0, false,
              "sequences of a micro-batch", [](S s) { return some(s.plan.micro_batch); }},
    KnobAlias{"tp", "plan.tp", "tensor parallelism", "", 1.0, false, "tensor parallelism",
              [](S s) { return some(s.plan.tp); }},
    KnobAlias{"pp", "plan.pp", "pipeline ranks", "", 1.0, false, "pipeline ranks",
              [](S s) { return some(s.plan.pp); }},
    KnobAlias{"vp", "plan.vp", "virtual stages per rank", "", 1.0, false, "virtual stages per pipeline rank",
              [](S s) { return some(s.plan.vp); }},
    KnobAlias{"cp", "plan.cp", "context parallelism", "", 1.0, false, "context parallelism",
              [](S s) { return some(s.plan.cp); }},
    KnobAlias{"ep", "plan.ep", "expert parallelism", "", 1.0, false, "expert parallelism",
              [](S s) { return s.model.moe ? some(s.plan.ep) : std::nullopt; }},
    KnobAlias{"zero", "plan.zero", "ZeRO stage", "", 1.0, false, "ZeRO stage",
              [](S s) { return some(s.plan.zero); }},
    KnobAlias{"schedule", "plan.schedule", "schedule", "", 1.0, false, "pipeline schedule, by name", nullptr},
    KnobAlias{"recompute", "plan.recompute", "recompute", "", 1.0, false, "what is recomputed, by name",
              nullptr},
    KnobAlias{"load_skew", "spread.load_cv", "spread of the experts' load", "", 1.0, true,
              "coefficient of variation of the rows an expert-parallel rank receives",
              [](S s) { return s.plan.ep > 1 ? some(s.spread.load_cv.value) : std::nullopt; }},
    KnobAlias{"gpu_speed_spread", "spread.gpu_speed_cv", "spread of the GPUs' speed", "", 1.0, true,
              "coefficient of variation of the speed of GPUs of one kind",
              [](S s) { return some(s.spread.gpu_speed_cv.value); }},
};

}  // namespace

std::span<const KnobAlias> knob_aliases() {
  return aliases;
}

const KnobAlias* find_knob_alias(std::string_view name) {
  const auto* found =
      std::find_if(aliases.begin(), aliases.end(), [&](const KnobAlias& one) { return one.name == name; });
  return found == aliases.end() ? nullptr : found;
}

std::optional<double> number_in(const KnobAlias& alias, const Scenario& scenario) {
  if (alias.field == nullptr) return std::nullopt;
  const std::optional<double> field = alias.field(scenario);
  return field ? std::optional(*field / alias.factor) : std::nullopt;
}

}  // namespace trainyard
