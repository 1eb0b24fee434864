// The traffic of parameters no rank holds whole, and what of it shows.
#include "models/workload/sharded_parameters.h"

#include <gmock/gmock.h>

#include <cmath>

#include "sim/network/collectives/collective.h"
#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

// Of small_dense: q, k and v of 16 + 8 + 8 heads, o of 16, all 64 wide; gate, up, down; two norms.
constexpr double layer_parameters_dense = 1024.0 * 64 * (16 + 8 + 8 + 16) + 3.0 * 1024 * 4096 + 2.0 * 1024;
constexpr double vocabulary = 16384.0 * 1024;

StepInput input_of(const ModelSpec& model, Plan plan) {
  plan.zero = 3;
  return on_h800(model, plan, "megatron-core-bf16-2024");
}

Seconds collective(const StepInput& input, CollectiveOp op, double size, int members, int stride = 1) {
  const GroupShape group = valid(make_strided_group(members, stride, 8));
  return valid(estimate_collective(op, bytes(size), group, collective_links(input.machine))).cost.total;
}

void expect_time(Seconds found, Seconds expected) {
  EXPECT_NEAR(found / expected, 1.0, 1e-12);
}

TEST(ShardTraffic, IsNothingWhereRanksHoldTheirParameters) {
  for (const int zero : {0, 1, 2}) {
    StepInput input = input_of(small_dense(2), {.dp = 8});
    input.plan.zero = zero;
    const ShardTraffic traffic = valid(estimate_shard_traffic(input, input.plan.stages[0]));
    EXPECT_EQ(traffic.forward, Seconds{});
    EXPECT_EQ(traffic.backward, Seconds{});
    EXPECT_EQ(traffic.scatter, Seconds{});
  }
}

TEST(ShardTraffic, OfOneRankIsNothing) {
  const StepInput input = input_of(small_dense(2), {.dp = 1});
  const ShardTraffic traffic = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  EXPECT_EQ(traffic.forward + traffic.backward + traffic.scatter, Seconds{});
}

TEST(ShardTraffic, GathersTwoBytesOfEveryParameterLayerByLayer) {
  const StepInput input = input_of(small_dense(6), {.pp = 2, .dp = 8});
  ASSERT_EQ(input.software.gradient_bytes, 4);
  const Seconds layer = collective(input, CollectiveOp::all_gather, 2 * layer_parameters_dense, 8);
  const Seconds edge = collective(input, CollectiveOp::all_gather, 2 * vocabulary, 8);
  const Seconds scattered = collective(input, CollectiveOp::reduce_scatter, 4 * layer_parameters_dense, 8);
  const Seconds edge_scattered = collective(input, CollectiveOp::reduce_scatter, 4 * vocabulary, 8);
  const ShardTraffic bare = valid(estimate_shard_traffic(input, layers(1, 3)));
  expect_time(bare.forward, layer * 3.0);
  expect_time(bare.scatter, scattered * 3.0);
  EXPECT_EQ(bare.backward, bare.forward);
  for (const StageSpec& stage : input.plan.stages) {  // the embedding; the head
    const ShardTraffic traffic = valid(estimate_shard_traffic(input, stage));
    expect_time(traffic.forward, layer * 3.0 + edge);
    expect_time(traffic.scatter, scattered * 3.0 + edge_scattered);
  }
}

TEST(ShardTraffic, GathersATiedEmbeddingOnce) {
  StepInput input = input_of(small_dense(2), {.dp = 8});
  const StageSpec& stage = input.plan.stages[0];
  const Seconds apart = valid(estimate_shard_traffic(input, stage)).forward;
  input.model.tied_embeddings = true;
  const Seconds tied = valid(estimate_shard_traffic(input, stage)).forward;
  EXPECT_NEAR((apart - tied) / collective(input, CollectiveOp::all_gather, 2 * vocabulary, 8), 1.0, 1e-9);
}

TEST(ShardTraffic, OfKeptParametersHasNoGatherBeforeTheBackward) {
  StepInput input = input_of(small_dense(2), {.dp = 8});
  const ShardTraffic full = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  input.plan.reshard = false;
  const ShardTraffic kept = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  EXPECT_EQ(kept.backward, Seconds{});
  EXPECT_EQ(kept.forward, full.forward);
  EXPECT_EQ(kept.scatter, full.scatter);
}

TEST(ShardTraffic, OfReplicatedShardsReducesThemBetweenTheGroups) {
  // Shards over a node of 8, four nodes: a collective inside, then an all-reduce of an eighth across.
  StepInput input = input_of(small_dense(4), {.dp = 32});
  input.plan.shard_group = 8;
  const ShardTraffic traffic = valid(estimate_shard_traffic(input, layers(0, 4)));
  expect_time(traffic.forward,
              collective(input, CollectiveOp::all_gather, 2 * layer_parameters_dense, 8) * 4.0);
  const Seconds inside = collective(input, CollectiveOp::reduce_scatter, 4 * layer_parameters_dense, 8);
  const Seconds across = collective(input, CollectiveOp::all_reduce, 4 * layer_parameters_dense / 8, 4, 8);
  EXPECT_GT(across, Seconds{});
  expect_time(traffic.scatter, (inside + across) * 4.0);
}

TEST(ShardTraffic, GathersExpertsAmongTheRanksThatShareThem) {
  // 16 experts over EP 4 on 16 ranks: 4 of 3 x 1024 x 512 on each, shared by 4 ranks 4 apart.
  const StepInput input = input_of(small_moe(2), {.ep = 4, .dp = 16});
  const ParameterCount count = count_parameters(input.model);
  const double own = count.attention_per_layer + count.norms_per_layer + count.router_per_layer +
                     count.shared_experts_per_layer;
  const double experts = 4.0 * 3 * 1024 * 512;
  const ShardTraffic traffic = valid(estimate_shard_traffic(input, layers(0, 2)));
  expect_time(traffic.forward, (collective(input, CollectiveOp::all_gather, 2 * own, 16) +
                                collective(input, CollectiveOp::all_gather, 2 * experts, 4, 4)) *
                                   2.0);
  expect_time(traffic.scatter, (collective(input, CollectiveOp::reduce_scatter, 4 * own, 16) +
                                collective(input, CollectiveOp::reduce_scatter, 4 * experts, 4, 4)) *
                                   2.0);
}

TEST(ShardTraffic, OfTensorParallelRanksIsOfTheirPart) {
  const StepInput input = input_of(small_dense(2), {.tp = 2, .sequence_parallel = true, .dp = 8});
  // Norms are whole on each.
  const double part = (layer_parameters_dense - 2.0 * 1024) / 2 + 2.0 * 1024;
  expect_time(valid(estimate_shard_traffic(input, layers(0, 1))).forward,
              collective(input, CollectiveOp::all_gather, 2 * part, 8, 2));
}

TEST(ShardTraffic, FollowsTheRateOfTheStackAndOfTheNetwork) {
  StepInput input = input_of(small_dense(2), {.dp = 8});
  const ShardTraffic plain = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  input.software.effects.shard_rate.value = 0.5;
  input.factors.collectives = 1.5;
  const ShardTraffic slow = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  EXPECT_DOUBLE_EQ(slow.forward / plain.forward, 3.0);
  EXPECT_DOUBLE_EQ(slow.backward / plain.backward, 3.0);
  EXPECT_DOUBLE_EQ(slow.scatter / plain.scatter, 3.0);
}

/// The lone chunk of a job of one stage.
ChunkOp lone(ChunkKind kind) {
  const Chunk chunk{.stage = 0, .micro_batch = 0};
  return kind == ChunkKind::forward ? ChunkOp{kind, chunk, {}} : ChunkOp{kind, {}, chunk};
}

class ShardedStep : public testing::Test {
 protected:
  [[nodiscard]] StepModel model(int zero, double norm) const {
    StepInput one = input;
    one.plan.zero = zero;
    one.software.effects.shard_overlap.value = norm;
    return valid(StepModel::make(one));
  }
  StepInput input = input_of(small_dense(4), {.dp = 16, .micro_batch = 4});
};

TEST_F(ShardedStep, ShowsThePNormOfComputeAndTraffic) {
  StepModel whole = model(1, 4.0);
  const ShardTraffic traffic = valid(estimate_shard_traffic(input, input.plan.stages[0]));
  for (const ChunkKind kind :
       {ChunkKind::forward, ChunkKind::backward, ChunkKind::input_backward, ChunkKind::weight_backward}) {
    const double compute = whole.outcome(lone(kind)).duration.base();
    EXPECT_EQ(whole.outcome(lone(kind)).exposed.shard, Seconds{});
    double moved = kind == ChunkKind::forward ? traffic.forward.base() : 0.0;
    if (kind == ChunkKind::backward || kind == ChunkKind::input_backward) moved += traffic.backward.base();
    if (kind == ChunkKind::backward || kind == ChunkKind::weight_backward) moved += traffic.scatter.base();
    double before = moved * (1.0 + 1e-9);
    for (const double norm : {1.0, 1.5, 2.0, 4.0, 8.0, 64.0}) {
      SCOPED_TRACE(testing::Message() << "kind " << static_cast<int>(kind) << ", norm " << norm);
      StepModel sharded = model(3, norm);
      const ChunkOutcome outcome = sharded.outcome(lone(kind));
      const double scale = std::max(compute, moved);
      const double joined =
          scale * std::pow(std::pow(compute / scale, norm) + std::pow(moved / scale, norm), 1.0 / norm);
      EXPECT_NEAR(outcome.exposed.shard.base(), joined - compute, 1e-12);
      EXPECT_NEAR(outcome.duration.base(), joined, 1e-12);
      EXPECT_GE(outcome.exposed.shard, Seconds{});
      EXPECT_GE(outcome.duration.base(), moved * (1.0 - 1e-12));
      EXPECT_LE(outcome.exposed.shard.base(), before);
      before = outcome.exposed.shard.base();
    }
  }
}

TEST_F(ShardedStep, TakesLessTheBetterItOverlaps) {
  Seconds before = seconds(1e9);
  for (const double norm : {1.0, 2.0, 4.0, 64.0}) {
    StepModel sharded = model(3, norm);
    const StepResult step = valid(sharded.step(4));
    EXPECT_LT(step.time, before) << norm;
    before = step.time;
    // Nothing is left for the end but the optimizer.
    EXPECT_EQ(sharded.synchronisation()[0].reduce, Seconds{});
    EXPECT_EQ(sharded.synchronisation()[0].gather, Seconds{});
  }
}

TEST_F(ShardedStep, ThatKeepsItsParametersUnderAPipelineGathersOnce) {
  StepInput piped = input_of(small_dense(4), {.pp = 2, .dp = 8});
  piped.plan.reshard = false;
  StepModel once = valid(StepModel::make(piped));
  const ChunkOp forward = lone(ChunkKind::forward);
  EXPECT_EQ(once.outcome(forward).exposed.shard, Seconds{});
  EXPECT_GT(once.synchronisation()[0].gather, Seconds{});
  piped.plan.reshard = true;
  StepModel each = valid(StepModel::make(piped));
  EXPECT_GT(each.outcome(forward).exposed.shard, Seconds{});
  EXPECT_EQ(each.synchronisation()[0].gather, Seconds{});
}

TEST_F(ShardedStep, OfZero2ScattersGradientsBehindEveryBackward) {
  StepModel once = model(1, 1.0), each = model(2, 1.0);
  const Seconds scattered = each.synchronisation()[0].reduce_per_micro_batch;
  EXPECT_GT(scattered, Seconds{});
  EXPECT_EQ(once.synchronisation()[0].reduce_per_micro_batch, Seconds{});
  for (const ChunkKind kind : {ChunkKind::backward, ChunkKind::weight_backward})
    EXPECT_NEAR((each.outcome(lone(kind)).duration - once.outcome(lone(kind)).duration) / scattered, 1.0,
                1e-9);
  for (const ChunkKind kind : {ChunkKind::forward, ChunkKind::input_backward})
    EXPECT_EQ(each.outcome(lone(kind)).duration, once.outcome(lone(kind)).duration);
  EXPECT_GT(valid(each.step(4)).time, valid(once.step(4)).time);
}

TEST_F(ShardedStep, OfZero2ScattersAPartBehindEachOfARanksStages) {
  const auto longer = [](int vp, const std::string& schedule) {
    StepInput one = on_h800(small_dense(8), {.pp = 2, .vp = vp, .dp = 8, .schedule = schedule},
                            "megatron-core-bf16-2024");
    one.plan.stages = even_stages(one.model, 2 * vp, false);
    one.software.effects.shard_overlap.value = 1.0;
    StepModel plain = valid(StepModel::make(one));
    one.plan.zero = 2;
    StepModel each = valid(StepModel::make(one));
    const ChunkOp backward = lone(ChunkKind::backward);
    return (each.outcome(backward).duration - plain.outcome(backward).duration) /
           each.synchronisation()[0].reduce_per_micro_batch;
  };
  EXPECT_NEAR(longer(1, "1f1b"), 1.0, 1e-9);
  EXPECT_NEAR(longer(2, "interleaved-1f1b"), 0.5, 1e-9);
  EXPECT_NEAR(longer(1, "dualpipe"), 0.5, 1e-9);  // a rank has a stage of each direction
}

}  // namespace
}  // namespace trainyard
