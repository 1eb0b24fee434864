// Against values worked out by hand and against the published formulas the closed form contains.
#include "models/run/goodput.h"

#include <gmock/gmock.h>

#include <cmath>

#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

JobFailure failure(double per_hour, Seconds restart, int nodes = 0) {
  return {.cause = "fault",
          .domain = "gpu",
          .rate = Hertz::from_base(per_hour / 3600),
          .restart = restart,
          .nodes = nodes};
}

GoodputInput base_input() {
  GoodputInput input;
  input.failures = {failure(0.1, minutes(10))};
  input.checkpoint_stall = seconds(30);
  input.least_interval = seconds(10);
  return input;
}

GoodputEstimate answer(const GoodputInput& input) {
  const Result<GoodputEstimate> found = estimate_goodput(input);
  EXPECT_TRUE(found) << (found ? "" : to_text(found.error()));
  return found.value();
}

double share(const GoodputEstimate& estimate, std::string_view name) {
  for (const GoodputTerm& one : estimate.terms) {
    if (one.name == name) return one.share;
  }
  ADD_FAILURE() << "no term " << name;
  return -1;
}

TEST(Goodput, IsOneWhenNothingFailsAndNothingIsSaved) {
  GoodputInput input = base_input();
  input.failures.clear();
  const GoodputEstimate found = answer(input);
  EXPECT_EQ(found.goodput, 1.0);
  EXPECT_FALSE(found.interval) << "no checkpoint is needed";
  EXPECT_FALSE(found.mtbf);
  EXPECT_EQ(found.interruptions_per_day, 0.0);
}

TEST(Goodput, CostsOnlyCheckpointsAndPausesWhenNothingFails) {
  GoodputInput input = base_input();
  input.failures = {failure(0.0, minutes(10), 1)};
  input.repair = hours(1);
  input.interval = seconds(570);
  input.pauses = {{.name = "evaluation", .every = seconds(1000), .time = seconds(50), .source = {}}};
  // 30 s per 570 s and 50 s per 1000 s of work.
  const double all = 1 + 30.0 / 570 + 0.05;
  const GoodputEstimate found = answer(input);
  EXPECT_NEAR(found.goodput, 1 / all, 1e-15);
  EXPECT_NEAR(share(found, "checkpoints"), 30.0 / 570 / all, 1e-15);
  EXPECT_NEAR(share(found, "pauses"), 0.05 / all, 1e-15);
  EXPECT_EQ(share(found, "lost work") + share(found, "restarts") + share(found, "waiting for nodes"), 0.0);
}

TEST(Goodput, IsDalysFormulaForOneKindOfFailure) {
  // M e^(R/M) (e^((t+c)/M) - 1) / t, Daly (2006), equation 15.
  for (const double mtbf : {2000.0, 36000.0, 1e6}) {
    for (const double restart : {0.0, 600.0}) {
      GoodputInput input = base_input();
      input.failures = {failure(3600 / mtbf, seconds(restart))};
      input.interval = seconds(900);
      const double expected = 900 / (mtbf * std::exp(restart / mtbf) * std::expm1(930 / mtbf));
      EXPECT_NEAR(answer(input).goodput, expected, 1e-13 * expected) << mtbf << " " << restart;
    }
  }
}

TEST(Goodput, LosesHalfAnIntervalOfRareFailures) {
  GoodputInput input = base_input();
  input.failures = {failure(1e-4, minutes(10))};
  input.interval = seconds(1000);
  EXPECT_NEAR(answer(input).lost_per_failure.base(), 515.0,
              0.1);  // half of 1000 s of work and 30 s of saving
  EXPECT_NEAR(answer(input).restart_per_failure.base(), 600.0, 0.1);
  // A failure before the write has ended goes back one checkpoint more: the time of the write is lost on top.
  input.checkpoint_stall = seconds(0);
  input.checkpoint_write = seconds(300);
  EXPECT_NEAR(answer(input).lost_per_failure.base(), 500.0 + 300.0, 0.1);
}

TEST(Goodput, MixesRestartsOfSeveralKinds) {
  // Rates 1 and 3 per 10 h, restarts of 20 and 4 minutes: 8 minutes on average while failures are rare.
  GoodputInput input = base_input();
  input.failures = {failure(0.1e-4, minutes(20)), failure(0.3e-4, minutes(4))};
  EXPECT_NEAR(answer(input).restart_per_failure.in(minutes), 8.0, 1e-3);
  input.failures = {failure(0.1, minutes(20)), failure(0.3, minutes(4))};
  EXPECT_LT(answer(input).restart_per_failure.in(minutes), 8.0) << "cut short by the next failure";
}

TEST(BestInterval, IsYoungsForRareFailuresAndSolvesItsEquation) {
  const Seconds rare = *best_checkpoint_interval(Hertz::from_base(1e-9), seconds(20), {});
  EXPECT_NEAR(rare / seconds(std::sqrt(2 * 20 / 1e-9)), 1.0, 1e-4);
  for (const double rate : {1e-7, 1e-5, 1e-3, 1e-2}) {
    const double x = rate * best_checkpoint_interval(Hertz::from_base(rate), seconds(20), {})->base();
    EXPECT_NEAR(std::exp(x + rate * 20) * (1 - x), 1.0, 1e-9) << rate;
  }
}

TEST(BestInterval, IsAtLeastAStepAndTheBackgroundWrite) {
  GoodputInput input = base_input();
  input.checkpoint_stall = seconds(0);
  EXPECT_EQ(answer(input).interval->base(), 10.0);
  input.checkpoint_write = seconds(40);
  EXPECT_EQ(answer(input).interval->base(), 40.0);
  EXPECT_TRUE(answer(input).interval_is_best);
}

TEST(Spares, WaitWithErlangsLossProbability) {
  // Failures every 10 h, repairs of 20 h: a load of 2 on S spares. Erlang B(S, 2) = 1, 2/3, 2/5, 4/19.
  const double blocked[] = {1.0, 2.0 / 3, 2.0 / 5, 4.0 / 19};
  for (int spares = 0; spares < 4; ++spares) {
    GoodputInput input = base_input();
    input.failures = {failure(0.1, minutes(10), 1)};
    input.repair = hours(20);
    input.spares = spares;
    const GoodputEstimate found = answer(input);
    EXPECT_NEAR(found.waits, blocked[spares], 1e-12) << spares;
    EXPECT_NEAR(found.wait_per_failure.in(hours), blocked[spares] * 20 / (spares + 1), 1e-12) << spares;
    EXPECT_NEAR(waiting_share(input), blocked[spares], 1e-12);
  }
}

TEST(Spares, OneFailureOfTwoNodesWaitsForBothOrOne) {
  // No spares: 2 nodes out, back after 1/(2m) + 1/m. One spare: after a failure from none out, the job waits
  // for the first, 1/(2m); from one out (n = 3) for two of three. Cut equations by hand with l = m:
  // P1 = l P0 / m = P0; 2 P2 = l (P0 + P1), P2 = P0; 3 P3 = l P1, P3 = P0/3. Waiting (1 + 1/3) over
  // running 2.
  GoodputInput input = base_input();
  input.failures = {failure(0.05, minutes(1), 2)};
  input.repair = hours(20);
  EXPECT_NEAR(answer(input).wait_per_failure.in(hours), 20 * 1.5, 1e-9);
  input.spares = 1;
  EXPECT_NEAR(answer(input).wait_per_failure.in(hours), 20 * (4.0 / 3) / 2, 1e-9);
  EXPECT_NEAR(answer(input).waits, 1.0, 1e-12);
}

TEST(Goodput, RefusesWhatMakesNoSense) {
  const auto refusal = [](GoodputInput input) {
    const Result<GoodputEstimate> found = estimate_goodput(input);
    return found ? std::string("accepted") : to_text(found.error());
  };
  GoodputInput input = base_input();
  input.interval = seconds(5);
  EXPECT_THAT(refusal(input), HasSubstr("5.00 s between checkpoints is below a step of 10.0 s"));
  input.checkpoint_write = seconds(60);
  EXPECT_THAT(refusal(input), HasSubstr("below the 60.0 s that one takes to be written"));
  input = base_input();
  input.failures[0].nodes = 1;
  EXPECT_THAT(refusal(input), HasSubstr("a repair takes no time"));
  input = base_input();
  input.failures[0].rate = Hertz::from_base(std::nan(""));
  EXPECT_THAT(refusal(input), HasSubstr("fault fails nan times a second"));
  input = base_input();
  input.spares = -1;
  EXPECT_THAT(refusal(input), HasSubstr("-1 spare nodes"));
  input = base_input();
  input.failures[0].rate = Hertz::from_base(1);
  EXPECT_THAT(refusal(input), HasSubstr("leaves next to no time to work"));
  input = base_input();
  input.pauses = {{.name = "evaluation", .every = seconds(0), .time = seconds(1), .source = {}}};
  EXPECT_THAT(refusal(input), HasSubstr("pause \"evaluation\" comes every 0 s"));
  input = base_input();
  input.checkpoint_stall = input.least_interval = seconds(0);
  EXPECT_THAT(refusal(input), HasSubstr("no interval between them is the best"));
}

}  // namespace
}  // namespace trainyard
