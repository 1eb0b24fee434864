#include "models/workload/step_model.h"

#include <gmock/gmock.h>

#include <numeric>

#include "models/workload/expanded_step.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;
using ::testing::HasSubstr;

StepInput moe_input(const std::string& schedule, int vp = 1, int ep = 8,
                    const std::string& software = "deepseek-fp8-2024q4") {
  const ModelSpec model = small_moe(8, 1, 1);
  StepInput input = on_h800(model, {.pp = 4, .vp = vp, .ep = ep, .dp = 8, .schedule = schedule}, software);
  input.spread.load_cv.value = 0.08;
  input.spread.gpu_speed_cv.value = 0.006;
  return input;
}

Seconds busy(const RankStep& rank) {
  return rank.forward + rank.backward + rank.weight + rank.pair;
}

TEST(Step, TheRowsOfEveryRankAddUpToIt) {
  for (const Schedule& schedule : schedules()) {
    for (const char* software : {"deepseek-fp8-2024q4", "deepseek-bf16-2024q1", "megatron-core-bf16-2024"}) {
      SCOPED_TRACE(testing::Message() << schedule.name << " " << software);
      StepInput input =
          moe_input(std::string(schedule.name), schedule.name == "interleaved-1f1b" ? 2 : 1, 8, software);
      StepModel model = valid(StepModel::make(input));
      const StepResult step = valid(model.step(16));
      ASSERT_EQ(step.ranks.size(), 4U);
      EXPECT_EQ(step.micro_batches, 16);
      for (const RankStep& rank : step.ranks) {
        EXPECT_NEAR((busy(rank) + rank.sending + rank.synchronisation + rank.bubble).base(), step.time.base(),
                    1e-12);
        EXPECT_GE(rank.bubble.base(), -1e-12);
        // What the chunks are made of: operator classes, waits, unevenness.
        const Seconds classes = std::accumulate(rank.by_class.begin(), rank.by_class.end(), Seconds{});
        EXPECT_NEAR((classes + rank.exposed.sum() + rank.skew) / busy(rank), 1.0, 1e-9);
      }
      EXPECT_GE(step.time, step.pipeline);
      EXPECT_GT(step.tasks, 0U);
    }
  }
}

TEST(Step, IsTheSameEveryTime) {
  const StepInput input = moe_input("dualpipe");
  StepModel one = valid(StepModel::make(input)), two = valid(StepModel::make(input));
  EXPECT_EQ(valid(one.step(16)).time, valid(two.step(16)).time);
  (void)valid(one.step(24));
  EXPECT_EQ(valid(one.step(16)).time, valid(two.step(16)).time);
  StepModel other = valid(StepModel::make(input, {}, 2));
  EXPECT_NE(valid(other.step(16)).time, valid(two.step(16)).time);
}

TEST(Step, SharesStructuresWithoutSharingTimes) {
  const StepInput input = moe_input("dualpipe");
  StepInput slower = input;
  slower.spread.clock_factor.value = 1.1;
  const auto cache = std::make_shared<StepCache>();
  const KernelModel kernels = valid(KernelModel::make(input.machine.gpu, input.software));
  StepModel first = valid(StepModel::make(input, kernels, {}, 1, cache));
  StepModel second = valid(StepModel::make(slower, kernels, {}, 1, cache));
  StepModel alone = valid(StepModel::make(slower, kernels, {}, 1));
  (void)valid(first.step(16));
  EXPECT_EQ(valid(second.step(16)).time, valid(alone.step(16)).time);
}

TEST(Step, SwitchesTakeCausesAway) {
  for (const char* schedule : {"dualpipe", "1f1b"}) {
    SCOPED_TRACE(schedule);
    const StepInput input = moe_input(schedule);
    StepModel full = valid(StepModel::make(input)), even = valid(StepModel::make(input, {.skew = false}));
    StepModel bare = valid(StepModel::make(input, {.skew = false, .transfers = false}));
    const Seconds time = valid(full.step(16)).time, without_skew = valid(even.step(16)).time;
    EXPECT_GT(time, without_skew);
    EXPECT_GT(without_skew, valid(bare.step(16)).time);
    EXPECT_EQ(bare.transfer(), Seconds{});
    EXPECT_EQ(bare.transfer_mode(), TransferMode::free);
  }
}

TEST(Step, BlockingTransfersCostMore) {
  StepInput input = moe_input("dualpipe");
  StepModel asynchronous = valid(StepModel::make(input));
  input.software.pipeline_transfer = "blocking";
  StepModel blocking = valid(StepModel::make(input));
  const StepResult waits = valid(blocking.step(16));
  EXPECT_GT(waits.time, valid(asynchronous.step(16)).time);
  EXPECT_GT(waits.ranks[1].sending, Seconds{});
}

TEST(Step, HidesGradientTrafficWhereTheStackOverlapsIt) {
  StepInput input = on_h800(small_dense(8), {.pp = 4, .dp = 16}, "megatron-core-bf16-2024");
  input.software.overlap_gradient_reduction = input.software.overlap_parameter_gather = false;
  StepModel exposed = valid(StepModel::make(input));
  input.software.overlap_gradient_reduction = input.software.overlap_parameter_gather = true;
  StepModel hidden = valid(StepModel::make(input));
  const StepResult with = valid(exposed.step(16)), without = valid(hidden.step(16));
  EXPECT_EQ(with.pipeline, without.pipeline);
  EXPECT_LT(without.time, with.time);
  EXPECT_LT(without.ranks[1].synchronisation, with.ranks[1].synchronisation);
}

TEST(Step, AnEvenDenseModelTakesAStepPerMicroBatch) {
  // 1F1B on equal stages: one more micro-batch costs one more forward and backward.
  const ModelSpec model = small_dense(8);
  Plan plan{.pp = 4, .dp = 1, .schedule = "1f1b"};
  plan.stages = even_stages(model, 4, false);
  StepModel step = valid(StepModel::make(on_h800(model, plan), {.transfers = false}));
  const Chunk any{.stage = 0, .micro_batch = 0};
  const Seconds one = step.outcome({ChunkKind::forward, any, {}}).duration +
                      step.outcome({ChunkKind::backward, {}, any}).duration;
  const Seconds eight = valid(step.step(8)).pipeline, nine = valid(step.step(9)).pipeline;
  EXPECT_NEAR((nine - eight) / one, 1.0, 1e-9);
  EXPECT_NEAR(eight / one, 8.0 + 3.0, 1e-9);
}

TEST(LegalMicroBatches, AreTheNextTheScheduleCanRun) {
  const auto legal = [](const std::string& schedule, int vp, int wanted) {
    StepModel model = valid(StepModel::make(moe_input(schedule, vp)));
    return valid(model.legal_micro_batches(wanted));
  };
  EXPECT_EQ(legal("gpipe", 1, 1), 1);
  EXPECT_EQ(legal("1f1b", 1, 3), 3);
  EXPECT_EQ(legal("interleaved-1f1b", 2, 3), 4);
  EXPECT_EQ(legal("interleaved-1f1b", 2, 6), 6);
  EXPECT_EQ(legal("dualpipe", 1, 1), 8);
  EXPECT_EQ(legal("dualpipe", 1, 9), 10);
  EXPECT_EQ(legal("dualpipe", 1, 0), 8);
}

TEST(LegalMicroBatches, AnImpossibleShapeIsAnError) {
  const ModelSpec model = small_dense(6);
  StepModel step = valid(StepModel::make(on_h800(model, {.pp = 3, .dp = 1, .schedule = "dualpipe"})));
  const Result<int> count = step.legal_micro_batches(12);
  ASSERT_FALSE(count);
  EXPECT_THAT(to_text(count.error()), HasSubstr("even"));
  EXPECT_FALSE(step.step(12));
}

TEST(StepModel, RefusesWhatItCannotPrice) {
  StepInput unknown = moe_input("1f1b");
  unknown.plan.schedule = "2f2b";
  EXPECT_THAT(to_text(StepModel::make(unknown).error()), HasSubstr("2f2b"));
  StepInput transport = moe_input("1f1b");
  transport.software.transport.kind = "pigeon";
  EXPECT_THAT(to_text(StepModel::make(transport).error()), HasSubstr("pigeon"));
  StepInput kernels = moe_input("1f1b");
  kernels.software.attention_family = "flash-attention-9";
  EXPECT_THAT(to_text(StepModel::make(kernels).error()), HasSubstr("flash-attention-9"));
}

TEST(Costs, GradientsAreCastOnTheSmsOfTheTransport) {
  StepInput input = moe_input("dualpipe");
  const auto cast = [&] {
    StepModel model = valid(StepModel::make(input));
    return model.costs().overlapped.gradient_cast / model.costs().alone.gradient_cast;
  };
  // 132 SMs alone against 20 beside compute.
  EXPECT_GT(cast(), 2.0);
  // A transport that takes no SMs casts like any other kernel.
  input.software.transport.sms = 0;
  EXPECT_DOUBLE_EQ(cast(), 1.0);
}

TEST(Costs, FewerSmsForTheTransportLeaveMoreToCompute) {
  StepInput input = moe_input("dualpipe");
  double before = 0;
  for (const int sms : {0, 6, 20, 40}) {
    input.software.transport.sms = sms;
    StepModel model = valid(StepModel::make(input));
    const Chunk any{.stage = 1, .micro_batch = 0};
    const double compute =
        model.chunk_template({ChunkKind::forward_backward, any, any}).compute_total().base();
    EXPECT_GT(compute, before) << sms;
    before = compute;
  }
}

TEST(ExpandedStep, CountsEveryRank) {
  StepModel model = valid(StepModel::make(moe_input("dualpipe")));
  const ExpandedStep step = valid(expand_step(model, 16, 1));
  EXPECT_EQ(step.ranks, 32U);
  EXPECT_EQ(step.rank_finish.size(), 4U);
  EXPECT_EQ(*std::max_element(step.rank_finish.begin(), step.rank_finish.end()), step.pipeline);
  EXPECT_GT(step.tasks, 16U * 32U);
  EXPECT_GT(step.edges, step.tasks / 2);
}

TEST(ExpandedStep, RefusesGroupsThatDoNotDivideTheReplicas) {
  StepInput input = moe_input("1f1b", 1, 4);
  input.plan.dp = 6;
  StepModel model = valid(StepModel::make(input));
  const Result<ExpandedStep> step = expand_step(model, 8, 1);
  ASSERT_FALSE(step);
  EXPECT_THAT(to_text(step.error()), HasSubstr("DP 6"));
}

}  // namespace
}  // namespace trainyard
