#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/parallel/groups.h"

namespace trainyard {
namespace {

using testing::ElementsAre;

/// 2 x 2 x 4 x 2 = 32 ranks, experts over 4 of the 8 dp x cp ranks of a stage.
Plan plan() {
  Plan plan;
  plan.tp = 2;
  plan.cp = 2;
  plan.dp = 4;
  plan.pp = 2;
  plan.ep = 4;
  return plan;
}

TEST(Groups, tensor_runs_fastest_then_context_then_data_then_pipeline) {
  EXPECT_THAT(group_members(plan(), GroupKind::tensor, 5), ElementsAre(4, 5));
  EXPECT_THAT(group_members(plan(), GroupKind::context, 5), ElementsAre(5, 7));
  EXPECT_THAT(group_members(plan(), GroupKind::data, 5), ElementsAre(1, 5, 9, 13));
  EXPECT_THAT(group_members(plan(), GroupKind::data_context, 5), ElementsAre(1, 3, 5, 7, 9, 11, 13, 15));
  EXPECT_THAT(group_members(plan(), GroupKind::pipeline, 5), ElementsAre(5, 21));
}

TEST(Groups, experts_spread_over_neighbouring_context_and_data_ranks) {
  EXPECT_THAT(group_members(plan(), GroupKind::expert, 5), ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(group_members(plan(), GroupKind::expert_data, 5), ElementsAre(5, 13));
  EXPECT_THAT(group_members(plan(), GroupKind::expert, 26), ElementsAre(24, 26, 28, 30));
}

TEST(Groups, a_rank_stands_where_its_number_says) {
  EXPECT_EQ(rank_position(plan(), 21),
            (RankPosition{.tp = 1, .cp = 0, .dp = 1, .pp = 1, .ep = 2, .expert_dp = 0}));
  EXPECT_EQ(rank_position(plan(), 13),
            (RankPosition{.tp = 1, .cp = 0, .dp = 3, .pp = 0, .ep = 2, .expert_dp = 1}));
}

TEST(Groups, the_v3_plan_spreads_experts_over_eight_nodes_and_keeps_two_copies) {
  Plan v3;
  v3.pp = 16;
  v3.ep = 64;
  v3.dp = 128;
  EXPECT_EQ(group_shape(v3, GroupKind::expert, 8), (GroupShape{.members = 64, .local = 8, .nodes = 8}));
  EXPECT_EQ(group_shape(v3, GroupKind::expert_data, 8), (GroupShape{.members = 2, .local = 1, .nodes = 2}));
  EXPECT_EQ(group_shape(v3, GroupKind::data_context, 8),
            (GroupShape{.members = 128, .local = 8, .nodes = 16}));
  EXPECT_EQ(group_shape(v3, GroupKind::pipeline, 8), (GroupShape{.members = 16, .local = 1, .nodes = 16}));
  EXPECT_EQ(group_shape(v3, GroupKind::tensor, 8), (GroupShape{.members = 1, .local = 1, .nodes = 1}));
}

TEST(Groups, uneven_groups_count_as_scattered) {
  const std::vector<int> members{0, 3, 6, 9};
  EXPECT_EQ(group_shape(members, 8), (GroupShape{.members = 4, .local = 1, .nodes = 4}));
}

TEST(Groups, every_kind_has_its_word) {
  EXPECT_EQ(to_text(GroupKind::expert_data), "expert data");
  EXPECT_EQ(to_text(GroupKind::data_context), "data with context");
}

}  // namespace
}  // namespace trainyard
