#include "gui/view_models/sweep_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

const std::atomic<bool> never{false};
JobControl quiet() {
  return {&never, [](std::string_view, std::size_t, std::size_t) {}};
}
Result<SweepAnswer> swept(const SweepWish& wish) {
  return sweep_entry(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}}, wish, quiet());
}

TEST(SweepContent, EveryPointOpensAsTheScenarioThatTakesThatLong) {
  const auto made = swept({"nic=100,200,400 Gb/s", "price=1,2", {}, false, false});
  ASSERT_TRUE(made) << to_text(made.error());
  const SweepAnswer& answer = made.value();
  ASSERT_EQ(answer.report.result.points.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    const auto again =
        evaluate(ProfileLibrary::shipped().value(), entry_of_point(answer, i), {.interval = false});
    ASSERT_TRUE(again) << to_text(again.error());
    EXPECT_EQ(again.value().estimate.step.time.base(), answer.report.result.points[i].step.base());
    EXPECT_EQ(again.value().estimate.cost.total.base(), answer.report.result.points[i].cost.base());
  }
  const Content content = sweep_content(answer);
  bool table = false, chart = false;
  for (const Block& block : content.blocks) {
    if (const auto* one = std::get_if<Table>(&block)) table = one->rows.size() == 6;
    chart = chart || std::holds_alternative<chart::Chart>(block);
  }
  EXPECT_TRUE(table);
  EXPECT_TRUE(chart);
}

TEST(SweepContent, WhatCannotBeVariedIsToldInTheWordsOfTheCommandLine) {
  const auto told = [](const SweepWish& wish) {
    const auto made = swept(wish);
    EXPECT_FALSE(made);
    return made ? std::string{} : to_text(made.error());
  };
  EXPECT_THAT(told({"nvlnk=1", {}, {}, false, false}), HasSubstr("nvlink"));
  EXPECT_THAT(told({"nic=100 Gb/s", "nic=200 Gb/s", {}, false, false}), HasSubstr("twice"));
  EXPECT_THAT(told({}), HasSubstr("nothing is varied"));
  EXPECT_THAT(told({"nic=100 Gb/s", {}, "dayz<=3", false, false}), HasSubstr("days"));
}

TEST(SweepContent, AGoalNobodyKeepsIsTold) {
  const auto made = swept({"price=1,2", {}, "days<=0.001", false, false});
  ASSERT_TRUE(made) << to_text(made.error());
  EXPECT_EQ(std::get<Paragraph>(sweep_content(made.value()).blocks.front()).tone, Tone::problem);
}

TEST(SweepContent, EveryExampleCanBeTyped) {
  for (const KnobChoice& choice : knob_choices()) {
    if (choice.example.empty()) continue;
    const auto knob = parse_vary(choice.name + "=" + choice.example);
    EXPECT_TRUE(knob) << choice.name << "=" << choice.example << ": " << (knob ? "" : to_text(knob.error()));
  }
}

}  // namespace
}  // namespace trainyard::gui
