// Memory over time of every shipped scenario agrees with its memory estimate.
#include <gtest/gtest.h>

#include "models/estimate/estimate.h"
#include "models/estimate/memory_over_time.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard {
namespace {

TEST(MemoryOverTime, PeaksWhereTheEstimateDoesInEveryShippedScenario) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const std::vector<std::string> names = scenario_names(library);
  ASSERT_FALSE(names.empty());
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const Scenario scenario = load_scenario(library, name, {}).value();
    const Estimate told = estimate(scenario, {.interval = false}).value();
    const std::vector<RankMemoryTimeline> ranks = memory_over_time(scenario).value();
    ASSERT_EQ(ranks.size(), told.memory.stages.size());
    for (const RankMemoryTimeline& rank : ranks) {
      const StageMemory& stage = told.memory.stages[static_cast<std::size_t>(rank.rank)];
      EXPECT_EQ(rank.peak().bytes, stage.activations);
      EXPECT_EQ(rank.peak().chunks, stage.in_flight);
      EXPECT_EQ(rank.moments.back().at, told.step.time);
      EXPECT_EQ(rank.moments.back().bytes, Bytes{}) << "every chunk is freed by the end of the step";
      for (std::size_t i = 1; i < rank.moments.size(); ++i)
        EXPECT_LE(rank.moments[i - 1].at, rank.moments[i].at) << i;
    }
  }
}

TEST(MemoryOverTime, RefusesAnIllegalPlan) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  Scenario scenario = load_scenario(library, "llama-3-70b-h100", {}).value();
  scenario.plan.dp += 1;
  EXPECT_FALSE(memory_over_time(scenario));
}

}  // namespace
}  // namespace trainyard
