#include "models/memory/held_activations.h"

#include <gmock/gmock.h>

#include "tests/unit/memory/memory_fixtures.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;

HeldActivation held(const std::vector<HeldActivation>& list, const std::string& name) {
  for (const HeldActivation& one : list)
    if (one.name == name) return one;
  ADD_FAILURE() << "no " << name;
  return {};
}

ChunkOp op(ChunkKind kind, int forward, int backward) {
  ChunkOp out{.kind = kind, .forward = {}, .backward = {}};
  if (forward >= 0) out.forward = {.stage = 0, .micro_batch = forward};
  if (backward >= 0) out.backward = {.stage = 0, .micro_batch = backward};
  return out;
}

ScheduleProgram one_rank(std::vector<ChunkOp> ops) {
  return {
      .stages = 1, .micro_batches = 3, .virtual_stages = 1, .stage_rank = {{0}}, .ranks = {std::move(ops)}};
}

HeldPeak peak_of(std::vector<ChunkOp> ops, double for_weights) {
  return heaviest_moment(one_rank(std::move(ops)), 0,
                         {{.name = "", .whole = bytes(10), .for_weights = bytes(for_weights)}});
}

TEST(HeaviestMoment, CountsAChunkUntilItsBackwardEnds) {
  const HeldPeak peak = peak_of({op(ChunkKind::forward, 0, -1), op(ChunkKind::backward, -1, 0),
                                 op(ChunkKind::forward, 1, -1), op(ChunkKind::backward, -1, 1)},
                                7);
  EXPECT_EQ(peak.bytes, bytes(10));
  EXPECT_EQ(peak.op, 0U);
  EXPECT_EQ(peak.chunks(), 1);
}

TEST(HeaviestMoment, WeighsWhatWaitsForItsWeightGradient) {
  const HeldPeak peak = peak_of(
      {op(ChunkKind::forward, 0, -1), op(ChunkKind::input_backward, -1, 0), op(ChunkKind::forward, 1, -1),
       op(ChunkKind::weight_backward, -1, 0), op(ChunkKind::backward, -1, 1)},
      7);
  EXPECT_EQ(peak.bytes, bytes(17));
  EXPECT_EQ(peak.op, 2U);
  EXPECT_THAT(peak.whole, ElementsAre(1));
  EXPECT_THAT(peak.weight_waiting, ElementsAre(1));
}

TEST(HeaviestMoment, HoldsBothPartsOfAPair) {
  const HeldPeak peak = peak_of(
      {op(ChunkKind::forward, 0, -1), op(ChunkKind::forward_backward, 1, 0), op(ChunkKind::backward, -1, 1)},
      7);
  EXPECT_EQ(peak.bytes, bytes(20));
  EXPECT_EQ(peak.op, 1U);
}

TEST(HeldActivations, KeepForTheWeightsWhatTheirGradientsRead) {
  const StepInput input = deepseek_v2(Recompute::none);
  const RankWork work = rank_work(input, valid(estimate_exchanges(input)));
  const auto list = held_activations(work, input.plan, input.plan.stages[1]);
  for (const char* name : {"attention norm output", "q, k, v", "attention output", "expert input"})
    EXPECT_EQ(held(list, name).for_weights, held(list, name).whole) << name;
  for (const char* name : {"layer input", "ffn norm input", "latents", "softmax statistics"}) {
    EXPECT_EQ(held(list, name).for_weights, Bytes{}) << name;
    EXPECT_GT(held(list, name).whole, Bytes{}) << name;
  }
  EXPECT_LT(total(list).for_weights, total(list).whole);
}

TEST(HeldActivations, KeepNormInputsThatNormsAreRedoneFrom) {
  const StepInput input = deepseek_v2(Recompute::deepseek);
  const auto list =
      held_activations(rank_work(input, valid(estimate_exchanges(input))), input.plan, input.plan.stages[1]);
  EXPECT_EQ(held(list, "layer input").for_weights, held(list, "layer input").whole);
  EXPECT_EQ(held(list, "latents").for_weights, held(list, "latents").whole);
  EXPECT_EQ(held(list, "softmax statistics").for_weights, Bytes{});
}

TEST(HeldActivations, OfAStageAreThoseOfItsLayers) {
  const StepInput input = deepseek_v3();
  const RankWork work = rank_work(input, valid(estimate_exchanges(input)));
  const Bytes middle = total(held_activations(work, input.plan, input.plan.stages[1])).whole;
  EXPECT_NEAR(middle.in(megabytes), 4 * 656.0, 4 * 20.0);
  const auto last = held_activations(work, input.plan, input.plan.stages[15]);
  // Two layers and the MTP module's own; its pass through the head and the model's.
  EXPECT_DOUBLE_EQ(held(last, "logits").whole.base(), 2 * 2.0 * 4096 * 129280);
  EXPECT_EQ(held(last, "logits").for_weights, Bytes{});
  EXPECT_DOUBLE_EQ(held(last, "MTP projection input").whole.base(), 2.0 * 4096 * 2 * 7168);
  EXPECT_NEAR(
      held(last, "expert input").whole.base(),
      0.75 * held(held_activations(work, input.plan, input.plan.stages[1]), "expert input").whole.base(),
      1.0);
}

}  // namespace
}  // namespace trainyard
