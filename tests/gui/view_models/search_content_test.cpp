#include "gui/view_models/search_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "models/search/search_report.h"
#include "tests/gui/view_models/content_parts.h"

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

const Table& plan_table(const Content& content) {
  const Table* table = table_titled(content, "Best plans");
  EXPECT_NE(table, nullptr);
  static const Table none;
  return table == nullptr ? none : *table;
}

TEST(SearchContent, EveryFilterLeavesWhatItSays) {
  SearchWish wish = small_space();
  wish.schedule = "1f1b, interleaved-1f1b";
  wish.gpus = "64, 128";
  wish.against_memory = true;
  const FoundPlans plans = found_plans(found(wish));
  ASSERT_GE(plans.plans.size(), 20U);
  const auto shown = [&](const PlanFilter& filter) {
    std::size_t admitted = 0;
    for (const ListedPlan& one : plans.plans) admitted += filter.admits(one) ? 1 : 0;
    const Content content = search_content(plans, filter);
    if (admitted == 0) {
      EXPECT_THAT(text_of(content, Tone::warning), HasSubstr("None of the"));
      return admitted;
    }
    const Table& table = plan_table(content);
    EXPECT_EQ(table.rows.size(), admitted);
    const auto* chart = chart_titled<chart::ScatterChart>(content, "Step time against memory left");
    EXPECT_NE(chart, nullptr);
    std::set<std::string> in_chart, in_table(table.keys.begin(), table.keys.end());
    for (const chart::Series& series : chart->series) in_chart.insert(series.keys.begin(), series.keys.end());
    EXPECT_EQ(in_chart, in_table) << "what is picked in one is what the other shows";
    return admitted;
  };
  const std::size_t all = shown({});
  EXPECT_EQ(all, plans.plans.size());
  std::size_t on_64 = 0, on_front = 0, with_1f1b = 0, efficient = 0, small = 0;
  const ListedPlan& middle = plans.plans[plans.plans.size() / 2];
  for (const ListedPlan& one : plans.plans) {
    on_64 += one.gpus <= 64 ? 1 : 0;
    on_front += one.front ? 1 : 0;
    with_1f1b += one.schedule == "1f1b" ? 1 : 0;
    efficient += one.mfu >= middle.mfu ? 1 : 0;
    small += one.peak <= middle.peak ? 1 : 0;
  }
  EXPECT_EQ(shown({.most_gpus = 64}), on_64);
  EXPECT_EQ(shown({.only_front = true}), on_front);
  EXPECT_EQ(shown({.schedule = "1f1b"}), with_1f1b);
  EXPECT_EQ(shown({.least_mfu = middle.mfu}), efficient);
  EXPECT_EQ(shown({.most_memory = middle.peak}), small);
  for (const std::size_t some : {on_front, with_1f1b, efficient, small}) {
    EXPECT_GT(some, 0U);
    EXPECT_LT(some, all);
  }
  EXPECT_EQ(shown({.least_mfu = 0.99}), 0U);
}

TEST(SearchContent, TheFrontIsWhatNoOtherPlanBeats) {
  SearchWish wish = small_space();
  wish.against_memory = true;
  const FoundPlans plans = found_plans(found(wish));
  for (const ListedPlan& one : plans.plans) {
    bool beaten = false;
    for (const ListedPlan& other : plans.plans)
      beaten =
          beaten || (other.step <= one.step && other.headroom >= one.headroom && other.gpus <= one.gpus &&
                     (other.step < one.step || other.headroom > one.headroom || other.gpus < one.gpus));
    EXPECT_EQ(one.front, !beaten) << one.plan;
  }
}

TEST(SearchContent, EveryReasonHasOneCaseWorkedOut) {
  SearchWish wish = small_space();
  wish.tp = "3, 8";
  wish.pp = "2, 3, 4";
  wish.top = 2;
  const SearchAnswer answer = found(wish);
  const Content content = search_content(found_plans(answer));
  const Table* reasons = table_titled(content, "Plans left out");
  ASSERT_NE(reasons, nullptr);
  const SpaceCounts& space = answer.result.space;
  EXPECT_EQ(reasons->rows.size(), space.illegal.size() + space.rejected.size() + (space.pruned > 0 ? 1 : 0));
  ASSERT_GE(reasons->rows.size(), 3U);
  for (const std::vector<std::string>& row : reasons->rows) {
    ASSERT_EQ(row.size(), 3U);
    EXPECT_FALSE(row[2].empty()) << row[0];
  }
  EXPECT_EQ(space.examples.at("tp x cp x pp does not divide the GPUs"),
            "tp 8 x cp 1 x pp 3: 64 over 24 leaves 16");
}

TEST(SearchContent, AKeptReportShowsTheSamePlansAndTheyOpen) {
  SearchWish wish = small_space();
  wish.against_memory = true;
  const SearchAnswer answer = found(wish);
  const std::string report =
      write_json_search({.scenario = &answer.scenario, .request = answer.request, .result = answer.result});
  const Result<FoundPlans> kept = kept_plans(report, answer.entry);
  ASSERT_TRUE(kept) << to_text(kept.error());
  const FoundPlans now = found_plans(answer);
  ASSERT_EQ(kept.value().plans.size(), now.plans.size());
  for (std::size_t i = 0; i < now.plans.size(); ++i) {
    SCOPED_TRACE(now.plans[i].plan);
    const ListedPlan& one = kept.value().plans[i];
    EXPECT_EQ(one.plan, now.plans[i].plan);
    EXPECT_EQ(one.step.base(), now.plans[i].step.base());
    EXPECT_EQ(one.headroom.base(), now.plans[i].headroom.base());
    EXPECT_EQ(one.front, now.plans[i].front);
    ASSERT_TRUE(one.opens);
    if (i > 3) continue;
    const auto again =
        evaluate(ProfileLibrary::shipped().value(), entry_of_plan(kept.value(), i), {.interval = false});
    ASSERT_TRUE(again) << to_text(again.error());
    EXPECT_EQ(again.value().estimate.step.time.base(), one.step.base());
  }
  EXPECT_EQ(kept.value().space.illegal, answer.result.space.illegal);
  for (const char* broken :
       {"", "{}", "[]", R"({"format": "trainyard-sweep"})",
        R"({"format": "trainyard-search", "scenario": "a", "proved": true, "ranked": [{}]})"})
    EXPECT_FALSE(kept_plans(broken, answer.entry)) << broken;
}

TEST(SearchContent, StoppedIsNotProved) {
  const std::atomic<bool> stop{true};
  const auto answer = search_entry(ProfileLibrary::shipped().value(), {"llama-3-70b-h100", {}},
                                   search_request({}).value(), quiet(stop));
  if (answer) {
    EXPECT_FALSE(answer.value().result.proved);
  }
}

TEST(FilterNumber, TakesNumbersWithOrWithoutTheirUnit) {
  EXPECT_EQ(filter_number("", "memory to", "GB").value(), 0.0);
  EXPECT_EQ(filter_number(" 60 GB", "memory to", "GB").value(), 60.0);
  EXPECT_EQ(filter_number("60,5", "memory to", "GB").value(), 60.5);
  EXPECT_EQ(filter_number("45%", "MFU from", "%").value(), 45.0);
  for (const char* wrong : {"abc", "-3", "60 GiB", "nan", "inf", "1e999"}) {
    const auto refused = filter_number(wrong, "memory to", "GB");
    ASSERT_FALSE(refused) << wrong;
    EXPECT_THAT(to_text(refused.error()),
                ::testing::AllOf(::testing::HasSubstr("memory to"), ::testing::HasSubstr(wrong)));
  }
}

}  // namespace
}  // namespace trainyard::gui
