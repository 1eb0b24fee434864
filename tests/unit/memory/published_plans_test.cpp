// Published plans must fit the GPUs they ran on, and what their teams avoided must not.
#include <gmock/gmock.h>

#include "tests/unit/memory/memory_fixtures.h"

namespace trainyard {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

double gb(Bytes value) {
  return value.in(gigabytes);
}

TEST(DeepSeekV3Memory, MiddleRanksTakeMostAndFit) {
  const MemoryEstimate memory = memory_of(deepseek_v3());
  ASSERT_EQ(memory.stages.size(), 16U);
  EXPECT_TRUE(memory.fits);
  EXPECT_NEAR(gb(memory.capacity), 84.943 * 0.97, 0.01);
  for (int rank = 1; rank <= 14; ++rank) {
    const StageMemory& one = memory.stages[static_cast<std::size_t>(rank)];
    SCOPED_TRACE(rank);
    EXPECT_GT(gb(one.total()), 70.0);
    EXPECT_LT(gb(one.total()), 82.5);
    EXPECT_NEAR(one.parameters, 3.28e9, 0.05e9);
    EXPECT_NEAR(gb(one.weights), 9.8, 0.15);      // bf16 and an fp8 copy
    EXPECT_NEAR(gb(one.gradients), 13.1, 0.2);    // fp32
    EXPECT_NEAR(gb(one.activations), 45.7, 2.5);  // 17 chunks of four layers, 640 to 672 MB each
    EXPECT_EQ(one.in_flight, 17);
    ASSERT_FALSE(one.activation_owners.empty());
    EXPECT_EQ(one.activation_owners.front().name, "expert input");
    EXPECT_NEAR(gb(one.activation_owners.front().bytes), 16.5, 0.3);
  }
  EXPECT_THAT(memory.owner, StartsWith("expert input, 16."));
  EXPECT_THAT(memory.owner, HasSubstr("17 chunks in flight at the forward of stage"));
}

TEST(DeepSeekV3Memory, FirstRankHoldsBothEnds) {
  const StageMemory first = memory_of(deepseek_v3()).stages.front();
  EXPECT_EQ(first.stages, "stages 0 and 15: embedding, layers 0-2, 59-60, head, 1 MTP module");
  EXPECT_GT(gb(first.total()), 60.0);
  EXPECT_LT(gb(first.total()), 72.0);
  EXPECT_NEAR(gb(first.weights), 12.9, 0.2);
  EXPECT_EQ(first.buffer_owners.front().name, "loss workspace");
}

TEST(DeepSeekV3Memory, ActivationsInBf16DoNotFit) {
  StepInput input = deepseek_v3();
  input.software.activation_cache = "bf16";
  const MemoryEstimate memory = memory_of(input);
  EXPECT_FALSE(memory.fits);
  EXPECT_GT(gb(memory.peak), 95.0);
  EXPECT_LT(gb(memory.peak), 112.0);
}

TEST(DeepSeekV2Memory, FitsWithItsRecompute) {
  const MemoryEstimate memory = memory_of(deepseek_v2(Recompute::deepseek));
  EXPECT_EQ(memory.peak_rank, 1);  // four MoE layers; rank 0 has a dense one and the embedding
  EXPECT_TRUE(memory.fits);
  EXPECT_GT(gb(memory.peak), 66.0);
  EXPECT_LT(gb(memory.peak), 77.0);
  EXPECT_GT(gb(memory.stages.front().total()), 60.0);
  EXPECT_LT(gb(memory.stages.back().total()), 45.0);  // two layers
}

TEST(DeepSeekV2Memory, IsRefusedWithoutRecomputeAndToldHowToFit) {
  const MemoryEstimate memory = memory_of(deepseek_v2(Recompute::none), true);
  EXPECT_FALSE(memory.fits);
  EXPECT_GT(gb(memory.peak), 110.0);
  EXPECT_LT(gb(memory.peak), 130.0);
  EXPECT_THAT(memory.owner, StartsWith("q, k, v, "));
  EXPECT_THAT(memory.suggestions, Contains(StartsWith("recompute none -> deepseek: peak ")));
  EXPECT_THAT(memory.suggestions, Contains(StartsWith("recompute none -> full: peak ")));
}

TEST(DeepSeekV2Memory, FullRecomputeLeavesMostOfTheGpuFree) {
  const MemoryEstimate memory = memory_of(deepseek_v2(Recompute::full));
  EXPECT_GT(gb(memory.peak), 25.0);
  EXPECT_LT(gb(memory.peak), 32.0);
}

TEST(DeepSeekV2Memory, FortyGigabytesAreTooSmallForThePlanOfTheH800Run) {
  const MemoryEstimate memory = memory_of(deepseek_v2(Recompute::deepseek, "fire-flyer-2"), true);
  EXPECT_NEAR(gb(memory.capacity), 42.295 * 0.97, 0.02);
  EXPECT_FALSE(memory.fits);
  EXPECT_THAT(memory.suggestions, Contains(StartsWith("recompute deepseek -> full: peak ")));
}

}  // namespace
}  // namespace trainyard
