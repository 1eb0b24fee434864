#include "models/memory/estimate_memory.h"

#include <gmock/gmock.h>

#include "models/architecture/model_spec.h"
#include "tests/unit/memory/memory_fixtures.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Llama 2 7B: dense, so every number can be had by hand.
StepInput llama(int pp, int dp, int zero) {
  StepInput input = on_cluster("llama-2-7b", "dgx-h100", pp * dp, "megatron-core-bf16-2024");
  input.plan = {.pp = pp, .dp = dp, .global_batch = 16 * dp, .zero = zero};
  input.plan.stages = valid(make_stages(input.model, {.stages = pp}));
  return input;
}

TEST(ResidentMemory, IsEighteenBytesPerParameterWhenNothingIsSharded) {
  const StepInput input = llama(1, 4, 0);
  const StageMemory memory = memory_of(input).stages.front();
  const double parameters = count_parameters(input.model).total;
  EXPECT_NEAR(memory.parameters, parameters, 1e-3 * parameters);
  EXPECT_DOUBLE_EQ(memory.weights.base(), 2.0 * memory.parameters);
  EXPECT_DOUBLE_EQ(memory.gradients.base(), 4.0 * memory.parameters);
  EXPECT_DOUBLE_EQ(memory.optimizer.base(), 12.0 * memory.parameters);
}

TEST(ResidentMemory, Zero1ShardsTheOptimizerAlone) {
  const StageMemory whole = memory_of(llama(1, 4, 0)).stages.front();
  const StageMemory sharded = memory_of(llama(1, 4, 1)).stages.front();
  EXPECT_DOUBLE_EQ(sharded.optimizer.base(), whole.optimizer.base() / 4.0);
  EXPECT_EQ(sharded.gradients, whole.gradients);
  EXPECT_EQ(sharded.weights, whole.weights);
}

TEST(ResidentMemory, ExpertsAreShardedOverTheirReplicasAlone) {
  StepInput input = deepseek_v2(Recompute::deepseek);
  const Bytes few = memory_of(input).stages[1].optimizer;
  input.plan.ep = 4;  // twice the experts, twice the replicas: the same shard
  EXPECT_NEAR(memory_of(input).stages[1].optimizer.base(), few.base(), 1e-9 * few.base());
}

TEST(ActivationMemory, OfOneForwardOneBackwardCountsDownTheRanks) {
  const MemoryEstimate memory = memory_of(llama(4, 2, 1));
  for (int rank = 0; rank < 4; ++rank)
    EXPECT_EQ(memory.stages[static_cast<std::size_t>(rank)].in_flight, 4 - rank) << rank;
  EXPECT_EQ(memory.stages[0].moment, "forward of stage 0, micro-batch 3");
}

TEST(ActivationMemory, KeepsTheLogitsOfTheOneChunkAlive) {
  const StepInput input = llama(4, 2, 1);
  const std::vector<MemoryOwner> owners = memory_of(input).stages.back().activation_owners;
  const auto logits = std::find_if(owners.begin(), owners.end(),
                                   [](const MemoryOwner& owner) { return owner.name == "logits"; });
  ASSERT_NE(logits, owners.end());
  EXPECT_DOUBLE_EQ(logits->bytes.base(), 2.0 * 4096 * 32000);
}

TEST(ActivationMemory, FullRecomputeKeepsLayerInputs) {
  StepInput input = llama(4, 2, 1);
  input.plan.recompute = Recompute::full;
  const StageMemory first = memory_of(input).stages.front();
  ASSERT_EQ(first.activation_owners.size(), 1U);
  EXPECT_EQ(first.activation_owners.front().name, "layer input");
  EXPECT_DOUBLE_EQ(first.activations.base(), 4.0 * 8.0 * 2.0 * 4096 * 4096);  // chunks, layers, bf16
}

TEST(Buffers, AreWhatOneLayerNeedsAndOneMessageEachWay) {
  const StepInput input = llama(4, 2, 1);
  const StageMemory first = memory_of(input).stages.front();
  ASSERT_EQ(first.buffer_owners.size(), 2U);
  EXPECT_EQ(first.buffer_owners[0].name, "layer workspace");
  // Gradients of the up projection's output (gate and up) and of its input.
  EXPECT_DOUBLE_EQ(first.buffer_owners[0].bytes.base(), 2.0 * 4096 * (2.0 * 11008 + 4096));
  EXPECT_EQ(first.buffer_owners[1].name, "pipeline messages");
  EXPECT_DOUBLE_EQ(first.buffer_owners[1].bytes.base(), 4.0 * 2.0 * 4096 * 4096);
}

TEST(Buffers, RowsInTransportAreCountedOnceEachWay) {
  const StepInput input = deepseek_v2(Recompute::deepseek);
  const ExchangeTimes exchanges = valid(estimate_exchanges(input));
  const StageMemory first = memory_of(input).stages.front();
  const auto rows = std::find_if(first.buffer_owners.begin(), first.buffer_owners.end(),
                                 [](const MemoryOwner& owner) { return owner.name == "rows in transport"; });
  ASSERT_NE(rows, first.buffer_owners.end());
  EXPECT_DOUBLE_EQ(rows->bytes.base(), 4096 * (1.0 + exchanges.received_per_token) * 5120 * 4.0);
}

TEST(Capacity, IsTheGpuWhereTheClusterDoesNotTell) {
  StepInput input = llama(1, 4, 1);
  input.machine.cluster.usable_memory.value = {};
  const MemoryEstimate memory = memory_of(input);
  EXPECT_DOUBLE_EQ(memory.capacity.base(),
                   input.machine.gpu.memory.value.base() * (1.0 - input.software.allocator_reserve.value));
}

TEST(Capacity, IsNeverMoreThanTheGpuHas) {
  StepInput input = llama(1, 4, 1);
  input.machine.gpu.memory.value = gigabytes(40.0);
  EXPECT_DOUBLE_EQ(memory_of(input).capacity.base(), 40e9 * (1.0 - input.software.allocator_reserve.value));
}

TEST(Suggestions, AreAbsentWhenThePlanFits) {
  EXPECT_TRUE(memory_of(llama(4, 2, 1), true).suggestions.empty());
}

TEST(Suggestions, NameZeroOneWhereItIsEnough) {
  const MemoryEstimate memory = memory_of(llama(1, 8, 0), true);
  EXPECT_FALSE(memory.fits);
  EXPECT_THAT(memory.suggestions, ::testing::Contains(StartsWith("zero 0 -> 1: peak ")));
}

TEST(Suggestions, SayWhenNothingHelpsAndWhatComesNearest) {
  StepInput input = llama(4, 2, 1);
  input.machine.cluster.usable_memory.value = gigabytes(1.0);
  EXPECT_THAT(memory_of(input, true).suggestions,
              ElementsAre(HasSubstr("none of the plans tried fits; the lightest is ")));
}

TEST(EstimateMemory, RefusesAProgramOfAnotherPlan) {
  const StepInput input = llama(4, 2, 1);
  const ScheduleProgram program =
      valid(make_schedule_program("1f1b", {.pipeline_ranks = 2, .micro_batches = 8}));
  const auto memory = estimate_memory(input, program, ExchangeTimes{});
  ASSERT_FALSE(memory);
  EXPECT_THAT(to_text(memory.error()), HasSubstr("2 stages on 2 ranks, the plan has 4 on 4"));
}

}  // namespace
}  // namespace trainyard
