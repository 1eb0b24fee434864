#include <gtest/gtest.h>

#include "models/estimate/scenario_reader.h"
#include "models/estimate/uncertainty.h"

namespace trainyard {
namespace {

Scenario loaded(const std::string& name, const std::vector<Override>& overrides = {}) {
  Result<Scenario> scenario = load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name, overrides);
  EXPECT_TRUE(scenario) << (scenario ? std::string() : to_text(scenario.error()));
  return scenario ? std::move(scenario.value()) : Scenario{};
}

Interval interval_of(const Scenario& scenario) {
  Result<Interval> interval = estimate_interval(scenario, seconds(10), 1);
  EXPECT_TRUE(interval) << (interval ? std::string() : to_text(interval.error()));
  return interval ? interval.value() : Interval{};
}

TEST(Interval, LeavesOutChoicesThatDoNotGoWithAChangedPlan) {
  // 2,048 GPUs without a pipeline are 2,048 replicas, which 9,216 sequences do not divide into.
  Scenario scenario = loaded("deepseek-v2-h800", {{"plan.pp", "1"}, {"plan.schedule", "1f1b"}});
  scenario.uncertain = {{.input = "gpus", .sigma = 0, .choices = {"512", "1024", "2048"}, .source = "test"}};
  const Interval some = interval_of(scenario);
  EXPECT_LT(some.p5, some.p95);
  scenario.uncertain[0].choices = {"2048"};
  const Interval none = interval_of(scenario);
  EXPECT_DOUBLE_EQ(none.p5.base(), 10.0);
  EXPECT_DOUBLE_EQ(none.p95.base(), 10.0);
}

TEST(Interval, ComparesGpuHoursOfDifferentNumbersOfGpus) {
  Scenario scenario = loaded("deepseek-v2-h800");
  scenario.uncertain = {{.input = "gpus", .sigma = 0, .choices = {"512", "2048"}, .source = "test"}};
  const Interval interval = interval_of(scenario);
  ASSERT_EQ(interval.drivers.size(), 1U);
  // Fewer GPUs wait less for each other: a step of 512 takes less than twice one of 1,024.
  EXPECT_LT(interval.drivers[0].low, 10.0);
  EXPECT_GT(interval.drivers[0].high, 10.0);
  EXPECT_LT(interval.drivers[0].high / interval.drivers[0].low, 1.3);
}

}  // namespace
}  // namespace trainyard
