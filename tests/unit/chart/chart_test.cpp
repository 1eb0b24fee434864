#include "models/chart/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "models/chart/plot_area.h"
#include "models/chart/png.h"
#include "tests/support/sample_charts.h"

namespace trainyard::chart {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Ticks, AreRoundAndHoldTheRange) {
  EXPECT_THAT(ticks(0, 10), ElementsAre(0, 2, 4, 6, 8, 10));
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0, 1}, {-3, 17}, {1e-9, 3e-9}, {5e11, 7e12}, {18.2, 18.9}, {-1, -0.2}}) {
    const std::vector<double> marks = ticks(low, high);
    EXPECT_LE(marks.front(), low + 1e-9 * std::abs(low));
    EXPECT_GE(marks.back(), high - 1e-9 * std::abs(high));
    EXPECT_GE(marks.size(), 3U);
    EXPECT_LE(marks.size(), 13U);
    const double step = marks[1] - marks[0],
                 lead = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
    EXPECT_TRUE(std::abs(lead - 1) < 1e-6 || std::abs(lead - 2) < 1e-6 || std::abs(lead - 5) < 1e-6) << step;
  }
}

TEST(Ticks, OfOneValueSurroundIt) {
  const std::vector<double> marks = ticks(3, 3);
  EXPECT_LT(marks.front(), 3);
  EXPECT_GT(marks.back(), 3);
}

TEST(NumberText, IsShort) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(19.0253), "19.03");
  EXPECT_EQ(number_text(12000), "12,000");
  EXPECT_EQ(number_text(-12003.4), "-12,003");
  EXPECT_EQ(number_text(1.5e6), "1.5M");
  EXPECT_EQ(number_text(250000), "250K");
  EXPECT_EQ(number_text(0.00002), "2e-05");
  EXPECT_EQ(number_text(NAN), "-");
}

TEST(SteadyColours, OfKnownNamesAreThoseOfTheirPlaceWhateverElseIsShown) {
  const std::vector<std::string> known{"a", "b", "c", "d"};
  EXPECT_THAT(steady_colours({"a", "b", "c", "d"}, known), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(steady_colours({"d", "b"}, known), ElementsAre(3, 1));
  EXPECT_THAT(steady_colours({"x", "c", "y"}, known), ElementsAre(0, 2, 1)) << "others take what is free";
  EXPECT_THAT(steady_colours({}, known), ElementsAre());
}

TEST(Bars, SayWhatTheirCategoriesAreAndKeepTheColourTheyAreGiven) {
  BarChart bars{.title = "t", .categories = {"1", "2"}, .series = {{"one", {1, 2}, 5}, {"two", {1, 1}, {}}}};
  EXPECT_THAT(to_svg(bars), AllOf(HasSubstr(std::string(palette(5))), HasSubstr(std::string(palette(1))),
                                  Not(HasSubstr(std::string(palette(0))))));
  EXPECT_THAT(to_svg(bars), Not(HasSubstr("pipeline rank")));
  bars.x_label = "pipeline rank";
  EXPECT_THAT(to_svg(bars), HasSubstr(">pipeline rank<"));
}

TEST(Maps, FrameTheCellOfWhatIsAsked) {
  CategoryMap map{.title = "t", .x = {"1", "2"}, .y = {"1"}, .names = {"a", "b"}, .cells = {0, 1}};
  const std::string plain = to_svg(map);
  map.here = 1;
  EXPECT_NE(to_svg(map), plain);
  map.here = 2;  // beyond the cells
  EXPECT_EQ(to_svg(map), plain);
}

TEST(Fitted, CutsWholeCharacters) {
  EXPECT_EQ(fitted("short", 100, 10), "short");
  const std::string cut = fitted("größer als erlaubt", 60, 10);
  EXPECT_THAT(cut, HasSubstr("..."));
  EXPECT_LE(text_width(cut, 10), 60);
}

TEST(Charts, EscapeEveryText) {
  LineChart chart = samples::line();
  chart.title = "a < b & \"c\"";
  chart.series[0].name = "<script>";
  const std::string svg = to_svg(chart);
  EXPECT_THAT(svg, AllOf(HasSubstr("a &lt; b &amp; &quot;c&quot;"), Not(HasSubstr("<script>"))));
}

TEST(Charts, HoldNoNumberThatIsNone) {
  for (const std::string& svg : samples::all())
    EXPECT_THAT(svg, AllOf(Not(HasSubstr("\"nan")), Not(HasSubstr("\"inf")), Not(HasSubstr("-nan"))));
}

TEST(Charts, StandEmptyAndOddInput) {
  EXPECT_THAT(to_svg(LineChart{}), HasSubstr("</svg>"));
  EXPECT_THAT(to_svg(ScatterChart{}), HasSubstr("</svg>"));
  EXPECT_THAT(to_svg(BarChart{}), HasSubstr("</svg>"));
  EXPECT_THAT(to_svg(Waterfall{}), HasSubstr("</svg>"));
  EXPECT_THAT(to_svg(HeatMap{}), HasSubstr("</svg>"));
  LineChart one;
  one.series.push_back({.name = "one", .x = {1}, .y = {2}, .low = {}, .high = {}});
  one.series.push_back({.name = "none", .x = {1}, .y = {NAN}, .low = {}, .high = {}});
  EXPECT_THAT(to_svg(one), AllOf(HasSubstr("<circle"), Not(HasSubstr("nan"))));
  Waterfall down{"t", {}, "a", "b", -5, {{"x", -1}, {"y", 8}}};
  EXPECT_THAT(to_svg(down), Not(HasSubstr("height=\"-")));
}

TEST(Charts, AreTheSameTwice) {
  EXPECT_EQ(samples::all(), samples::all());
}

TEST(WaterfallChart, EndsAtTheSum) {
  const std::string svg = to_svg(Waterfall{"t", {"s"}, "from", "to", 10, {{"up", 2.5}, {"down", -0.5}}});
  EXPECT_THAT(svg, AllOf(HasSubstr("from: 10<"), HasSubstr("up: +2.5<"), HasSubstr("down: -0.5<"),
                         HasSubstr("to: 12<"), HasSubstr("not from 0")));
}

TEST(HtmlPages, StandAlone) {
  HtmlPage page("A <title>");
  page.heading("h & m");
  page.paragraph("p");
  page.table({{"name", "value"}, {{"<x>", "1"}}});
  page.svg(to_svg(samples::line()));
  const std::string text = page.text();
  EXPECT_THAT(text, AllOf(HasSubstr("<!DOCTYPE html>"), HasSubstr("A &lt;title&gt;"), HasSubstr("&lt;x&gt;"),
                          HasSubstr("<svg"), Not(HasSubstr("<script")), Not(HasSubstr("<link"))));
  // Nothing is fetched: the only address is the name of the SVG language.
  std::string rest = text;
  const std::string language = "http://www.w3.org/2000/svg";
  rest.erase(rest.find(language), language.size());
  EXPECT_THAT(rest, Not(HasSubstr("http")));
}

TEST(HtmlPages, SetNumbersToTheRightAndTextsInLines) {
  HtmlPage page("t");
  page.table({{"what", "step", "why"},
              {{"8", "19.0 s (18.5 s - 21.1 s)  +8.2 %", "8, 16 and more"}, {"x", "-", "it is <so>"}},
              "Figures"});
  const std::string text = page.text();
  for (const char* part :
       {"<caption>Figures</caption>", "<th>what</th><th class=\"n\">step</th><th>why</th>", "<td>8</td>",
        "<td class=\"n parts\"><span>19.0 s</span> <span>(18.5 s - 21.1 s)</span> <span>+8.2 %</span></td>",
        "<td>8, 16 and more</td>", "<td class=\"n\">-</td><td>it is &lt;so&gt;</td>", "@media print"})
    EXPECT_THAT(text, HasSubstr(part));
  HtmlPage headless("t");
  headless.table({{"", ""}, {{"days", "52"}}, {}});
  EXPECT_THAT(headless.text(), AllOf(Not(HasSubstr("<th")), HasSubstr("<td class=\"n\">52</td>")));
}

TEST(Png, IsWrittenOrRefusedWithThePackage) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / "trainyard-chart.png";
  std::filesystem::remove(file);
  const Result<void> done = write_png(file, to_svg(samples::line()));
  if (!can_write_png()) {
    ASSERT_FALSE(done);
    EXPECT_THAT(to_text(done.error()), HasSubstr("librsvg2-dev"));
    return;
  }
  ASSERT_TRUE(done) << to_text(done.error());
  std::ifstream in(file, std::ios::binary);
  std::string head(8, ' ');
  in.read(head.data(), 8);
  EXPECT_EQ(head, "\x89PNG\r\n\x1a\n");
  EXPECT_GT(std::filesystem::file_size(file), 5000U);
  std::filesystem::remove(file);
  EXPECT_FALSE(write_png(file, "no picture"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace trainyard::chart
