#include "models/memory/working_buffers.h"

#include <algorithm>

#include "models/memory/held_activations.h"
#include "models/memory/resident_state.h"
#include "models/workload/gradient_sync.h"

namespace trainyard {

namespace {

/// Gradients of the output and of the input of the widest operator of a layer, in bf16.
Bytes gradients_at_work(const RankWork& work, bool moe) {
  const ModelSpec& model = *work.model;
  const AttentionSpec& attention = model.attention;
  const double tp = work.tp, tokens = work.tokens(), hidden = model.hidden;
  const double kv_heads = attention.kind == AttentionKind::latent ? attention.heads : attention.kv_heads;
  double core = tokens *
                (attention.heads * (attention.head_dim + attention.value_head_dim) +  // dq, d output
                 kv_heads * (attention.head_dim + attention.value_head_dim)) /
                tp;  // dk, dv
  // Written scores have gradients at both sides of their softmax.
  if (!work.software->fused_attention) core += 2.0 * tokens * work.sequence * attention.heads / tp;
  const double gated = model.ffn_kind == FfnKind::swiglu ? 2.0 : 1.0;
  const double block = tokens * (hidden + gated * (moe ? model.moe->shared_ffn : model.ffn) / tp);
  const double experts =
      moe ? work.routed_rows * (hidden + 2.0 * model.moe->expert_ffn / work.expert_tp()) : 0.0;
  return bytes(2.0 * std::max({core, block, experts}));
}

Bytes layer_workspace(const RankWork& work, bool moe) {
  RankWork everything = work;
  everything.recompute = Recompute::none;
  const Bytes redone = total(saved_activations(everything, moe)) - total(saved_activations(work, moe));
  return redone + gradients_at_work(work, moe);
}

/// Parameters of one matrix of every shape a layer of the rank has; experts are of one shape.
double matrices_of_each_shape(const ModelSpec& model, const Plan& plan, bool dense, bool moe) {
  const ParameterCount count = count_parameters(model);
  double sum = count.attention_per_layer / plan.tp;
  if (dense) sum += count.dense_ffn_per_layer / plan.tp;
  if (moe) sum += count.shared_experts_per_layer / plan.tp + count.one_expert / plan.expert_tp();
  return sum;
}

/// What the head needs beside its input and the 16-bit logits: the logits in fp32, or in their place later
/// the gradient of its matrix and of its gathered input, in 16 bits.
Bytes loss_workspace(const StepInput& input, const RankWork& work) {
  const SoftwareProfile& software = input.software;
  const double vocab = static_cast<double>(input.model.vocab) / work.tp, hidden = input.model.hidden;
  const Bytes loss = software.fused_loss ? Bytes{} : bytes(4.0 * work.tokens() * vocab);
  if (!software.placeholder_gradients) return loss;
  return std::max(loss, bytes(2.0 * vocab * hidden + 4.0 * work.tokens() * hidden));
}

/// The two largest things ZeRO-3 has whole at a time are neighbours: two layers, or embedding or head and a
/// layer.
struct LargestUnits {
  RankParameters layer{};
  double edge = 0;  // embedding or output matrix; parameters per rank

  void see(const RankParameters& other) {
    if (other.total() > layer.total()) layer = other;
  }
};

/// What sharding brings back of a layer at a time. Never more than the rank would hold unsharded.
void add_sharding_buffers(const StepInput& input, const LargestUnits& units, const RankParameters& held,
                          std::vector<MemoryOwner>& owners) {
  const Plan& plan = input.plan;
  if (shards_gradients(plan)) {
    const double gone = 1.0 - 1.0 / shared_shards(plan);
    const double layer = units.layer.shared * gone + units.layer.experts * (1.0 - 1.0 / expert_shards(plan));
    owners.push_back({"layer gradients", bytes(static_cast<double>(input.software.gradient_bytes) *
                                               std::max(layer, units.edge * gone))});
  }
  if (plan.zero == 3 && plan.reshard) {
    const double layer = units.layer.total();
    owners.push_back(
        {"gathered layers", bytes(2.0 * std::min(held.total(), layer + std::max(layer, units.edge)))});
  }
}

/// Keys and values of other context-parallel ranks while attention runs, in bf16.
Bytes context_buffers(const RankWork& work, const Plan& plan) {
  const AttentionSpec& a = work.model->attention;
  const double kv_heads = a.kind == AttentionKind::latent ? a.heads : a.kv_heads;
  const double one = 2.0 * work.tokens() * (a.head_dim + a.value_head_dim) / work.tp;  // of one head
  switch (plan.cp_comm) {
    case ContextExchange::ring:
      return bytes(2.0 * 2.0 * one * kv_heads);
    case ContextExchange::all_gather:
      return bytes(2.0 * plan.cp * one * kv_heads);
    case ContextExchange::all_to_all:
      return bytes(one * (a.heads + kv_heads));
  }
  return {};
}

/// Bytes of one row's element both ways, block scales included.
double transported_bytes(const ExpertTransport& transport) {
  double sum = 0;
  for (const Format format : {transport.dispatch_format, transport.combine_format}) {
    sum += bytes_of(format).base() + (format == Format::fp8 ? transport.dispatch_scale_bytes : 0.0);
  }
  return sum;
}

}  // namespace

std::vector<MemoryOwner> working_buffers(const StepInput& input, const RankWork& work,
                                         const RankParameters& held, const std::vector<int>& stages) {
  const ModelSpec& model = input.model;
  const Plan& plan = input.plan;
  Bytes layer{}, loss{};
  bool any_moe = false, any_dense = false;
  LargestUnits units;
  const double vocabulary = static_cast<double>(model.vocab) * model.hidden / plan.tp;
  for (const int s : stages) {
    const StageSpec& stage = plan.stages[static_cast<std::size_t>(s)];
    const auto see_layer = [&](const RankWork& own, bool moe) {
      layer = std::max(layer, layer_workspace(own, moe));
      any_moe = any_moe || moe;
      any_dense = any_dense || !moe;
      units.see(layer_parameters(model, plan, moe));
    };
    for (std::size_t i = 0; i < stage.layers.size(); ++i)
      see_layer(layer_work(work, plan, i, stage.layers.size()), model.is_moe_layer(stage.layers[i]));
    if (stage.mtp_modules > 0) see_layer(work, model.moe.has_value());
    if (stage.embedding || stage.head) units.edge = vocabulary;
    if (stage.head || stage.mtp_modules > 0) loss = loss_workspace(input, work);
  }
  std::vector<MemoryOwner> owners;
  owners.push_back(loss > layer ? MemoryOwner{"loss workspace", loss}
                                : MemoryOwner{"layer workspace", layer});
  if (any_moe && plan.ep > 1) {
    const double rows = work.expert_tokens() + work.received_rows;
    owners.push_back(
        {"rows in transport", bytes(rows * model.hidden * transported_bytes(input.software.transport))});
  }
  if (input.software.placeholder_gradients) {
    owners.push_back(
        {"placeholder gradients", bytes(2.0 * matrices_of_each_shape(model, plan, any_dense, any_moe))});
  }
  add_sharding_buffers(input, units, held, owners);
  if (plan.cp > 1) owners.push_back({"keys and values", context_buffers(work, plan)});
  if (plan.pp > 1) {
    const double message = 2.0 * work.sharded_tokens() * model.hidden;
    owners.push_back({"pipeline messages", bytes(4.0 * message * parameter_copies(plan))});
  }
  std::stable_sort(owners.begin(), owners.end(),
                   [](const MemoryOwner& a, const MemoryOwner& b) { return a.bytes > b.bytes; });
  return owners;
}

}  // namespace trainyard
