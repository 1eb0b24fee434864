// The Compare page says what `trainyard run --json` says.
#include "gui/view_models/compare_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <numeric>

#include "models/report/report.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

std::string output_of(const std::string& command) {
  std::string text;
  std::FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

CompareEntry item_of(const Entry& entry) {
  Result<Evaluated> made = evaluate(ProfileLibrary::shipped().value(), entry, {});
  CompareEntry item{label_of(entry), {}, {}};
  if (made) {
    item.evaluated = std::move(made.value());
  } else {
    item.problems = made.error();
  }
  return item;
}

template <class T>
std::vector<T> all(const Content& content) {
  std::vector<T> found;
  for (const Block& block : content.blocks)
    if (const T* one = std::get_if<T>(&block)) found.push_back(*one);
  return found;
}

TEST(CompareContent, EveryNumberIsThatOfTheCommandLine) {
  const std::string program = TRAINYARD_PROGRAM;
  for (const char* scenario : {"deepseek-v3-h800", "llama-3-70b-h100"}) {
    const CompareEntry item = item_of({scenario, {{"prices.gpu", "$3/GPU-hour"}}});
    ASSERT_TRUE(item.evaluated);
    EXPECT_EQ(write_json_report(item.evaluated->scenario, item.evaluated->estimate),
              output_of(program + " run " + scenario + " --set 'prices.gpu=$3/GPU-hour' --json --no-store"));
  }
}

TEST(CompareContent, BarsAddUpToTheStep) {
  const CompareEntry v3 = item_of({"deepseek-v3-h800", {}}), v2 = item_of({"deepseek-v2-h800", {}});
  const Content content = compare_content({v3, v2});
  const auto charts = all<chart::Chart>(content);
  ASSERT_GE(charts.size(), 2U);
  const auto& bars = std::get<chart::BarChart>(charts.front());
  EXPECT_LE(bars.series.size(), 8U);
  const std::vector<const CompareEntry*> items{&v3, &v2};
  for (std::size_t i = 0; i < items.size(); ++i) {
    double sum = 0;
    for (const chart::BarSeries& one : bars.series) sum += one.values[i];
    EXPECT_NEAR(sum, items[i]->evaluated->estimate.step.time.base(), 1e-9);
    EXPECT_EQ(bars.intervals[i].first, items[i]->evaluated->estimate.interval.p5.base());
    EXPECT_EQ(bars.intervals[i].second, items[i]->evaluated->estimate.interval.p95.base());
  }
  const auto& memory = std::get<chart::BarChart>(charts.back());
  double peak = 0;
  for (const chart::BarSeries& one : memory.series) peak += one.values[0];
  EXPECT_NEAR(peak, v3.evaluated->estimate.memory.peak.in(gigabytes), 1e-6);
}

TEST(CompareContent, WhatCannotBeSimulatedIsToldBesideTheOthers) {
  const CompareEntry broken = item_of({"deepseek-v3-h800", {{"plan.pp", "7"}}});
  ASSERT_FALSE(broken.evaluated);
  const Content content = compare_content({broken, item_of({"deepseek-v2-h800", {}})});
  const auto told = all<Paragraph>(content);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front().tone, Tone::problem);
  EXPECT_THAT(told.front().text, HasSubstr("plan"));
  EXPECT_EQ(all<Table>(content).size(), 1U);
  EXPECT_FALSE(compare_content({}).blocks.empty());
}

}  // namespace
}  // namespace trainyard::gui
