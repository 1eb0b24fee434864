#include "gui/view_models/run_content.h"

#include <cmath>
#include <functional>

#include "gui/view_models/words.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t most_drivers = 8;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

/// Empty where both ends read the same.
std::string between(double low, double high, const std::function<std::string(double)>& text) {
  return text(low) == text(high) ? std::string{} : text(low) + " - " + text(high);
}

std::string date_text(const QDate& start, double day) {
  return start.addDays(std::llround(std::ceil(day))).toString(Qt::ISODate).toStdString();
}

Tiles headline(const RunAnswer& answer, const std::optional<QDate>& start) {
  const Estimate& told = answer.evaluated.estimate;
  const auto& totals = told.totals;
  const auto days_text = [](double count) { return fmt::format("{:.1f}", count); };
  const auto hours_text = [](double count) { return count_text(count); };
  const auto money_text = [](double amount) { return to_text(dollars(amount)); };
  Tiles tiles;
  const auto add = [&](std::string label, std::string value, const TotalRange TotalIntervals::*range,
                       const std::function<std::string(double)>& text) {
    tiles.tiles.push_back({std::move(label), std::move(value),
                           totals ? between(((*totals).*range).p5, ((*totals).*range).p95, text) : ""});
  };
  const bool phases = told.run.phases.size() > 1;
  add(phases ? words("days, main phase") : words("days"), days_text(told.run.days), &TotalIntervals::days,
      days_text);
  add(phases ? words("GPU-hours, main phase") : words("GPU-hours"), hours_text(told.run.gpu_hours),
      &TotalIntervals::gpu_hours, hours_text);
  add(phases ? words("dollars, main phase") : words("dollars"), money_text(told.cost.total.base()),
      &TotalIntervals::dollars, money_text);
  add(words("goodput"), percent(told.run.goodput), &TotalIntervals::goodput, percent);
  if (phases) {
    tiles.tiles.push_back({words("dollars, all phases"), to_text(told.cost.all_phases),
                           words("{} days, {} GPU-hours", days_text(answer.calendar.length.value),
                                 hours_text(told.run.total_gpu_hours))});
  }
  if (const auto& made_of = told.run.reliability) {
    tiles.tiles.push_back({words("mean time to failure"), made_of->mtbf ? to_text(*made_of->mtbf) : "-",
                           words("{:.2f} failures a day", made_of->interruptions_per_day)});
  }
  if (start) {
    const Band& length = answer.calendar.length;
    tiles.tiles.push_back(
        {words("ends on"), date_text(*start, length.value),
         totals ? date_text(*start, length.p5) + " - " + date_text(*start, length.p95) : ""});
  }
  return tiles;
}

struct Course {
  const char* title;
  const char* unit;
  Band CalendarDay::*what;
};

chart::LineChart course_chart(const RunAnswer& answer, const Course& course,
                              const std::optional<QDate>& start) {
  const bool band = answer.evaluated.estimate.totals.has_value();
  chart::LineChart lines;
  lines.title = band ? words("{}, P5 to P95 shaded", words(course.title)) : words(course.title);
  lines.x = {start ? words("days from {}", start->toString(Qt::ISODate).toStdString())
                   : words("days from the start"),
             true};
  lines.y = {words(course.unit), true};
  lines.dots = false;
  chart::Series series{words(course.title), {}, {}, {}, {}};
  for (const CalendarDay& day : answer.calendar.days) {
    const Band& one = day.*course.what;
    series.x.push_back(day.day);
    series.y.push_back(one.value);
    if (!band) continue;
    series.low.push_back(one.p5);
    series.high.push_back(one.p95);
  }
  lines.series.push_back(std::move(series));
  // Short phases at the end would write over each other; the table of phases tells them all.
  constexpr double least_apart = 0.15;  // of the run
  for (const CalendarPhase& phase : answer.calendar.phases) {
    if (!lines.marks.empty() && phase.end - lines.marks.back().x < least_apart * answer.calendar.length.value)
      continue;
    const std::string end = start ? date_text(*start, phase.end) : words("day {:.1f}", phase.end);
    lines.marks.push_back({phase.end, words("{} ends, {}", phase.name, end), true});
  }
  return lines;
}

/// Shares of elapsed time: useful first; they sum to 1.
std::vector<GoodputTerm> shares_of(const RunEstimate& run) {
  std::vector<GoodputTerm> shares{{words("useful work"), run.goodput, ""}};
  if (run.reliability) {
    for (const GoodputTerm& term : run.reliability->terms) shares.push_back(term);
  } else {
    shares.push_back({words("not useful"), 1 - run.goodput, words("given by the scenario's goodput")});
  }
  return shares;
}

/// Without the useful part the others can be told apart.
chart::BarChart time_chart(const RunEstimate& run, bool useful) {
  chart::BarChart bars;
  bars.title = useful ? words("Where elapsed time goes") : words("Time that is not useful");
  bars.y.label = words("days");
  for (const PhaseRun& phase : run.phases) bars.categories.push_back(phase.name);
  const std::vector<GoodputTerm> shares = shares_of(run);
  for (std::size_t i = useful ? 0 : 1; i < shares.size(); ++i) {
    const GoodputTerm& share = shares[i];
    if (share.share <= 0) continue;
    chart::BarSeries series{share.name, {}, i};  // the colour of the share in both charts
    for (const PhaseRun& phase : run.phases)
      series.values.push_back(phase.time.in(days) / run.goodput * share.share);
    bars.series.push_back(std::move(series));
  }
  return bars;
}

Table time_table(const RunEstimate& run, const CostEstimate& cost) {
  Table table;
  table.title = words("Elapsed time of the main phase");
  table.head = {
      "", words("of the time"), words("days"), words("GPU-hours"), words("dollars"), words("because")};
  for (const GoodputTerm& one : shares_of(run)) {
    table.rows.push_back({one.name, fmt::format("{:.2f} %", 100.0 * one.share),
                          fmt::format("{:.2f}", run.days * one.share), count_text(run.gpu_hours * one.share),
                          to_text(cost.total * one.share), one.detail});
  }
  return table;
}

Table phase_table(const RunEstimate& run) {
  Table table;
  table.title = words("Phases");
  table.head = {words("phase"), words("tokens"), words("steps"), words("days"), words("GPU-hours")};
  for (const PhaseRun& phase : run.phases) {
    const Seconds elapsed = phase.time / run.goodput;
    table.rows.push_back({phase.name, count_text(phase.tokens), fmt::format("{:.0f}", phase.steps),
                          fmt::format("{:.2f}", elapsed.in(days)), count_text(elapsed.in(hours)*run.gpus)});
  }
  return table;
}

Table cost_table(const CostEstimate& cost) {
  Table table;
  table.title = words("What is paid for");
  table.head = {words("item"), words("amount"), words("made of")};
  for (const CostItem& item : cost.items) table.rows.push_back({item.name, to_text(item.amount), item.basis});
  table.rows.push_back({words("main phase"), to_text(cost.total), ""});
  table.rows.push_back({words("all phases"), to_text(cost.all_phases), ""});
  table.rows.push_back(
      {words("electricity alone"), to_text(cost.electricity), words("covered by the rent, not added")});
  return table;
}

Table failure_table(const GoodputEstimate& made_of, double length) {
  Table table;
  table.title = words("Failures expected by domain");
  table.head = {words("domain"), words("a day"), words("in the run")};
  for (const DomainFailures& one : made_of.failures)
    table.rows.push_back(
        {one.domain, fmt::format("{:.3f}", one.per_day), fmt::format("{:.1f}", one.per_day * length)});
  return table;
}

chart::BarChart driver_chart(const Interval& interval) {
  chart::BarChart bars;
  bars.title = words("What the interval of the step comes from");
  bars.y.label = words("of the variance, %");
  chart::BarSeries series{words("of the variance, %"), {}};
  for (const Interval::Driver& one : interval.drivers) {
    if (bars.categories.size() == most_drivers) break;
    bars.categories.push_back(plain_name(one.input));
    series.values.push_back(100.0 * one.weight);
  }
  bars.series.push_back(std::move(series));
  return bars;
}

Table driver_table(const Interval& interval) {
  Table table;
  table.title = words("Drivers of the interval of the step, {} to {}", to_text(interval.p5, 4),
                      to_text(interval.p95, 4));
  table.head = {words("input"), words("of the variance"), words("step, low"), words("step, high"),
                words("source")};
  for (const Interval::Driver& one : interval.drivers)
    table.rows.push_back({plain_name(one.input), percent(one.weight), to_text(seconds(one.low), 4),
                          to_text(seconds(one.high), 4), one.source});
  return table;
}

}  // namespace

Result<RunAnswer> run_answer(const ProfileLibrary& library, const Entry& entry,
                             const EstimateOptions& options) {
  TRAINYARD_TRY(evaluated, evaluate(library, entry, options));
  RunCalendar calendar = run_calendar(evaluated.scenario, evaluated.estimate);
  return RunAnswer{label_of(entry), std::move(evaluated), std::move(calendar)};
}

Content run_content(const RunAnswer& answer, std::optional<QDate> start) {
  const Estimate& told = answer.evaluated.estimate;
  const auto& made_of = told.run.reliability;
  Content content;
  content.heading(answer.label);
  content.add(headline(answer, start));
  if (!made_of)
    content.paragraph(
        words("The scenario gives its goodput ({}); failures are not counted. Rates of failures, chosen "
              "beside the sliders, or a block \"reliability\" in the scenario count them.",
              percent(told.run.goodput)));
  content.add(chart::Chart(course_chart(answer,
                                        {QT_TRANSLATE_NOOP("trainyard", "Tokens trained"),
                                         QT_TRANSLATE_NOOP("trainyard", "tokens"), &CalendarDay::tokens},
                                        start)));
  content.add(chart::Chart(course_chart(answer,
                                        {QT_TRANSLATE_NOOP("trainyard", "Dollars spent"),
                                         QT_TRANSLATE_NOOP("trainyard", "dollars"), &CalendarDay::dollars},
                                        start)));
  if (made_of)
    content.add(
        chart::Chart(course_chart(answer,
                                  {QT_TRANSLATE_NOOP("trainyard", "Failures so far"),
                                   QT_TRANSLATE_NOOP("trainyard", "failures"), &CalendarDay::failures},
                                  start)));
  content.add(chart::Chart(time_chart(told.run, true)));
  if (made_of) content.add(chart::Chart(time_chart(told.run, false)));
  content.add(time_table(told.run, told.cost));
  content.add(phase_table(told.run));
  content.add(cost_table(told.cost));
  if (made_of) content.add(failure_table(*made_of, answer.calendar.length.value));
  if (!told.interval.drivers.empty()) {
    content.add(chart::Chart(driver_chart(told.interval)));
    content.add(driver_table(told.interval));
    if (made_of && told.totals)
      content.paragraph(words("Failures bring {} of the variance of the days, the step the rest.",
                              percent(told.totals->failure_weight)));
  }
  return content;
}

}  // namespace trainyard::gui
