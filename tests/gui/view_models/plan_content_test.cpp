#include "gui/view_models/plan_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

const std::atomic<bool> never{false};
JobControl quiet() {
  return {&never, [](std::string_view, std::size_t, std::size_t) {}};
}

TEST(PlanContent, HoldsTheAnswerOfTheCommandLine) {
  const std::string file = std::string(TRAINYARD_SOURCE_DIR) + "/tests/golden/purchase/small.json";
  const auto report = answer_offers(ProfileLibrary::shipped().value(), {file, {}}, quiet());
  ASSERT_TRUE(report) << to_text(report.error());
  const Content content = plan_content(report.value());
  std::string told;
  std::size_t charts = 0, tables = 0;
  for (const Block& block : content.blocks) {
    if (const auto* one = std::get_if<Paragraph>(&block)) told += one->text + "\n";
    charts += std::holds_alternative<chart::Chart>(block) ? 1 : 0;
    tables += std::holds_alternative<Table>(block) ? 1 : 0;
  }
  for (const std::string& sentence : answer_in_words(report.value())) EXPECT_THAT(told, HasSubstr(sentence));
  EXPECT_GE(charts, 3U);
  EXPECT_GE(tables, 3U);
}

TEST(PlanContent, WhatIsWrongIsTold) {
  const auto told = [](const PlanWish& wish) {
    const auto report = answer_offers(ProfileLibrary::shipped().value(), wish, quiet());
    EXPECT_FALSE(report);
    return report ? std::string{} : to_text(report.error());
  };
  EXPECT_THAT(told({"h800-or-a10", {}}), HasSubstr("h800-or-a100"));
  EXPECT_THAT(told({"/no/such/file.json", {}}), HasSubstr("/no/such/file.json"));
  EXPECT_THAT(told({"h800-or-a100", "caps.buget=$1M"}), HasSubstr("budget"));
}

TEST(PlanContent, StopsWhenTold) {
  const std::atomic<bool> stop{true};
  const auto report = answer_offers(ProfileLibrary::shipped().value(), {"h800-or-a100", {}},
                                    {&stop, [](std::string_view, std::size_t, std::size_t) {}});
  EXPECT_FALSE(report);
}

}  // namespace
}  // namespace trainyard::gui
