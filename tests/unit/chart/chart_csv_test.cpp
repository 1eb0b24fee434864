// The data behind a chart, as rows.
#include <gtest/gtest.h>

#include <cmath>

#include "models/chart/draw.h"

namespace trainyard::chart {
namespace {

TEST(ChartCsv, PointsWithTheirBandAndGaps) {
  LineChart chart;
  chart.x.label = "NVLink, GB/s";
  chart.y.label = "step";
  chart.series = {{"a", {1, 2}, {0.1, NAN}, {0.05, 0}, {0.2, 1}}, {"b \"x\"", {3}, {4}, {}, {}}};
  EXPECT_EQ(to_csv(chart),
            "series,\"NVLink, GB/s\",step,low,high\n"
            "a,1,0.1,0.05,0.2\n"
            "a,2,,0,1\n"
            "\"b \"\"x\"\"\",3,4,,\n");
}

TEST(ChartCsv, AScatterIsItsPoints) {
  ScatterChart chart;
  chart.series = {{"", {1.5}, {2.5}, {}, {}}};
  EXPECT_EQ(to_csv(chart), "series,,\n,1.5,2.5\n");
}

TEST(ChartCsv, PointsThatHaveNamesTellThem) {
  ScatterChart chart;
  chart.series = {{"a", {1}, {2}, {}, {}, {"run, 1"}}, {"b", {3}, {4}, {}, {}}};
  EXPECT_EQ(to_csv(chart), "series,,,point\na,1,2,\"run, 1\"\nb,3,4,\n");
}

TEST(ChartCsv, BarsStandInColumns) {
  BarChart chart;
  chart.categories = {"A", "B"};
  chart.series = {{"compute", {1, 2}}, {"bubble", {3, 4}}};
  EXPECT_EQ(to_csv(chart), "category,compute,bubble\nA,1,3\nB,2,4\n");
  chart.intervals = {{3, 5}, {5, 7}};
  EXPECT_EQ(to_csv(chart), "category,compute,bubble,low,high\nA,1,3,3,5\nB,2,4,5,7\n");
}

TEST(ChartCsv, AWaterfallEndsWithItsSum) {
  Waterfall chart;
  chart.y.label = "s";
  chart.from_name = "A";
  chart.to_name = "B";
  chart.from = 10;
  chart.steps = {{"compute", -2}, {"bubble", 0.5}};
  EXPECT_EQ(to_csv(chart), "step,s\nA,10\ncompute,-2\nbubble,0.5\nB,8.5\n");
}

TEST(ChartCsv, AHeatMapIsItsCells) {
  HeatMap chart;
  chart.x_label = "x";
  chart.y_label = "y";
  chart.value_label = "days";
  chart.x = {"1", "2"};
  chart.y = {"a"};
  chart.values = {7, NAN};
  EXPECT_EQ(to_csv(chart), "x,y,days\n1,a,7\n2,a,\n");
}

TEST(ChartCsv, AMapOfNamesIsItsCells) {
  const CategoryMap chart{.title = "who",
                          .x_label = "x",
                          .y_label = "y",
                          .x = {"1", "2"},
                          .y = {"a"},
                          .names = {"first", "second"},
                          .cells = {1, -1}};
  EXPECT_EQ(to_csv(chart), "x,y,name\n1,a,second\n2,a,\n");
}

TEST(Charts, GrowWithTheCanvasAndItsLegend) {
  BarChart chart;
  EXPECT_EQ(size_of(chart, {600, 300}).height, 300);
  for (int i = 0; i < 40; ++i) chart.series.push_back({"part", {}});
  EXPECT_GT(size_of(chart, {600, 300}).height, 40 * 18);
  EXPECT_EQ(size_of(chart, {600, 300}).width, 600);
}

}  // namespace
}  // namespace trainyard::chart
