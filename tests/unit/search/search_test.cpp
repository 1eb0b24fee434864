#include "models/search/search.h"
#include "models/search/scenario_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/search/evaluate_plan.h"
#include "models/search/group_bounds.h"
#include "models/search/search_report.h"
#include "tests/support/small_search.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;
using namespace search_test;

/// Every legal plan that fits, simulated, fastest first.
std::vector<RankedPlan> brute_force(const Scenario& scenario, const SearchSpace& wanted) {
  const auto space = PlanSpace::make(scenario, wanted);
  EXPECT_TRUE(space);
  const auto kernels = KernelModel::make(scenario.machine.gpu, scenario.software);
  SpaceCounts counts;
  std::vector<RankedPlan> all;
  PlanEvaluator evaluator(space.value(), kernels.value(), 1);
  for (std::uint32_t g = 0; g < space.value().groups().size(); ++g) {
    for (const PlanCandidate& one : space.value().legal_plans(g, counts)) {
      const auto outcome = evaluator.evaluate(one, {}, {}, [](Bytes) { return true; });
      if (!outcome || !outcome.value().fits) continue;
      RankedPlan ranked;
      ranked.plan = space.value().plan(one);
      ranked.step = outcome.value().step;
      ranked.peak = outcome.value().peak;
      all.push_back(std::move(ranked));
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const RankedPlan& a, const RankedPlan& b) { return a.step < b.step; });
  return all;
}

/// Small enough for every plan to be simulated.
SearchSpace small_space() {
  SearchSpace space;
  space.vp = {1, 2};
  space.cp = {1, 2};
  space.micro_batch = {1, 2};
  return space;
}

TEST(Search, FindsWhatBruteForceFinds) {
  for (const Scenario& scenario : {small_moe(), small_dense()}) {
    SCOPED_TRACE(scenario.name);
    SearchRequest request;
    request.space = small_space();
    request.top = 10;
    const auto found = search_plans(scenario, request);
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_TRUE(found.value().proved);
    const std::vector<RankedPlan> all = brute_force(scenario, request.space);
    ASSERT_GE(all.size(), 100U);
    ASSERT_EQ(found.value().ranked.size(), 10U);
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_EQ(found.value().ranked[i].step.base(), all[i].step.base()) << "rank " << i + 1;
      EXPECT_EQ(found.value().ranked[i].peak.base(), all[i].peak.base()) << "rank " << i + 1;
      EXPECT_LE(found.value().ranked[i].bound, found.value().ranked[i].step);
    }
    // The bound must have been worth something.
    EXPECT_LT(found.value().space.simulated, all.size() / 2);
  }
}

TEST(Search, FrontIsThatOfBruteForce) {
  const Scenario scenario = small_dense();
  SearchRequest request;
  request.space = small_space();
  request.objectives = {Objective::time, Objective::headroom};
  const auto found = search_plans(scenario, request);
  ASSERT_TRUE(found);
  std::vector<std::pair<double, double>> expected, got;
  const std::vector<RankedPlan> all = brute_force(scenario, request.space);
  for (const RankedPlan& one : all) {
    const bool beaten = std::any_of(all.begin(), all.end(), [&](const RankedPlan& other) {
      return other.step <= one.step && other.peak <= one.peak &&
             (other.step < one.step || other.peak < one.peak);
    });
    if (!beaten) expected.emplace_back(one.step.base(), one.peak.base());
  }
  for (const RankedPlan& one : found.value().front) got.emplace_back(one.step.base(), one.peak.base());
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  std::sort(got.begin(), got.end());
  got.erase(std::unique(got.begin(), got.end()), got.end());
  EXPECT_EQ(got, expected);
  EXPECT_GE(got.size(), 3U);
}

TEST(Search, CountsEveryLegalPlanOnce) {
  for (const Scenario& scenario : {small_moe(), small_dense()}) {
    const auto found = search_plans(scenario, {.space = small_space()});
    ASSERT_TRUE(found);
    const SpaceCounts& space = found.value().space;
    std::size_t rejected = 0, illegal = 0;
    for (const auto& [why, plans] : space.rejected) rejected += plans;
    for (const auto& [why, plans] : space.illegal) illegal += plans;
    EXPECT_EQ(space.legal, space.pruned + space.simulated + rejected);
    EXPECT_EQ(space.combinations, space.legal + illegal);
  }
}

TEST(Search, IsTheSameOnAnyNumberOfThreads) {
  const Scenario scenario = small_moe();
  std::string first;
  for (const int threads : {1, 2, 3, 8}) {
    SearchRequest request;
    request.objectives = {Objective::time, Objective::headroom};
    request.threads = threads;
    const auto found = search_plans(scenario, request);
    ASSERT_TRUE(found);
    const std::string text =
        write_json_search({.scenario = &scenario, .request = {}, .result = found.value()});
    if (first.empty()) first = text;
    EXPECT_EQ(text, first) << threads << " threads";
  }
}

TEST(Search, LeavesTheHeadroomAskedFor) {
  const Scenario scenario = small_dense();
  SearchRequest request;
  request.space = small_space();
  const auto any = search_plans(scenario, request);
  ASSERT_TRUE(any);
  request.least_headroom = any.value().ranked.front().headroom + gigabytes(1);
  const auto roomy = search_plans(scenario, request);
  ASSERT_TRUE(roomy);
  EXPECT_GE(roomy.value().ranked.front().headroom, request.least_headroom);
  EXPECT_GE(roomy.value().ranked.front().step, any.value().ranked.front().step);
}

TEST(Search, MoreValuesNeverMakeTheBestWorse) {
  const Scenario scenario = small_dense();
  SearchSpace narrow = small_space();
  narrow.schedules = {"1f1b"};
  narrow.tp = {8};
  const auto one = search_plans(scenario, {.space = narrow});
  const auto all = search_plans(scenario, {.space = small_space()});
  ASSERT_TRUE(one);
  ASSERT_TRUE(all);
  EXPECT_LE(all.value().ranked.front().step, one.value().ranked.front().step);
  for (const RankedPlan& plan : one.value().ranked) {
    EXPECT_EQ(plan.plan.tp, 8);
    EXPECT_EQ(plan.plan.schedule, "1f1b");
  }
}

TEST(Search, ObjectivesOfOneClusterAgree) {
  const Scenario scenario = small_dense();
  const auto best = [&](Objective objective) {
    SearchRequest request{.space = small_space()};
    request.objectives = {objective};
    const auto found = search_plans(scenario, request);
    EXPECT_TRUE(found);
    return found.value().ranked.front().step;
  };
  EXPECT_EQ(best(Objective::gpu_hours), best(Objective::time));
  EXPECT_EQ(best(Objective::cost), best(Objective::time));
  EXPECT_EQ(best(Objective::tokens_per_gpu), best(Objective::time));
}

TEST(Search, FewerGpusMayBeCheaperButNotFaster) {
  const Scenario scenario = small_dense();
  SearchRequest request{.space = small_space()};
  request.space.gpus = {8, 16};
  request.objectives = {Objective::time};
  const auto fast = search_plans(scenario, request);
  request.objectives = {Objective::cost};
  const auto cheap = search_plans(scenario, request);
  ASSERT_TRUE(fast);
  ASSERT_TRUE(cheap);
  EXPECT_EQ(fast.value().ranked.front().plan.gpus(), 16);
  EXPECT_LE(cheap.value().ranked.front().gpu_hours_per_trillion_tokens,
            fast.value().ranked.front().gpu_hours_per_trillion_tokens);
}

TEST(Search, StopsWhenTold) {
  const Scenario scenario = small_moe();
  std::atomic<bool> stop{true};
  SearchRequest request;
  request.stop = &stop;
  const auto found = search_plans(scenario, request);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found.value().proved);
  EXPECT_THAT(write_text_search({.scenario = &scenario, .request = request, .result = found.value()}),
              HasSubstr("Stopped early"));
}

TEST(Search, InterruptedAndResumedEqualsUninterrupted) {
  const Scenario scenario = small_moe();
  for (const bool front : {false, true}) {
    SearchRequest request;
    request.top = 40;  // several batches
    if (front) request.objectives = {Objective::time, Objective::headroom};
    const auto at_once = search_plans(scenario, request);
    ASSERT_TRUE(at_once);
    std::map<std::string, std::string> kept;
    std::atomic<bool> stop{false};
    SearchRequest first = request;
    first.stop = &stop;
    first.keep = [&](const std::string& key, const std::string& outcome) {
      kept[key] = outcome;
      stop = true;  // after the first batch
    };
    const auto interrupted = search_plans(scenario, first);
    ASSERT_TRUE(interrupted);
    EXPECT_FALSE(interrupted.value().proved);
    ASSERT_FALSE(kept.empty());
    SearchRequest second = request;
    second.known = kept;
    second.threads = 3;
    std::size_t told = 0;
    second.keep = [&](const std::string&, const std::string&) { ++told; };
    const auto resumed = search_plans(scenario, second);
    ASSERT_TRUE(resumed);
    EXPECT_GT(told, kept.size());
    const auto json = [&](const SearchResult& result) {
      return write_json_search({.scenario = &scenario, .request = request, .result = result});
    };
    EXPECT_EQ(json(resumed.value()), json(at_once.value()));
    // What was known is taken as it is, to the bit.
    for (auto& [key, outcome] : second.known) outcome = "no outcome";
    const auto broken = search_plans(scenario, second);
    ASSERT_TRUE(broken);
    EXPECT_EQ(json(broken.value()), json(at_once.value()));
  }
}

TEST(Search, SaysWhyNothingIsLegal) {
  const Scenario scenario = small_dense();
  SearchRequest request;
  request.space.tp = {3};
  const auto found = search_plans(scenario, request);
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("none of"));
  EXPECT_THAT(to_text(found.error()), HasSubstr("tp does not fill nodes evenly"));
}

TEST(Search, SimulatesAsTheEstimateDoes) {
  const Scenario scenario = small_moe();
  const auto found = search_plans(scenario, {.space = small_space()});
  ASSERT_TRUE(found);
  for (const RankedPlan& one : found.value().ranked) {
    const auto alone = rank_plan(scenario, one.plan);
    ASSERT_TRUE(alone) << to_text(alone.error());
    EXPECT_EQ(alone.value().step.base(), one.step.base());
    EXPECT_EQ(alone.value().peak.base(), one.peak.base());
    EXPECT_EQ(alone.value().headroom.base(), one.headroom.base());
  }
}

TEST(PlanChanges, MakeTheScenarioRunThePlan) {
  const Scenario scenario = small_moe();
  const auto found = search_plans(scenario, {.space = small_space()});
  ASSERT_TRUE(found);
  EXPECT_TRUE(plan_changes(scenario, scenario.plan, true).empty());
  Plan other = scenario.plan;
  other.micro_batch *= 2;
  other.zero = 2;
  const auto changes = plan_changes(scenario, other, true);
  EXPECT_THAT(changes, ::testing::ElementsAre(Override{"plan.micro_batch", std::to_string(other.micro_batch)},
                                              Override{"plan.zero", "2"}));
}

TEST(Objectives, AreKnownByName) {
  for (const Objective one : {Objective::time, Objective::gpu_hours, Objective::cost,
                              Objective::tokens_per_gpu, Objective::headroom}) {
    const auto read = parse_objective(to_text(one));
    ASSERT_TRUE(read);
    EXPECT_EQ(read.value(), one);
  }
  const auto wrong = parse_objective("dolars");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(to_text(wrong.error()), HasSubstr("dollars"));
}

}  // namespace
}  // namespace trainyard
