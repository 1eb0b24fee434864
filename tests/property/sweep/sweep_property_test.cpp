// What holds over every shipped scenario: dearer GPUs cost no less, slower links and memory save no time.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "models/estimate/scenario_reader.h"
#include "tests/support/parameter_names.h"
#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using namespace sweep_test;

class EverySweep : public testing::TestWithParam<std::string> {
 protected:
  SweptScenario scenario() const { return {library(), GetParam(), {}}; }
};

TEST_P(EverySweep, CostNeverFallsWhenThePriceRises) {
  const SweepResult result = swept(request_over({"price=0.5..8*1.25"}), {}, scenario());
  ASSERT_GT(result.points.size(), 10U);
  for (std::size_t i = 1; i < result.points.size(); ++i) {
    EXPECT_GT(result.points[i].cost, result.points[i - 1].cost) << result.points[i].values.front();
    EXPECT_EQ(result.points[i].step, result.points[i - 1].step);
  }
}

TEST_P(EverySweep, EnergyCostsNoLessWhenItsPriceRises) {
  const SweepResult result = swept(request_over({"electricity=0.02..0.4*2"}), {}, scenario());
  for (std::size_t i = 1; i < result.points.size(); ++i)
    EXPECT_GE(result.points[i].cost, result.points[i - 1].cost) << result.points[i].values.front();
}

TEST_P(EverySweep, TimeNeverFallsWhenEveryBandwidthFalls) {
  const Result<Scenario> loaded = load_scenario(library(), GetParam());
  ASSERT_TRUE(loaded) << to_text(loaded.error());
  const Machine& machine = loaded.value().machine;
  PointRequest how;
  Seconds before{};
  for (const double factor : {1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2}) {
    const auto rate = [&](BytesPerSecond full) {
      return fmt::format("{:.9g} GB/s", factor * full.in(gigabytes_per_second));
    };
    SweptScenario slower = scenario();
    slower.overrides = {{"node.fast", rate(machine.node.fast.value)},
                        {"node.nic", rate(machine.node.nic.value)},
                        {"gpu.memory_bandwidth", rate(machine.gpu.memory_bandwidth.value)}};
    const auto point = simulate_point(slower, {}, {}, how, 1, nullptr);
    ASSERT_TRUE(point && point->simulated) << (point ? point->reason : "");
    EXPECT_GE(point->step, before) << "every bandwidth x " << factor;
    before = point->step;
  }
}

TEST_P(EverySweep, APointIsTheScenarioWithTheSameSet) {
  SweptScenario set = scenario();
  set.overrides = {{"node.nic", "123 Gb/s"}};
  const auto by_set = simulate_point(set, {}, {}, {}, 1, nullptr);
  const SweepResult by_knob = swept(request_over({"nic=123,400"}), {}, scenario());
  ASSERT_TRUE(by_set && by_set->simulated);
  EXPECT_EQ(by_set->step, by_knob.points.front().step);
  EXPECT_EQ(by_set->cost, by_knob.points.front().cost);
}

INSTANTIATE_TEST_SUITE_P(Shipped, EverySweep, testing::ValuesIn(scenario_names(library())),
                         [](const testing::TestParamInfo<std::string>& parameter) {
                           return parameter_name(parameter.param);
                         });

}  // namespace
}  // namespace trainyard
