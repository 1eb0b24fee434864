// Some of each: small cases whose best mixture is plain.
#include "models/purchase/mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;
using ::testing::HasSubstr;

/// Two clusters of one price; the first is good at the first workload, the second at the second.
struct Case {
  PurchaseQuestion asked;
  PlanTable table;
};

Case specialists() {
  Case out{question({bought("a"), bought("b")}), {}};
  out.asked.workloads = {{.name = "x", .scenario = "none", .tokens = 1e12},
                         {.name = "y", .scenario = "none", .tokens = 1e12}};
  for (Offer& offer : out.asked.offers) {
    offer.unit_nodes = 1;
    offer.most_units = 8;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<WorkloadPlan> row;
    for (std::size_t w = 0; w < 2; ++w) {
      row.push_back(plan(out.asked.offers[i], 0, i == w ? 20.0 : 80.0));
      row.back().workload = out.asked.workloads[w].name;
    }
    out.table.push_back(row);
  }
  return out;
}

std::vector<OfferOutcome> outcomes(const Case& c) {
  std::vector<OfferOutcome> all;
  for (std::size_t i = 0; i < c.asked.offers.size(); ++i)
    all.push_back(value_offer(c.asked, c.asked.offers[i], c.table[i]));
  return all;
}

TEST(Mix, SpecialistsShareTheWork) {
  const Case c = specialists();
  const auto mix = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_TRUE(mix && mix.value());
  const Mix& best = *mix.value();
  ASSERT_EQ(best.parts.size(), 2U);
  // Alone, four nodes do a pass in 100 days; two and two do one in 40: 657 days, half of them.
  EXPECT_TRUE(best.better_than_single);
  EXPECT_EQ(best.parts[0].units, 2);
  EXPECT_EQ(best.parts[1].units, 2);
  EXPECT_NEAR(best.passes, 657 * 0.5 / 40, 1e-6);
  EXPECT_NEAR(best.tokens / best.single_tokens, 100.0 / 40, 1e-6);
  EXPECT_NEAR(best.parts[0].runs[1], 0, 1e-9);
  EXPECT_NEAR(best.parts[0].used, 0.5, 1e-9);
  EXPECT_LE(best.cost, best.budget);
}

TEST(Mix, KeepsPowerAndCapital) {
  Case c = specialists();
  c.asked.caps.budget = dollars(10e6);
  c.asked.caps.power = kilowatts(26.4 * 3 / 4);  // three nodes
  const auto by_power = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_TRUE(by_power && by_power.value());
  EXPECT_LE(by_power.value()->power.base(), 26.4e3 * 3 / 4 + 1e-6);
  int units = 0;
  for (const MixPart& part : by_power.value()->parts) units += part.units;
  EXPECT_EQ(units, 3);
  c.asked.caps.power.reset();
  c.asked.caps.capital = dollars(123e3 * 5 + 1);  // five nodes at $123,000 with fabric, storage, installation
  const auto by_capital = best_mix(c.asked, c.table, outcomes(c));
  units = 0;
  for (const MixPart& part : by_capital.value()->parts) units += part.units;
  EXPECT_EQ(units, 5);
}

TEST(Mix, OnceTakesTheCheapestThatFinishes) {
  Case c = specialists();
  c.asked.demand = Demand::once;
  c.asked.goal = PurchaseGoal::cost;
  c.asked.caps.deadline = c.asked.start + std::chrono::days(73 + 80);  // 80 days of work
  const auto mix = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_TRUE(mix && mix.value());
  // A unit is a quarter of a cluster: each finishes its own workload in 80 days. Alone it takes five
  // quarters.
  ASSERT_EQ(mix.value()->parts.size(), 2U);
  EXPECT_EQ(mix.value()->parts[0].units, 1);
  EXPECT_EQ(mix.value()->parts[1].units, 1);
  EXPECT_TRUE(mix.value()->better_than_single);
  EXPECT_LT(mix.value()->cost, mix.value()->single_cost);
}

TEST(Mix, ThatCannotFinishSaysSo) {
  Case c = specialists();
  c.asked.demand = Demand::once;
  c.asked.caps.deadline = c.asked.start + std::chrono::days(74);
  const auto mix = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_FALSE(mix);
  EXPECT_THAT(to_text(mix.error()), HasSubstr("no choice keeps all limits"));
}

TEST(Mix, NeedsTwoThatMayBeMixed) {
  Case c = specialists();
  c.asked.offers[1].unit_nodes = 0;
  const auto mix = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_TRUE(mix);
  EXPECT_FALSE(mix.value());
}

TEST(Mix, OneKindBetterAtEverythingStandsAlone) {
  Case c = specialists();
  for (WorkloadPlan& one : c.table[0]) one.elapsed = days(20.0);
  for (WorkloadPlan& one : c.table[1]) one.elapsed = days(60.0);
  const auto mix = best_mix(c.asked, c.table, outcomes(c));
  ASSERT_TRUE(mix && mix.value());
  EXPECT_FALSE(mix.value()->better_than_single);
  EXPECT_EQ(mix.value()->best_single, "a");
}

}  // namespace
}  // namespace trainyard
