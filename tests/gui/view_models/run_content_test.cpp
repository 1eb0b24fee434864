#include "gui/view_models/run_content.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/view_models/words.h"
#include "sim/base/quantity_text.h"
#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

RunAnswer answer_of(const std::string& scenario, const EstimateOptions& options = {}) {
  return run_answer(ProfileLibrary::shipped().value(), {scenario, {}}, options).value();
}

TEST(RunContent, ShowsTheNumbersOfTheEstimate) {
  const RunAnswer answer = answer_of("llama-3-70b-h100");
  const Estimate& told = answer.evaluated.estimate;
  const Content content = run_content(answer);
  EXPECT_EQ(tile_of(content, "days"), fmt::format("{:.1f}", told.run.days));
  EXPECT_EQ(tile_of(content, "GPU-hours"), count_text(told.run.gpu_hours));
  EXPECT_EQ(tile_of(content, "dollars"), to_text(told.cost.total));
  EXPECT_EQ(tile_of(content, "mean time to failure"), to_text(*told.run.reliability->mtbf));
  const auto* tokens = chart_titled<chart::LineChart>(content, "Tokens trained");
  ASSERT_NE(tokens, nullptr);
  EXPECT_NEAR(tokens->series[0].y.back(), told.run.tokens, 1e-6 * told.run.tokens);
  EXPECT_NEAR(tokens->series[0].x.back(), told.totals->days.p95, 1e-9 * told.totals->days.p95);
  const auto* money = chart_titled<chart::LineChart>(content, "Dollars spent");
  ASSERT_NE(money, nullptr);
  EXPECT_NEAR(money->series[0].high.back(), told.totals->dollars.p95, 1e-6 * told.totals->dollars.p95);
  EXPECT_NE(chart_titled<chart::LineChart>(content, "Failures so far"), nullptr);
}

TEST(RunContent, TheSharesOfTimeSumToTheRun) {
  const RunAnswer answer = answer_of("llama-3-70b-h100");
  const Content content = run_content(answer);
  const auto* bars = chart_titled<chart::BarChart>(content, "Where elapsed time goes");
  ASSERT_NE(bars, nullptr);
  double sum = 0;
  for (const chart::BarSeries& one : bars->series) sum += one.values[0];
  EXPECT_NEAR(sum, answer.evaluated.estimate.run.days, 1e-9 * sum);
  EXPECT_GE(bars->series.size(), 3U);
}

TEST(RunContent, SaysWhereFailuresAreNotModelled) {
  const Content content = run_content(answer_of("deepseek-v3-h800"));
  EXPECT_THAT(text_of(content, Tone::plain), HasSubstr("failures are not counted"));
  EXPECT_EQ(chart_titled<chart::LineChart>(content, "Failures so far"), nullptr);
  EXPECT_EQ(tile_of(content, "mean time to failure"), "");
}

TEST(RunContent, TellsDatesFromAFirstDay) {
  const RunAnswer answer = answer_of("llama-3-70b-h100");
  const Content content = run_content(answer, QDate(2027, 1, 31));
  const QDate end = QDate(2027, 1, 31).addDays(static_cast<qint64>(std::ceil(answer.calendar.length.value)));
  EXPECT_EQ(tile_of(content, "ends on"), end.toString(Qt::ISODate).toStdString());
  EXPECT_EQ(chart_titled<chart::LineChart>(content, "Tokens trained")->x.label, "days from 2027-01-31");
}

TEST(RunContent, WhileASliderMovesThereIsNoBand) {
  const Content content = run_content(answer_of("deepseek-v3-h800", {.interval = false}));
  const auto* tokens = chart_titled<chart::LineChart>(content, "Tokens trained");
  ASSERT_NE(tokens, nullptr);
  EXPECT_TRUE(tokens->series[0].low.empty());
  EXPECT_EQ(chart_titled<chart::BarChart>(content, "What the interval"), nullptr);
}

TEST(RunContent, DriversCarryTheirWeights) {
  const RunAnswer answer = answer_of("deepseek-v3-h800");
  const Content content = run_content(answer);
  const auto* bars = chart_titled<chart::BarChart>(content, "What the interval of the step");
  ASSERT_NE(bars, nullptr);
  const Interval::Driver& heaviest = answer.evaluated.estimate.interval.drivers.front();
  EXPECT_EQ(bars->categories[0], plain_name(heaviest.input));
  EXPECT_NEAR(bars->series[0].values[0], 100 * heaviest.weight, 1e-12);
}

}  // namespace
}  // namespace trainyard::gui
