#pragma once
// A run over the calendar: what is trained, spent and broken by each day.
#include <string>
#include <vector>

#include "models/estimate/estimate.h"

namespace trainyard {

/// A number with its 90 % interval.
struct Band {
  double value = 0, p5 = 0, p95 = 0;
};

struct CalendarDay {
  double day = 0;  // elapsed since the start
  Band tokens{}, dollars{};
  Band failures{};  // so far; zero where failures are not modelled
};

struct CalendarPhase {
  std::string name{};
  double end = 0;  // day
};

struct RunCalendar {
  std::vector<CalendarDay> days{};  // from day 0 until the slowest end, in order
  std::vector<CalendarPhase> phases{};
  Band length{};  // days until the last phase ends
};

/// `points` equal steps, and the days on which a phase or the run may end. All phases take their time over
/// the goodput, at a steady rate each (also through a batch ramp); the later ones are as much faster or
/// slower as the main phase of `estimate.totals`, which the bands come from: without totals there is no width
/// but that of the failures. Money is rent, spent evenly until the end. Failures: expected ones, and the 5th
/// and 95th percentile of their count (failure_count_quantile) over the shortest and the longest run.
[[nodiscard]] RunCalendar run_calendar(const Scenario& scenario, const Estimate& estimate, int points = 48);

}  // namespace trainyard
