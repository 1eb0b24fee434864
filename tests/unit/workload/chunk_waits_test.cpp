// What a chunk waits for beside kernels and exchanges, and what a step pays once.
#include "models/workload/chunk_waits.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

double ms(Seconds t) {
  return t.in(milliseconds);
}

/// Dense layers of 3 ms, MoE ones of 6 ms and 0.75 ms for each of two local experts.
StepInput hosted(const ModelSpec& model) {
  StepInput input;
  input.model = model;
  input.plan.ep = 8;
  StackEffects& effects = input.software.effects;
  effects.host_layer.value = milliseconds(3);
  effects.host_moe.value = milliseconds(6);
  effects.host_expert.value = milliseconds(0.75);
  effects.host_overlap.value = 4.0;
  effects.host_moe_overlap.value = 1.5;
  return input;
}

TEST(HostTime, OfADenseChunkIsAThirdOfItsLayersForward) {
  const StepInput input = hosted(small_dense(4));
  const StageSpec stage = layers(0, 4);
  const auto time = [&](ChunkKind kind, bool forward, bool backward) {
    const HostTime host = host_time(
        input,
        {.kind = kind, .forward = forward ? &stage : nullptr, .backward = backward ? &stage : nullptr});
    EXPECT_EQ(host.norm, 4.0);
    return ms(host.time);
  };
  EXPECT_NEAR(time(ChunkKind::forward, true, false), 4.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::backward, false, true), 8.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::input_backward, false, true), 4.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::weight_backward, false, true), 4.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::forward_backward, true, true), 12.0, 1e-9);
}

TEST(HostTime, OfMoeLayersGrowsWithLocalExperts) {
  StepInput input = hosted(small_moe(4, 1));
  const StageSpec stage = layers(0, 3);  // one dense, two MoE
  const auto forward = [&] { return host_time(input, {.kind = ChunkKind::forward, .forward = &stage}); };
  EXPECT_NEAR(ms(forward().time), (3.0 + 2 * (6.0 + 0.75 * 2)) / 3, 1e-9);
  EXPECT_EQ(forward().norm, 1.5);
  input.plan.ep = 1;
  EXPECT_NEAR(ms(forward().time), (3.0 + 2 * (6.0 + 0.75 * 16)) / 3, 1e-9);
}

TEST(HostTime, FollowsTheHost) {
  StepInput input = hosted(small_dense(4));
  const StageSpec stage = layers(0, 4);
  input.machine.node.host_time.value = 1.5;
  EXPECT_NEAR(ms(host_time(input, {.kind = ChunkKind::forward, .forward = &stage}).time), 6.0, 1e-9);
}

TEST(HostTime, OfFullRecomputeIsAThirdMore) {
  StepInput input = hosted(small_dense(4));
  const StageSpec stage = layers(0, 4);
  const auto time = [&](ChunkKind kind) {
    return ms(host_time(input, {.kind = kind, .backward = &stage}).time);
  };
  for (const Recompute other : {Recompute::selective, Recompute::deepseek, Recompute::modules}) {
    input.plan.recompute = other;
    EXPECT_NEAR(time(ChunkKind::backward), 8.0, 1e-9);
  }
  input.plan.recompute = Recompute::full;
  EXPECT_NEAR(time(ChunkKind::backward), 12.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::input_backward), 8.0, 1e-9);
  EXPECT_NEAR(time(ChunkKind::weight_backward), 4.0, 1e-9);  // nothing runs again there
  EXPECT_NEAR(ms(host_time(input, {.kind = ChunkKind::forward, .forward = &stage}).time), 4.0, 1e-9);
  input.plan.recompute_share = 0.25;
  EXPECT_NEAR(time(ChunkKind::backward), 9.0, 1e-9);
}

TEST(HostTime, OfAStageWithoutLayersIsNothing) {
  const StepInput input = hosted(small_dense(4));
  StageSpec edges;
  edges.embedding = edges.head = true;
  EXPECT_EQ(host_time(input, {.kind = ChunkKind::forward, .forward = &edges}).time, Seconds{});
}

TEST(ShardTime, BelongsToThePartsOfAChunkThatNeedIt) {
  const StageSpec stage = layers(0, 1);
  const ShardTraffic f{.forward = seconds(1), .backward = seconds(2), .scatter = seconds(4)};
  const ShardTraffic b{.forward = seconds(8), .backward = seconds(16), .scatter = seconds(32)};
  const Seconds scattered = seconds(64);
  const auto time = [&](ChunkKind kind, bool forward, bool backward) {
    return shard_time(
               {.kind = kind, .forward = forward ? &stage : nullptr, .backward = backward ? &stage : nullptr},
               scattered, &f, &b)
        .base();
  };
  EXPECT_EQ(time(ChunkKind::forward, true, false), 1);
  EXPECT_EQ(time(ChunkKind::backward, false, true), 16 + 32 + 64);
  EXPECT_EQ(time(ChunkKind::input_backward, false, true), 16);
  EXPECT_EQ(time(ChunkKind::weight_backward, false, true), 32 + 64);
  EXPECT_EQ(time(ChunkKind::forward_backward, true, true), 1 + 16 + 32 + 64);
  EXPECT_EQ(shard_time({.kind = ChunkKind::backward, .backward = &stage}, {}, nullptr, nullptr), Seconds{});
}

TEST(AddWaits, JoinsTrafficFirstThenTheHost) {
  SoftwareProfile software;
  software.effects.shard_overlap.value = 2.0;
  const WaitedTime waited = add_waits(seconds(3), seconds(4), {.time = seconds(12), .norm = 2.0}, software);
  EXPECT_NEAR(waited.sharded.base(), 5.0, 1e-12);
  EXPECT_NEAR(waited.launched.base(), 13.0, 1e-12);
  const WaitedTime sum = add_waits(seconds(3), {}, {.time = seconds(12), .norm = 1.0}, software);
  EXPECT_EQ(sum.sharded, seconds(3));
  EXPECT_NEAR(sum.launched.base(), 15.0, 1e-12);
  const WaitedTime nothing = add_waits(seconds(3), {}, {}, software);
  EXPECT_EQ(nothing.launched, seconds(3));
}

TEST(AddWaits, GrowsWithEachArgumentAndHidesBetterUnderALargerNorm) {
  SoftwareProfile software;
  const double times[] = {0.0, 1e-6, 0.3, 0.5, 0.7, 10.0};
  for (const double norm : {1.0, 1.5, 4.0, 64.0}) {
    software.effects.shard_overlap.value = norm;
    double last_traffic = 0.0;
    for (const double traffic : times) {
      double last_host = 0.0;
      for (const double host : times) {
        const WaitedTime waited =
            add_waits(seconds(0.5), seconds(traffic), {.time = seconds(host), .norm = norm}, software);
        EXPECT_GE(waited.sharded.base(), std::max(0.5, traffic));
        EXPECT_LE(waited.sharded.base(), 0.5 + traffic + 1e-12);
        EXPECT_GE(waited.launched, waited.sharded);
        EXPECT_GE(waited.launched.base(), std::max(last_host, host));
        last_host = waited.launched.base();
        SoftwareProfile better = software;
        better.effects.shard_overlap.value = 2.0 * norm;
        EXPECT_LE(
            add_waits(seconds(0.5), seconds(traffic), {.time = seconds(host), .norm = 2.0 * norm}, better)
                .launched.base(),
            waited.launched.base() + 1e-12);
      }
      EXPECT_GE(last_host, last_traffic);
      last_traffic = last_host;
    }
  }
}

class HostedStep : public testing::TestWithParam<bool> {
 protected:
  static StepInput plain() {
    return on_h800(GetParam() ? small_moe(8) : small_dense(8), {.pp = 4, .ep = GetParam() ? 8 : 1, .dp = 16},
                   "megatron-core-bf16-2024");
  }
};

TEST_P(HostedStep, ShowsWhatTheHostAddsToEveryChunk) {
  const StepInput bare = plain();
  StepInput hosted = bare;
  StackEffects& effects = hosted.software.effects;
  effects.host_layer.value = effects.host_moe.value = milliseconds(3);
  const Chunk any{.stage = 1, .micro_batch = 0};  // two layers
  for (const double norm : {1.0, 2.0, 64.0}) {
    effects.host_overlap.value = effects.host_moe_overlap.value = norm;
    StepModel without = valid(StepModel::make(bare)), with = valid(StepModel::make(hosted));
    for (const auto& [op, host_ms] : {std::pair{ChunkOp{ChunkKind::forward, any, {}}, 2.0},
                                      {ChunkOp{ChunkKind::backward, {}, any}, 4.0}}) {
      const double gpu = ms(without.outcome(op).duration);
      EXPECT_EQ(without.outcome(op).exposed.host, Seconds{});
      const double joined = std::pow(std::pow(gpu, norm) + std::pow(host_ms, norm), 1.0 / norm);
      EXPECT_NEAR(ms(with.outcome(op).exposed.host), joined - gpu, 1e-6);
      EXPECT_NEAR(ms(with.outcome(op).duration), joined, 1e-6);
      EXPECT_EQ(with.outcome(op).exposed.shard, Seconds{});
    }
    EXPECT_GT(valid(with.step(8)).time, valid(without.step(8)).time);
  }
}

TEST_P(HostedStep, ASlowerHostTakesLonger) {
  StepInput input = plain();
  input.software.effects.host_layer.value = input.software.effects.host_moe.value = milliseconds(3);
  Seconds before{};
  for (const double factor : {0.5, 1.0, 2.0}) {
    input.machine.node.host_time.value = factor;
    StepModel model = valid(StepModel::make(input));
    const Seconds time = valid(model.step(8)).time;
    EXPECT_GT(time, before) << factor;
    before = time;
  }
}

TEST_P(HostedStep, PaysOverheadAndStragglersOnce) {
  // 64 GPUs on 8 nodes: three doublings.
  StepInput input = plain();
  StepModel bare = valid(StepModel::make(input));
  const StepResult before = valid(bare.step(8));
  input.software.effects.step_overhead.value = milliseconds(30);
  input.software.effects.straggler.value = 0.02;
  StepModel model = valid(StepModel::make(input));
  const StepResult step = valid(model.step(8));
  const Seconds added = milliseconds(30) + before.time * (3 * 0.02);
  EXPECT_NEAR((step.time - before.time) / added, 1.0, 1e-9);
  EXPECT_EQ(step.pipeline, before.pipeline);
  for (std::size_t r = 0; r < step.ranks.size(); ++r) {
    const RankStep &rank = step.ranks[r], &bare_rank = before.ranks[r];
    EXPECT_NEAR(rank.overhead / added, 1.0, 1e-9);
    EXPECT_EQ(bare_rank.overhead, Seconds{});
    EXPECT_NEAR((rank.bubble - bare_rank.bubble).base(), 0.0, 1e-12);
    EXPECT_EQ(rank.synchronisation, bare_rank.synchronisation);
    const Seconds sum = rank.forward + rank.backward + rank.weight + rank.pair + rank.sending +
                        rank.synchronisation + rank.overhead + rank.bubble;
    EXPECT_NEAR(sum / step.time, 1.0, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, HostedStep, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& p) { return p.param ? "moe" : "dense"; });

TEST(Stragglers, AreNoneOnOneNode) {
  StepInput input = on_h800(small_dense(4), {.pp = 2, .dp = 2}, "megatron-core-bf16-2024");
  StepModel bare = valid(StepModel::make(input));
  input.software.effects.straggler.value = 0.1;
  StepModel model = valid(StepModel::make(input));
  EXPECT_EQ(valid(model.step(4)).time, valid(bare.step(4)).time);
}

TEST(Overheads, LeaveTheRowsOfEveryScheduleAddingUp) {
  for (const Schedule& schedule : schedules()) {
    SCOPED_TRACE(schedule.name);
    StepInput input = on_h800(small_dense(8),
                              {.pp = 4,
                               .vp = schedule.name == "interleaved-1f1b" ? 2 : 1,
                               .dp = 16,
                               .zero = 2,
                               .schedule = std::string(schedule.name)},
                              "megatron-core-bf16-2024");
    StackEffects& effects = input.software.effects;
    effects.host_layer.value = milliseconds(1);
    effects.step_overhead.value = milliseconds(5);
    effects.straggler.value = 0.01;
    StepModel model = valid(StepModel::make(input));
    const StepResult step = valid(model.step(16));
    for (const RankStep& rank : step.ranks) {
      const Seconds busy = rank.forward + rank.backward + rank.weight + rank.pair;
      EXPECT_NEAR((busy + rank.sending + rank.synchronisation + rank.overhead + rank.bubble) / step.time, 1.0,
                  1e-12);
      EXPECT_GE(rank.bubble.base(), -1e-12);
      const Seconds classes = std::accumulate(rank.by_class.begin(), rank.by_class.end(), Seconds{});
      EXPECT_NEAR((classes + rank.exposed.sum() + rank.skew) / busy, 1.0, 1e-9);
      EXPECT_GT(rank.exposed.host, Seconds{});
      EXPECT_GT(rank.exposed.shard, Seconds{});
    }
  }
}

}  // namespace
}  // namespace trainyard
