#include "models/compare/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "models/compare/compare_report.h"
#include "tests/support/json_schema.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CompareItem, NamesAScenarioAndItsChanges) {
  const GivenScenario first = parse_compare_item("deepseek-v3-h800:plan.pp=8; gpus=1024", nullptr).value();
  EXPECT_EQ(first, (GivenScenario{"deepseek-v3-h800", {{"plan.pp", "8"}, {"gpus", "1024"}}}));
  EXPECT_EQ(parse_compare_item("some/folder:x/run.json", nullptr).value().scenario, "some/folder:x/run.json");
  EXPECT_EQ(
      parse_compare_item(":plan.pp=4;node.nic=200 Gb/s", &first).value(),
      (GivenScenario{"deepseek-v3-h800", {{"gpus", "1024"}, {"plan.pp", "4"}, {"node.nic", "200 Gb/s"}}}));
  EXPECT_EQ(parse_compare_item("gpt3-175b-a100", &first).value(), (GivenScenario{"gpt3-175b-a100", {}}));
}

TEST(CompareItem, WhatIsWrongIsTold) {
  const auto told = [](std::string_view text) {
    const auto item = parse_compare_item(text, nullptr);
    EXPECT_FALSE(item) << text;
    return item ? std::string{} : to_text(item.error());
  };
  EXPECT_THAT(told(":plan.pp=8"), HasSubstr("names no scenario"));
  EXPECT_THAT(told("a:plan.pp"), HasSubstr("path=value"));
}

Comparison compared(const std::vector<std::string>& texts, std::size_t baseline = 0, bool interval = true) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  std::vector<GivenScenario> items;
  for (const std::string& text : texts)
    items.push_back(parse_compare_item(text, items.empty() ? nullptr : &items.front()).value());
  const std::vector<std::string> labels = labels_of(items);
  std::vector<Compared> made;
  for (std::size_t i = 0; i < items.size(); ++i)
    made.push_back(compare_one(library, items[i], labels[i], {.interval = interval}).value());
  return compare(std::move(made), baseline);
}

const MetricRow& row_of(const Comparison& comparison, std::string_view name) {
  for (const MetricRow& row : comparison.metrics)
    if (row.kind->name == name) return row;
  ADD_FAILURE() << name;
  return comparison.metrics.front();
}

TEST(Compare, KnowsWhoIsBestAndWhatDiffers) {
  const Comparison made = compared({"deepseek-v2-h800", ":prices.gpu=$1/GPU-hour", ":plan.micro_batch=2"});
  EXPECT_EQ(row_of(made, "usd").best, std::optional<std::size_t>(1));
  EXPECT_FALSE(row_of(made, "gpus").best) << "neither more nor fewer GPUs are better";
  EXPECT_FALSE(row_of(made, "goodput").best) << "all the same";
  ASSERT_EQ(made.inputs.size(), 2U);
  EXPECT_EQ(made.inputs[0].field, "micro-batch");
  EXPECT_THAT(made.inputs[0].values, ElementsAre("1", "1", "2"));
  EXPECT_EQ(made.inputs[1].field, "price of a GPU");
  ASSERT_EQ(made.differences.size(), 2U);
  EXPECT_THAT(made.differences[0].dollars.steps,
              ElementsAre(WaterfallStep{"gpu_price",
                                        made.differences[0].dollars.to - made.differences[0].dollars.from}));
  EXPECT_TRUE(made.differences[0].step.steps.empty());
  EXPECT_THAT(compare_verdict(made).front(), HasSubstr("cheapest: deepseek-v2-h800, prices.gpu=$1/GPU-hour"));
}

TEST(Compare, WhatIsUncertainMovesBothAlike) {
  const Comparison made =
      compared({"deepseek-v3-h800", ":prices.gpu=$1/GPU-hour", ":node.fast=100 GB/s", "deepseek-v2-h800"});
  // The same step twice: draw by draw nothing differs, though the intervals are as wide as ever.
  ASSERT_TRUE(made.differences[0].step_change);
  EXPECT_EQ(made.differences[0].step_change->first, 0.0);
  EXPECT_EQ(made.differences[0].step_change->second, 0.0);
  // Slower links: surely slower, and much surer than the intervals of each.
  ASSERT_TRUE(made.differences[1].step_change);
  const auto [low, high] = *made.differences[1].step_change;
  EXPECT_GT(low, 0.0);
  EXPECT_LT(low, high);
  const Interval& interval = made.items[0].estimate.interval;
  EXPECT_LT(high - low, interval.p95 / interval.p5 - 1.0);
  EXPECT_FALSE(made.differences[2].step_change) << "another software stack has other unknowns";
}

TEST(Compare, AgainstAnotherBaseline) {
  const Comparison made = compared({"deepseek-v2-h800", "gpt3-175b-a100"}, 1, false);
  ASSERT_EQ(made.differences.size(), 1U);
  EXPECT_EQ(made.differences[0].other, 0U);
  EXPECT_EQ(made.differences[0].step.to, std::llround(made.items[0].estimate.step.time.base() * 1e12));
  EXPECT_FALSE(row_of(made, "step_s").intervals[0]);
}

TEST(Compare, WhatDoesNotFitIsTold) {
  const Comparison made = compared({"deepseek-v3-h800", ":plan.recompute=none;plan.micro_batch=2"}, 0, false);
  EXPECT_FALSE(made.all_fit());
  ASSERT_EQ(memory_warnings(made).size(), 1U);
  EXPECT_THAT(
      memory_warnings(made).front(),
      ::testing::MatchesRegex("deepseek-v3-h800, .* does not fit in memory: its fullest GPU needs .*GB, "
                              "usable are 82.4 GB."));
}

TEST(Compare, WhatDoesNotFitIsBestInNothing) {
  // Without recompute it is faster, but cannot run.
  const Comparison made = compared({"deepseek-v3-h800", ":plan.recompute=none"}, 0, true);
  ASSERT_FALSE(made.items[1].estimate.memory.fits);
  ASSERT_LT(made.items[1].estimate.step.time, made.items[0].estimate.step.time);
  for (const MetricRow& row : made.metrics) {
    EXPECT_NE(row.best, std::optional<std::size_t>(1)) << row.kind->name;
    EXPECT_FALSE(row.close) << row.kind->name;
  }
  EXPECT_EQ(row_of(made, "step_s").best, std::optional<std::size_t>(0));
  const Comparison none = compared({"deepseek-v3-h800:plan.recompute=none", ":plan.micro_batch=2"}, 0, false);
  for (const MetricRow& row : none.metrics) EXPECT_FALSE(row.best) << row.kind->name;
  EXPECT_THAT(compare_verdict(none).front(), HasSubstr("none fits in memory"));
}

TEST(Compare, JsonKeepsItsSchema) {
  schema_test::SchemaFolder schemas(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  for (const bool interval : {true, false}) {
    const auto document = nlohmann::json::parse(
        write_json_comparison(compared({"deepseek-v2-h800", ":gpus=512", "llama-3-70b-h100"}, 0, interval)));
    EXPECT_THAT(schemas.findings("compare-report", document), IsEmpty());
  }
}

}  // namespace
}  // namespace trainyard
