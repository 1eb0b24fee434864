// Groups of every kind cut the world into equal parts, and a rank's number and position are two names of one
// thing.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "models/parallel/groups.h"

namespace trainyard {
namespace {

constexpr GroupKind kinds[] = {GroupKind::tensor,       GroupKind::context, GroupKind::data,
                               GroupKind::data_context, GroupKind::expert,  GroupKind::expert_data,
                               GroupKind::pipeline};

int expected_size(const Plan& plan, GroupKind kind) {
  switch (kind) {
    case GroupKind::tensor:
      return plan.tp;
    case GroupKind::context:
      return plan.cp;
    case GroupKind::data:
      return plan.dp;
    case GroupKind::data_context:
      return plan.dp * plan.cp;
    case GroupKind::expert:
      return plan.ep;
    case GroupKind::expert_data:
      return plan.tp * plan.dp * plan.cp / (plan.ep * plan.expert_tp());
    case GroupKind::pipeline:
      return plan.pp;
  }
  return 0;
}

template <class Check>
void for_many_plans(const Check& check) {
  for (const int tp : {1, 2, 4}) {
    for (const int cp : {1, 2}) {
      for (const int dp : {1, 2, 6}) {
        for (const int pp : {1, 3}) {
          for (const int etp : {1, 2, 4}) {
            if (tp % etp != 0) continue;
            const int room = tp * dp * cp / etp;
            for (int ep = 1; ep <= room; ++ep) {
              if (room % ep != 0) continue;
              Plan plan;
              plan.tp = tp, plan.cp = cp, plan.dp = dp, plan.pp = pp, plan.ep = ep;
              plan.etp = etp == tp ? 0 : etp;
              check(plan);
            }
          }
        }
      }
    }
  }
}

TEST(GroupsProperty, groups_of_a_kind_part_the_world) {
  for_many_plans([](const Plan& plan) {
    for (const GroupKind kind : kinds) {
      SCOPED_TRACE(to_text(kind));
      std::vector<int> seen;
      for (int rank = 0; rank < plan.gpus(); ++rank) {
        const std::vector<int> members = group_members(plan, kind, rank);
        ASSERT_EQ(static_cast<int>(members.size()), expected_size(plan, kind));
        ASSERT_TRUE(std::is_sorted(members.begin(), members.end()));
        ASSERT_NE(std::find(members.begin(), members.end(), rank), members.end());
        for (const int other : members) ASSERT_EQ(group_members(plan, kind, other), members);
        if (members.front() == rank) seen.insert(seen.end(), members.begin(), members.end());
      }
      std::sort(seen.begin(), seen.end());
      std::vector<int> world(static_cast<std::size_t>(plan.gpus()));
      std::iota(world.begin(), world.end(), 0);
      ASSERT_EQ(seen, world);
    }
  });
}

TEST(GroupsProperty, positions_are_unique_and_turn_back_into_ranks) {
  for_many_plans([](const Plan& plan) {
    for (int rank = 0; rank < plan.gpus(); ++rank) {
      const RankPosition at = rank_position(plan, rank);
      ASSERT_EQ(rank_at(plan, at), rank);
      ASSERT_EQ(at.ep + plan.ep * at.expert_dp,
                (at.tp + plan.tp * (at.cp + plan.cp * at.dp)) / plan.expert_tp());
    }
  });
}

TEST(GroupsProperty, shapes_multiply_to_the_members) {
  for_many_plans([](const Plan& plan) {
    for (const GroupKind kind : kinds) {
      for (const int per_node : {1, 2, 8}) {
        const GroupShape shape = group_shape(plan, kind, per_node);
        ASSERT_EQ(shape.members, expected_size(plan, kind));
        ASSERT_EQ(shape.local * shape.nodes, shape.members);
        ASSERT_LE(shape.local, per_node);
      }
    }
  });
}

}  // namespace
}  // namespace trainyard
