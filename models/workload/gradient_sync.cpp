#include "models/workload/gradient_sync.h"

#include <algorithm>
#include <string_view>

#include "models/compute/operators.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/workload/exchange.h"
#include "sim/network/collectives/collective.h"

namespace trainyard {

namespace {

/// Schedules that keep two copies of the parameters run stage s of one direction beside stage p-1-s of the
/// other.
bool mirrored(const Plan& plan) {
  return parameter_copies(plan) == 2;
}

/// The group of `members` replicas `stride` ranks apart; mirrored stages double it on other nodes.
Result<GroupShape> replica_group(const StepInput& input, int members, int stride) {
  TRAINYARD_TRY(shape, make_strided_group(members, stride, input.machine.node.gpus));
  GroupShape group = shape;
  const int copies = parameter_copies(input.plan);
  group.members *= copies;
  group.nodes *= copies;
  return group;
}

Result<RankSync> sync_of(const StepInput& input, const KernelModel& kernels, const RankParameters& held) {
  const Plan& plan = input.plan;
  const CollectiveLinks links = collective_links(input.machine);
  const double gradient = input.software.gradient_bytes, weight = 2.0;
  RankSync sync;
  double shard = 0;
  struct Share {
    double parameters;
    int members, stride;
  };
  // Ranks are numbered TP fastest, then CP and EP inside DP: replicas of an expert are tp * ep apart.
  const Share shares[] = {{held.shared, plan.dp * plan.cp, plan.tp},
                          {held.experts, plan.expert_replicas(), plan.tp * plan.ep}};
  for (const Share& share : shares) {
    if (share.parameters <= 0) continue;
    TRAINYARD_TRY(group, replica_group(input, std::max(1, share.members), share.stride));
    if (plan.zero == 0) {
      TRAINYARD_TRY(reduce, estimate_collective(CollectiveOp::all_reduce, bytes(gradient * share.parameters),
                                                group, links));
      sync.reduce += reduce.cost.total * input.factors.collectives;
      shard += share.parameters;
    } else {
      TRAINYARD_TRY(scatter, estimate_collective(CollectiveOp::reduce_scatter,
                                                 bytes(gradient * share.parameters), group, links));
      TRAINYARD_TRY(gather, estimate_collective(CollectiveOp::all_gather, bytes(weight * share.parameters),
                                                group, links));
      sync.reduce += scatter.cost.total * input.factors.collectives;
      sync.gather += gather.cost.total * input.factors.collectives;
      shard += share.parameters / group.members;
    }
  }
  for (const Operator& op : optimizer_operators(input.software, held.total(), shard)) {
    sync.optimizer += kernels.time(op, input.machine.gpu.sms.value).total;
  }
  return sync;
}

}  // namespace

int parameter_copies(const Plan& plan) {
  const auto schedule = find_schedule(plan.schedule);
  return schedule ? schedule.value()->parameter_copies
                  : 1;  // an unknown schedule is refused by StepModel::make
}

std::vector<int> stages_of_rank(const Plan& plan, int rank) {
  std::vector<int> stages;
  if (mirrored(plan)) {
    stages = {rank};
    if (plan.pp - 1 - rank != rank) stages.push_back(plan.pp - 1 - rank);
    std::sort(stages.begin(), stages.end());
    return stages;
  }
  for (int v = 0; v < plan.vp; ++v) stages.push_back(v * plan.pp + rank);
  return stages;
}

std::vector<RankParameters> rank_parameters(const ModelSpec& model, const Plan& plan) {
  const ParameterCount count = count_parameters(model);
  std::vector<RankParameters> ranks(static_cast<std::size_t>(plan.pp));
  const double tp = plan.tp;
  const double per_rank_experts = model.moe ? static_cast<double>(model.moe->routed_experts) / plan.ep : 0.0;
  const auto add_layer = [&](RankParameters& rank, bool moe) {
    rank.shared += count.attention_per_layer / tp + count.norms_per_layer;
    if (moe) {
      rank.shared += count.router_per_layer + count.shared_experts_per_layer / tp;
      rank.experts += per_rank_experts * count.one_expert / tp;
    } else {
      rank.shared += count.dense_ffn_per_layer / tp;
    }
  };
  for (int r = 0; r < plan.pp; ++r) {
    RankParameters& rank = ranks[static_cast<std::size_t>(r)];
    bool has_embedding = false, has_head = false;
    for (const int s : stages_of_rank(plan, r)) {
      const StageSpec& stage = plan.stages[static_cast<std::size_t>(s)];
      for (const int layer : stage.layers) add_layer(rank, model.is_moe_layer(layer));
      for (int i = 0; i < stage.mtp_modules; ++i) {
        add_layer(rank, model.moe.has_value());
        rank.shared += 2.0 * model.hidden * model.hidden + 3.0 * model.hidden;
      }
      has_embedding = has_embedding || stage.embedding || (stage.mtp_modules > 0);
      has_head = has_head || stage.head;
    }
    // Embedding and head of an MTP module are the model's own, shared where they stand on one rank.
    if (has_embedding) rank.shared += count.embedding / tp;
    if (has_head && (!model.tied_embeddings || !has_embedding)) {
      rank.shared += static_cast<double>(model.vocab) * model.hidden / tp;
    }
  }
  return ranks;
}

Result<std::vector<RankSync>> estimate_gradient_sync(const StepInput& input, const KernelModel& kernels) {
  std::vector<RankSync> out;
  for (const RankParameters& held : rank_parameters(input.model, input.plan)) {
    TRAINYARD_TRY(sync, sync_of(input, kernels, held));
    out.push_back(sync);
  }
  return out;
}

Seconds exposed_after(Seconds window, Seconds traffic, int buckets) {
  if (buckets < 1) return traffic;
  Seconds sent{};
  const Seconds piece = traffic / static_cast<double>(buckets);
  for (int i = 1; i <= buckets; ++i) {
    const Seconds ready = window * (static_cast<double>(i) / buckets);
    sent = std::max(sent, ready) + piece;
  }
  return sent - window;
}

}  // namespace trainyard
