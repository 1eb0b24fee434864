#include "models/memory/resident_state.h"

#include <algorithm>

namespace trainyard {

namespace {

// Per parameter: the bf16 weight, the copy for fp8 GEMM, the fp32 master weight.
constexpr double weight_bytes = 2.0, fp8_copy_bytes = 1.0, master_bytes = 4.0;

/// Parameters of the layers' matrices a rank holds: what a stack that multiplies in fp8 keeps a copy of. The
/// router, the norms, embedding and head stay in bf16 (DeepSeek-V3, arXiv 2412.19437, section 3.3.1).
double linear_parameters(const ModelSpec& model, const Plan& plan, const std::vector<int>& stages) {
  const ParameterCount count = count_parameters(model);
  const double experts =
      model.moe ? static_cast<double>(model.moe->routed_experts) / plan.ep * count.one_expert : 0.0;
  double sum = 0;
  const auto add_layer = [&](bool moe) {
    sum += count.attention_per_layer / plan.tp;
    sum += moe ? count.shared_experts_per_layer / plan.tp + experts / plan.expert_tp()
               : count.dense_ffn_per_layer / plan.tp;
  };
  for (const int s : stages) {
    const StageSpec& stage = plan.stages[static_cast<std::size_t>(s)];
    for (const int layer : stage.layers) add_layer(model.is_moe_layer(layer));
    for (int module = 0; module < stage.mtp_modules; ++module) {
      add_layer(model.moe.has_value());
      sum += 2.0 * model.hidden * model.hidden;
    }
  }
  return sum;
}

/// Parameters of this rank's shard: its share among the GPUs that hold the same.
double shard_parameters(const Plan& plan, const RankParameters& held) {
  return held.shared / shared_shards(plan) + held.experts / expert_shards(plan);
}

}  // namespace

bool shards_gradients(const Plan& plan) {
  return plan.zero >= 2 && !plan.gathers_once();
}

double shared_shards(const Plan& plan) {
  return static_cast<double>(parameter_copies(plan)) * plan.shards();
}

double expert_shards(const Plan& plan) {
  return static_cast<double>(parameter_copies(plan)) * std::max(1, plan.expert_shards());
}

ResidentState resident_state(const StepInput& input, const RankParameters& held,
                             const std::vector<int>& stages) {
  const Plan& plan = input.plan;
  const SoftwareProfile& software = input.software;
  const double shard = shard_parameters(plan, held);
  ResidentState state;
  if (plan.zero < 3 || !plan.reshard) {
    state.weights = bytes(weight_bytes * held.total());
    if (scaled_format(software.linear_format))
      state.weights += bytes(fp8_copy_bytes * linear_parameters(input.model, plan, stages));
  }
  state.gradients =
      bytes(static_cast<double>(software.gradient_bytes) * (shards_gradients(plan) ? shard : held.total()));
  state.optimizer = bytes((master_bytes + software.moment_bytes) * (plan.zero == 0 ? held.total() : shard));
  return state;
}

}  // namespace trainyard
