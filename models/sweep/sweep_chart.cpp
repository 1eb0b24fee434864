// Charts of a sweep, and the HTML page around them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "models/sweep/sweep_report.h"
#include "models/sweep/sweep_sentences.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using chart::Series;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_lines = 4;  // of two knobs; more values make a heat map
constexpr std::size_t most_parts = 7;  // colours beside that of the step

using Points = std::vector<const SweepPoint*>;

Points in_order(Points points, std::size_t knob) {
  std::stable_sort(points.begin(), points.end(), [&](const SweepPoint* a, const SweepPoint* b) {
    return a->numbers[knob] < b->numbers[knob];
  });
  return points;
}

/// One line of the column over a knob, and apart the points that do not fit in memory.
void add_lines(std::vector<Series>& series, const std::string& name, const Points& points, std::size_t knob,
               const SweepColumn& column) {
  Series fits{.name = name}, unfit{.name = name.empty() ? "does not fit in memory" : name + ", does not fit"};
  bool any_unfit = false;
  for (const SweepPoint* one : points) {
    const double value = one->simulated ? column.value(*one) : none;
    any_unfit = any_unfit || (one->simulated && !one->fits);
    fits.x.push_back(one->numbers[knob]);
    unfit.x.push_back(one->numbers[knob]);
    fits.y.push_back(one->fits ? value : none);
    unfit.y.push_back(one->fits ? none : value);
  }
  if (any_unfit && name.empty()) fits.name = std::string(column.title);
  series.push_back(std::move(fits));
  if (any_unfit) series.push_back(std::move(unfit));
}

std::string title_of(const SweepReport& report, std::string_view what, std::string_view where) {
  std::string over;
  for (const SweepKnob& knob : report.request->knobs) over += (over.empty() ? "" : " and ") + knob.name;
  std::string title = fmt::format("{}: {} over {}{}", report.result.scenario, what, over, where);
  if (report.request->point.replan) title += ", best plan at every point";
  return title;
}

std::vector<chart::Mark> marks_of(const SweepResult& result) {
  std::vector<chart::Mark> marks;
  for (const Knee& knee : result.knees)
    marks.push_back({knee.at, fmt::format("{} {}: {}", knee.below ? "below" : "above", knee.at_text,
                                          part_name(knee.part))});
  return marks;
}

/// What is drawn: the limited one, so that the limit shows, else what is to be best.
const SweepColumn& drawn(const SweepReport& report) {
  return report.goals.empty() ? *report.column : *report.goals.front().column;
}

void add_limits(std::vector<Series>& series, const SweepReport& report, const SweepColumn& column) {
  if (series.empty() || series.front().x.empty()) return;
  for (const SweepGoal& goal : report.goals) {
    if (goal.column != &column) continue;
    const auto [least, most] = std::minmax_element(series.front().x.begin(), series.front().x.end());
    series.push_back({.name = goal.text, .x = {*least, *most}, .y = {goal.limit, goal.limit}});
    if (series.front().name.empty()) series.front().name = std::string(column.title);
  }
}

/// The column over one knob of numbers.
chart::Chart line_chart(const SweepReport& report, const SweepColumn& column) {
  const SweepResult& result = report.result;
  const bool banded = column.name == "step" && report.request->point.interval;
  Points points;
  for (const SweepPoint& one : result.points) {
    if (!banded || one.interval) points.push_back(&one);
  }
  if (!banded) {  // points between have no interval
    for (const SweepPoint& one : result.between) points.push_back(&one);
  }
  points = in_order(std::move(points), 0);
  chart::LineChart line;
  line.title = title_of(report, column.label, "");
  line.x.label = report.request->knobs.front().label;
  line.y.label = column.label;
  add_lines(line.series, "", points, 0, column);
  if (banded) {
    Series& whole = line.series.front();
    for (const SweepPoint* one : points) {
      whole.low.push_back(one->interval->first.in(seconds));
      whole.high.push_back(one->interval->second.in(seconds));
    }
    line.title += ", with its 5th to 95th percentile";
  }
  add_limits(line.series, report, column);
  line.marks = marks_of(result);
  return line;
}

/// Parts of the step over one knob of numbers.
std::optional<chart::Chart> parts_chart(const SweepReport& report) {
  const SweepResult& result = report.result;
  chart::LineChart line;
  line.title = title_of(report, "parts of the step that change", "");
  line.x.label = report.request->knobs.front().label;
  line.y = {"time of the part (s a step)", true};
  Points points;
  for (const std::vector<SweepPoint>* list : {&result.points, &result.between}) {
    for (const SweepPoint& one : *list) {
      if (one.simulated) points.push_back(&one);
    }
  }
  points = in_order(std::move(points), 0);
  for (const std::string& part : moving_parts(result.points, most_parts)) {
    Series series{.name = part_name(part)};
    for (const SweepPoint* one : points) {
      series.x.push_back(one->numbers.front());
      series.y.push_back(part_time(*one, part).in(seconds));
    }
    line.series.push_back(std::move(series));
  }
  if (line.series.empty()) return std::nullopt;
  line.marks = marks_of(result);
  return line;
}

/// The column over values that are names.
chart::Chart bar_chart(const SweepReport& report) {
  chart::BarChart bars;
  const SweepColumn& column = drawn(report);
  bars.title = title_of(report, column.label, "");
  bars.y.label = column.label;
  bars.series.emplace_back();
  for (const SweepPoint& one : report.result.points) {
    const std::string state = !one.simulated ? " (illegal)" : one.fits ? "" : " (does not fit)";
    bars.categories.push_back(one.values.front() + state);
    bars.series.front().values.push_back(one.simulated ? column.value(one) : none);
  }
  return bars;
}

/// Over the knobs `a` and `b`, of `points` only.
chart::Chart plane_chart(const SweepReport& report, const Points& points, std::size_t a, std::size_t b,
                         const std::string& where) {
  const std::vector<SweepKnob>& knobs = report.request->knobs;
  const SweepColumn& column = drawn(report);
  const bool a_fewer = knobs[a].values.size() < knobs[b].values.size();
  const std::size_t few = a_fewer ? a : b, many = a_fewer ? b : a;
  if (knobs[few].values.size() <= most_lines && knobs[many].numeric) {
    chart::LineChart lines;
    lines.title = title_of(report, column.label, where);
    lines.x.label = knobs[many].label;
    lines.y.label = column.label;
    for (const KnobValue& value : knobs[few].values) {
      Points mine;
      for (const SweepPoint* one : points) {
        if (one->values[few] == value.text) mine.push_back(one);
      }
      add_lines(lines.series, fmt::format("{} {}", knobs[few].name, value.text), in_order(mine, many), many,
                column);
    }
    add_limits(lines.series, report, column);
    return lines;
  }
  chart::HeatMap map;
  map.title = title_of(report, column.label, where);
  map.x_label = knobs[b].label;
  map.y_label = knobs[a].label;
  map.value_label = std::string(column.label);
  map.least_is_best = !column.most_is_best;
  for (const KnobValue& one : knobs[b].values) map.x.push_back(one.text);
  for (const KnobValue& one : knobs[a].values) map.y.push_back(one.text);
  for (const SweepPoint* one : points)
    map.values.push_back(one->simulated && one->fits ? column.value(*one) : none);
  return map;
}

}  // namespace

std::vector<chart::Chart> sweep_charts(const SweepReport& report) {
  const std::vector<SweepKnob>& knobs = report.request->knobs;
  std::vector<chart::Chart> charts;
  if (knobs.size() == 1) {
    if (!knobs.front().numeric) return {bar_chart(report)};
    charts.push_back(line_chart(report, drawn(report)));
    if (std::optional<chart::Chart> parts = parts_chart(report)) charts.push_back(std::move(*parts));
    return charts;
  }
  const std::size_t plane = knobs[knobs.size() - 2].values.size() * knobs.back().values.size();
  for (std::size_t from = 0; from < report.result.points.size(); from += plane) {
    Points points;
    for (std::size_t i = from; i < from + plane; ++i) points.push_back(&report.result.points[i]);
    const std::string where =
        knobs.size() == 2 ? "" : fmt::format(", {} {}", knobs.front().name, points.front()->values.front());
    charts.push_back(plane_chart(report, points, knobs.size() - 2, knobs.size() - 1, where));
  }
  return charts;
}

std::string write_html_sweep(const SweepReport& report) {
  std::string names;
  for (const SweepKnob& knob : report.request->knobs) names += (names.empty() ? "" : " and ") + knob.name;
  chart::HtmlPage page(fmt::format("{} over {}", report.result.scenario, names));
  const auto section = [&](const std::string& heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    page.heading(heading);
    for (const std::string& line : lines) page.paragraph(line);
  };
  for (const std::string& line : introduction(report)) page.paragraph(line);
  section(report.goals.empty() ? "Best" : "Answer", answer(report));
  page.heading("Charts");
  for (const chart::Chart& one : sweep_charts(report)) page.svg(chart::to_svg(one));
  section("Knees", knees(report));

  page.heading("Points");
  const std::vector<std::string> parts =
      moving_parts(report.result.points, std::numeric_limits<std::size_t>::max());
  chart::HtmlTable table;
  const bool interval = report.request->point.interval;
  for (const SweepKnob& knob : report.request->knobs) table.head.push_back(knob.name);
  table.head.emplace_back("");
  for (const SweepColumn& one : sweep_columns()) table.head.emplace_back(one.title);
  if (interval) table.head.emplace_back("90 % interval of the step");
  for (const std::string& part : parts) table.head.push_back(part_name(part) + ", s");
  const std::optional<std::size_t> best = best_point(report);
  for (std::size_t i = 0; i < report.result.points.size(); ++i) {
    const SweepPoint& point = report.result.points[i];
    std::vector<std::string> cells = point.values;
    cells.emplace_back(!point.simulated ? "not simulated"
                       : !point.fits    ? "does not fit"
                       : best == i      ? "best"
                                        : "");
    if (point.simulated) {
      for (const SweepColumn& one : sweep_columns()) cells.push_back(one.text(point));
      if (interval)
        cells.push_back(point.interval ? fmt::format("{} to {}", to_text(point.interval->first, 3),
                                                     to_text(point.interval->second, 3))
                                       : "");
      for (const std::string& part : parts)
        cells.push_back(fmt::format("{:.3f}", part_time(point, part).in(seconds)));
    }
    cells.resize(table.head.size(), "-");
    table.rows.push_back(std::move(cells));
  }
  page.table(table);
  section("Not simulated", not_simulated(report));
  section("Plans", plans(report));
  return page.text();
}

}  // namespace trainyard
