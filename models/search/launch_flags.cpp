#include "models/search/launch_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace trainyard {

namespace {

/// One flag a line; comments beside them.
class FlagList {
 public:
  template <class Value>
  void add(std::string_view name, const Value& value) {
    text_ += fmt::format("--{} {}\n", name, value);
  }
  void add(std::string_view name) { text_ += fmt::format("--{}\n", name); }
  void say(std::string_view comment) { text_ += fmt::format("# {}\n", comment); }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

/// Stages as --pipeline-model-parallel-layout has them: E embedding, t a layer, m an MTP module, L the loss,
/// stages parted by '|'.
std::string megatron_layout(const Plan& plan) {
  std::string text;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const StageSpec& stage = plan.stages[s];
    if (s > 0) text += '|';
    if (stage.embedding) text += 'E';
    if (!stage.layers.empty())
      text += stage.layers.size() == 1 ? "t" : fmt::format("t*{}", stage.layers.size());
    if (stage.mtp_modules > 0) text += std::string(static_cast<std::size_t>(stage.mtp_modules), 'm');
    if (stage.head) text += 'L';
  }
  return text;
}

/// Whether every stage has as many layers as any other: then no layout need be told.
bool even_stages(const Plan& plan) {
  return std::all_of(plan.stages.begin(), plan.stages.end(), [&](const StageSpec& stage) {
    return stage.layers.size() == plan.stages.front().layers.size() && stage.mtp_modules == 0;
  });
}

void megatron_recompute(const Plan& plan, FlagList& flags) {
  switch (plan.recompute) {
    case Recompute::none:
      return;
    case Recompute::selective:
      flags.add("recompute-granularity", "selective");
      flags.add("recompute-modules", "core_attn");
      return;
    case Recompute::deepseek:
      flags.add("recompute-granularity", "selective");
      flags.add("recompute-modules", "layernorm mla_up_proj moe_act");
      return;
    case Recompute::modules: {
      std::string names = to_text(plan.recompute_modules);
      names.erase(std::remove(names.begin(), names.end(), ','), names.end());
      flags.add("recompute-granularity", "selective");
      flags.add("recompute-modules", names);
      return;
    }
    case Recompute::full: {
      flags.add("recompute-granularity", "full");
      if (plan.recompute_share >= 1.0) {
        flags.add("recompute-method", "uniform");
        flags.add("recompute-num-layers", 1);
        return;
      }
      std::size_t layers = 0;
      for (const StageSpec& stage : plan.stages) layers = std::max(layers, stage.layers.size());
      int again = 0;
      for (int i = 0; i < static_cast<int>(layers); ++i)
        again += recomputes_layer(plan, i, static_cast<int>(layers)) ? 1 : 0;
      flags.add("recompute-method", "block");
      flags.add("recompute-num-layers", again);
      return;
    }
  }
}

void megatron_schedule(const Plan& plan, FlagList& flags) {
  if (plan.pp == 1 || plan.schedule == "1f1b" || plan.schedule == "interleaved-1f1b") return;
  flags.say(fmt::format(
      "schedule {} is not part of Megatron-Core; these flags run 1F1B, which takes another time and memory",
      plan.schedule));
}

struct TitanSchedule {
  std::string_view ours, theirs;
};
/// torch.distributed.pipelining.schedules.
constexpr std::array<TitanSchedule, 3> titan_schedules{
    {{"1f1b", "1F1B"}, {"gpipe", "GPipe"}, {"interleaved-1f1b", "Interleaved1F1B"}}};

constexpr std::array<LaunchTarget, 2> targets{
    {{"megatron", "flags of Megatron-Core's training scripts", megatron_flags},
     {"torchtitan", "flags of TorchTitan", torchtitan_flags}}};

}  // namespace

std::string megatron_flags(const Scenario& scenario, const Plan& plan) {
  FlagList flags;
  flags.add("tensor-model-parallel-size", plan.tp);
  if (plan.sequence_parallel) flags.add("sequence-parallel");
  flags.add("pipeline-model-parallel-size", plan.pp);
  if (plan.pp > 1 && !even_stages(plan)) {
    flags.add("pipeline-model-parallel-layout", fmt::format("'{}'", megatron_layout(plan)));
  } else if (plan.vp > 1) {
    flags.add("num-virtual-stages-per-pipeline-rank", plan.vp);
  }
  megatron_schedule(plan, flags);
  flags.add("context-parallel-size", plan.cp);
  if (plan.cp > 1) {
    flags.add("cp-comm-type", plan.cp_comm == ContextExchange::ring         ? "p2p"
                              : plan.cp_comm == ContextExchange::all_to_all ? "a2a"
                                                                            : "allgather");
  }
  if (scenario.model.moe) {
    flags.add("expert-model-parallel-size", plan.ep);
    flags.add("expert-tensor-parallel-size", plan.expert_tp());
  }
  flags.add("micro-batch-size", plan.micro_batch);
  flags.add("global-batch-size", plan.global_batch);
  flags.add("seq-length", scenario.recipe.sequence);
  if (plan.zero == 1) flags.add("use-distributed-optimizer");
  if (plan.zero >= 2) {
    flags.add("use-distributed-optimizer");
    flags.add("use-megatron-fsdp");
    flags.add("data-parallel-sharding-strategy", plan.zero == 2 ? "optim_grads" : "optim_grads_params");
    if (plan.shard_group > 0)
      flags.say(fmt::format("sharded over groups of {} ranks: set num-distributed-optimizer-instances to {}",
                            plan.shard_group, plan.dp * plan.cp / plan.shard_group));
  }
  if (scenario.software.overlap_gradient_reduction) flags.add("overlap-grad-reduce");
  if (scenario.software.overlap_parameter_gather && plan.zero >= 1) flags.add("overlap-param-gather");
  megatron_recompute(plan, flags);
  return std::move(flags).text();
}

std::string torchtitan_flags(const Scenario& scenario, const Plan& plan) {
  FlagList flags;
  const int replicas = plan.zero == 3 ? plan.dp / std::max(1, plan.shards() / plan.cp) : plan.dp;
  flags.add("parallelism.tensor_parallel_degree", plan.tp);
  if (plan.tp > 1 && !plan.sequence_parallel)
    flags.say("TorchTitan's tensor parallelism is always sequence parallel; this plan's is not");
  flags.add("parallelism.pipeline_parallel_degree", plan.pp);
  if (plan.pp > 1) {
    const auto* known = std::find_if(titan_schedules.begin(), titan_schedules.end(),
                                     [&](const TitanSchedule& one) { return one.ours == plan.schedule; });
    if (known == titan_schedules.end()) {
      flags.say(
          fmt::format("schedule {} is not part of torch.distributed.pipelining in this form", plan.schedule));
    } else {
      flags.add("parallelism.pipeline_parallel_schedule", known->theirs);
    }
    flags.add("parallelism.pipeline_parallel_microbatch_size", plan.micro_batch);
    if (!even_stages(plan))
      flags.say("the layers of the stages differ: give module_fqns_per_model_part for this layout");
  }
  flags.add("parallelism.context_parallel_degree", plan.cp);
  if (scenario.model.moe) {
    flags.add("parallelism.expert_parallel_degree", plan.ep);
    flags.add("parallelism.expert_tensor_parallel_degree", plan.expert_tp());
  }
  if (plan.zero == 3) {
    flags.add("parallelism.data_parallel_shard_degree", plan.dp / replicas);
    flags.add("parallelism.data_parallel_replicate_degree", replicas);
    flags.add("parallelism.fsdp_reshard_after_forward", plan.reshard ? "always" : "never");
  } else {
    flags.add("parallelism.data_parallel_shard_degree", 1);
    flags.add("parallelism.data_parallel_replicate_degree", plan.dp);
    if (plan.zero > 0)
      flags.say(
          fmt::format("ZeRO-{} without sharded parameters is not part of TorchTitan: these flags "
                      "replicate all",
                      plan.zero));
  }
  flags.add("training.local_batch_size", plan.micro_batch * (plan.pp > 1 ? plan.micro_batches() : 1));
  flags.add("training.global_batch_size", plan.global_batch);
  flags.add("training.seq_len", scenario.recipe.sequence);
  switch (plan.recompute) {
    case Recompute::none:
      flags.add("activation_checkpoint.mode", "none");
      break;
    case Recompute::full:
      flags.add("activation_checkpoint.mode", "full");
      if (plan.recompute_share < 1.0)
        flags.say(fmt::format("only {} of the layers are recomputed in this plan", plan.recompute_share));
      break;
    default:
      flags.add("activation_checkpoint.mode", "selective");
      flags.say(fmt::format("recompute {} has no equal in TorchTitan: its selective mode keeps other tensors",
                            recompute_text(plan)));
  }
  return std::move(flags).text();
}

std::span<const LaunchTarget> launch_targets() {
  return targets;
}

Result<const LaunchTarget*> find_launch_target(std::string_view name) {
  std::vector<std::string> known;
  for (const LaunchTarget& one : targets) {
    if (one.name == name) return &one;
    known.emplace_back(one.name);
  }
  return problem(fmt::format("\"{}\" is no program plans are exported to", name), name_hint(name, known));
}

}  // namespace trainyard
