// Runs of any recipe: tokens are conserved, ramps lie between their ends, more waste costs more.
#include <gtest/gtest.h>

#include "models/run/run.h"

namespace trainyard {
namespace {

/// Overhead and work: a pipeline's bubble and its micro-batches.
Result<Seconds> affine(int sequence, int sequences) {
  return seconds(0.7 + 1e-4 * sequence * sequences);
}

Recipe recipe_of(int from, double ramp_tokens, double goodput) {
  Recipe recipe;
  recipe.tokens = 1e9;
  recipe.sequence = 128;
  recipe.global_batch = 960;
  recipe.ramp = {.from = from, .tokens = ramp_tokens};
  recipe.goodput.value = goodput;
  return recipe;
}

double hours_of(const Recipe& recipe, int quantum) {
  const auto run = estimate_run(recipe, 16, quantum, watts(700), 1.2, affine);
  EXPECT_TRUE(run);
  return run ? run.value().gpu_hours : 0;
}

TEST(EveryRamp, CostsMoreTheSmallerItStartsAndTheLongerItLasts) {
  for (const int quantum : {1, 8, 96, 480, 960}) {
    double least = hours_of(recipe_of(0, 0, 1), quantum);
    const double none = least;
    for (const int from : {960, 900, 480, 96, 8, 1}) {
      const double now = hours_of(recipe_of(from, 5e8, 1), quantum);
      EXPECT_GE(now, least * (1 - 1e-12)) << quantum << ' ' << from;
      EXPECT_GE(hours_of(recipe_of(from, 9e8, 1), quantum), now * (1 - 1e-12)) << quantum << ' ' << from;
      EXPECT_GE(now, none * (1 - 1e-12));
      least = now;
    }
  }
}

TEST(EveryRamp, TakesStepsBetweenThoseOfItsEnds) {
  for (const int from : {8, 96, 480}) {
    const auto run = estimate_run(recipe_of(from, 1e9, 1), 16, 8, watts(700), 1.2, affine);
    ASSERT_TRUE(run);
    EXPECT_GT(run.value().phases[0].steps, 1e9 / (128.0 * 960));
    EXPECT_LT(run.value().phases[0].steps, 1e9 / (128.0 * from));
  }
}

TEST(Goodput, DividesEveryRun) {
  for (const double goodput : {0.1, 0.5, 0.93, 1.0})
    EXPECT_NEAR(hours_of(recipe_of(96, 5e8, goodput), 8) * goodput, hours_of(recipe_of(96, 5e8, 1), 8), 1e-9);
}

}  // namespace
}  // namespace trainyard
