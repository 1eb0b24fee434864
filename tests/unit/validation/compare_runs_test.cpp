#include "models/validation/compare_runs.h"

#include <gmock/gmock.h>

#include <cmath>

#include "models/validation/run_reasons.h"
#include "tests/support/made_up_runs.h"

namespace trainyard {
namespace {

using made_up::Outcome;
using made_up::run_row;

Outcome plain(const std::string& id, int gpus, int batch, double predicted, double measured,
              const std::string& parallel = R"("tp": 1)", int micro_batch = 1, const std::string& more = "") {
  return {run_row(id, "A100-SXM", gpus, "dense", "bf16", "A", parallel, batch, micro_batch, more), predicted,
          measured};
}

TEST(ScalingSlopes, RunFromFewestToMostGpus) {
  const ValidationReport report =
      made_up::report_of({plain("a-1", 8, 64, 10.0, 10.0), plain("a-2", 32, 256, 10.5, 11.0),
                          plain("a-3", 16, 128, 99.0, 99.0)});
  ASSERT_EQ(report.slopes.size(), 1u);
  const ScalingSlope& slope = report.slopes.front();
  EXPECT_TRUE(slope.weak);
  EXPECT_EQ(slope.series, "a Plain-7B A100-SXM bf16");
  EXPECT_EQ(slope.points, 3);
  EXPECT_EQ(slope.least_gpus, 8);
  EXPECT_EQ(slope.most_gpus, 32);
  EXPECT_NEAR(slope.measured, 1.1, 1e-12);
  EXPECT_NEAR(slope.predicted, 1.05, 1e-12);
  EXPECT_NEAR(slope.error(), 1.05 / 1.1 - 1.0, 1e-12);
}

TEST(ScalingSlopes, AreStrongWithOneBatch) {
  const ValidationReport report =
      made_up::report_of({plain("a-1", 8, 64, 10.0, 10.0), plain("a-2", 16, 64, 6.0, 5.0)});
  ASSERT_EQ(report.slopes.size(), 1u);
  EXPECT_FALSE(report.slopes.front().weak);
  EXPECT_NEAR(report.slopes.front().error(), 0.2, 1e-12);
}

TEST(ScalingSlopes, AverageRepeats) {
  const ValidationReport report = made_up::report_of(
      {plain("a-1", 8, 64, 10.0, 8.0), plain("a-2", 8, 64, 10.0, 12.5), plain("a-3", 16, 128, 10.0, 20.0)});
  ASSERT_EQ(report.slopes.size(), 1u);
  EXPECT_NEAR(report.slopes.front().measured, 2.0, 1e-12) << "8 and 12.5 are 10 on average of logarithms";
}

TEST(ScalingSlopes, NeedRunsThatDifferInGpusOnly) {
  EXPECT_TRUE(made_up::report_of({plain("a-1", 8, 64, 1, 1), plain("a-2", 16, 128, 1, 1, R"("tp": 2)")})
                  .slopes.empty());
  EXPECT_TRUE(made_up::report_of({plain("a-1", 8, 64, 1, 1), plain("b-2", 16, 128, 1, 1)}).slopes.empty());
  EXPECT_TRUE(made_up::report_of({plain("a-1", 8, 64, 1, 1), plain("a-2", 16, 128, 0, 0)}).slopes.empty());
  EXPECT_TRUE(made_up::report_of({plain("a-1", 8, 64, 1, 1), plain("a-2", 16, 96, 1, 1)}).slopes.empty());
}

TEST(SwitchPairs, AreOrientedByTheValueThatDiffers) {
  const ValidationReport report = made_up::report_of(
      {plain("a-1", 8, 64, 11.0, 12.0, R"("tp": 16)"), plain("a-2", 8, 64, 10.0, 10.0, R"("tp": 8)")});
  ASSERT_EQ(report.pairs.size(), 1u);
  const SwitchPair& pair = report.pairs.front();
  EXPECT_EQ(pair.change, "tp");
  EXPECT_EQ(pair.from, "a-2");
  EXPECT_EQ(pair.from_value, "8");
  EXPECT_EQ(pair.to_value, "16");
  EXPECT_NEAR(pair.measured, 1.2, 1e-12);
  EXPECT_NEAR(pair.predicted, 1.1, 1e-12);
  EXPECT_NEAR(pair.log_error(), std::log(1.1 / 1.2), 1e-12);
  EXPECT_TRUE(pair.right_direction());
}

TEST(SwitchPairs, NameWhatDiffers) {
  const auto changes = [](const Outcome& a, const Outcome& b) {
    std::string all;
    for (const SwitchPair& pair : made_up::report_of({a, b}).pairs) all += pair.change + ";";
    return all;
  };
  const Outcome base = plain("a-1", 8, 64, 1.0, 1.0);
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 1)", 4)), "mbs;");
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 2, "sp": true)")), "tp;") << "sp goes with tp";
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 2)", 4)), "mbs+tp;");
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 1, "dp": 4)")), "") << "dp follows";
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 1)", 1, R"(, "recompute": "full")")),
            "recompute;");
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 1)", 1, R"(, "notes": "dispatcher DeepEP; ")")),
            "dispatcher;");
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 1)", 1, R"(, "notes": "another cluster")")), "");
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 2, R"("tp": 2, "pp": 2)", 4)), "") << "three settings";
  EXPECT_EQ(changes(base, plain("a-2", 8, 128, 1, 2)), "") << "another batch";
  EXPECT_EQ(changes(base, plain("a-2", 16, 64, 1, 2, R"("tp": 2)")), "") << "more GPUs";
  EXPECT_EQ(changes(base, plain("a-2", 8, 64, 1, 1.02, R"("tp": 2)")), "") << "within the noise";
  EXPECT_EQ(changes(base, plain("b-2", 8, 64, 1, 2, R"("tp": 2)")), "") << "another source";
}

TEST(SwitchPairs, AreSummarisedByWhatDiffers) {
  const std::vector<SwitchPair> pairs{{"tp", "a", "b", "1", "2", 1.2, 1.2},
                                      {"tp", "a", "c", "1", "4", 1.1, 0.9},
                                      {"mbs", "a", "d", "1", "2", 0.9, 0.8}};
  const std::vector<SwitchScore> scores = score_switches(pairs);
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_EQ(scores[0].change, "tp");
  EXPECT_EQ(scores[0].pairs, 2);
  EXPECT_NEAR(scores[0].right, 0.5, 1e-12);
  EXPECT_NEAR(scores[0].median_log_error, std::log(1.1 / 0.9) / 2.0, 1e-12);
  EXPECT_NEAR(scores[1].right, 1.0, 1e-12);
}

TEST(RepeatSpreads, CompareReleasesOfOneConfiguration) {
  Outcome old = plain("a-1", 8, 64, 10.0, 10.0), fresh = plain("a-2", 8, 64, 10.0, 8.0);
  const std::string name = "stack 1";
  fresh.row.replace(fresh.row.find(name), name.size(), "stack 2");
  const ValidationReport report =
      made_up::report_of({old, fresh, plain("a-3", 8, 64, 10.0, 15.0), plain("a-4", 16, 64, 10.0, 30.0)});
  const auto spreads = repeat_spreads(report.rows);
  EXPECT_NEAR(spreads.at(&report.rows[0]), 0.25, 1e-12) << "its own release does not count";
  EXPECT_NEAR(spreads.at(&report.rows[1]), 0.875, 1e-12);
  EXPECT_EQ(spreads.count(&report.rows[3]), 0u);
}

TEST(LikelyReasons, TellWhatTheRowTells) {
  const ValidationReport report = made_up::small_report();
  EXPECT_EQ(likely_reason(report.rows[0], 0.0),
            "no fact of the row explains it; GEMM is 75 % of its predicted step");
  EXPECT_EQ(likely_reason(report.rows[3], 0.0),
            "the collection marks the row: noisy; filled by rule: recompute, micro batch");
  EXPECT_EQ(likely_reason(report.rows[0], 0.12),
            "releases of its software lie 12 % apart at the same settings");
  EXPECT_THAT(likely_reason(report.rows[5], 0.0), ::testing::HasSubstr("a production run"));
  EXPECT_THAT(likely_reason(report.rows[4], 0.0),
              ::testing::HasSubstr("how even its routing was is not told"));
}

TEST(LikelyReasons, NameHeadsThatNoKernelIsMadeFor) {
  Outcome one = plain("a-1", 8, 64, 10.0, 10.0);
  const std::string heads = "\"heads\": 32";
  one.row.replace(one.row.find(heads), heads.size(), "\"heads\": 30");
  const ValidationReport report = made_up::report_of({one});
  EXPECT_THAT(likely_reason(report.rows[0], 0.0), ::testing::HasSubstr("heads of 136"));
}

}  // namespace
}  // namespace trainyard
