// Which chart a sweep gets, and what stands in it.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using namespace sweep_test;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(SweepCharts, OneKnobOfNumbersIsALineWithItsKnees) {
  const SweepRequest request = request_over({"nic=20..400*1.5"});
  SweepResult result = swept(request);
  result.knees = {{.part = "exposed_dispatch", .at = 100, .at_text = "100 Gb/s", .below = true}};
  const auto charts = sweep_charts(report_of(request, result));
  ASSERT_THAT(charts, SizeIs(2));
  const auto& line = std::get<chart::LineChart>(charts[0]);
  EXPECT_EQ(line.y.label, "step time (s)");
  EXPECT_EQ(line.x.label, "network per NIC and direction, Gb/s");
  ASSERT_THAT(line.series, SizeIs(1));
  EXPECT_EQ(line.series[0].x.size(), result.points.size() + result.between.size());
  EXPECT_TRUE(std::is_sorted(line.series[0].x.begin(), line.series[0].x.end()));
  ASSERT_THAT(line.marks, SizeIs(1));
  EXPECT_EQ(line.marks[0].text, "below 100 Gb/s: dispatch");
}

TEST(SweepCharts, TheIntervalIsABandAroundTheStep) {
  SweepRequest request = request_over({"nic=100,200,400"});
  request.point.interval = true;
  const auto charts = sweep_charts(report_of(request, swept(request)));
  const auto& series = std::get<chart::LineChart>(charts[0]).series.at(0);
  ASSERT_THAT(series.y, SizeIs(3));
  for (std::size_t i = 0; i < series.y.size(); ++i) {
    EXPECT_LT(series.low.at(i), series.y[i]);
    EXPECT_GT(series.high.at(i), series.low[i]);
  }
}

TEST(SweepCharts, WhatDoesNotFitIsALineOfItsOwnAndTheIllegalAGap) {
  const SweepRequest request = request_over({"gpus=8,16"});
  SweepResult result = swept(request_over({"gpus=16,32"}));
  result.points[0].fits = false;
  result.points.push_back(result.points[1]);
  result.points[2].simulated = false;
  const auto charts = sweep_charts(report_of(request, result));
  const auto& series = std::get<chart::LineChart>(charts[0]).series;
  ASSERT_THAT(series, SizeIs(2));
  EXPECT_EQ(series[1].name, "does not fit in memory");
  EXPECT_TRUE(std::isnan(series[0].y[0]));
  EXPECT_FALSE(std::isnan(series[1].y[0]));
  EXPECT_TRUE(std::isnan(series[0].y[2]));
}

TEST(SweepCharts, AGoalIsDrawnOverItsColumn) {
  const SweepRequest request = request_over({"gpus=16,32"});
  const auto charts = sweep_charts(report_of(request, swept(request), {goal("days<=60")}));
  const auto& line = std::get<chart::LineChart>(charts[0]);
  EXPECT_EQ(line.y.label, "days");
  ASSERT_THAT(line.series, SizeIs(2));
  EXPECT_EQ(line.series[1].name, "days<=60");
  EXPECT_THAT(line.series[1].y, ::testing::Each(60.0));
}

TEST(SweepCharts, NamesAreBars) {
  const SweepRequest request = request_over({"recompute=none,full"});
  const auto charts = sweep_charts(report_of(request, swept(request)));
  ASSERT_THAT(charts, SizeIs(1));
  EXPECT_THAT(std::get<chart::BarChart>(charts[0]).categories, SizeIs(2));
}

TEST(SweepCharts, TwoKnobsOfManyValuesAreAHeatMap) {
  SweepRequest request = request_over({"nic=100..500+100", "nvlink=100..600+100"});
  const SweepResult result = swept(request);
  const auto charts = sweep_charts(report_of(request, result));
  ASSERT_THAT(charts, SizeIs(1));
  const auto& map = std::get<chart::HeatMap>(charts[0]);
  EXPECT_THAT(map.x, SizeIs(6));
  EXPECT_THAT(map.y, SizeIs(5));
  ASSERT_THAT(map.values, SizeIs(30));
  EXPECT_EQ(map.values[7], result.points[7].step.in(seconds));
}

TEST(SweepCharts, TwoKnobsOneOfFewValuesAreLines) {
  const SweepRequest request = request_over({"nic=100,400", "nvlink=100..600+100"});
  const SweepResult result = swept(request);
  const auto charts = sweep_charts(report_of(request, result));
  const auto& line = std::get<chart::LineChart>(charts.at(0));
  ASSERT_THAT(line.series, SizeIs(2));
  EXPECT_EQ(line.series[1].name, "nic 400 Gb/s");
  EXPECT_EQ(line.series[1].y[2], result.points[8].step.in(seconds));
  EXPECT_EQ(line.series[1].x[2], 300.0);
}

TEST(SweepCharts, ThreeKnobsAreAChartForEveryValueOfTheFirst) {
  const SweepRequest request = request_over({"price=1,2,3", "nic=100,400", "nvlink=100,400"});
  EXPECT_THAT(sweep_charts(report_of(request, swept(request))), SizeIs(3));
}

TEST(SweepHtml, IsOneSelfContainedPage) {
  SweepRequest request = request_over({"nic=100..400+50"});
  request.point.interval = true;
  const std::string page = write_html_sweep(report_of(request, swept(request)));
  EXPECT_THAT(page, AllOf(HasSubstr("<!DOCTYPE html>"), HasSubstr("<svg"), HasSubstr("<table>"),
                          HasSubstr("Knees"), HasSubstr("90 % interval"), HasSubstr("best")));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr(" src=")), Not(HasSubstr("nan"))));
}

}  // namespace
}  // namespace trainyard
