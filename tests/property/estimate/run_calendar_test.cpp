// The calendar of every shipped scenario ends where the estimate does.
#include "models/estimate/run_calendar.h"

#include <gtest/gtest.h>

#include "models/estimate/scenario_reader.h"

namespace trainyard {
namespace {

double run_length(const RunEstimate& run) {
  double sum = 0;
  for (const PhaseRun& phase : run.phases) sum += phase.time.in(days) / run.goodput;
  return sum;
}

TEST(RunCalendar, EndsWithTheTotalsOfEveryShippedScenario) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  for (const std::string& name : scenario_names(library)) {
    SCOPED_TRACE(name);
    const Scenario scenario = load_scenario(library, name, {}).value();
    const Estimate told = estimate(scenario).value();
    const RunCalendar calendar = run_calendar(scenario, told);
    ASSERT_TRUE(told.totals);
    ASSERT_EQ(calendar.phases.size(), told.run.phases.size());
    EXPECT_NEAR(calendar.phases.front().end, told.run.days, 1e-9 * told.run.days);
    EXPECT_NEAR(calendar.length.value, run_length(told.run), 1e-9 * told.run.days);
    const CalendarDay& first = calendar.days.front();
    const CalendarDay& last = calendar.days.back();
    EXPECT_EQ(first.day, 0);
    for (const Band* band : {&first.tokens, &first.dollars, &first.failures})
      EXPECT_TRUE(band->value == 0 && band->p5 == 0 && band->p95 == 0);
    double tokens = 0;
    for (const PhaseRun& phase : told.run.phases) tokens += phase.tokens;
    // On the last day even the slowest run is over.
    EXPECT_NEAR(last.tokens.p5, tokens, 1e-9 * tokens);
    EXPECT_NEAR(last.dollars.value, told.cost.all_phases.base(), 1e-9 * told.cost.all_phases.base());
    if (told.run.phases.size() == 1) {
      EXPECT_NEAR(last.dollars.p95, told.totals->dollars.p95, 1e-9 * told.totals->dollars.p95);
      EXPECT_NEAR(last.dollars.p5, told.totals->dollars.p5, 1e-9 * told.totals->dollars.p95);
      EXPECT_NEAR(last.day, told.totals->days.p95, 1e-9 * last.day);
    }
    if (told.run.reliability) {
      EXPECT_NEAR(last.failures.value, told.run.reliability->interruptions_per_day * calendar.length.value,
                  1e-9 * last.failures.value);
    } else {
      EXPECT_EQ(last.failures.p95, 0);
    }
  }
}

TEST(RunCalendar, NeverGoesBackAndHoldsItsBand) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  for (const std::string& name : scenario_names(library)) {
    SCOPED_TRACE(name);
    const Scenario scenario = load_scenario(library, name, {}).value();
    const RunCalendar calendar = run_calendar(scenario, estimate(scenario).value());
    for (std::size_t i = 0; i < calendar.days.size(); ++i) {
      const CalendarDay& now = calendar.days[i];
      EXPECT_LE(now.tokens.p5, now.tokens.p95);
      EXPECT_LE(now.dollars.p5, now.dollars.p95);
      EXPECT_LE(now.failures.p5, now.failures.p95);
      if (i == 0) continue;
      const CalendarDay& before = calendar.days[i - 1];
      EXPECT_LT(before.day, now.day);
      for (const Band CalendarDay::*what :
           {&CalendarDay::tokens, &CalendarDay::dollars, &CalendarDay::failures}) {
        EXPECT_LE((before.*what).value, (now.*what).value);
        EXPECT_LE((before.*what).p5, (now.*what).p5);
        EXPECT_LE((before.*what).p95, (now.*what).p95);
      }
    }
  }
}

TEST(RunCalendar, WithoutTotalsIsALine) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const Scenario scenario = load_scenario(library, "deepseek-v3-h800", {}).value();
  const RunCalendar calendar = run_calendar(scenario, estimate(scenario, {.interval = false}).value());
  EXPECT_EQ(calendar.length.p5, calendar.length.p95);
  for (const CalendarDay& day : calendar.days) EXPECT_EQ(day.tokens.p5, day.tokens.p95);
}

}  // namespace
}  // namespace trainyard
