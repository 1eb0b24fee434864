// Over every ordered pair of shipped scenarios: a waterfall sums to the difference, to the last unit.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "models/compare/compare.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard {
namespace {

std::int64_t sum_of(const ExactWaterfall& waterfall) {
  return std::accumulate(waterfall.steps.begin(), waterfall.steps.end(), std::int64_t{0},
                         [](std::int64_t sum, const WaterfallStep& step) { return sum + step.amount; });
}

std::vector<Compared> all_shipped() {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  std::vector<Compared> made;
  for (const std::string& name : scenario_names(library)) {
    made.push_back(compare_one(library, {name, {}}, name, {.interval = false}).value());
    // With failures counted, goodput takes part.
    made.push_back(compare_one(library,
                               {name,
                                {{"recipe.goodput", "null"},
                                 {"reliability.failures", "llama-3-h100"},
                                 {"prices.gpu", "$3.33/GPU-hour"}}},
                               name + " with failures", {.interval = false})
                       .value());
  }
  return made;
}

TEST(Waterfalls, SumExactlyOverAllPairs) {
  const std::vector<Compared> all = all_shipped();
  ASSERT_GE(all.size(), 14U);
  for (const Compared& a : all) {
    for (const Compared& b : all) {
      const ExactWaterfall step = step_waterfall(a.estimate, b.estimate),
                           memory = memory_waterfall(a.estimate, b.estimate),
                           money = dollar_waterfall(a.scenario, a.estimate, b.scenario, b.estimate);
      for (const ExactWaterfall* one : {&step, &memory, &money})
        EXPECT_EQ(one->from + sum_of(*one), one->to) << a.label << " to " << b.label << ", " << one->name;
      EXPECT_EQ(step.from, std::llround(a.estimate.step.time.base() * 1e12));
      EXPECT_EQ(memory.to, std::llround(b.estimate.memory.peak.base()));
      EXPECT_EQ(money.to, std::llround(b.estimate.cost.total.base() * 1e6));
    }
  }
}

TEST(Waterfalls, OfOneWithItselfAreEmptyAndOfASwapNegated) {
  const std::vector<Compared> all = all_shipped();
  for (const Compared& a : all) {
    EXPECT_TRUE(step_waterfall(a.estimate, a.estimate).steps.empty());
    EXPECT_TRUE(memory_waterfall(a.estimate, a.estimate).steps.empty());
    EXPECT_TRUE(dollar_waterfall(a.scenario, a.estimate, a.scenario, a.estimate).steps.empty());
    for (const Compared& b : all) {
      const auto there = step_waterfall(a.estimate, b.estimate),
                 back = step_waterfall(b.estimate, a.estimate);
      EXPECT_EQ(there.steps.size(), back.steps.size()) << a.label << " and " << b.label;
      for (const WaterfallStep& one : there.steps) {
        for (const WaterfallStep& other : back.steps) {
          if (one.name == other.name) {
            EXPECT_NEAR(static_cast<double>(one.amount), -static_cast<double>(other.amount), 1.0);
          }
        }
      }
    }
  }
}

TEST(Waterfalls, EachPartOfTheStepIsThatOfTheReport) {
  const std::vector<Compared> all = all_shipped();
  for (const WaterfallStep& step : step_waterfall(all.front().estimate, all.back().estimate).steps) {
    double before = 0, after = 0;
    for (const Part& part : all.front().estimate.step.parts)
      if (part.name == step.name) before = part.time.base();
    for (const Part& part : all.back().estimate.step.parts)
      if (part.name == step.name) after = part.time.base();
    EXPECT_NEAR(static_cast<double>(step.amount), (after - before) * 1e12, 2.0) << step.name;
  }
}

}  // namespace
}  // namespace trainyard
