// The bound of a plan is never above what the simulation says, in time and in memory: for plans all over the
// space of every shipped scenario.
#include <gtest/gtest.h>

#include "models/search/evaluate_plan.h"
#include "models/search/group_bounds.h"
#include "tests/support/small_search.h"

namespace trainyard {
namespace {

using namespace search_test;

struct Tried {
  int plans = 0;
  double widest_gap = 0.0, gaps = 0.0;
};

/// Every `every`-th legal plan that is not too long to simulate.
Tried try_bounds(const Scenario& scenario, std::size_t every) {
  constexpr int most_chunks = 20000;  // of all ranks
  Tried tried;
  const auto space = PlanSpace::make(scenario, {.layouts = 2});
  EXPECT_TRUE(space);
  const auto kernels = KernelModel::make(scenario.machine.gpu, scenario.software);
  PlanEvaluator evaluator(space.value(), kernels.value(), 1);
  SpaceCounts counts;
  std::size_t seen = 0;
  for (std::uint32_t g = 0; g < space.value().groups().size(); ++g) {
    GroupBounds bounds(space.value(), g, kernels.value(), 1);
    for (const PlanCandidate& one : space.value().legal_plans(g, counts)) {
      if (++seen % every != 0 || one.micro_batches * one.pp * one.vp > most_chunks) continue;
      const auto bound = bounds.bound(one);
      if (!bound) continue;
      const auto outcome =
          evaluator.evaluate(one, bounds.priced(one), Bytes::from_base(-1e18), [](Bytes) { return true; });
      EXPECT_TRUE(outcome) << to_text(outcome.error());
      if (!outcome) continue;
      const Plan plan = space.value().plan(one);
      const PlanOutcome& found = outcome.value();
      EXPECT_LE(bound.value().step, found.step)
          << plan.schedule << " tp " << plan.tp << " pp " << plan.pp << " vp " << plan.vp << " cp " << plan.cp
          << " ep " << plan.ep << " micro-batch " << plan.micro_batch << " zero " << plan.zero;
      EXPECT_LE(bound.value().memory, found.peak) << plan.schedule << " pp " << plan.pp << " vp " << plan.vp;
      const double gap = found.step / bound.value().step - 1.0;
      tried.gaps += gap;
      tried.widest_gap = std::max(tried.widest_gap, gap);
      ++tried.plans;
    }
  }
  return tried;
}

class Bounds : public ::testing::TestWithParam<std::string> {};

TEST_P(Bounds, AreNeverAboveTheSimulation) {
  const Tried tried = try_bounds(loaded(GetParam()), 9973);
  std::cout << GetParam() << ": " << tried.plans << " plans, mean gap "
            << 100.0 * tried.gaps / std::max(1, tried.plans) << " %, widest " << 100.0 * tried.widest_gap
            << " %\n";
  EXPECT_GE(tried.plans, 3);
}

std::vector<std::string> shipped_names() {
  return scenario_names(ProfileLibrary(TRAINYARD_SOURCE_DIR));
}

INSTANTIATE_TEST_SUITE_P(Shipped, Bounds, ::testing::ValuesIn(shipped_names()), [](const auto& one) {
  std::string name = one.param;
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return name;
});

/// Where everything goes wrong at once: blocking transfers, uneven speeds, hot experts, late hosts.
TEST(BoundsOfOddMachines, AreNeverAboveTheSimulation) {
  const std::vector<std::vector<Override>> machines = {
      {{"software.pipeline_transfer", "blocking"}, {"node.nic", "20 Gb/s"}},
      {{"spread.load_cv", "0.3"}, {"spread.gpu_speed_cv", "0.05"}},
      {{"spread.load_cv", "0"}, {"spread.gpu_speed_cv", "0"}}};
  for (const auto& overrides : machines) {
    SCOPED_TRACE(overrides.front().first + "=" + overrides.front().second);
    Scenario scenario = small_moe();
    const Scenario changed = loaded("deepseek-v3-h800", overrides);
    scenario.software = changed.software;
    scenario.machine.node = changed.machine.node;
    scenario.spread = changed.spread;
    EXPECT_GE(try_bounds(scenario, 13).plans, 100);
  }
}

/// On equal stages with nothing uneven the bound of 1F1B is the simulation itself.
TEST(BoundsOf1F1B, AreExactOnEqualStages) {
  Scenario scenario = small_dense();
  const auto space = PlanSpace::make(
      scenario, {.pp = {1}, .cp = {1}, .micro_batch = {1}, .zero = {0, 1, 2, 3}, .schedules = {"1f1b"}});
  ASSERT_TRUE(space);
  const auto kernels = KernelModel::make(scenario.machine.gpu, scenario.software);
  PlanEvaluator evaluator(space.value(), kernels.value(), 1);
  SpaceCounts counts;
  int plans = 0;
  for (std::uint32_t g = 0; g < space.value().groups().size(); ++g) {
    GroupBounds bounds(space.value(), g, kernels.value(), 1);
    for (const PlanCandidate& one : space.value().legal_plans(g, counts)) {
      const auto bound = bounds.bound(one);
      const auto outcome =
          evaluator.evaluate(one, bounds.priced(one), Bytes::from_base(-1e18), [](Bytes) { return true; });
      ASSERT_TRUE(bound);
      ASSERT_TRUE(outcome);
      EXPECT_NEAR(bound.value().step / outcome.value().step, 1.0, 0.005);
      ++plans;
    }
  }
  EXPECT_GE(plans, 8);
}

}  // namespace
}  // namespace trainyard
