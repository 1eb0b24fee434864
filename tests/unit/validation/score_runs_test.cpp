#include "models/validation/score_runs.h"

#include <gmock/gmock.h>

#include "tests/support/made_up_runs.h"

namespace trainyard {
namespace {

using made_up::run_row;

/// A dense run on A100 that was predicted with `error`; nothing was simulated for an error of -1.
made_up::Outcome with_error(const std::string& id, double error, const std::string& tier = "A") {
  const bool covered = error > -1.0;
  return {run_row(id, "A100-SXM", 8, "dense", "bf16", tier, R"("tp": 1)", 8, 1),
          covered ? 10.0 * (1.0 + error) : 0.0, covered ? 10.0 : 0.0};
}

std::vector<const RunResult*> all_of(const ValidationReport& report) {
  std::vector<const RunResult*> rows;
  for (const RunResult& row : report.rows) rows.push_back(&row);
  return rows;
}

TEST(GroupScores, AreThoseComputedByHand) {
  // Magnitudes 0.01 0.02 0.04 0.10 0.20: median 0.04, mean 0.074; p90 at position 3.6: 0.10 + 0.6 * 0.10.
  const ValidationReport report =
      made_up::report_of({with_error("x-1", 0.02), with_error("x-2", -0.10), with_error("x-3", 0.04),
                          with_error("x-4", -0.01), with_error("x-5", 0.20), with_error("x-6", -1.0)});
  const GroupScore score = score_group("x", all_of(report));
  EXPECT_EQ(score.name, "x");
  EXPECT_EQ(score.rows, 6);
  EXPECT_EQ(score.covered, 5);
  EXPECT_NEAR(score.coverage(), 5.0 / 6.0, 1e-12);
  EXPECT_NEAR(score.median, 0.04, 1e-12);
  EXPECT_NEAR(score.mean, 0.074, 1e-12);
  EXPECT_NEAR(score.p90, 0.16, 1e-12);
  EXPECT_NEAR(score.bias, 0.03, 1e-12);
  EXPECT_NEAR(score.median_signed, 0.02, 1e-12);
  EXPECT_EQ(score.memory_rows, 0);
}

TEST(GroupScores, OfNothingAreZero) {
  const GroupScore score = score_group("none", {});
  EXPECT_EQ(score.rows, 0);
  EXPECT_EQ(score.coverage(), 0.0);
  EXPECT_EQ(score.median, 0.0);
}

TEST(GroupScores, CountAllocatedMemoryOnly) {
  ValidationReport report =
      made_up::report_of({with_error("x-1", 0.0), with_error("x-2", 0.0), with_error("x-3", 0.0)});
  const std::vector<std::string> readings{"allocated", "allocated", "reserved"};
  for (std::size_t i = 0; i < 3; ++i) {
    report.rows[i].memory_reading = readings[i];
    report.rows[i].measured_memory = gigabytes(100);
    report.rows[i].predicted_memory = gigabytes(98.0 - 2.0 * static_cast<double>(i));
  }
  const GroupScore score = score_group("x", all_of(report));
  EXPECT_EQ(score.memory_rows, 2);
  EXPECT_NEAR(score.memory_median, 0.03, 1e-12);
}

TEST(RunKeys, GroupRows) {
  const ValidationReport report = made_up::small_report();
  const auto names = [&](std::string_view key) {
    std::vector<std::string> all;
    for (const GroupScore& score : score_by(report.rows, key))
      all.push_back(fmt::format("{} {}/{}", score.name, score.covered, score.rows));
    return all;
  };
  EXPECT_THAT(names("source"), ::testing::ElementsAre("a 3/3", "b 2/2", "c 1/3"));
  EXPECT_THAT(names("gpus"), ::testing::ElementsAre("1-8 2/4", "9-64 3/3", ">2048 1/1"));
  EXPECT_THAT(names("dtype"), ::testing::ElementsAre("bf16 4/4", "fp8 1/1", "nvfp4 1/3"));
  EXPECT_THAT(names("stack"), ::testing::ElementsAre("made-up-stack 6/6", "not told 0/2"));
  for (const std::string& key : run_key_names()) {
    int rows = 0;
    for (const GroupScore& score : score_by(report.rows, key)) rows += score.rows;
    EXPECT_EQ(rows, 8) << key;
  }
}

HeldGroup held_group(const ValidationReport& report, const std::string& name) {
  for (const HeldGroup& group : report.held)
    if (group.score.name == name) return group;
  ADD_FAILURE() << "no group " << name;
  return {};
}

TEST(HeldGroups, TakePublicRowsOfTiersAAndB) {
  const ValidationReport report = made_up::small_report();
  EXPECT_EQ(report.held.size(), 7u);
  EXPECT_EQ(held_group(report, "dense A100").score.rows, 3);
  EXPECT_EQ(held_group(report, "dense Hopper fp8").score.rows, 1) << "mxfp8 is fp8";
  EXPECT_EQ(held_group(report, "dense Hopper bf16").score.rows, 0);
  EXPECT_EQ(held_group(report, "MoE Hopper").score.rows, 1);
  EXPECT_EQ(held_group(report, "MoE Blackwell").score.rows, 0) << "tier C";
  EXPECT_EQ(held_group(report, "dense Blackwell").score.rows, 1);
  EXPECT_EQ(held_group(report, "dense Blackwell").score.covered, 0);
  EXPECT_EQ(held_group(report, "best40").score.rows, 1);
}

TEST(HeldGroups, KeepTheirBounds) {
  const auto keeps = [](const std::vector<double>& errors) {
    std::vector<made_up::Outcome> outcomes;
    for (const double error : errors)
      outcomes.push_back(with_error(fmt::format("x-{}", outcomes.size()), error));
    return held_group(made_up::report_of(outcomes), "dense A100").keeps();
  };
  EXPECT_TRUE(keeps({0.034, -0.034, 0.034, -0.034}));
  EXPECT_FALSE(keeps({0.036, -0.036, 0.036, -0.036})) << "median above 3.5 %";
  EXPECT_FALSE(keeps({0.031, 0.031, 0.031, 0.031})) << "all of them too long by over 3 %";
  EXPECT_FALSE(keeps({-0.031, -0.031})) << "or too short";
  EXPECT_FALSE(keeps({0.01, -0.01, 0.01, 0.15, -0.15})) << "p90 above 10 %";
  EXPECT_FALSE(keeps({-1.0})) << "nothing was simulated";
}

TEST(HeldGroups, LeaveProductionRunsOut) {
  ValidationReport report = made_up::report_of({with_error("x-1", 0.5)});
  EXPECT_TRUE(is_held(report.rows[0]));
  report.rows[0].production = true;
  EXPECT_FALSE(is_held(report.rows[0]));
  EXPECT_EQ(score_held_groups(report.rows).front().score.rows, 0);
  EXPECT_EQ(score_totals(report.rows).tier_ab, 1) << "left out of the bounds, not of the coverage";
}

TEST(RunTotals, BalanceGroupsOfRows) {
  // One group of three rows at 1 %, one of a single row at 5 %: rows say 1 %, groups 3 %.
  std::vector<made_up::Outcome> outcomes{with_error("x-1", 0.01),  with_error("x-2", 0.01),
                                         with_error("x-3", -0.01), with_error("y-1", 0.05),
                                         with_error("y-2", -1.0),  with_error("z-1", 0.3, "C")};
  const RunTotals totals = score_totals(made_up::report_of(outcomes).rows);
  EXPECT_NEAR(totals.held.median, 0.01, 1e-12);
  EXPECT_EQ(totals.groups, 2);
  EXPECT_NEAR(totals.balanced_median, 0.03, 1e-12);
  EXPECT_NEAR(totals.balanced_bias, 0.03, 1e-12);
  EXPECT_EQ(totals.tier_ab, 5);
  EXPECT_EQ(totals.tier_ab_covered, 4);
  EXPECT_NEAR(totals.coverage(), 0.8, 1e-12);
  EXPECT_EQ(totals.all.covered, 5);
}

TEST(UncoveredReasons, AreGroupedWithoutTheirNumbers) {
  const std::vector<UncoveredReason> reasons = made_up::small_report().uncovered;
  ASSERT_EQ(reasons.size(), 1u);
  EXPECT_EQ(reasons[0].reason, "N GPUs are too few");
  EXPECT_EQ(reasons[0].rows, 2);
  EXPECT_EQ(reasons[0].tier_ab, 1);
  EXPECT_THAT(reasons[0].ids, ::testing::ElementsAre("c-2", "c-3"));
}

TEST(Gate, IsSetOnHeldRowsOrOnAllWhenThereAreNone) {
  const ValidationReport held = made_up::small_report();
  EXPECT_EQ(&gate_score(held), &held.totals.held);
  const ValidationReport others = made_up::report_of({with_error("x-1", 0.2, "C")});
  EXPECT_EQ(&gate_score(others), &others.totals.all);
}

}  // namespace
}  // namespace trainyard
