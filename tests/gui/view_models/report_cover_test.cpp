// How a report begins.
#include "gui/view_models/report_cover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gui/view_models/content_parts.h"

namespace trainyard::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ReportCover, TellsScenariosWithTheirChangesAndWhatEveryPageIsAbout) {
  const std::vector<Entry> entries{{"deepseek-v3-h800", {}},
                                   {"deepseek-v3-h800", {{"gpus", "4096"}, {"plan.pp", "8"}}}};
  const ReportPage cover = report_cover(entries, {{"Compare", {}, {}, "all scenarios"},
                                                  {"Memory", {}, {}, "deepseek-v3-h800"},
                                                  {"Memory", {}, {}, "deepseek-v3-h800, gpus=4096"},
                                                  {"Validation", {}, {}, ""}});
  const Table* scenarios = table_titled(cover.content, "Scenarios");
  ASSERT_NE(scenarios, nullptr);
  EXPECT_THAT(scenarios->rows, ElementsAre(ElementsAre("A", "deepseek-v3-h800", "none"),
                                           ElementsAre("B", "deepseek-v3-h800", "gpus=4096, plan.pp=8")));
  const Table* pages = table_titled(cover.content, "Pages");
  ASSERT_NE(pages, nullptr);
  EXPECT_THAT(pages->rows, ElementsAre(ElementsAre("Compare", "all scenarios"),
                                       ElementsAre("Memory", "deepseek-v3-h800; deepseek-v3-h800, gpus=4096"),
                                       ElementsAre("Validation", "")));
  EXPECT_THAT(text_of(cover.content, Tone::plain), HasSubstr("Written by trainyard "));
}

TEST(ReportCover, NeedsNoScenario) {
  const ReportPage cover = report_cover({}, {{"Validation", {}, {}, ""}});
  EXPECT_EQ(table_titled(cover.content, "Scenarios"), nullptr);
  EXPECT_NE(table_titled(cover.content, "Pages"), nullptr);
}

TEST(ReportHtml, NamesWhatAPageIsAboutAndHoldsItsPicture) {
  const Picture picture{"Timeline", {100, 50}, {}, "bytes"};
  Content content;
  content.heading("Inside");
  const std::string html = to_html("Report", {{"Timeline", content, picture, "deepseek-v3-h800"}});
  for (const char* part : {"<h2>Timeline: deepseek-v3-h800</h2>", "<h3>Inside</h3>",
                           "<img alt=\"Timeline\" width=\"100\" src=\"data:image/png;base64,Ynl0ZXM=\">"})
    EXPECT_THAT(html, HasSubstr(part));
}

}  // namespace
}  // namespace trainyard::gui
