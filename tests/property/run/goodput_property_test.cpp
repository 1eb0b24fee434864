// What holds for every goodput, on a grid of inputs that reaches from quiet to hopeless clusters.
#include <gtest/gtest.h>

#include <functional>

#include "models/run/goodput.h"

namespace trainyard {
namespace {

/// Every input of the grid; the last index runs over the ways of saving.
std::vector<GoodputInput> grid() {
  std::vector<GoodputInput> inputs;
  for (const double mtbf_hours : {0.5, 3.0, 100.0, 1e5}) {
    for (const double restart_minutes : {0.0, 5.0, 25.0}) {
      for (const int spares : {0, 1, 6}) {
        for (const bool asynchronous : {true, false}) {
          GoodputInput input;
          const Hertz rate = 1.0 / hours(mtbf_hours);
          input.failures = {{"GPU", "gpu", rate * 0.6, minutes(restart_minutes + 2), 1},
                            {"switch", "switch", rate * 0.1, minutes(restart_minutes + 4), 3},
                            {"bug", "software", rate * 0.3, minutes(restart_minutes), 0}};
          input.checkpoint_stall = asynchronous ? seconds(1.5) : seconds(45);
          input.checkpoint_write = asynchronous ? seconds(60) : seconds(0);
          input.least_interval = seconds(8);
          input.spares = spares;
          input.repair = hours(0.2);
          input.pauses = {{"evaluation", hours(6), minutes(3), {}}};
          inputs.push_back(input);
        }
      }
    }
  }
  return inputs;
}

double goodput_of(const GoodputInput& input) {
  const Result<GoodputEstimate> found = estimate_goodput(input);
  EXPECT_TRUE(found) << (found ? "" : to_text(found.error()));
  return found ? found.value().goodput : 0.0;
}

using Change = std::function<void(GoodputInput&)>;

/// Neither with the best interval nor with a given one may `change` raise the goodput.
void never_raises(const char* what, const Change& change) {
  for (GoodputInput input : grid()) {
    for (const std::optional<Seconds> interval : {std::optional<Seconds>{}, {minutes(10)}}) {
      input.interval = interval;
      GoodputInput worse = input;
      change(worse);
      EXPECT_LE(goodput_of(worse), goodput_of(input) * (1 + 1e-12)) << what;
    }
  }
}

TEST(Goodput, NeverRisesWithAnythingThatCosts) {
  for (std::size_t kind = 0; kind < 3; ++kind) {
    never_raises("a rate", [kind](GoodputInput& input) { input.failures[kind].rate *= 1.3; });
    never_raises("a restart", [kind](GoodputInput& input) { input.failures[kind].restart += minutes(1); });
  }
  never_raises("all rates", [](GoodputInput& input) { input = with_rates(input, 1.2); });
  never_raises("the stall", [](GoodputInput& input) { input.checkpoint_stall += seconds(1); });
  never_raises("the write", [](GoodputInput& input) { input.checkpoint_write += seconds(20); });
  never_raises("a pause", [](GoodputInput& input) { input.pauses[0].time += minutes(1); });
  never_raises("rarer pauses undone", [](GoodputInput& input) { input.pauses[0].every = hours(5); });
  never_raises("slower repair", [](GoodputInput& input) { input.repair *= 1.5; });
  never_raises("more nodes taken", [](GoodputInput& input) { input.failures[0].nodes = 2; });
}

TEST(Goodput, NeverFallsWhenSparesAreAdded) {
  for (GoodputInput input : grid()) {
    double before = 0;
    for (input.spares = 0; input.spares <= 40; ++input.spares) {
      const double now = goodput_of(input);
      EXPECT_GE(now, before * (1 - 1e-12)) << input.spares << " spares";
      before = now;
    }
    GoodputInput unlimited = input;
    for (JobFailure& one : unlimited.failures) one.nodes = 0;
    EXPECT_NEAR(before, goodput_of(unlimited), 1e-6) << "many spares are as good as none needed";
  }
}

TEST(Goodput, IsLowerOnMoreGpus) {
  double before = 1;
  for (const double gpus : {8.0, 64.0, 512.0, 4096.0, 32768.0, 131072.0}) {
    GoodputInput input = grid().front();
    input =
        with_rates(input, gpus * 2e-5 * 0.5);  // 2e-5 per GPU-hour; the grid's first fails every half hour
    const double now = goodput_of(input);
    EXPECT_LT(now, before) << gpus;
    before = now;
  }
}

TEST(Goodput, TermsSumToWhatIsNotUseful) {
  for (const GoodputInput& input : grid()) {
    const GoodputEstimate found = estimate_goodput(input).value();
    double sum = found.goodput, failures = 0;
    for (const GoodputTerm& one : found.terms) {
      EXPECT_GE(one.share, 0.0) << one.name;
      sum += one.share;
    }
    for (const DomainFailures& one : found.failures) failures += one.per_day;
    EXPECT_NEAR(sum, 1.0, 1e-14);
    EXPECT_NEAR(failures, found.interruptions_per_day, 1e-12 * failures);
    // Time by time: what failures cost is their number times what each costs.
    const double per_failure =
        found.lost_per_failure.base() + found.restart_per_failure.base() + found.wait_per_failure.base();
    EXPECT_NEAR(found.terms[0].share + found.terms[1].share + found.terms[2].share,
                found.interruptions_per_day * per_failure / 86400, 1e-12);
  }
}

TEST(BestInterval, IsNoWorseThanAnyOfAGrid) {
  for (GoodputInput input : grid()) {
    const GoodputEstimate best = estimate_goodput(input).value();
    ASSERT_TRUE(best.interval_is_best);
    for (double factor = 1 / 16.0; factor <= 16.0; factor *= 1.03) {
      input.interval = *best.interval * factor;
      if (*input.interval < std::max(input.least_interval, input.checkpoint_write)) continue;
      const Result<GoodputEstimate> other = estimate_goodput(input);
      if (!other) continue;  // nothing is ever finished
      EXPECT_LE(other.value().goodput, best.goodput * (1 + 1e-12)) << factor;
    }
  }
}

}  // namespace
}  // namespace trainyard
