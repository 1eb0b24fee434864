// Logarithmic axes, limits drawn across, and the line of equal values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/chart/draw.h"
#include "models/chart/plot_area.h"

namespace trainyard::chart {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Keeps what is asked of a canvas.
class Kept : public Canvas {
 public:
  void line(double x1, double y1, double x2, double y2, std::string_view, double, bool dashed) override {
    if (dashed) dashes.push_back({x1, y1, x2, y2});
  }
  void rect(const Box&, std::string_view, const std::string&, double, std::string_view) override {}
  void circle(double x, double y, double, std::string_view fill, const std::string& tooltip) override {
    circles.push_back({x, y});
    fills.emplace_back(fill);
    tooltips.push_back(tooltip);
  }
  void polyline(const std::vector<Point>& points, std::string_view, double) override {
    lines.push_back(points);
  }
  void polygon(const std::vector<Point>& points, std::string_view, double) override {
    for (const Point& point : points) EXPECT_TRUE(std::isfinite(point.x) && std::isfinite(point.y));
  }
  void text(double, double y, const std::string& words, Anchor, double, double, bool) override {
    texts.push_back(words);
    heights.push_back(y);
  }
  std::vector<std::vector<double>> dashes{};
  std::vector<Point> circles{};
  std::vector<std::vector<Point>> lines{};
  std::vector<std::string> fills{}, tooltips{}, texts{};
  std::vector<double> heights{};  // of the texts
};

Kept drawn(const Chart& chart) {
  Kept canvas;
  draw(canvas, chart, size_of(chart));
  return canvas;
}

TEST(LogTicks, ArePowersOfTenOrTwoAndFiveTimesThem) {
  EXPECT_THAT(log_ticks(1, 10000), ElementsAre(1, 10, 100, 1000, 10000));
  EXPECT_THAT(log_ticks(0.3, 700), ElementsAre(DoubleNear(0.1, 1e-12), 1, 10, 100, 1000));
  EXPECT_THAT(log_ticks(3, 40), ElementsAre(2, 5, 10, 20, 50));
  EXPECT_THAT(log_ticks(10, 100), ElementsAre(10, 20, 50, 100));
}

TEST(LogTicks, HoldTheRange) {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {1e-9, 1e12}, {7, 7}, {0.9, 1.1}, {99, 101}, {1, 2}, {3e-4, 0.2}, {1000, 1000000}}) {
    const std::vector<double> marks = log_ticks(low, high);
    ASSERT_GE(marks.size(), 2U) << low << " to " << high;
    EXPECT_LE(marks.size(), 10U);
    EXPECT_LE(marks.front(), low * (1 + 1e-9));
    EXPECT_GE(marks.back(), high * (1 - 1e-9));
    EXPECT_TRUE(std::is_sorted(marks.begin(), marks.end()));
  }
}

TEST(LogScale, PutsEqualRatiosEquallyFarApart) {
  const Scale scale = make_log_scale({2, 900, NAN, -3, 0}, 0, 300);
  EXPECT_EQ(scale.low, 1);
  EXPECT_EQ(scale.high, 1000);
  EXPECT_NEAR(scale.at(10), 100, 1e-9);
  EXPECT_NEAR(scale.at(100), 200, 1e-9);
  EXPECT_FALSE(std::isfinite(scale.at(0)));
  EXPECT_FALSE(std::isfinite(scale.at(-1)));
}

TEST(LogScale, OfNothingIsDrawn) {
  const Scale scale = make_log_scale({}, 0, 100);
  EXPECT_EQ(scale.marks.front(), 1);
  EXPECT_EQ(scale.marks.back(), 10);
}

TEST(LogAxis, LeavesOutWhatHasNoPlace) {
  LineChart chart;
  chart.x.log = chart.y.log = true;
  chart.series = {{"one", {0, 1, 10, 100}, {5, 10, 0, 1000}, {1, 5, 0, 900}, {9, 20, 0, 1100}}};
  const Kept canvas = drawn(chart);
  EXPECT_EQ(canvas.circles.size(), 2U);
  EXPECT_EQ(canvas.lines.size(), 2U) << "the line has a gap";
  EXPECT_THAT(to_svg(chart), AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
}

TEST(Levels, AreInSightThoughNothingReachesThem) {
  BarChart chart;
  chart.categories = {"A"};
  chart.series = {{"weights", {20}}};
  chart.levels = {{80, "usable, 80 GB"}};
  const Kept canvas = drawn(chart);
  ASSERT_EQ(canvas.dashes.size(), 1U);
  EXPECT_EQ(canvas.dashes[0][1], canvas.dashes[0][3]) << "it is level";
  EXPECT_NEAR(canvas.dashes[0][1], 46, 1e-9) << "80 is the last tick, at the top of the plot";
  EXPECT_THAT(canvas.texts, ::testing::Contains("usable, 80 GB"));
}

TEST(Diagonal, JoinsEqualValuesWithinBothAxes) {
  ScatterChart chart;
  chart.x.log = chart.y.log = true;
  chart.series = {{"", {1, 1000}, {10, 10000}, {}, {}}};
  EXPECT_TRUE(drawn(chart).dashes.empty());
  chart.diagonal = true;
  const Kept canvas = drawn(chart);
  ASSERT_EQ(canvas.dashes.size(), 1U);
  // From (10, 10) to (1000, 1000): a third along x at the foot of y, the end of x at two thirds up.
  const Point first = canvas.circles[0], last = canvas.circles[1];
  EXPECT_NEAR(canvas.dashes[0][0], first.x + (last.x - first.x) / 3, 1e-6);
  EXPECT_NEAR(canvas.dashes[0][1], first.y, 1e-6);
  EXPECT_NEAR(canvas.dashes[0][2], last.x, 1e-6);
  EXPECT_NEAR(canvas.dashes[0][3], first.y + (last.y - first.y) * 2 / 3, 1e-6);
}

TEST(Marks, PutTheirWordsAtTheFootWhenAsked) {
  LineChart chart;
  chart.series = {{"", {0, 10}, {0, 10}, {}, {}}};
  chart.marks = {{2, "high"}, {3, "low", true}};
  const Kept canvas = drawn(chart);
  const auto place = [&](const char* words) {
    for (std::size_t i = 0; i < canvas.texts.size(); ++i)
      if (canvas.texts[i] == words) return canvas.heights[i];
    return -1.0;
  };
  // The plot of 420 px reaches from 46 to 364.
  EXPECT_LT(place("high"), 80);
  EXPECT_GT(place("low"), 330);
  EXPECT_LT(place("low"), 364);
}

TEST(Points, AreNamedInTheirTooltips) {
  ScatterChart chart;
  chart.series = {{"a", {1}, {2}, {}, {}, {"run 1"}}};
  EXPECT_EQ(drawn(chart).tooltips.at(0), "run 1; a; : 1, : 2");
}

TEST(Dots, LeaveTheirTooltipsWhenTheyGo) {
  LineChart chart;
  chart.series = {{"one", {1, 2}, {3, 4}, {}, {}}};
  EXPECT_THAT(drawn(chart).fills, ::testing::Each(::testing::Ne("none")));
  chart.dots = false;
  const Kept canvas = drawn(chart);
  EXPECT_THAT(canvas.fills, ::testing::Each("none"));
  EXPECT_EQ(canvas.tooltips.size(), 2U);
}

}  // namespace
}  // namespace trainyard::chart
