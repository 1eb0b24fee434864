#include "models/workload/chunk_waits.h"

#include <algorithm>

#include "models/compute/laws/law.h"

namespace trainyard {

HostTime host_time(const StepInput& input, const ChunkStages& chunk) {
  const StackEffects& e = input.software.effects;
  const Plan& plan = input.plan;
  const ModelSpec& model = input.model;
  const double experts = model.moe ? static_cast<double>(model.moe->routed_experts) / plan.ep : 0.0;
  const auto layers = [&](const StageSpec& stage) {
    Seconds time{};
    for (const int layer : stage.layers) {
      time +=
          model.is_moe_layer(layer) ? e.host_moe.value + e.host_expert.value * experts : e.host_layer.value;
    }
    return time;
  };
  // A backward launches about twice the kernels of a forward, half of them for weights.
  constexpr double forward = 1.0 / 3.0, half_backward = 1.0 / 3.0;
  HostTime host{.time = {}, .norm = model.moe ? e.host_moe_overlap.value : e.host_overlap.value};
  if (chunk.forward != nullptr) host.time += layers(*chunk.forward) * forward;
  if (chunk.backward != nullptr) {
    const bool whole = chunk.kind == ChunkKind::backward || chunk.kind == ChunkKind::forward_backward;
    const bool again = plan.recompute == Recompute::full && chunk.kind != ChunkKind::weight_backward;
    host.time += layers(*chunk.backward) *
                 (half_backward * (whole ? 2.0 : 1.0) + (again ? forward * plan.recompute_share : 0.0));
  }
  host.time *= input.machine.node.host_time.value;
  return host;
}

Seconds shard_time(const ChunkStages& chunk, Seconds scattered_per_chunk, const ShardTraffic* forward,
                   const ShardTraffic* backward) {
  Seconds time{};
  if (chunk.backward != nullptr && chunk.kind != ChunkKind::input_backward) time += scattered_per_chunk;
  if (chunk.forward != nullptr && forward != nullptr) time += forward->forward;
  if (chunk.backward != nullptr && backward != nullptr) {
    if (chunk.kind != ChunkKind::weight_backward) time += backward->backward;
    if (chunk.kind != ChunkKind::input_backward) time += backward->scatter;
  }
  return time;
}

WaitedTime add_waits(Seconds duration, Seconds traffic, const HostTime& host,
                     const SoftwareProfile& software) {
  const auto joined = [](Seconds a, Seconds b, double norm) {
    return b <= Seconds{} ? a : Seconds::from_base(smooth_max(a.base(), b.base(), norm));
  };
  WaitedTime out;
  out.sharded = joined(duration, traffic, software.effects.shard_overlap.value);
  out.launched = joined(out.sharded, host.time, host.norm);
  return out;
}

Seconds pipeline_message_time(const StepInput& input) {
  const Plan& plan = input.plan;
  const NodeProfile& node = input.machine.node;
  if (plan.pp == 1) return {};
  const double tokens = static_cast<double>(plan.micro_batch) * input.sequence / plan.cp;
  const Bytes message = bytes(2.0 * tokens * input.model.hidden / (plan.sequence_parallel ? plan.tp : 1));
  // Ranks are numbered pipeline last: neighbours share a node only when a whole pipeline fits into it.
  if (plan.gpus() <= node.gpus)
    return microseconds(5.0) + message / (node.fast.value * node.fast_achievable.value);
  const double sharing = std::max(1.0, static_cast<double>(node.gpus) / std::max(1, node.nics));
  return node.nic_latency.value + input.machine.fabric.hop_latency.value +
         message / (node.nic.value * (node.nic_achievable.value / sharing));
}

}  // namespace trainyard
