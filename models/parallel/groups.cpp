#include "models/parallel/groups.h"

#include <cassert>

namespace trainyard {
namespace {

/// One index of a rank: how many values it takes and how far apart neighbours are.
struct Axis {
  int size = 1;
  int stride = 1;
};

/// Every group is a product of at most two axes around the rank, the inner one first.
struct GroupAxes {
  Axis inner{};
  Axis outer{};
};

GroupAxes axes_of(const Plan& plan, GroupKind kind) {
  const int inside_stage = plan.tp * plan.cp * plan.dp;
  const Axis tensor{plan.tp, 1}, context{plan.cp, plan.tp}, data{plan.dp, plan.tp * plan.cp};
  switch (kind) {
    case GroupKind::tensor:
      return {tensor, {}};
    case GroupKind::context:
      return {context, {}};
    case GroupKind::data:
      return {data, {}};
    case GroupKind::data_context:
      return {context, data};
    case GroupKind::expert:
      return {{plan.ep, plan.expert_tp()}, {}};
    case GroupKind::expert_data:
      return {{plan.expert_replicas(), plan.expert_tp() * plan.ep}, {}};
    case GroupKind::pipeline:
      return {{plan.pp, inside_stage}, {}};
  }
  return {};
}

int index_on(Axis axis, int rank) {
  return rank / axis.stride % axis.size;
}

}  // namespace

std::string_view to_text(GroupKind kind) {
  switch (kind) {
    case GroupKind::tensor:
      return "tensor";
    case GroupKind::context:
      return "context";
    case GroupKind::data:
      return "data";
    case GroupKind::data_context:
      return "data with context";
    case GroupKind::expert:
      return "expert";
    case GroupKind::expert_data:
      return "expert data";
    case GroupKind::pipeline:
      return "pipeline";
  }
  return "";
}

RankPosition rank_position(const Plan& plan, int rank) {
  assert(rank >= 0 && rank < plan.gpus());
  const auto at = [&](GroupKind kind) { return index_on(axes_of(plan, kind).inner, rank); };
  return {.tp = at(GroupKind::tensor),
          .cp = at(GroupKind::context),
          .dp = at(GroupKind::data),
          .pp = at(GroupKind::pipeline),
          .ep = at(GroupKind::expert),
          .expert_dp = at(GroupKind::expert_data)};
}

int rank_at(const Plan& plan, const RankPosition& position) {
  return position.tp + plan.tp * (position.cp + plan.cp * (position.dp + plan.dp * position.pp));
}

std::vector<int> group_members(const Plan& plan, GroupKind kind, int rank) {
  assert(rank >= 0 && rank < plan.gpus());
  const auto [inner, outer] = axes_of(plan, kind);
  const int origin = rank - index_on(inner, rank) * inner.stride - index_on(outer, rank) * outer.stride;
  std::vector<int> members;
  for (int o = 0; o < outer.size; ++o) {
    for (int i = 0; i < inner.size; ++i) members.push_back(origin + o * outer.stride + i * inner.stride);
  }
  return members;
}

GroupShape group_shape(std::span<const int> members, int gpus_per_node) {
  assert(!members.empty() && gpus_per_node > 0);
  const int size = static_cast<int>(members.size());
  std::vector<int> shares;  // members on each node touched; members ascend, so a node is met once
  int node_before = -1;
  for (const int rank : members) {
    const int node = rank / gpus_per_node;
    if (node != node_before) shares.push_back(0);
    ++shares.back();
    node_before = node;
  }
  for (const int share : shares) {
    if (share != shares.front()) return {.members = size, .local = 1, .nodes = size};
  }
  return {.members = size, .local = shares.front(), .nodes = static_cast<int>(shares.size())};
}

GroupShape group_shape(const Plan& plan, GroupKind kind, int gpus_per_node) {
  return group_shape(group_members(plan, kind, 0), gpus_per_node);
}

}  // namespace trainyard
