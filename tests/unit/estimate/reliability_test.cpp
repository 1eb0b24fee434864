// A scenario with failures: read, computed, and how sure its totals are.
#include <gmock/gmock.h>

#include <cmath>

#include "models/estimate/estimate.h"
#include "models/estimate/explain.h"
#include "models/estimate/scenario_reader.h"
#include "models/estimate/total_intervals.h"
#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

Result<Scenario> scenario(const std::string& name, const std::vector<Override>& overrides) {
  return load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name, overrides);
}

Estimate answer(const std::string& name, const std::vector<Override>& overrides = {}) {
  const Result<Scenario> read = scenario(name, overrides);
  EXPECT_TRUE(read) << (read ? "" : to_text(read.error()));
  const Result<Estimate> found = estimate(read.value());
  EXPECT_TRUE(found) << (found ? "" : to_text(found.error()));
  return found.value();
}

std::string refusal(const std::string& name, const std::vector<Override>& overrides) {
  const Result<Scenario> read = scenario(name, overrides);
  if (!read) return to_text(read.error());
  const Result<Estimate> found = estimate(read.value());
  return found ? "accepted" : to_text(found.error());
}

TEST(Reliability, StretchesTheRunByTheComputedGoodput) {
  const Estimate found = answer("llama-3-70b-h100");
  ASSERT_TRUE(found.run.reliability);
  EXPECT_EQ(found.run.goodput, found.run.reliability->goodput);
  EXPECT_NEAR(found.run.days * found.run.goodput, found.run.phases[0].time.in(days), 1e-9 * found.run.days);
  // 512 GPUs at the 419 interruptions of 16,384 in 54 days: one in 54 * 32 / 419 = 4.12 days.
  EXPECT_NEAR(found.run.reliability->mtbf->in(days), 54.0 * 32 / 419, 1e-9);
}

TEST(Reliability, SavesTheStateOfTheModel) {
  const Scenario read =
      scenario("llama-3-70b-h100", {{"reliability.checkpoint.asynchronous", "false"}}).value();
  // 70.6e9 parameters x (2 + 4 + 8) bytes over 64 nodes at 1 GB/s.
  EXPECT_NEAR(goodput_input_of(read, seconds(15)).checkpoint_stall.base(), 70.55e9 * 14 / 64 / 1e9, 0.05);
}

TEST(Reliability, IsChangedBySet) {
  const std::string name = "llama-3-70b-h100";
  const double base = answer(name).run.goodput;
  EXPECT_LT(answer(name, {{"reliability.rate_factor", "3"}}).run.goodput, base);
  EXPECT_LT(answer(name, {{"reliability.restart.detect", "1 h"}}).run.goodput, base);
  EXPECT_LT(answer(name, {{"reliability.spares", "0"}}).run.goodput, base);
  const Estimate given = answer(name, {{"reliability.checkpoint.interval", "2 h"}});
  EXPECT_EQ(given.run.reliability->interval->in(hours), 2.0);
  EXPECT_LT(given.run.goodput, base);
  EXPECT_EQ(answer(name, {{"reliability", "null"}, {"recipe.goodput", "0.5"}}).run.goodput, 0.5);
  const Estimate of_v3 =
      answer("deepseek-v3-h800", {{"recipe.goodput", "null"}, {"reliability.failures", "meta-rsc-1"}});
  EXPECT_LT(of_v3.run.goodput, 0.99);
}

TEST(Reliability, IsRefusedWithTheField) {
  const std::string name = "llama-3-70b-h100";
  EXPECT_THAT(refusal("deepseek-v3-h800", {{"reliability.failures", "llama-3-h100"}}),
              HasSubstr("recipe.goodput is given as well"));
  EXPECT_THAT(refusal(name, {{"reliability.failures", "lama-3-h100"}}), HasSubstr("llama-3-h100"));
  EXPECT_THAT(refusal(name, {{"reliability.checkpoint.interval", "fast"}}),
              HasSubstr("expected a time such as"));
  EXPECT_THAT(refusal(name, {{"reliability.checkpoint.interval", "1 s"}}),
              HasSubstr("that one takes to be written"));
  EXPECT_THAT(refusal(name, {{"reliability.spares", "-1"}}), HasSubstr("/reliability/spares"));
  EXPECT_THAT(refusal(name, {{"reliability.rate_factor", "-1"}}), HasSubstr("out of range"));
  EXPECT_THAT(refusal(name, {{"reliability.checkpoint.write", "3 GB"}}),
              HasSubstr("/reliability/checkpoint/write"));
  EXPECT_THAT(refusal(name, {{"reliability.checkpoints.write", "3 GB/s"}}), HasSubstr("checkpoint"));
}

TEST(Reliability, IsExplained) {
  const std::string text = explain(scenario("llama-3-70b-h100", {}).value(), "run").value();
  for (const char* part : {"lost work", "restarts", "waiting for nodes", "checkpoints", "pauses", "together",
                           "the best; Young", "GPU HBM3 memory", "[assumed]", "counts of llama-3-h100"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(Totals, FollowTheStepWhenTheGoodputIsGiven) {
  const Estimate found = answer("deepseek-v3-h800");
  ASSERT_TRUE(found.totals);
  const double low = found.interval.p5 / found.step.time, high = found.interval.p95 / found.step.time;
  EXPECT_NEAR(found.totals->days.p5, found.run.days * low, 1e-6 * found.run.days);
  EXPECT_NEAR(found.totals->dollars.p95, found.cost.total.base() * high, 1e-6 * found.cost.total.base());
  EXPECT_EQ(found.totals->failure_weight, 0.0);
  EXPECT_EQ(found.totals->goodput.p5, 1.0);
}

TEST(Totals, AreWiderWhenFailureRatesAreUnsure) {
  const std::vector<Override> many{{"reliability.rate_factor", "40"}, {"reliability.spares", "100"}};
  const Estimate found = answer("llama-3-70b-h100", many);
  ASSERT_TRUE(found.totals);
  const double step = std::log(found.interval.p95 / found.interval.p5);
  const double days = std::log(found.totals->days.p95 / found.totals->days.p5);
  EXPECT_GT(days, step * 1.1);
  EXPECT_GT(found.totals->failure_weight, 0.1);
  EXPECT_LT(found.totals->days.p5, found.run.days);
  EXPECT_GT(found.totals->days.p95, found.run.days);
  // The goodput falls with the rates: its own percentiles are those of the closed form at theirs.
  const Scenario read = scenario("llama-3-70b-h100", many).value();
  GoodputInput input = goodput_input_of(read, found.step.time);
  input.interval = found.run.reliability->interval;
  const double at = estimate_goodput(with_rates(input, std::exp(1.645 * 0.7))).value().goodput;
  EXPECT_NEAR(found.totals->goodput.p5, at, 0.1 * (found.run.goodput - at));
}

TEST(Totals, AreLeftOutWithTheInterval) {
  EstimateOptions options;
  options.interval = false;
  EXPECT_FALSE(estimate(scenario("llama-3-70b-h100", {}).value(), options).value().totals);
}

}  // namespace
}  // namespace trainyard
