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
  // A group that does not fill its nodes evenly is taken as if no two of its members shared one.
  GroupShape group{.members = members, .local = 1, .nodes = members};
  if (const auto shape = make_strided_group(members, stride, input.machine.node.gpus)) group = shape.value();
  const int copies = parameter_copies(input.plan);
  group.members *= copies;
  group.nodes *= copies;
  return group;
}

Result<RankSync> sync_of(const StepInput& input, const KernelModel& kernels, const RankParameters& held) {
  const Plan& plan = input.plan;
  const CollectiveLinks links = collective_links(input.machine);
  const double gradient = input.software.gradient_bytes, weight = 2.0;
  const bool in_chunks = plan.zero == 3 && !plan.gathers_once();  // gathers and scatters
  RankSync sync;
  double shard = 0;
  struct Share {
    double parameters;
    int holders, shards, stride;
  };
  // Ranks are numbered TP fastest, then CP and EP inside DP: replicas of an expert are etp * ep apart.
  const Share shares[] = {
      {held.shared, plan.dp * plan.cp, plan.shards(), plan.tp},
      {held.experts, plan.expert_replicas(), plan.expert_shards(), plan.expert_tp() * plan.ep}};
  for (const Share& share : shares) {
    if (share.parameters <= 0) continue;
    const int members = std::max(1, plan.zero == 0 ? share.holders : share.shards);
    TRAINYARD_TRY(group, replica_group(input, members, share.stride));
    if (plan.zero == 0) {
      TRAINYARD_TRY(reduce, estimate_collective(CollectiveOp::all_reduce, bytes(gradient * share.parameters),
                                                group, links));
      sync.reduce += reduce.cost.total * input.factors.collectives;
      shard += share.parameters;
    } else if (in_chunks) {
      shard += share.parameters / group.members;
    } else {
      TRAINYARD_TRY(scatter, estimate_collective(CollectiveOp::reduce_scatter,
                                                 bytes(gradient * share.parameters), group, links));
      TRAINYARD_TRY(gather, estimate_collective(CollectiveOp::all_gather, bytes(weight * share.parameters),
                                                group, links));
      sync.reduce += scatter.cost.total * input.factors.collectives;
      sync.gather += gather.cost.total * input.factors.collectives;
      shard += share.parameters / group.members;
      const int copies = std::max(1, share.holders) / members;
      if (copies == 1) continue;
      TRAINYARD_TRY(across, make_strided_group(copies, share.stride * members, input.machine.node.gpus));
      TRAINYARD_TRY(reduce,
                    estimate_collective(CollectiveOp::all_reduce,
                                        bytes(gradient * share.parameters / group.members), across, links));
      sync.reduce += reduce.cost.total * input.factors.collectives;
    }
  }
  if (plan.zero == 2) sync.reduce_per_micro_batch = sync.reduce;
  const double gradients = plan.zero < 2 || plan.gathers_once() ? held.total() : shard;
  for (const Operator& op : optimizer_operators(input.software, gradients, shard)) {
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

RankParameters layer_parameters(const ModelSpec& model, const Plan& plan, bool moe) {
  const ParameterCount count = count_parameters(model);
  RankParameters layer;
  layer.shared = count.attention_per_layer / plan.tp + count.norms_per_layer;
  if (!moe) {
    layer.shared += count.dense_ffn_per_layer / plan.tp;
    return layer;
  }
  layer.shared += count.router_per_layer + count.shared_experts_per_layer / plan.tp;
  layer.experts =
      static_cast<double>(model.moe->routed_experts) / plan.ep * count.one_expert / plan.expert_tp();
  return layer;
}

std::vector<RankParameters> rank_parameters(const ModelSpec& model, const Plan& plan) {
  const ParameterCount count = count_parameters(model);
  std::vector<RankParameters> ranks(static_cast<std::size_t>(plan.pp));
  const double tp = plan.tp;
  const RankParameters dense_layer = layer_parameters(model, plan, false);
  const RankParameters moe_layer = model.moe ? layer_parameters(model, plan, true) : RankParameters{};
  const auto add_layer = [&](RankParameters& rank, bool moe) {
    const RankParameters& layer = moe ? moe_layer : dense_layer;
    rank.shared += layer.shared;
    rank.experts += layer.experts;
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
  const std::vector<RankParameters> ranks = rank_parameters(input.model, input.plan);
  std::vector<RankSync> out;
  for (std::size_t r = 0; r < ranks.size(); ++r) {
    const auto same = std::find(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(r), ranks[r]);
    if (const auto known = static_cast<std::size_t>(same - ranks.begin()); known < r) {
      out.push_back(out[known]);
      continue;
    }
    TRAINYARD_TRY(sync, sync_of(input, kernels, ranks[r]));
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
