#include "models/workload/gradient_sync.h"

#include <gmock/gmock.h>

#include "models/architecture/model_library.h"
#include "models/parallel/layout.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;
using ::testing::ElementsAre;

ModelSpec shipped(const std::string& name) {
  return valid(load_model(name, std::filesystem::path(TRAINYARD_SOURCE_DIR) / "models" / "configs"));
}

KernelModel kernels_of(const StepInput& input) {
  return valid(KernelModel::make(input.machine.gpu, input.software));
}

std::vector<RankSync> sync_of(const StepInput& input) {
  return valid(estimate_gradient_sync(input, kernels_of(input)));
}

TEST(ExposedAfter, IsTheWholeTrafficWithOneBucketOrNoWindow) {
  EXPECT_DOUBLE_EQ(exposed_after(seconds(3), seconds(2), 1).base(), 2.0);
  EXPECT_DOUBLE_EQ(exposed_after(seconds(0), seconds(2), 7).base(), 2.0);
  EXPECT_DOUBLE_EQ(exposed_after(seconds(3), seconds(2), 0).base(), 2.0);
}

TEST(ExposedAfter, IsTheLastBucketWhenTheWindowHidesTheOthers) {
  EXPECT_NEAR(exposed_after(seconds(8), seconds(4), 4).base(), 1.0, 1e-12);
  EXPECT_NEAR(exposed_after(seconds(4), seconds(4), 4).base(), 1.0, 1e-12);
}

TEST(ExposedAfter, WaitsOnlyForTheFirstBucketWhenTrafficTakesLonger) {
  // The first piece is ready after window / buckets, from then on the sender never rests.
  EXPECT_NEAR(exposed_after(seconds(4), seconds(8), 4).base(), 1.0 + 8.0 - 4.0, 1e-12);
  EXPECT_NEAR(exposed_after(seconds(1), seconds(100), 10).base(), 0.1 + 100.0 - 1.0, 1e-12);
}

TEST(ExposedAfter, IsNothingWithoutTraffic) {
  EXPECT_DOUBLE_EQ(exposed_after(seconds(4), Seconds{}, 4).base(), 0.0);
}

TEST(RankParameters, AddUpToTheModel) {
  struct Case {
    const char* model;
    const char* stages;
    Plan plan;
  };
  const Case cases[] = {
      {"deepseek-v3", "E+3,4x14,2+M+H", {.pp = 16, .ep = 64, .dp = 128, .schedule = "dualpipe"}},
      {"deepseek-v2", "E+4,4x12,3,3,2+H", {.pp = 16, .ep = 8, .dp = 64, .schedule = "zb-h1"}},
      {"llama-3-70b", "E+10,10x6,10+H", {.tp = 8, .sequence_parallel = true, .pp = 8, .dp = 2}},
      {"llama-3-70b", "E+5,5x14,5+H", {.tp = 4, .pp = 8, .vp = 2, .dp = 2, .schedule = "interleaved-1f1b"}},
      {"gpt3-175b", "E+12,12x6,12+H", {.tp = 8, .sequence_parallel = true, .pp = 8, .dp = 2}},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.model);
    const ModelSpec model = shipped(one.model);
    Plan plan = one.plan;
    plan.stages = valid(parse_stages(one.stages, model));
    const ParameterCount count = count_parameters(model);
    double sum = 0;
    for (const RankParameters& rank : rank_parameters(model, plan))
      sum += rank.shared * plan.tp + rank.experts * plan.ep;
    // Norms are not split over TP, so they count once per member.
    const double norms = (plan.tp - 1.0) * count.norms_per_layer * model.layers;
    // A tied head on another rank than the embedding is a copy of its table.
    const double tied = model.tied_embeddings ? static_cast<double>(model.vocab) * model.hidden : 0.0;
    const double copies = parameter_copies(plan);
    EXPECT_NEAR(sum / (copies * (count.total + count.mtp) + norms + tied), 1.0, 1e-6);
  }
}

TEST(RankParameters, HoldTheEmbeddingAgainWhereMtpNeedsIt) {
  const ModelSpec model = shipped("deepseek-v3");
  Plan plan{.pp = 16, .ep = 64, .dp = 128};
  plan.stages = valid(parse_stages("E+3,4x14,2+M+H", model));
  const ParameterCount count = count_parameters(model);
  double sum = 0;
  for (const RankParameters& rank : rank_parameters(model, plan)) sum += rank.shared + rank.experts * plan.ep;
  EXPECT_NEAR(sum / (count.total + count.mtp + count.embedding), 1.0, 1e-6);
}

TEST(StagesOfRank, AreMirroredForDualPipeAndInterleavedForVirtualStages) {
  const Plan dual{.pp = 4, .schedule = "dualpipe"};
  EXPECT_EQ(parameter_copies(dual), 2);
  EXPECT_THAT(stages_of_rank(dual, 0), ElementsAre(0, 3));
  EXPECT_THAT(stages_of_rank(dual, 2), ElementsAre(1, 2));
  const Plan interleaved{.pp = 4, .vp = 3, .schedule = "interleaved-1f1b"};
  EXPECT_EQ(parameter_copies(interleaved), 1);
  EXPECT_THAT(stages_of_rank(interleaved, 1), ElementsAre(1, 5, 9));
}

TEST(GradientSync, GathersParametersOnlyUnderZeroOne) {
  StepInput input = on_h800(small_moe(8), {.pp = 4, .ep = 8, .dp = 16, .zero = 1});
  const std::vector<RankSync> sharded = sync_of(input);
  input.plan.zero = 0;
  const std::vector<RankSync> replicated = sync_of(input);
  ASSERT_EQ(sharded.size(), 4U);
  for (std::size_t rank = 0; rank < 4; ++rank) {
    SCOPED_TRACE(rank);
    EXPECT_GT(sharded[rank].gather, Seconds{});
    EXPECT_EQ(replicated[rank].gather, Seconds{});
    // fp32 gradients go once around sharded, twice replicated; bf16 parameters come back at half the bytes.
    EXPECT_GT(replicated[rank].reduce, sharded[rank].reduce + sharded[rank].gather);
    EXPECT_GT(replicated[rank].optimizer, sharded[rank].optimizer);
  }
}

TEST(GradientSync, NeedsNoTrafficWithoutReplicas) {
  const StepInput input = on_h800(small_dense(8), {.pp = 4, .dp = 1, .zero = 1});
  for (const RankSync& sync : sync_of(input)) {
    EXPECT_EQ(sync.reduce, Seconds{});
    EXPECT_EQ(sync.gather, Seconds{});
    EXPECT_GT(sync.optimizer, Seconds{});
  }
}

TEST(GradientSync, ReducesBetweenTheCopiesOfDualPipeEvenWithoutReplicas) {
  const StepInput input = on_h800(small_dense(8), {.pp = 4, .dp = 1, .zero = 1, .schedule = "dualpipe"});
  for (const RankSync& sync : sync_of(input)) EXPECT_GT(sync.reduce, Seconds{});
}

TEST(GradientSync, ZeroTwoScattersBehindEveryMicroBatch) {
  StepInput input = on_h800(small_moe(8), {.pp = 4, .ep = 8, .dp = 16, .zero = 1});
  const RankSync one = sync_of(input)[0];
  input.plan.zero = 2;
  const RankSync two = sync_of(input)[0];
  EXPECT_EQ(one.reduce_per_micro_batch, Seconds{});
  EXPECT_EQ(two.reduce, one.reduce);
  EXPECT_EQ(two.gather, one.gather);
  EXPECT_EQ(two.reduce_per_micro_batch, two.reduce);
  EXPECT_LT(two.optimizer, one.optimizer);  // norm and zeroing of the shard alone
}

TEST(GradientSync, ZeroThreeLeavesNothingForTheEnd) {
  StepInput input = on_h800(small_dense(8), {.pp = 4, .dp = 16, .zero = 1});
  const RankSync one = sync_of(input)[0];
  input.plan.zero = 3;
  const RankSync three = sync_of(input)[0];
  EXPECT_EQ(three.reduce, Seconds{});
  EXPECT_EQ(three.gather, Seconds{});
  EXPECT_EQ(three.reduce_per_micro_batch, Seconds{});
  EXPECT_LT(three.optimizer, one.optimizer);
  input.plan.reshard = false;  // a pipeline that keeps its parameters: once a step, as ZeRO-1
  EXPECT_EQ(sync_of(input)[0].reduce, one.reduce);
  EXPECT_EQ(sync_of(input)[0].gather, one.gather);
}

TEST(GradientSync, ShardGroupsAddAnAllReduceOfTheShards) {
  StepInput input = on_h800(small_dense(8), {.pp = 1, .dp = 32, .zero = 1});
  input.plan.shard_group = 8;  // one node: gathers stay inside it
  const RankSync grouped = sync_of(input)[0];
  input.plan.dp = 8;
  input.machine.gpus = 8;
  const RankSync alone = sync_of(input)[0];
  EXPECT_EQ(alone.gather, grouped.gather);
  EXPECT_LT(alone.reduce, grouped.reduce);  // the scatter in the node, without the all-reduce between nodes
  input.plan.shard_group = 0;
  EXPECT_EQ(sync_of(input)[0].reduce, alone.reduce);
}

TEST(RankParameters, OfExpertsCutOverFewerRanksAreMoreOfFewer) {
  const ModelSpec model = small_moe(8);
  Plan plan{.tp = 4, .sequence_parallel = true, .ep = 2, .dp = 8};
  plan.stages = even_stages(model, 1);
  const double cut = rank_parameters(model, plan)[0].experts;
  plan.etp = 1;
  EXPECT_DOUBLE_EQ(rank_parameters(model, plan)[0].experts, 4.0 * cut);
  plan.ep = 8;
  EXPECT_DOUBLE_EQ(rank_parameters(model, plan)[0].experts, cut);
  EXPECT_EQ(plan.expert_replicas(), 4);
}

TEST(GradientSync, ScalesWithTheFactorOnCollectives) {
  StepInput input = on_h800(small_moe(8), {.pp = 4, .ep = 8, .dp = 16, .zero = 1});
  const std::vector<RankSync> plain = sync_of(input);
  input.factors.collectives = 1.5;
  const std::vector<RankSync> slower = sync_of(input);
  EXPECT_NEAR(slower[0].reduce / plain[0].reduce, 1.5, 1e-12);
  EXPECT_NEAR(slower[0].gather / plain[0].gather, 1.5, 1e-12);
  EXPECT_EQ(slower[0].optimizer, plain[0].optimizer);
}

}  // namespace
}  // namespace trainyard
