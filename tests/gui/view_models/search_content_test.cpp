#include "gui/view_models/search_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "models/search/search_report.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

JobControl quiet(const std::atomic<bool>& stop) {
  return {&stop, [](std::string_view, std::size_t, std::size_t) {}};
}

std::string problem_or_warning(const Content& content) {
  std::string told;
  for (const Block& block : content.blocks)
    if (const auto* one = std::get_if<Paragraph>(&block); one != nullptr && one->tone != Tone::plain)
      told += one->text + "\n";
  return told;
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
    const Entry entry = entry_of_plan(found_plans(answer), i);
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
  const Content content = search_content(found_plans(answer));
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

TEST(SearchContent, FiltersHidePlansAndSayHowMany) {
  SearchWish wish = small_space();
  wish.top = 8;
  wish.against_memory = true;
  const FoundPlans plans = found_plans(found(wish));
  ASSERT_GE(plans.plans.size(), 3U);
  const auto shown = [&](const PlanFilter& filter) {
    for (const Block& block : search_content(plans, filter).blocks)
      if (const auto* table = std::get_if<Table>(&block); table != nullptr && !table->keys.empty())
        return table->rows.size();
    return std::size_t{0};
  };
  EXPECT_EQ(shown({}), plans.plans.size());
  const auto count = [&](auto holds) {
    return static_cast<std::size_t>(std::count_if(plans.plans.begin(), plans.plans.end(), holds));
  };
  const std::size_t on_front = count([](const ListedPlan& one) { return one.front; });
  EXPECT_GE(on_front, 1U);
  EXPECT_EQ(shown({.only_front = true}), on_front);
  const Bytes peak = plans.plans.front().peak;
  EXPECT_EQ(shown({.most_memory = peak}), count([&](const ListedPlan& one) { return one.peak <= peak; }));
  EXPECT_EQ(shown({.schedule = "no such"}), 0U);
  EXPECT_EQ(shown({.most_gpus = 63}), 0U);
  EXPECT_EQ(shown({.most_gpus = 64}), plans.plans.size());
  EXPECT_EQ(shown({.least_mfu = 0.99}), 0U);
  EXPECT_THAT(problem_or_warning(search_content(plans, {.least_mfu = 0.99})),
              HasSubstr("passes the filters"));
}

TEST(SearchContent, TheFrontIsWhatNoOtherBeats) {
  SearchWish wish = small_space();
  wish.top = 8;
  const FoundPlans plans = found_plans(found(wish));
  for (const ListedPlan& one : plans.plans) {
    const bool beaten = std::any_of(plans.plans.begin(), plans.plans.end(), [&](const ListedPlan& other) {
      return other.step <= one.step && other.headroom >= one.headroom && other.gpus <= one.gpus &&
             (other.step < one.step || other.headroom > one.headroom || other.gpus < one.gpus);
    });
    EXPECT_EQ(one.front, !beaten) << one.plan;
  }
}

TEST(SearchContent, EveryReasonHasACaseWorkedOut) {
  const SearchAnswer answer = found(small_space());
  const SpaceCounts& space = answer.result.space;
  EXPECT_FALSE(space.illegal.empty() && space.rejected.empty());
  for (const auto* reasons : {&space.illegal, &space.rejected})
    for (const auto& [reason, count] : *reasons) {
      ASSERT_TRUE(space.examples.contains(reason)) << reason;
      EXPECT_FALSE(space.examples.at(reason).empty()) << reason;
    }
  EXPECT_EQ(space.pruned > 0, !space.pruned_example.empty());
}

TEST(SearchContent, AKeptReportShowsTheSamePlans) {
  SearchWish wish = small_space();
  wish.top = 6;
  const SearchAnswer answer = found(wish);
  const FoundPlans now = found_plans(answer);
  const auto kept =
      kept_plans(write_json_search({&answer.scenario, answer.request, answer.result, {}, {}}), answer.entry);
  ASSERT_TRUE(kept) << to_text(kept.error());
  ASSERT_EQ(kept.value().plans.size(), now.plans.size());
  for (std::size_t i = 0; i < now.plans.size(); ++i) {
    EXPECT_EQ(kept.value().plans[i].step.base(), now.plans[i].step.base());
    EXPECT_EQ(kept.value().plans[i].front, now.plans[i].front);
    const auto again =
        evaluate(ProfileLibrary::shipped().value(), entry_of_plan(kept.value(), i), {.interval = false});
    ASSERT_TRUE(again) << to_text(again.error());
    EXPECT_EQ(again.value().estimate.step.time.base(), now.plans[i].step.base());
  }
  EXPECT_FALSE(kept_plans("{}", answer.entry));
  EXPECT_FALSE(kept_plans("", answer.entry));
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
  const Content content = search_content(found_plans(found(wish)));
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
