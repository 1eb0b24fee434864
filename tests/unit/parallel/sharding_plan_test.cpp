// The rules of sharding, of experts cut over fewer ranks, of context exchange and of recompute.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/parallel/groups.h"
#include "models/parallel/plan.h"
#include "tests/unit/parallel/models_for_tests.h"

namespace trainyard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int gpus = 64, per_node = 8;

/// 64 GPUs: tp 4 x cp 2 x dp 8, experts whole on each rank and spread over 4.
Plan legal_plan() {
  Plan plan;
  plan.tp = 4;
  plan.sequence_parallel = true;
  plan.cp = 2;
  plan.ep = 4;
  plan.etp = 1;
  plan.dp = 8;
  plan.global_batch = 64;
  return plan;
}

std::string told(const Plan& plan, const ModelSpec& model = plain_moe(12, 2)) {
  return to_text(check_plan(plan, model, gpus, per_node));
}

TEST(ShardingPlan, EveryZeroStageIsLegal) {
  for (const int zero : {0, 1, 2, 3}) {
    Plan plan = legal_plan();
    plan.zero = zero;
    EXPECT_EQ(told(plan), "") << zero;
  }
}

TEST(ShardingPlan, AShardGroupDividesTheDataParallelRanks) {
  Plan plan = legal_plan();
  plan.zero = 3;
  plan.shard_group = 8;
  EXPECT_EQ(told(plan), "");
  EXPECT_EQ(plan.shards(), 8);
  plan.shard_group = 5;
  EXPECT_THAT(told(plan), AllOf(HasSubstr("groups of 5 GPUs do not divide dp 8 x cp 2 = 16"),
                                HasSubstr("nearest legal shard_group: 4, 8, 2")));
  plan.shard_group = 8;
  plan.zero = 0;
  EXPECT_THAT(told(plan), HasSubstr("zero 0 shards nothing over groups of 8"));
  plan.shard_group = -1;
  EXPECT_THAT(told(plan), HasSubstr("/plan/shard_group: is -1"));
}

TEST(ShardingPlan, ExpertsAreShardedAmongTheSameGpus) {
  Plan plan = legal_plan();  // 64 ranks hold 4 x 1: 16 copies of each expert
  EXPECT_EQ(plan.expert_replicas(), 16);
  EXPECT_EQ(plan.expert_shards(), 16);
  plan.shard_group = 8;  // 8 of dp x cp, 32 GPUs: 8 copies
  EXPECT_EQ(plan.expert_shards(), 8);
  plan.ep = 64;
  EXPECT_EQ(plan.expert_shards(), 1);
  plan.etp = 0;
  plan.ep = 4;
  plan.shard_group = 2;  // less than one set of experts
  EXPECT_EQ(plan.expert_replicas(), 4);
  EXPECT_EQ(plan.expert_shards(), 1);
}

TEST(ShardingPlan, OnlyShardedParametersCanBeKeptGathered) {
  Plan plan = legal_plan();
  plan.reshard = false;
  EXPECT_THAT(told(plan), HasSubstr("/plan/reshard: zero 1 does not shard parameters"));
  plan.zero = 3;
  EXPECT_EQ(told(plan), "");
  EXPECT_FALSE(plan.gathers_once());
  plan.pp = 2;
  EXPECT_TRUE(plan.gathers_once());
}

TEST(ExpertTensorParallel, FollowsTpUnlessSaid) {
  Plan plan = legal_plan();
  EXPECT_EQ(plan.expert_tp(), 1);
  plan.etp = 0;
  EXPECT_EQ(plan.expert_tp(), 4);
  EXPECT_EQ(told(plan), "");
}

TEST(ExpertTensorParallel, GivesExpertsTheTensorParallelRanksToo) {
  Plan plan = legal_plan();
  ModelSpec model = plain_moe(12, 2);
  model.moe->routed_experts = 64;
  plan.ep = 64;  // beyond dp x cp = 16
  EXPECT_EQ(told(plan, model), "");
  plan.etp = 0;
  EXPECT_THAT(told(plan, model), HasSubstr("ep 64 lives inside dp 8 x cp 2 = 16"));
  plan.etp = 2;
  EXPECT_THAT(told(plan, model), HasSubstr("ep 64 lives inside dp 8 x cp 2 x tp 4 / etp 2 = 32"));
}

TEST(ExpertTensorParallel, DividesTpAndTheColumnsOfAnExpert) {
  Plan plan = legal_plan();
  plan.etp = 3;
  EXPECT_THAT(told(plan),
              AllOf(HasSubstr("etp 3 does not divide tp 4"), HasSubstr("nearest legal etp: 4, 2")));
  ModelSpec odd = plain_moe(12, 2);
  odd.moe->expert_ffn = 33;
  plan.etp = 1;
  EXPECT_EQ(told(plan, odd), "");  // experts of 33 columns are legal beside tp 4
  plan.etp = 2;
  EXPECT_THAT(told(plan, odd), HasSubstr("etp 2 does not divide the 33 columns of an expert"));
  plan.etp = 0;
  EXPECT_THAT(told(plan, odd), HasSubstr("tp 4 does not divide the 33 columns of an expert"));
}

TEST(ExpertTensorParallel, NeedsExpertsAndSequenceParallelism) {
  Plan plan = legal_plan();
  plan.ep = 1;
  EXPECT_THAT(told(plan, plain_model(12)), HasSubstr("plain has no experts to cut over etp 1"));
  plan.sequence_parallel = false;
  EXPECT_THAT(told(plan), HasSubstr("etp 1 beside tp 4 needs sequence parallelism"));
}

TEST(ExpertTensorParallel, NumbersTheRanksOfAStageAnew) {
  Plan plan = legal_plan();
  EXPECT_THAT(group_members(plan, GroupKind::expert, 5), ElementsAre(4, 5, 6, 7));
  EXPECT_THAT(group_members(plan, GroupKind::expert_data, 5),
              ElementsAre(1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49, 53, 57, 61));
  plan.etp = 2;  // ranks 0 and 1 share an expert, 0, 2, 4 and 6 hold all of them
  EXPECT_THAT(group_members(plan, GroupKind::expert, 4), ElementsAre(0, 2, 4, 6));
  EXPECT_EQ(group_shape(plan, GroupKind::expert, 8), (GroupShape{.members = 4, .local = 4, .nodes = 1}));
}

TEST(ContextExchange, OfHeadsNeedsEnoughOfThem) {
  Plan plan = legal_plan();
  plan.cp_comm = ContextExchange::all_to_all;
  EXPECT_EQ(told(plan), "");
  plan.tp = 4;
  plan.cp = 8;  // 16 heads / tp 4 = 4 heads
  plan.dp = 2;
  EXPECT_THAT(told(plan), AllOf(HasSubstr("/plan/cp_comm"), HasSubstr("deals the 4 attention heads"),
                                HasSubstr("nearest legal cp: 4, 2, 1")));
  plan.cp_comm = ContextExchange::all_gather;
  EXPECT_EQ(told(plan), "");
}

TEST(RecomputePlan, NamesOnlyWhatTheModelHas) {
  Plan plan = legal_plan();
  plan.recompute = Recompute::modules;
  EXPECT_THAT(told(plan), HasSubstr("/plan/recompute: lists no module"));
  plan.recompute_modules.add(RecomputeModule::layernorm);
  plan.recompute_modules.add(RecomputeModule::moe_act);
  EXPECT_EQ(told(plan), "");
  EXPECT_EQ(recompute_text(plan), "moe_act, layernorm");
  plan.recompute_modules.add(RecomputeModule::mla_up_proj);
  EXPECT_THAT(told(plan), HasSubstr("plain-moe has no mla_up_proj to recompute"));
}

TEST(RecomputePlan, AShareIsAboveZeroAndAtMostOne) {
  Plan plan = legal_plan();
  plan.recompute = Recompute::full;
  for (const double share : {0.0, -1.0, 1.5}) {
    plan.recompute_share = share;
    EXPECT_THAT(told(plan), HasSubstr("expected above 0 and at most 1")) << share;
  }
}

TEST(RecomputePlan, TheFirstLayersOfAStageAreRecomputed) {
  Plan plan;
  const auto which = [&](int layers) {
    std::vector<int> found;
    for (int i = 0; i < layers; ++i)
      if (recomputes_layer(plan, i, layers)) found.push_back(i);
    return found;
  };
  EXPECT_THAT(which(4), IsEmpty());
  plan.recompute = Recompute::full;
  EXPECT_THAT(which(4), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(recompute_text(plan), "full");
  plan.recompute_share = 0.25;
  EXPECT_THAT(which(4), ElementsAre(0));
  EXPECT_THAT(which(10), ElementsAre(0, 1, 2));  // 2.5 rounds up
  EXPECT_THAT(which(1), IsEmpty());
  EXPECT_EQ(recompute_text(plan), "full (0.25 of the layers)");
}

TEST(NearestPlans, RepairEveryNewFieldAndSaySo) {
  Plan wild = legal_plan();
  wild.zero = 7;
  wild.shard_group = 5;
  wild.etp = 3;
  wild.cp_comm = ContextExchange::all_to_all;
  wild.recompute = Recompute::modules;
  wild.recompute_modules.add(RecomputeModule::mla_up_proj);
  const std::vector<Plan> found = nearest_legal_plans(wild, plain_moe(12, 2), gpus, per_node);
  ASSERT_FALSE(found.empty());
  for (const Plan& plan : found) EXPECT_EQ(told(plan), "");
  EXPECT_THAT(changes_text(wild, found.front()),
              AllOf(HasSubstr("zero 7 -> 3"), HasSubstr("shard group 5 -> 4"),
                    HasSubstr("recompute mla_up_proj -> none"), HasSubstr("etp 3 -> ")));
}

TEST(NearestPlans, KeepLegalNewFields) {
  Plan plan = legal_plan();
  plan.zero = 3;
  plan.shard_group = 8;
  plan.reshard = false;
  plan.recompute = Recompute::modules;
  plan.recompute_modules.add(RecomputeModule::moe);
  const std::vector<Plan> found = nearest_legal_plans(plan, plain_moe(12, 2), gpus, per_node);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(changes_text(plan, found.front()), "");
}

TEST(PlanWords, ArePlain) {
  EXPECT_EQ(to_text(ContextExchange::ring), "ring");
  EXPECT_EQ(to_text(ContextExchange::all_to_all), "all_to_all");
  EXPECT_EQ(to_text(ContextExchange::all_gather), "all_gather");
  EXPECT_EQ(to_text(Recompute::modules), "modules");
  EXPECT_EQ(to_text(RecomputeModule::shared_experts), "shared_experts");
}

}  // namespace
}  // namespace trainyard
