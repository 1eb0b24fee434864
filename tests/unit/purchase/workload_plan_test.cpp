// Counts that are tried, plans as records, and what the finder makes of what a search answers.
#include "models/purchase/workload_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/purchase/plan_record.h"
#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

using namespace purchase_test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CountsToTry, OnlyWhatTheBatchDividesOver) {
  // 3 x 5 = 15 sequences on nodes of 8 with replicas of up to 16 GPUs: n / r divides 15.
  EXPECT_THAT(counts_to_try(48, 8, 15, 16), ElementsAre(48, 40));
  EXPECT_THAT(counts_to_try(44, 8, 15, 16), ElementsAre(40));
  EXPECT_THAT(counts_to_try(7, 8, 15, 16), IsEmpty());
  EXPECT_THAT(counts_to_try(512, 8, 4096, 64, 2), ElementsAre(512, 504));
}

TEST(PlanRecord, ReadsWhatItWrote) {
  WorkloadPlan one = plan(bought());
  one.plan.schedule = "zb-h1";
  one.plan.recompute = Recompute::deepseek;
  one.plan.recompute_share = 0.1;
  one.elapsed = seconds(1.0 / 3.0);
  one.assumptions = {"with \"quotes\" and\nlines"};
  const auto again = read_plan_record(write_plan_record(one));
  ASSERT_TRUE(again);
  EXPECT_EQ(write_plan_record(*again), write_plan_record(one));
  EXPECT_EQ(again->elapsed, one.elapsed);
  EXPECT_EQ(again->plan.recompute, Recompute::deepseek);
}

TEST(PlanRecord, WhatIsNoneIsSearchedAgain) {
  for (const char* text : {"", "{", "{}", "[]", "null", R"({"offer": 5})"})
    EXPECT_FALSE(read_plan_record(text)) << text;
  WorkloadPlan one = plan(bought());
  one.plan.recompute = Recompute::modules;
  EXPECT_FALSE(read_plan_record(write_plan_record(one)));
}

class Finder : public ::testing::Test {
 protected:
  ProfileLibrary library_{TRAINYARD_SOURCE_DIR};
  Offer offer_ = [] {
    Offer out = rented();
    out.cluster = "dgx-h100";
    out.count = 16;
    return out;
  }();
  Workload work_{.name = "small",
                 .scenario = "llama-3-70b-h100",
                 .tokens = 1e9,
                 .overrides = {{"model.num_hidden_layers", "8"}, {"recipe.global_batch", "32"}}};
};

TEST_F(Finder, SearchesOnTheOffersGpus) {
  SearchRequest asked;
  const PlanFinder finder = searching_finder(
      library_, {.threads = 1, .search = [&](const Scenario& scenario, const SearchRequest& request) {
                   asked = request;
                   EXPECT_EQ(scenario.machine.gpus, 16);
                   EXPECT_EQ(scenario.machine.cluster.name, "dgx-h100");
                   return search_plans(scenario, request);
                 }});
  work_.space.vp = {1};
  const auto found = finder(offer_, work_);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_TRUE(found.value().runs) << found.value().why_not;
  EXPECT_TRUE(found.value().proved);
  EXPECT_THAT(asked.space.gpus, ElementsAre(16));
  EXPECT_EQ(asked.threads, 1);
  EXPECT_EQ(found.value().tokens, 1e9);
  EXPECT_GT(found.value().legal_plans, 10U);
}

TEST_F(Finder, WhatCannotRunIsAnAnswer) {
  work_.space.pp = {7};
  const auto illegal = searching_finder(library_)(offer_, work_);
  ASSERT_TRUE(illegal);
  EXPECT_FALSE(illegal.value().runs);
  EXPECT_THAT(illegal.value().why_not, Not(IsEmpty()));
  offer_.software["small"] = "no-such-stack";
  const auto placed = searching_finder(library_)(offer_, work_);
  ASSERT_TRUE(placed);
  EXPECT_THAT(placed.value().why_not, HasSubstr("no-such-stack"));
}

TEST_F(Finder, AStoppedSearchIsNoAnswer) {
  std::atomic<bool> stop{false};
  const PlanFinder finder = searching_finder(
      library_, {.threads = 1, .stop = &stop, .search = [&](const Scenario&, const SearchRequest&) {
                   stop = true;  // as Ctrl-C does in the middle of it
                   return Result<SearchResult>(problem("stopped before a legal plan was seen"));
                 }});
  const auto found = finder(offer_, work_);
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("stopped"));
}

TEST_F(Finder, SpotNodesTakenAwayCostTime) {
  offer_.failures = "llama-3-h100";
  work_.space.vp = {1};
  work_.tokens = 1e12;
  const auto hourly = searching_finder(library_)(offer_, work_);
  offer_.acquisition = Acquisition::spot;
  offer_.rent.node_lifetime = made_up(days(5.0));
  const auto spot = searching_finder(library_)(offer_, work_);
  ASSERT_TRUE(hourly && spot);
  ASSERT_TRUE(hourly.value().runs && spot.value().runs);
  // Two nodes that last five days each: 0.4 interruptions a day more, less what falls into lost time.
  EXPECT_NEAR(spot.value().interruptions_per_day - hourly.value().interruptions_per_day, 0.4, 0.06);
  EXPECT_LT(spot.value().goodput, hourly.value().goodput);
}

}  // namespace
}  // namespace trainyard
