#include "models/run/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// 1,000 steps of 100 sequences of 10 tokens.
Recipe plain() {
  Recipe recipe;
  recipe.tokens = 1e6;
  recipe.sequence = 10;
  recipe.global_batch = 100;
  recipe.goodput.value = 1.0;
  return recipe;
}

Result<Seconds> constant(int, int) {
  return seconds(36.0);
}

Result<RunEstimate> run_of(const Recipe& recipe, const StepTime& step = constant, int quantum = 4) {
  return estimate_run(recipe, 8, quantum, watts(1000.0), 1.5, step);
}

RunEstimate valid_run(const Recipe& recipe, const StepTime& step = constant, int quantum = 4) {
  const Result<RunEstimate> run = run_of(recipe, step, quantum);
  EXPECT_TRUE(run) << (run ? "" : to_text(run.error()));
  return run ? run.value() : RunEstimate{};
}

std::string refusal(const Recipe& recipe, int quantum = 4) {
  const Result<RunEstimate> run = run_of(recipe, constant, quantum);
  EXPECT_FALSE(run);
  return run ? "" : to_text(run.error());
}

TEST(RunWithoutRamp, IsStepsTimesStepTime) {
  const RunEstimate run = valid_run(plain());
  EXPECT_DOUBLE_EQ(run.elapsed.in(hours), 10.0);
  EXPECT_DOUBLE_EQ(run.gpu_hours, 80.0);
  EXPECT_DOUBLE_EQ(run.gpu_hours_per_trillion_tokens, 80e6);
  EXPECT_DOUBLE_EQ(run.days, 10.0 / 24.0);
  EXPECT_DOUBLE_EQ(run.energy.in(kilowatt_hours), 8 * 1.0 * 10.0 * 1.5);
  EXPECT_DOUBLE_EQ(run.total_gpu_hours, 80.0);
  ASSERT_EQ(run.phases.size(), 1U);
  EXPECT_DOUBLE_EQ(run.phases[0].steps, 1000.0);
  EXPECT_DOUBLE_EQ(run.phases[0].tokens, 1e6);
}

TEST(Goodput, StretchesElapsedTimeHoursAndEnergyButNotThePhase) {
  Recipe recipe = plain();
  recipe.goodput.value = 0.8;
  const RunEstimate run = valid_run(recipe);
  EXPECT_DOUBLE_EQ(run.elapsed.in(hours), 12.5);
  EXPECT_DOUBLE_EQ(run.gpu_hours, 100.0);
  EXPECT_DOUBLE_EQ(run.energy.in(kilowatt_hours), 150.0);
  EXPECT_DOUBLE_EQ(run.phases[0].time.in(hours), 10.0);
}

TEST(Ramp, TakesTheIntegralOfItsSteps) {
  // 100,000 tokens = 10,000 sequences while the batch grows from 20 to 100: k = 10,000 / 80 = 125 per unit of
  // ln, so 125 ln 5 steps; the other 90,000 sequences take 900.
  Recipe recipe = plain();
  recipe.ramp = {.from = 20, .tokens = 1e5};
  const RunEstimate run = valid_run(recipe);
  const double steps = 125.0 * std::log(5.0) + 900.0;
  EXPECT_NEAR(run.phases[0].steps, steps, 1e-9 * steps);
  EXPECT_NEAR(run.elapsed.base(), 36.0 * steps, 1e-9 * 36.0 * steps);
}

TEST(Ramp, IsExactForStepsThatGrowInAStraightLine) {
  Recipe recipe = plain();
  recipe.ramp = {.from = 20, .tokens = 1e5};
  const RunEstimate run =
      valid_run(recipe, [](int, int sequences) -> Result<Seconds> { return seconds(2.0 + 0.1 * sequences); });
  const double steps = 125.0 * std::log(5.0) + 900.0;
  EXPECT_NEAR(run.elapsed.base(), 2.0 * steps + 0.1 * 1e5, 1e-6);  // 0.1 s for each of 100,000 sequences
}

TEST(Ramp, AsksForAFewBatchesTheReplicasCanShare) {
  Recipe recipe = plain();
  recipe.global_batch = 15360;
  recipe.tokens = 1e9;
  recipe.ramp = {.from = 3072, .tokens = 1e8};
  std::set<int> asked;
  valid_run(
      recipe,
      [&](int sequence, int sequences) -> Result<Seconds> {
        EXPECT_EQ(sequence, 10);
        asked.insert(sequences);
        return seconds(1.0);
      },
      128);
  EXPECT_LE(asked.size(), 6U);
  EXPECT_EQ(*asked.begin(), 3072);
  EXPECT_EQ(*asked.rbegin(), 15360);
  for (const int batch : asked) EXPECT_EQ(batch % 128, 0);
}

TEST(Ramp, OfNoGrowthOrNoTokensIsNone) {
  const RunEstimate none = valid_run(plain());
  Recipe flat = plain();
  flat.ramp = {.from = 100, .tokens = 1e5};
  EXPECT_EQ(valid_run(flat).elapsed, none.elapsed);
  Recipe instant = plain();
  instant.ramp = {.from = 20, .tokens = 0};
  EXPECT_EQ(valid_run(instant).elapsed, none.elapsed);
}

TEST(Ramp, StartsAtTheNearestBatchReplicasCanShare) {
  Recipe recipe = plain();
  recipe.ramp = {.from = 1, .tokens = 1e5};
  Recipe rounded = recipe;
  rounded.ramp.from = 4;
  EXPECT_EQ(valid_run(recipe).elapsed, valid_run(rounded).elapsed);
}

TEST(Ramp, OverTheWholeRunLeavesNothingAtFullBatch) {
  Recipe recipe = plain();
  recipe.ramp = {.from = 20, .tokens = 1e6};
  EXPECT_NEAR(valid_run(recipe).phases[0].steps, 1250.0 * std::log(5.0), 1e-9 * 2500);
}

TEST(LaterPhases, AddTheirHoursButNotToTheMainPhase) {
  Recipe recipe = plain();
  recipe.goodput.value = 0.5;
  recipe.phases = {{.name = "long", .sequence = 80, .global_batch = 10, .steps = 100}};
  int asked = 0;
  const RunEstimate run = valid_run(recipe, [&](int sequence, int sequences) -> Result<Seconds> {
    if (sequence == 80) asked = sequences;
    return seconds(sequence == 80 ? 72.0 : 36.0);
  });
  EXPECT_EQ(asked, 12);  // the replicas with a sequence more set the pace
  ASSERT_EQ(run.phases.size(), 2U);
  EXPECT_EQ(run.phases[1].name, "long");
  EXPECT_DOUBLE_EQ(run.phases[1].tokens, 80.0 * 10 * 100);
  EXPECT_DOUBLE_EQ(run.phases[1].time.in(hours), 2.0);
  EXPECT_DOUBLE_EQ(run.gpu_hours, 160.0);
  EXPECT_DOUBLE_EQ(run.total_gpu_hours, 160.0 + 32.0);
}

TEST(DeepSeekV3Run, TakesItsPublishedHoursAtItsPublishedStep) {
  // 14.8T tokens at 19.926 s for 15,360 sequences of 4,096 (arXiv 2505.09343, table 4): 2,664K GPU-hours
  // published. The ramp of a step in proportion to its batch adds nothing.
  Recipe recipe;
  recipe.tokens = 14.8e12;
  recipe.sequence = 4096;
  recipe.global_batch = 15360;
  recipe.ramp = {.from = 3072, .tokens = 469e9};
  recipe.goodput.value = 1.0;
  const auto run = estimate_run(
      recipe, 2048, 128, watts(1275), 1.3,
      [](int, int sequences) -> Result<Seconds> { return seconds(19.926 * sequences / 15360.0); });
  ASSERT_TRUE(run);
  EXPECT_NEAR(run.value().gpu_hours, 2.6665e6, 0.0005e6);
  EXPECT_NEAR(run.value().days, 54.25, 0.01);
}

TEST(EstimateRun, RefusesRecipesThatMeanNothing) {
  Recipe recipe = plain();
  recipe.tokens = 0;
  EXPECT_THAT(refusal(recipe), HasSubstr("/recipe/tokens"));
  recipe.tokens = std::nan("");
  EXPECT_THAT(refusal(recipe), HasSubstr("/recipe/tokens"));
  recipe = plain();
  recipe.goodput.value = 0;
  EXPECT_THAT(refusal(recipe), HasSubstr("/recipe/goodput"));
  recipe.goodput.value = 1.01;
  EXPECT_THAT(refusal(recipe), HasSubstr("/recipe/goodput"));
  recipe = plain();
  recipe.phases = {{.name = "empty", .sequence = 8, .global_batch = 4, .steps = 0}};
  EXPECT_THAT(refusal(recipe), HasSubstr("phase \"empty\""));
}

TEST(EstimateRun, RefusesABatchTheReplicasCannotShare) {
  EXPECT_THAT(refusal(plain(), 48), AllOf(HasSubstr("/recipe/global_batch"), HasSubstr("nearest: 96, 144")));
  EXPECT_THAT(refusal(plain(), 128), HasSubstr("nearest: 128"));
  EXPECT_THAT(refusal(plain(), 0), HasSubstr("/plan"));
}

TEST(EstimateRun, RefusesRampsThatShrinkOrOutlastTheRun) {
  Recipe recipe = plain();
  recipe.ramp = {.from = 200, .tokens = 1e5};
  EXPECT_THAT(refusal(recipe), AllOf(HasSubstr("/recipe/batch_ramp/from"), HasSubstr("does not grow")));
  recipe.ramp = {.from = 20, .tokens = 2e6};
  EXPECT_THAT(refusal(recipe),
              AllOf(HasSubstr("/recipe/batch_ramp/tokens"), HasSubstr("takes 2.00M tokens")));
}

TEST(EstimateRun, TellsAllProblemsAtOnceAndHandsOnThoseOfTheStep) {
  Recipe recipe = plain();
  recipe.tokens = -1;
  recipe.sequence = 0;
  const Result<RunEstimate> run = run_of(recipe);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().size(), 2U);
  recipe = plain();
  recipe.phases = {{.name = "long", .sequence = 80, .global_batch = 4, .steps = 1}};
  const Result<RunEstimate> broken = run_of(recipe, [](int sequence, int) -> Result<Seconds> {
    if (sequence == 80) return problem("too long");
    return seconds(1.0);
  });
  ASSERT_FALSE(broken);
  EXPECT_THAT(to_text(broken.error()), HasSubstr("phase \"long\": too long"));
}

}  // namespace
}  // namespace trainyard
