#include "models/cost/cost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The hours DeepSeek-V3's report prints (arXiv 2412.19437, table 1).
RunEstimate deepseek_v3() {
  RunEstimate run;
  run.gpus = 2048;
  run.gpu_hours = 2.664e6;
  run.phases = {{.name = "main", .time = hours(2.664e6 / 2048)},
                {.name = "context extension", .time = hours(119e3 / 2048)}};
  run.total_gpu_hours = 2.783e6;
  run.energy = megawatt_hours(1000);
  return run;
}

const Sourced<DollarsPerSecond> two_dollars{.value = dollars_per_hour(2.0), .source = "DeepSeek-V3 report"};
const Sourced<DollarsPerJoule> electricity{.value = dollars_per_kilowatt_hour(0.088)};

TEST(DeepSeekV3Cost, IsWhatItsReportPrints) {
  const CostEstimate cost = estimate_cost(deepseek_v3(), two_dollars, electricity);
  EXPECT_NEAR(cost.total.in(dollars), 5.328e6, 1.0);
  EXPECT_NEAR(cost.all_phases.in(dollars), 5.566e6, 1.0);
}

TEST(Electricity, IsToldBesideTheRent) {
  const CostEstimate cost = estimate_cost(deepseek_v3(), two_dollars, electricity);
  EXPECT_NEAR(cost.electricity.in(dollars), 88e3, 1e-6);
  Dollars items{};
  for (const CostItem& item : cost.items) items += item.amount;
  EXPECT_NEAR(items.in(dollars), cost.all_phases.in(dollars), 1e-6);
}

TEST(CostItems, AreThePhasesWithWhatTheyAreMadeOf) {
  const CostEstimate cost = estimate_cost(deepseek_v3(), two_dollars, electricity);
  ASSERT_EQ(cost.items.size(), 2U);
  EXPECT_EQ(cost.items[0].name, "main");
  EXPECT_THAT(cost.items[0].basis,
              AllOf(StartsWith("2.664M GPU-hours x $2"), HasSubstr("per GPU-hour (DeepSeek-V3 report)")));
  EXPECT_EQ(cost.items[1].name, "context extension");
  EXPECT_NEAR(cost.items[1].amount.in(dollars), 238e3, 1.0);
}

TEST(Cost, PaysForTimeLostToFailuresInEveryPhase) {
  RunEstimate run = deepseek_v3();
  run.goodput = 0.5;
  run.gpu_hours *= 2;
  const CostEstimate cost = estimate_cost(run, two_dollars, electricity);
  EXPECT_NEAR(cost.all_phases.in(dollars), 2 * 5.566e6, 1.0);
}

TEST(Cost, OfFreeGpusIsNothing) {
  const CostEstimate cost = estimate_cost(deepseek_v3(), {}, {});
  EXPECT_EQ(cost.total, Dollars{});
  EXPECT_EQ(cost.all_phases, Dollars{});
  EXPECT_EQ(cost.electricity, Dollars{});
}

}  // namespace
}  // namespace trainyard
