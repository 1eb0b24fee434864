#include "gui/view_models/validation_content.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/validation/run_filter.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

/// Simulated once for all tests.
const ValidationReport& everything() {
  static const ValidationReport report =
      shipped_validation(ProfileLibrary::shipped().value(), [](std::string_view, double) {}).value();
  return report;
}

std::size_t covered(const ValidationReport& report) {
  return static_cast<std::size_t>(std::count_if(report.rows.begin(), report.rows.end(),
                                                [](const RunResult& row) { return row.covered; }));
}

TEST(ValidationContent, EverySimulatedRowIsAPointWhateverItIsGroupedBy) {
  ASSERT_GT(covered(everything()), 100U);
  for (const std::string& by : run_key_names()) {
    SCOPED_TRACE(by);
    const Content content = validation_content(everything(), by);
    const auto* points = chart_titled<chart::ScatterChart>(content, "Step time, predicted");
    ASSERT_NE(points, nullptr);
    EXPECT_TRUE(points->x.log && points->y.log && points->diagonal);
    EXPECT_LE(points->series.size(), 8U) << "as many as there are colours";
    std::size_t count = 0;
    for (const chart::Series& one : points->series) {
      EXPECT_EQ(one.x.size(), one.names.size());
      count += one.x.size();
    }
    EXPECT_EQ(count, covered(everything()));
    const auto* bars = chart_titled<chart::BarChart>(content, "Error of ");
    ASSERT_NE(bars, nullptr);
    double bar_rows = 0;
    for (const chart::BarSeries& one : bars->series)
      for (const double value : one.values) bar_rows += value;
    EXPECT_EQ(bar_rows, static_cast<double>(covered(everything())));
    const Table* groups = table_titled(content, "Errors by " + by);
    ASSERT_NE(groups, nullptr);
    EXPECT_EQ(groups->rows.size(), score_by(everything().rows, by).size());
  }
}

TEST(ValidationContent, TellsTheErrorsThatTheReportHas) {
  const Content content = validation_content(everything(), "source");
  const GroupScore& held = gate_score(everything());
  EXPECT_EQ(tile_of(content, "median error"), fmt::format("{:.1f} %", 100 * held.median));
  EXPECT_EQ(tile_of(content, "90 % are within"), fmt::format("{:.1f} %", 100 * held.p90));
  EXPECT_EQ(tile_of(content, "simulated"),
            fmt::format("{} of {}", covered(everything()), everything().rows.size()));
  const Table* worst = table_titled(content, "The 40 rows farthest off");
  ASSERT_NE(worst, nullptr);
  double largest = 0;
  for (const RunResult& row : everything().rows) largest = std::max(largest, std::abs(row.error()));
  EXPECT_THAT(worst->rows[0][1], HasSubstr(fmt::format("{:.1f} %", 100 * largest)));
  EXPECT_FALSE(worst->rows[0].back().empty()) << "a likely reason";
}

TEST(ValidationFilter, KeepsWhatMeetsIt) {
  const ValidationReport some = filtered(everything(), "dtype=fp8, tier=A|B").value();
  ASSERT_FALSE(some.rows.empty());
  EXPECT_LT(some.rows.size(), everything().rows.size());
  const RunFilter same = parse_run_filter("dtype=fp8, tier=A|B").value();
  std::size_t count = 0;
  for (const RunResult& row : everything().rows) count += same.matches(row) ? 1 : 0;
  EXPECT_EQ(some.rows.size(), count);
  EXPECT_EQ(some.totals.all.rows, static_cast<int>(count)) << "totals follow the rows";
  EXPECT_EQ(filtered(everything(), "").value().rows.size(), everything().rows.size());
}

TEST(ValidationFilter, IsRefusedInTheWordsOfTheCommandLine) {
  const auto refused = [](const std::string& filter) {
    const auto some = filtered(everything(), filter);
    return some ? std::string("accepted") : to_text(some.error());
  };
  EXPECT_EQ(refused("gpuu=H100"), to_text(parse_run_filter("gpuu=H100").error()));
  EXPECT_THAT(refused("gpuu=H100"), HasSubstr("gpu"));
  EXPECT_EQ(refused("gpus>="), to_text(parse_run_filter("gpus>=").error()));
  EXPECT_THAT(refused("gpu=no-such-gpu"), HasSubstr("no row meets the filter"));
  EXPECT_THAT(refused("parallel.tpp=4"), HasSubstr("parallel.tp"));
}

TEST(ValidationContent, SaysWhenNothingWasSimulated) {
  ValidationReport none = everything();
  keep_rows(none, [](const RunResult& row) { return !row.covered; });
  if (none.rows.empty()) GTEST_SKIP() << "every row is simulated";
  const Content content = validation_content(none, "gpu");
  EXPECT_THAT(text_of(content, Tone::warning), HasSubstr("could be simulated"));
  EXPECT_EQ(chart_titled<chart::ScatterChart>(content, "Step time"), nullptr);
  EXPECT_NE(table_titled(content, "Why rows were not simulated"), nullptr);
}

}  // namespace
}  // namespace trainyard::gui
