#include "models/search/plan_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/small_search.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;
using namespace search_test;

struct Enumerated {
  std::vector<PlanCandidate> plans;
  SpaceCounts counts;
};

Enumerated enumerate(const PlanSpace& space) {
  Enumerated all;
  space.count_illegal_groups(all.counts);
  for (std::uint32_t g = 0; g < space.groups().size(); ++g) {
    for (const PlanCandidate& one : space.legal_plans(g, all.counts)) all.plans.push_back(one);
  }
  return all;
}

std::size_t sum(const std::map<std::string, std::size_t>& reasons) {
  std::size_t all = 0;
  for (const auto& [why, plans] : reasons) all += plans;
  return all;
}

Result<PlanSpace> space_of(const Scenario& scenario, const SearchSpace& wanted = {}) {
  return PlanSpace::make(scenario, wanted);
}

TEST(PlanSpace, EveryCombinationIsLegalOrHasAReason) {
  for (const Scenario& scenario : {small_moe(), small_dense()}) {
    SCOPED_TRACE(scenario.name);
    const auto space = space_of(scenario);
    ASSERT_TRUE(space);
    const Enumerated all = enumerate(space.value());
    EXPECT_EQ(all.counts.legal, all.plans.size());
    EXPECT_EQ(all.counts.combinations, all.counts.legal + sum(all.counts.illegal));
    EXPECT_GT(all.counts.legal, 100U);
  }
}

TEST(PlanSpace, EveryReasonHasACaseWithItsNumbers) {
  for (const Scenario& scenario : {small_moe(), small_dense()}) {
    SCOPED_TRACE(scenario.name);
    const auto space = space_of(scenario, {.tp = {3, 8}, .pp = {1, 3, 2}, .vp = {1, 2}, .zero = {0, 1}});
    ASSERT_TRUE(space);
    const Enumerated all = enumerate(space.value());
    ASSERT_GE(all.counts.illegal.size(), 3U);
    for (const auto& [why, plans] : all.counts.illegal) {
      ASSERT_TRUE(all.counts.examples.contains(why)) << why;
      EXPECT_FALSE(all.counts.examples.at(why).empty()) << why;
    }
    EXPECT_EQ(all.counts.examples.size(), all.counts.illegal.size());
  }
  const auto dense = enumerate(space_of(small_dense(), {.gpus = {16}, .tp = {8}, .pp = {3}}).value());
  EXPECT_EQ(dense.counts.examples.at("tp x cp x pp does not divide the GPUs"),
            "tp 8 x cp 1 x pp 3: 16 over 24 leaves 16");
}

TEST(PlanSpace, LegalPlansPassTheRulesOfEveryScenario) {
  for (const Scenario& scenario : {small_moe(), small_dense()}) {
    SCOPED_TRACE(scenario.name);
    const auto space = space_of(scenario, {.layouts = 3});
    ASSERT_TRUE(space);
    for (const PlanCandidate& one : enumerate(space.value()).plans) {
      const Plan plan = space.value().plan(one);
      const Diagnostics problems =
          check_plan(plan, scenario.model, scenario.machine.gpus, scenario.machine.node.gpus);
      ASSERT_TRUE(problems.empty()) << to_text(problems);
      ASSERT_EQ(plan.micro_batches(), one.micro_batches);
      const ScheduleInput input{
          .pipeline_ranks = plan.pp, .virtual_stages = plan.vp, .micro_batches = plan.micro_batches()};
      ASSERT_TRUE(find_schedule(plan.schedule).value()->check(input).empty());
      ASSERT_EQ(scenario.recipe.sequence % (plan.cp * (plan.sequence_parallel ? plan.tp : 1)), 0);
    }
  }
}

/// The rules of check_plan and of the schedules, asked of every combination of a small space: none that they
/// allow is missing.
TEST(PlanSpace, MissesNoLegalPlan) {
  const Scenario scenario = small_moe();
  SearchSpace wanted;
  wanted.vp = {1, 2, 3};
  wanted.cp = {1, 2};
  const auto space = space_of(scenario, wanted);
  ASSERT_TRUE(space);
  using Key = std::tuple<int, int, int, int, int, int, int, int, std::string, int>;
  const auto key = [](const Plan& p, int recompute) {
    return Key{p.tp, p.pp, p.vp, p.cp, p.ep, p.expert_tp(), p.micro_batch, p.zero, p.schedule, recompute};
  };
  std::set<Key> found;
  for (const PlanCandidate& one : enumerate(space.value()).plans)
    EXPECT_TRUE(found.insert(key(space.value().plan(one), one.recompute)).second) << "told twice";
  const SearchSpace& axes = space.value().axes();
  std::size_t legal = 0;
  for (const int tp : axes.tp)
    for (const int pp : axes.pp)
      for (const int vp : axes.vp)
        for (const int cp : axes.cp)
          for (const int ep : axes.ep)
            for (const int etp : axes.etp)
              for (const int micro_batch : axes.micro_batch)
                for (const int zero : axes.zero)
                  for (const std::string& schedule : axes.schedules)
                    for (int recompute = 0; recompute < static_cast<int>(axes.recompute.size());
                         ++recompute) {
                      if (pp == 1 && schedule != "1f1b") continue;  // all the same without a pipeline
                      const int gpus = scenario.machine.gpus;
                      if (gpus % (tp * pp * cp) != 0) continue;
                      Plan plan = scenario.plan;
                      plan.tp = tp;
                      plan.sequence_parallel = tp > 1;
                      plan.pp = pp;
                      plan.vp = vp;
                      plan.cp = cp;
                      plan.ep = ep;
                      plan.etp = etp == tp ? 0 : etp;
                      plan.dp = gpus / (tp * pp * cp);
                      plan.micro_batch = micro_batch;
                      plan.zero = zero;
                      plan.schedule = schedule;
                      plan.stages.clear();
                      if (zero > 0 && plan.dp * cp == 1) continue;  // nothing to shard over
                      if (!check_plan(plan, scenario.model, gpus, scenario.machine.node.gpus).empty())
                        continue;
                      const ScheduleInput input{
                          .pipeline_ranks = pp, .virtual_stages = vp, .micro_batches = plan.micro_batches()};
                      if (!find_schedule(schedule).value()->check(input).empty()) continue;
                      ++legal;
                      EXPECT_TRUE(found.contains(key(plan, recompute)))
                          << "tp " << tp << " pp " << pp << " vp " << vp << " cp " << cp << " ep " << ep
                          << " etp " << etp << ' ' << schedule;
                    }
  EXPECT_EQ(found.size(), legal);
}

TEST(PlanSpace, TheScenariosOwnPlanIsInIt) {
  for (const std::string& name : scenario_names(ProfileLibrary(TRAINYARD_SOURCE_DIR))) {
    SCOPED_TRACE(name);
    const Scenario scenario = loaded(name);
    const Plan& own = scenario.plan;
    SearchSpace only;
    only.tp = {own.tp}, only.pp = {own.pp}, only.vp = {own.vp}, only.cp = {own.cp}, only.ep = {own.ep};
    only.zero = {own.zero}, only.schedules = {own.schedule}, only.micro_batch = {own.micro_batch};
    const auto space = space_of(scenario, only);
    ASSERT_TRUE(space);
    bool there = false;
    for (const PlanCandidate& one : enumerate(space.value()).plans) {
      const Plan plan = space.value().plan(one);
      there = there || (plan.expert_tp() == own.expert_tp() && plan.recompute == own.recompute &&
                        plan.stages == own.stages);
    }
    EXPECT_TRUE(there);
  }
}

TEST(PlanSpace, RefusesValuesNoPlanCanHave) {
  const Scenario scenario = small_dense();
  const auto told = [&](const SearchSpace& wanted) {
    const auto space = space_of(scenario, wanted);
    return space ? std::string("accepted") : to_text(space.error());
  };
  EXPECT_THAT(told({.tp = {0, 2}}), HasSubstr("tp 0: expected at least 1"));
  EXPECT_THAT(told({.zero = {4}}), HasSubstr("there is no ZeRO stage 4"));
  EXPECT_THAT(told({.schedules = {"1f1"}}), HasSubstr("1f1b"));
  EXPECT_THAT(told({.recompute = {{.recompute = Recompute::full, .share = 0.0}}}), HasSubstr("a share of 0"));
  EXPECT_THAT(told({.layouts = 0}), HasSubstr("0 layouts"));
  EXPECT_THAT(told({.pp = {70000}}), HasSubstr("at most 60,000"));
}

}  // namespace
}  // namespace trainyard
