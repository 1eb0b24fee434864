#pragma once
// Who talks to whom: the rank numbering and the groups of a plan.
#include <span>
#include <string_view>
#include <vector>

#include "models/parallel/plan.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// Where a rank stands. Numbering: tp fastest, then cp, then dp, then pp (Megatron-Core's order
/// tp-cp-ep-dp-pp); the expert-parallel index runs fastest through the dp x cp ranks of a stage. Experts cut
/// over etp < tp ranks number the ranks of a stage anew: etp fastest, then ep, then the expert's copies.
struct RankPosition {
  int tp = 0;
  int cp = 0;
  int dp = 0;
  int pp = 0;
  int ep = 0;
  int expert_dp = 0;  // which copy of the expert shard
  bool operator==(const RankPosition&) const = default;
};

enum class GroupKind {
  tensor,
  context,
  data,          // equal shards of dense parameters, apart from context ranks
  data_context,  // all ranks with the same dense parameters: their gradients are reduced here
  expert,        // together they hold all experts of a layer (one of the etp cuts of each)
  expert_data,   // all ranks with the same experts
  pipeline
};
[[nodiscard]] std::string_view to_text(GroupKind kind);

[[nodiscard]] RankPosition rank_position(const Plan& plan, int rank);
/// Inverse of rank_position; `ep` and `expert_dp` follow from tp, cp and dp and are not read.
[[nodiscard]] int rank_at(const Plan& plan, const RankPosition& position);

/// Ranks of the group `rank` belongs to, ascending (pipeline: by stage); always contains `rank`.
[[nodiscard]] std::vector<int> group_members(const Plan& plan, GroupKind kind, int rank);

/// How a group lies over nodes of `gpus_per_node` consecutive ranks. A group that does not fill its nodes
/// evenly is taken as if no two of its members shared one, the slower case.
[[nodiscard]] GroupShape group_shape(std::span<const int> members, int gpus_per_node);
/// The same for a group of `plan`; of its groups of this kind the one rank 0 belongs to.
[[nodiscard]] GroupShape group_shape(const Plan& plan, GroupKind kind, int gpus_per_node);

}  // namespace trainyard
