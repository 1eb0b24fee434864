#include "models/workload/sharded_parameters.h"

#include "models/workload/exchange.h"
#include "sim/network/collectives/collective.h"

namespace trainyard {
namespace {

constexpr double gathered_bytes = 2.0;  // per parameter: 16 bits, as they are multiplied

/// Collectives over the ranks that share one kind of parameters.
struct Sharing {
  GroupShape shards{};
  int replicas = 1;
  GroupShape across{};  // one shard's replicas
};

Result<Sharing> sharing(const StepInput& input, int holders, int stride, int shards) {
  Sharing out;
  const int members = std::min(holders, shards);
  TRAINYARD_TRY(group, make_strided_group(members, stride, input.machine.node.gpus));
  out.shards = group;
  out.replicas = holders / members;
  TRAINYARD_TRY(across, make_strided_group(out.replicas, stride * members, input.machine.node.gpus));
  out.across = across;
  return out;
}

struct UnitTraffic {
  Seconds gather{}, scatter{};
};

Result<UnitTraffic> unit_traffic(const StepInput& input, double parameters, const Sharing& sharing) {
  UnitTraffic out;
  if (parameters <= 0) return out;
  const CollectiveLinks links = collective_links(input.machine);
  TRAINYARD_TRY(gather, estimate_collective(CollectiveOp::all_gather, bytes(gathered_bytes * parameters),
                                            sharing.shards, links));
  const Bytes gradients = bytes(static_cast<double>(input.software.gradient_bytes) * parameters);
  TRAINYARD_TRY(scatter, estimate_collective(CollectiveOp::reduce_scatter, gradients, sharing.shards, links));
  out = {gather.cost.total, scatter.cost.total};
  if (sharing.replicas > 1) {
    TRAINYARD_TRY(reduce, estimate_collective(CollectiveOp::all_reduce,
                                              gradients / static_cast<double>(sharing.shards.members),
                                              sharing.across, links));
    out.scatter += reduce.cost.total;
  }
  return out;
}

}  // namespace

Result<ShardTraffic> estimate_shard_traffic(const StepInput& input, const StageSpec& stage) {
  ShardTraffic out;
  const Plan& plan = input.plan;
  if (plan.zero < 3) return out;
  const ModelSpec& model = input.model;
  const ParameterCount count = count_parameters(model);
  const double tp = plan.tp;
  TRAINYARD_TRY(shared, sharing(input, plan.dp * plan.cp, plan.tp, plan.shards()));
  const auto block = [&](bool moe) {
    double own = count.attention_per_layer / tp + count.norms_per_layer;
    own +=
        moe ? count.router_per_layer + count.shared_experts_per_layer / tp : count.dense_ffn_per_layer / tp;
    return own;
  };
  UnitTraffic layer_dense, layer_moe;
  TRAINYARD_TRY(dense, unit_traffic(input, block(false), shared));
  layer_dense = dense;
  if (model.moe) {
    TRAINYARD_TRY(own, unit_traffic(input, block(true), shared));
    TRAINYARD_TRY(expert_sharing,
                  sharing(input, plan.expert_replicas(), plan.expert_tp() * plan.ep, plan.expert_shards()));
    const double experts =
        static_cast<double>(model.moe->routed_experts) / plan.ep * count.one_expert / plan.expert_tp();
    TRAINYARD_TRY(routed, unit_traffic(input, experts, expert_sharing));
    layer_moe = {own.gather + routed.gather, own.scatter + routed.scatter};
  }
  const double vocabulary = static_cast<double>(model.vocab) * model.hidden / tp;
  TRAINYARD_TRY(edge, unit_traffic(input, vocabulary, shared));
  Seconds gathers{};
  const auto add = [&](const UnitTraffic& unit) {
    gathers += unit.gather;
    out.scatter += unit.scatter;
  };
  for (const int layer : stage.layers) add(model.is_moe_layer(layer) ? layer_moe : layer_dense);
  for (int i = 0; i < stage.mtp_modules; ++i) add(model.moe ? layer_moe : layer_dense);
  if (stage.embedding) add(edge);
  if (stage.head && !(model.tied_embeddings && stage.embedding)) add(edge);
  const double factor = input.factors.collectives / input.software.effects.shard_rate.value;
  out.scatter *= factor;
  out.forward = gathers * factor;
  out.backward = plan.reshard ? out.forward : Seconds{};
  out.first_layer = layer_dense.gather * factor;
  return out;
}

}  // namespace trainyard
