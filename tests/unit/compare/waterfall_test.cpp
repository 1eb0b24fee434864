// Differences that sum exactly.
#include "models/compare/waterfall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace trainyard {
namespace {

using ::testing::ElementsAre;

TEST(SplitExactly, LargestRemaindersAreRoundedUp) {
  EXPECT_THAT(split_exactly(10, {3.3, 3.3, 3.4}), ElementsAre(3, 3, 4));
  EXPECT_THAT(split_exactly(1, {0.5, 0.5}), ElementsAre(1, 0));
  EXPECT_THAT(split_exactly(-3, {-1.5, -1.5}), ElementsAre(-1, -2));
  EXPECT_THAT(split_exactly(0, {}), ElementsAre());
}

TEST(SplitExactly, PartsThatMissTheTotalShareWhatIsMissing) {
  EXPECT_THAT(split_exactly(12, {1.0, 2.0, 3.0}), ElementsAre(3, 4, 5));
  EXPECT_THAT(split_exactly(0, {1.0, 2.0}), ElementsAre(0, 0));
}

TEST(SplitExactly, SumsToTheTotalWhateverTheParts) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> value(-1e12, 1e12);
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> parts(1 + random() % 30);
    double sum = 0;
    for (double& one : parts) sum += one = value(random);
    const auto total =
        static_cast<std::int64_t>(std::llround(sum)) + static_cast<std::int64_t>(random() % 5) - 2;
    const auto whole = split_exactly(total, parts);
    EXPECT_EQ(std::accumulate(whole.begin(), whole.end(), std::int64_t{0}), total);
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_NEAR(static_cast<double>(whole[i]), parts[i], 4.0);
  }
}

/// An estimate with a step of two parts on `gpus` GPUs, 1,000 tokens of 10 a step.
struct Made {
  Scenario scenario{};
  Estimate estimate{};
};
Made made(double gemm, double bubble, double price, double tokens, double goodput, double ramp = 1.0) {
  Made one;
  one.scenario.recipe.sequence = 10;
  one.scenario.recipe.global_batch = 1;
  one.scenario.prices.gpu.value = DollarsPerSecond::from_base(price);
  one.estimate.step.time = seconds(gemm + bubble);
  one.estimate.step.parts = {{"gemm", seconds(gemm), {}}, {"bubble", seconds(bubble), {}}};
  one.estimate.run.gpus = 4;
  one.estimate.run.tokens = tokens;
  one.estimate.run.goodput = goodput;
  const double gpu_seconds = tokens / 10 * (gemm + bubble) * 4 * ramp / goodput;
  one.estimate.run.gpu_hours = gpu_seconds / 3600;
  one.estimate.cost.total = dollars(gpu_seconds * price);
  StageMemory stage;
  stage.weights = gigabytes(10 * gemm);
  one.estimate.memory.stages = {stage};
  one.estimate.memory.peak = stage.total();
  return one;
}

TEST(Waterfall, DollarsByHand) {
  // A: 100 steps of 3 s on 4 GPUs at $1/s: $1200. B: 200 steps of 5 s at $2/s, goodput 0.5, ramp 1.1.
  const Made a = made(2, 1, 1, 1000, 1), b = made(3, 2, 2, 2000, 0.5, 1.1);
  const ExactWaterfall fall = dollar_waterfall(a.scenario, a.estimate, b.scenario, b.estimate);
  EXPECT_EQ(fall.from, 1200'000'000);
  EXPECT_EQ(fall.to, 17'600'000'000);
  EXPECT_THAT(fall.steps, ElementsAre(WaterfallStep{"gemm", 400'000'000},        // 1 s x 4 GPUs x 100 steps
                                      WaterfallStep{"bubble", 400'000'000},      //
                                      WaterfallStep{"batch_ramp", 200'000'000},  // a tenth of 2000
                                      WaterfallStep{"goodput", 2'200'000'000},   // twice 2200
                                      WaterfallStep{"tokens", 4'400'000'000},    // twice 4400
                                      WaterfallStep{"gpu_price", 8'800'000'000}));  // twice 8800
}

TEST(Waterfall, StepAndMemoryByHand) {
  const Made a = made(2, 1, 1, 1000, 1), b = made(2, 0.5, 1, 1000, 1), c = made(3, 1, 1, 1000, 1);
  EXPECT_THAT(step_waterfall(a.estimate, b.estimate).steps,
              ElementsAre(WaterfallStep{"bubble", -500'000'000'000}));
  EXPECT_TRUE(memory_waterfall(a.estimate, b.estimate).steps.empty());
  EXPECT_THAT(memory_waterfall(a.estimate, c.estimate).steps,
              ElementsAre(WaterfallStep{"weights", 10'000'000'000}));
  EXPECT_TRUE(step_waterfall(a.estimate, a.estimate).steps.empty());
  EXPECT_TRUE(dollar_waterfall(a.scenario, a.estimate, a.scenario, a.estimate).steps.empty());
}

TEST(Waterfall, AmountsCarryTheirUnit) {
  EXPECT_EQ(amount_text(WaterfallUnit::time_ps, -1'500'000'000'000), "-1.500 s");
  EXPECT_EQ(amount_text(WaterfallUnit::memory_bytes, 2'500'000'000), "2.500 GB");
  EXPECT_EQ(amount_text(WaterfallUnit::money_micro, 1'234'000'000'000), "$1.234M");
}

}  // namespace
}  // namespace trainyard
