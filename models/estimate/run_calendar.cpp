#include "models/estimate/run_calendar.h"

#include <algorithm>

#include "models/run/failure_count.h"

namespace trainyard {

namespace {

/// Tokens trained after each phase, against the days of the likeliest run.
class Progress {
 public:
  explicit Progress(const RunEstimate& run) {
    for (const PhaseRun& phase : run.phases) {
      days_.push_back(days_.back() + phase.time.in(trainyard::days) / run.goodput);
      tokens_.push_back(tokens_.back() + phase.tokens);
    }
  }
  [[nodiscard]] double length() const { return days_.back(); }
  [[nodiscard]] const std::vector<double>& days() const { return days_; }
  [[nodiscard]] double tokens(double day) const {
    for (std::size_t i = 1; i < days_.size(); ++i) {
      if (day < days_[i])
        return tokens_[i - 1] +
               (tokens_[i] - tokens_[i - 1]) * (day - days_[i - 1]) / (days_[i] - days_[i - 1]);
    }
    return tokens_.back();
  }

 private:
  std::vector<double> days_{0.0}, tokens_{0.0};
};

}  // namespace

RunCalendar run_calendar(const Scenario& scenario, const Estimate& estimate, int points) {
  const RunEstimate& run = estimate.run;
  const Progress progress(run);
  const double length = progress.length();
  const double fast = estimate.totals ? estimate.totals->days.p5 / run.days : 1.0;
  const double slow = estimate.totals ? estimate.totals->days.p95 / run.days : 1.0;
  const double per_day = run.reliability ? run.reliability->interruptions_per_day : 0.0;
  const double sigma = run.reliability && scenario.reliability ? rate_sigma(*scenario.reliability) : 0.0;
  const double dollars_per_day = estimate.cost.all_phases.base() / length;

  RunCalendar calendar;
  calendar.length = {length, length * fast, length * slow};
  const double last = std::max({length, length * fast, length * slow});
  std::vector<double> when{length * fast, length, length * slow};
  for (int i = 0; i <= points; ++i) when.push_back(last * i / points);
  for (std::size_t i = 1; i < progress.days().size(); ++i) {
    when.push_back(progress.days()[i]);
    calendar.phases.push_back({run.phases[i - 1].name, progress.days()[i]});
  }
  std::sort(when.begin(), when.end());
  when.erase(std::unique(when.begin(), when.end()), when.end());

  constexpr double low = 0.05, high = 0.95;  // of a 90 % interval
  for (const double day : when) {
    const double running = std::min(day, length);
    const double shortest = std::min(day, length * fast), longest = std::min(day, length * slow);
    CalendarDay one;
    one.day = day;
    one.tokens = {progress.tokens(day), progress.tokens(day / slow), progress.tokens(day / fast)};
    one.dollars = {dollars_per_day * running, dollars_per_day * shortest, dollars_per_day * longest};
    one.failures = {per_day * running, failure_count_quantile(per_day * shortest, sigma, low),
                    failure_count_quantile(per_day * longest, sigma, high)};
    calendar.days.push_back(one);
  }
  return calendar;
}

}  // namespace trainyard
