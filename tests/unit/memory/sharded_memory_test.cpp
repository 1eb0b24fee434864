// Memory of plans that shard gradients and parameters, of context parallelism and of partial recompute, by
// hand.
#include <gmock/gmock.h>

#include "models/memory/estimate_memory.h"
#include "models/memory/held_activations.h"
#include "tests/unit/memory/memory_fixtures.h"

namespace trainyard {
namespace {

/// Llama 2 7B on one pipeline rank of each of `dp` GPUs.
StepInput llama(int dp, int zero) {
  StepInput input = on_cluster("llama-2-7b", "dgx-h100", dp, "megatron-core-bf16-2024");
  input.plan = {.dp = dp, .global_batch = 16 * dp, .zero = zero};
  input.plan.stages = valid(make_stages(input.model, {.stages = 1}));
  return input;
}

StageMemory first_of(const StepInput& input) {
  return memory_of(input).stages.front();
}

double buffer(const StageMemory& memory, const std::string& name) {
  for (const MemoryOwner& owner : memory.buffer_owners)
    if (owner.name == name) return owner.bytes.base();
  return 0.0;
}

/// Of Llama 2 7B: four projections of 4096 x 4096, three of 4096 x 11008, two norms; one of the two tables.
constexpr double layer = 4.0 * 4096 * 4096 + 3.0 * 4096 * 11008 + 2.0 * 4096;
constexpr double table = 32000.0 * 4096;

TEST(Zero2, ShardsGradientsToo) {
  const StageMemory one = first_of(llama(8, 1)), two = first_of(llama(8, 2));
  EXPECT_EQ(two.weights, one.weights);
  EXPECT_EQ(two.optimizer, one.optimizer);
  EXPECT_DOUBLE_EQ(two.gradients.base(), one.gradients.base() / 8);
  EXPECT_DOUBLE_EQ(buffer(two, "layer gradients"), 4.0 * layer * 7 / 8);  // fp32, less the shard that stays
  EXPECT_DOUBLE_EQ(buffer(one, "layer gradients"), 0.0);
}

TEST(Zero3, KeepsNoParametersButTheGatheredLayers) {
  const StageMemory memory = first_of(llama(8, 3));
  EXPECT_EQ(memory.weights, Bytes{});
  EXPECT_DOUBLE_EQ(memory.gradients.base(), 4.0 * memory.parameters / 8);
  EXPECT_DOUBLE_EQ(memory.optimizer.base(), 12.0 * memory.parameters / 8);
  EXPECT_DOUBLE_EQ(buffer(memory, "gathered layers"), 2.0 * 2.0 * layer);
  EXPECT_LT(table, layer);  // else the table would be the larger neighbour
}

TEST(Zero3, OfOneReplicaIsAsHeavyAsHoldingEverything) {
  const StageMemory whole = first_of(llama(1, 0)), sharded = first_of(llama(1, 3));
  EXPECT_DOUBLE_EQ(buffer(sharded, "layer gradients"), 0.0);
  EXPECT_LE(sharded.total(), whole.total());
}

TEST(Zero3, ThatKeepsItsParametersHoldsAllOfThem) {
  StepInput input = llama(8, 3);
  input.plan.reshard = false;
  const StageMemory memory = first_of(input);
  EXPECT_DOUBLE_EQ(memory.weights.base(), 2.0 * memory.parameters);
  EXPECT_DOUBLE_EQ(buffer(memory, "gathered layers"), 0.0);
  EXPECT_DOUBLE_EQ(memory.gradients.base(), 4.0 * memory.parameters / 8);  // scattered behind every layer
}

TEST(Zero3, UnderAPipelineThatKeepsParametersAddsGradientsUpWhole) {
  StepInput input = llama(8, 3);
  input.plan.pp = 2;
  input.plan.dp = 4;
  input.plan.reshard = false;
  input.plan.stages = valid(make_stages(input.model, {.stages = 2}));
  const StageMemory memory = first_of(input);
  EXPECT_DOUBLE_EQ(memory.weights.base(), 2.0 * memory.parameters);
  EXPECT_DOUBLE_EQ(memory.gradients.base(), 4.0 * memory.parameters);
  EXPECT_DOUBLE_EQ(memory.optimizer.base(), 12.0 * memory.parameters / 4);
  EXPECT_DOUBLE_EQ(buffer(memory, "layer gradients"), 0.0);
}

TEST(ShardGroups, ShardOverFewerGpus) {
  StepInput input = llama(32, 3);
  input.plan.shard_group = 8;
  const StageMemory grouped = first_of(input), eight = first_of(llama(8, 3));
  EXPECT_DOUBLE_EQ(grouped.optimizer.base(), eight.optimizer.base());
  EXPECT_DOUBLE_EQ(grouped.gradients.base(), eight.gradients.base());
}

TEST(ContextParallelism, HasBuffersByItsExchange) {
  StepInput input = llama(1, 1);
  input.plan.cp = 4;
  input.plan.global_batch = 16;
  input.machine.gpus = 4;
  const double tokens = 1024, head = 2.0 * tokens * (128 + 128);  // bytes of one head's keys and values
  EXPECT_DOUBLE_EQ(buffer(first_of(input), "keys and values"), 4.0 * head * 32);  // two chunks, gradients too
  input.plan.cp_comm = ContextExchange::all_gather;
  EXPECT_DOUBLE_EQ(buffer(first_of(input), "keys and values"), 2.0 * 4 * head * 32);
  input.plan.cp_comm = ContextExchange::all_to_all;
  EXPECT_DOUBLE_EQ(buffer(first_of(input), "keys and values"), head * (32 + 32));
  EXPECT_DOUBLE_EQ(buffer(first_of(llama(4, 1)), "keys and values"), 0.0);
}

TEST(PartialRecompute, KeepsTheOtherLayersWhole) {
  StepInput input = llama(1, 1);
  const Bytes none = first_of(input).activations;
  input.plan.recompute = Recompute::full;
  const Bytes full = first_of(input).activations;
  input.plan.recompute_share = 0.25;  // 8 of 32 layers
  EXPECT_NEAR(first_of(input).activations.base(), (0.25 * full + 0.75 * none).base(), 0.02 * none.base());
  EXPECT_GT(first_of(input).activations, full);
  EXPECT_LT(first_of(input).activations, none);
}

TEST(RecomputedModules, ComeBackForOneLayerAtATime) {
  StepInput input = llama(2, 1);
  input.plan.pp = 2;
  input.plan.dp = 1;
  input.plan.stages = valid(make_stages(input.model, {.stages = 2}));
  const StageMemory none = first_of(input);  // two chunks of 16 layers in flight, no head
  input.plan.recompute = Recompute::modules;
  input.plan.recompute_modules.add(RecomputeModule::mlp);
  const StageMemory mlp = first_of(input);
  const double block = 2.0 * 4096 * 3.0 * 11008;  // gate, up and their product in bf16
  EXPECT_NEAR((none.activations - mlp.activations).base(), 32 * block, 1e3);
  EXPECT_NEAR(buffer(mlp, "layer workspace") - 2.0 * 4096 * (2.0 * 11008 + 4096), block, 1e3);
}

TEST(UnfusedAttention, HoldsItsScoresUnlessTheyAreRecomputed) {
  StepInput input = llama(1, 1);
  const StageMemory fused = first_of(input);
  input.software.fused_attention = false;
  const StageMemory unfused = first_of(input);
  const double scores = 2.0 * 32 * 4096 * 4096, statistics = 4.0 * 32 * 4096;
  EXPECT_NEAR((unfused.activations - fused.activations).base(), 32 * (scores - statistics), 1e3);
  input.plan.recompute = Recompute::selective;
  const StageMemory selective = first_of(input);
  EXPECT_NEAR((fused.activations - selective.activations).base(), 32 * statistics, 1e3);
  // One layer's scores come back, and their gradients at both sides of the softmax.
  EXPECT_GE(buffer(selective, "layer workspace"), 3.0 * scores);
}

TEST(ExpertTensorParallelism, MovesExpertsFromColumnsToRanks) {
  StepInput input = on_cluster("deepseek-v2-lite", "dgx-h100", 32, "megatron-core-bf16-2024");
  input.plan = {.tp = 4, .sequence_parallel = true, .ep = 8, .dp = 8, .global_batch = 64};
  input.plan.stages = valid(make_stages(input.model, {.stages = 1}));
  const StageMemory cut = first_of(input);
  input.plan.etp = 1;
  input.plan.ep = 32;
  const StageMemory spread = first_of(input);
  EXPECT_DOUBLE_EQ(spread.parameters, cut.parameters);  // 1/32 of the experts either way
  EXPECT_DOUBLE_EQ(spread.optimizer.base(), cut.optimizer.base());
  // A quarter of the tokens, in matrices four times as wide: the same gate and up, a quarter of the inputs.
  const auto held = [](const StageMemory& memory, const std::string& name) {
    for (const MemoryOwner& owner : memory.activation_owners)
      if (owner.name == name) return owner.bytes.base();
    return 0.0;
  };
  EXPECT_DOUBLE_EQ(held(spread, "expert up output"), held(cut, "expert up output"));
  EXPECT_DOUBLE_EQ(held(spread, "expert input"), held(cut, "expert input") / 4);
  input.plan.ep = 8;
  EXPECT_GT(first_of(input).parameters, cut.parameters);  // whole experts of an eighth
}

}  // namespace
}  // namespace trainyard
