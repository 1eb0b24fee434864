#include "gui/view_models/search_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

JobControl quiet(const std::atomic<bool>& stop) {
  return {&stop, [](std::string_view, std::size_t, std::size_t) {}};
}

/// A small space, so that a search takes moments.
SearchWish small_space() {
  SearchWish wish;
  wish.tp = "4, 8";
  wish.pp = "2, 4";
  wish.schedule = "1f1b";
  return wish;
}

SearchAnswer found(const SearchWish& wish, const char* scenario = "llama-3-70b-h100") {
  const std::atomic<bool> stop{false};
  return search_entry(ProfileLibrary::shipped().value(), {scenario, {{"gpus", "64"}}},
                      search_request(wish).value(), quiet(stop))
      .value();
}

TEST(SearchContent, EveryRankedPlanOpensAsTheScenarioThatTakesThatLong) {
  SearchWish wish = small_space();
  wish.top = 6;
  const SearchAnswer answer = found(wish);
  ASSERT_TRUE(answer.result.proved);
  ASSERT_GE(answer.result.ranked.size(), 3U);
  for (std::size_t i = 0; i < answer.result.ranked.size(); ++i) {
    const Entry entry = entry_of_plan(answer, i);
    const auto again = evaluate(ProfileLibrary::shipped().value(), entry, {.interval = false});
    ASSERT_TRUE(again) << label_of(entry) << "\n" << to_text(again.error());
    EXPECT_EQ(again.value().estimate.step.time.base(), answer.result.ranked[i].step.base())
        << label_of(entry);
    EXPECT_EQ(again.value().estimate.memory.peak.base(), answer.result.ranked[i].peak.base())
        << label_of(entry);
  }
}

TEST(SearchContent, TellsPlansTilesAndReasons) {
  const SearchAnswer answer = found(small_space());
  const Content content = search_content(answer);
  std::size_t tables = 0, charts = 0;
  for (const Block& block : content.blocks) {
    if (const auto* table = std::get_if<Table>(&block)) {
      ++tables;
      if (!table->keys.empty()) {
        EXPECT_EQ(table->rows.size(), answer.result.ranked.size());
      }
    }
    charts += std::holds_alternative<chart::Chart>(block) ? 1 : 0;
  }
  EXPECT_EQ(tables, 2U);
  EXPECT_EQ(charts, 1U);
}

TEST(SearchContent, WhatIsNoListIsTold) {
  SearchWish wish;
  wish.tp = "1, two";
  wish.schedule = "dualpip";
  const auto request = search_request(wish);
  ASSERT_FALSE(request);
  EXPECT_THAT(to_text(request.error()), HasSubstr("TP: \"two\" is no whole number"));
  EXPECT_THAT(to_text(request.error()), HasSubstr("dualpipe"));
}

TEST(SearchContent, ASpaceThatHoldsNothingIsTold) {
  SearchWish wish = small_space();
  wish.tp = "1";
  wish.pp = "1";
  wish.zero = "0";
  const Content content = search_content(found(wish));
  ASSERT_FALSE(content.blocks.empty());
  EXPECT_EQ(std::get<Paragraph>(content.blocks.front()).tone, Tone::problem);
}

TEST(SearchContent, StoppedIsNotProved) {
  const std::atomic<bool> stop{true};
  const auto answer = search_entry(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}},
                                   search_request({}).value(), quiet(stop));
  if (answer) {
    EXPECT_FALSE(answer.value().result.proved);
  }
}

}  // namespace
}  // namespace trainyard::gui
