#include "models/memory/working_buffers.h"

#include <algorithm>

#include "models/workload/gradient_sync.h"

namespace trainyard {

namespace {

/// Gradients of the output and of the input of the widest operator of a layer, in bf16.
Bytes gradients_at_work(const RankWork& work, bool moe) {
  const ModelSpec& model = *work.model;
  const AttentionSpec& attention = model.attention;
  const double tp = work.tp, tokens = work.tokens(), hidden = model.hidden;
  const double kv_heads = attention.kind == AttentionKind::latent ? attention.heads : attention.kv_heads;
  const double core = tokens *
                      (attention.heads * (attention.head_dim + attention.value_head_dim) +  // dq, d output
                       kv_heads * (attention.head_dim + attention.value_head_dim)) /
                      tp;  // dk, dv
  const double gated = model.ffn_kind == FfnKind::swiglu ? 2.0 : 1.0;
  const double block = tokens * (hidden + gated * (moe ? model.moe->shared_ffn : model.ffn) / tp);
  const double experts = moe ? work.routed_rows * (hidden + 2.0 * model.moe->expert_ffn / tp) : 0.0;
  return bytes(2.0 * std::max({core, block, experts}));
}

Bytes layer_workspace(const RankWork& work, bool moe) {
  RankWork everything = work;
  everything.recompute = Recompute::none;
  const Bytes redone = total(saved_activations(everything, moe)) - total(saved_activations(work, moe));
  return redone + gradients_at_work(work, moe);
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
                                         const std::vector<int>& stages) {
  const ModelSpec& model = input.model;
  const Plan& plan = input.plan;
  Bytes layer{}, loss{};
  bool any_moe = false;
  for (const int s : stages) {
    const StageSpec& stage = plan.stages[static_cast<std::size_t>(s)];
    const auto see_layer = [&](bool moe) {
      layer = std::max(layer, layer_workspace(work, moe));
      any_moe = any_moe || moe;
    };
    for (const int index : stage.layers) see_layer(model.is_moe_layer(index));
    if (stage.mtp_modules > 0) see_layer(model.moe.has_value());
    if (stage.head || stage.mtp_modules > 0)
      loss = bytes(4.0 * work.tokens() * static_cast<double>(model.vocab) / work.tp);
  }
  std::vector<MemoryOwner> owners;
  owners.push_back(loss > layer ? MemoryOwner{"loss workspace", loss}
                                : MemoryOwner{"layer workspace", layer});
  if (any_moe && plan.ep > 1) {
    const double rows = work.tokens() + work.received_rows;
    owners.push_back(
        {"rows in transport", bytes(rows * model.hidden * transported_bytes(input.software.transport))});
  }
  if (plan.pp > 1) {
    const double message = 2.0 * work.sharded_tokens() * model.hidden;
    owners.push_back({"pipeline messages", bytes(4.0 * message * parameter_copies(plan))});
  }
  std::stable_sort(owners.begin(), owners.end(),
                   [](const MemoryOwner& a, const MemoryOwner& b) { return a.bytes > b.bytes; });
  return owners;
}

}  // namespace trainyard
