// Every kind of chart drawn.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/chart/category_map.h"
#include "models/chart/draw.h"
#include "models/chart/plot_area.h"
#include "models/chart/svg_canvas.h"

namespace trainyard::chart {

namespace {

constexpr double left = 84, top = 46, bottom = 56, right = 24;  // px around the plot: room for labels
constexpr double title_size = 15;                               // px

void draw_title(Canvas& canvas, const std::string& title, double width) {
  canvas.text(20, 24, fitted(title, width - 40, title_size), Anchor::start, title_size, 0, true);
}

std::vector<std::string> names_of(const std::vector<Series>& series) {
  std::vector<std::string> names;
  for (const Series& one : series) names.push_back(one.name);
  return names;
}

struct Frame {
  Box box;
  Scale x, y;
};

double legend_bottom(std::size_t names) {
  return names < 2 ? 0.0 : top + 18.0 * static_cast<double>(names) + 10;
}

Frame make_frame(const std::vector<Series>& series, const Axis& x_axis, const Axis& y_axis, Size size,
                 const std::vector<Level>& levels = {}) {
  std::vector<double> xs, ys;
  for (const Level& level : levels) ys.push_back(level.y);
  for (const Series& one : series) {
    xs.insert(xs.end(), one.x.begin(), one.x.end());
    for (const auto* values : {&one.y, &one.low, &one.high})
      ys.insert(ys.end(), values->begin(), values->end());
  }
  Frame frame;
  frame.box = {left, top, size.width - left - right - legend_width(names_of(series)),
               size.height - top - bottom};
  frame.x = x_axis.log ? make_log_scale(xs, frame.box.left, frame.box.right())
                       : make_scale(xs, x_axis.from_zero, frame.box.left, frame.box.right(), 8);
  frame.y = y_axis.log ? make_log_scale(ys, frame.box.bottom(), frame.box.top)
                       : make_scale(ys, y_axis.from_zero, frame.box.bottom(), frame.box.top);
  return frame;
}

Point place(const Frame& frame, double x, double y) {
  return {frame.x.at(x), frame.y.at(y)};
}

bool is_place(const Point& point) {
  return std::isfinite(point.x) && std::isfinite(point.y);
}

std::string point_text(const Series& series, const Axis& x, const Axis& y, std::size_t i) {
  const std::string point = i < series.names.size() ? series.names[i] + "; " : std::string{};
  return fmt::format("{}{}{}{}: {}, {}: {}", point, series.name, series.name.empty() ? "" : "; ", x.label,
                     number_text(series.x[i]), y.label, number_text(series.y[i]));
}

void draw_points(Canvas& canvas, const Frame& frame, const Series& series, std::size_t index, const Axis& x,
                 const Axis& y, double radius, bool seen = true) {
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const Point at = place(frame, series.x[i], series.y[i]);
    if (!is_place(at)) continue;
    canvas.circle(at.x, at.y, radius, seen ? palette(index) : "none", point_text(series, x, y, i));
  }
}

/// Bars from a common zero line: where each starts and ends.
struct Bar {
  std::string tooltip;
  double from = 0, to = 0;
  std::size_t colour = 0;
};

void draw_chart(Canvas& canvas, const LineChart& chart, Size size) {
  const Frame frame = make_frame(chart.series, chart.x, chart.y, size, chart.levels);
  draw_title(canvas, chart.title, size.width);
  draw_y_axis(canvas, frame.box, frame.y, chart.y.label);
  draw_x_axis(canvas, frame.box, frame.x, chart.x.label);
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    const Series& one = chart.series[s];
    if (one.low.size() == one.x.size() && one.high.size() == one.x.size() && !one.x.empty()) {
      std::vector<Point> band;
      for (std::size_t i = 0; i < one.x.size(); ++i) band.push_back(place(frame, one.x[i], one.high[i]));
      for (std::size_t i = one.x.size(); i-- > 0;) band.push_back(place(frame, one.x[i], one.low[i]));
      std::erase_if(band, [](const Point& point) { return !is_place(point); });
      canvas.polygon(band, palette(s), 0.18);
    }
    std::vector<Point> points;
    for (std::size_t i = 0; i <= one.x.size(); ++i) {
      if (i < one.x.size() && is_place(place(frame, one.x[i], one.y[i]))) {
        points.push_back(place(frame, one.x[i], one.y[i]));
      } else if (!points.empty()) {
        canvas.polyline(points, palette(s), 2);
        points.clear();
      }
    }
    draw_points(canvas, frame, one, s, chart.x, chart.y, 3, chart.dots);
  }
  draw_levels(canvas, frame.box, frame.y, chart.levels);
  double high_row = 0, low_row = 0;
  // Words go towards the middle. Marks from both edges inwards, each line from the row of its own words on:
  // so no line runs through the words of another.
  const double middle = frame.box.left + frame.box.width / 2;
  std::vector<Mark> marks = chart.marks;
  std::stable_sort(marks.begin(), marks.end(), [&](const Mark& a, const Mark& b) {
    const double ax = frame.x.at(a.x), bx = frame.x.at(b.x);
    const bool a_right = ax < middle, b_right = bx < middle;
    return a_right != b_right ? a_right : a_right ? ax < bx : ax > bx;
  });
  for (const Mark& mark : marks) {
    const double x = frame.x.at(mark.x);
    if (x < frame.box.left - 1 || x > frame.box.right() + 1) continue;
    canvas.line(x, frame.box.top + (mark.low ? 0 : high_row), x,
                frame.box.bottom() - (mark.low ? low_row : 0), ink, 1, true);
    const bool at_right = x < middle;
    const double room = (at_right ? frame.box.right() - x : x - frame.box.left) - 8;
    double& row = mark.low ? low_row : high_row;
    const double y = mark.low ? frame.box.bottom() - 6 - row : frame.box.top + 12 + row;
    canvas.text(x + (at_right ? 5 : -5), y, fitted(mark.text, room, 11),
                at_right ? Anchor::start : Anchor::end, 11);
    row = row > 40 ? 0 : row + 15;  // words of neighbours do not touch
  }
  draw_legend(canvas, frame.box.right(), top, names_of(chart.series));
}

void draw_chart(Canvas& canvas, const ScatterChart& chart, Size size) {
  const Frame frame = make_frame(chart.series, chart.x, chart.y, size);
  draw_title(canvas, chart.title, size.width);
  draw_y_axis(canvas, frame.box, frame.y, chart.y.label);
  draw_x_axis(canvas, frame.box, frame.x, chart.x.label);
  if (chart.diagonal) {
    const double low = std::max(frame.x.low, frame.y.low), high = std::min(frame.x.high, frame.y.high);
    if (low < high)
      canvas.line(frame.x.at(low), frame.y.at(low), frame.x.at(high), frame.y.at(high), ink, 1, true);
  }
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    draw_points(canvas, frame, chart.series[s], s, chart.x, chart.y, 4.5);
  draw_legend(canvas, frame.box.right(), top, names_of(chart.series));
}

void draw_chart(Canvas& canvas, const BarChart& chart, Size size) {
  std::vector<std::string> names;
  std::vector<std::size_t> colours;
  for (const BarSeries& one : chart.series) {
    colours.push_back(one.colour.value_or(names.size()));
    names.push_back(one.name);
  }
  Box box{left, top, size.width - left - right - legend_width(names), 0};
  const double step = box.width / static_cast<double>(std::max<std::size_t>(1, chart.categories.size()));
  const double foot = chart.x_label.empty() ? 10 : 32;  // px below the names
  box.height = size.height - top - category_height(chart.categories, step) - foot;
  std::vector<double> ends{0.0};
  std::vector<std::vector<Bar>> stacks(chart.categories.size());
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    double above = 0, below = 0;
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
      const double value = chart.series[s].values[c];
      if (!std::isfinite(value) || value == 0) continue;
      double& at = value > 0 ? above : below;
      stacks[c].push_back(
          {fmt::format("{}, {}: {}", chart.categories[c], chart.series[s].name, number_text(value)), at,
           at + value, colours[s]});
      at += value;
    }
    ends.insert(ends.end(), {above, below});
    if (c < chart.intervals.size()) ends.push_back(chart.intervals[c].second);
  }
  for (const Level& level : chart.levels) ends.push_back(level.y);
  const Scale y = make_scale(ends, true, box.bottom(), box.top);
  draw_title(canvas, chart.title, size.width);
  draw_y_axis(canvas, box, y, chart.y.label);
  std::vector<double> centres;
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    const double centre = box.left + step * (static_cast<double>(c) + 0.5), wide = std::min(90.0, step * 0.6);
    centres.push_back(centre);
    for (const Bar& bar : stacks[c]) {
      const double a = y.at(bar.from), b = y.at(bar.to);
      canvas.rect({centre - wide / 2, std::min(a, b), wide, std::abs(b - a)}, palette(bar.colour),
                  bar.tooltip);
    }
    if (c < chart.intervals.size()) {
      const double low = y.at(chart.intervals[c].first), high = y.at(chart.intervals[c].second);
      canvas.line(centre, low, centre, high, ink, 1.5);
      for (const double end : {low, high}) canvas.line(centre - 7, end, centre + 7, end, ink, 1.5);
    }
  }
  draw_levels(canvas, box, y, chart.levels);
  draw_categories(canvas, box, centres, chart.categories, step);
  if (!chart.x_label.empty())
    canvas.text(box.left + box.width / 2, size.height - 12, fitted(chart.x_label, box.width, 12),
                Anchor::middle, 12);
  draw_legend(canvas, box.right(), top, names, colours);
}

void draw_chart(Canvas& canvas, const Waterfall& chart, Size size) {
  std::vector<std::string> names{chart.from_name};
  for (const auto& [name, value] : chart.steps) names.push_back(name);
  names.push_back(chart.to_name);
  Box box{left, top, size.width - left - right, 0};
  const double step = box.width / static_cast<double>(names.size());
  box.height = size.height - top - category_height(names, step) - 10;
  std::vector<Bar> bars{{fmt::format("{}: {}", chart.from_name, number_text(chart.from)), 0, chart.from, 0}};
  double at = chart.from, least = std::min(0.0, chart.from), most = std::max(0.0, chart.from);
  for (const auto& [name, value] : chart.steps) {
    const std::size_t colour = value > 0 ? 5 : 2;  // orange up, green down
    bars.push_back(
        {fmt::format("{}: {}{}", name, value > 0 ? "+" : "", number_text(value)), at, at + value, colour});
    at += value;
    least = std::min(least, at);
    most = std::max(most, at);
  }
  bars.push_back({fmt::format("{}: {}", chart.to_name, number_text(at)), 0, at, 0});
  // Small steps between large totals would be invisible from zero: the axis starts near the lowest top.
  double lowest = most;
  for (const Bar& bar : bars) lowest = std::min({lowest, bar.to, bar.from == 0 ? bar.to : bar.from});
  const bool cut = lowest > 0 && most - lowest < 0.35 * most;
  const double floor = cut ? std::max(0.0, lowest - 0.5 * (most - lowest)) : std::min(0.0, least);
  const Scale y = make_scale({floor, most}, !cut, box.bottom(), box.top);
  draw_title(canvas, chart.title, size.width);
  draw_y_axis(canvas, box, y, chart.y.label + (cut ? " (not from 0)" : ""));
  std::vector<double> centres;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double centre = box.left + step * (static_cast<double>(i) + 0.5), wide = std::min(70.0, step * 0.7);
    centres.push_back(centre);
    const double a = y.at(std::max(bar.from, y.low)), b = y.at(std::max(bar.to, y.low));
    canvas.rect({centre - wide / 2, std::min(a, b), wide, std::max(1.0, std::abs(b - a))},
                palette(bar.colour), bar.tooltip);
    if (i + 1 < bars.size())
      canvas.line(centre + wide / 2, b, centre + step - wide / 2, b, "#808080", 1, true);
    const bool total = i == 0 || i + 1 == bars.size();
    const double value = total ? bar.to : bar.to - bar.from;
    const std::string words = (value > 0 && !total ? "+" : "") + number_text(value);
    if (text_width(words, 10) < step + 4) canvas.text(centre, std::min(a, b) - 4, words, Anchor::middle, 10);
  }
  draw_categories(canvas, box, centres, names, step);
}

void draw_chart(Canvas& canvas, const HeatMap& chart, Size size) {
  const std::size_t columns = chart.x.size(), rows = chart.y.size();
  const double across = size.width - left - 160;
  const double names_below =
      category_height(chart.x, across / static_cast<double>(std::max<std::size_t>(1, columns)));
  const Box box{left + 20, top, across, size.height - top - std::max(bottom, names_below + 24)};
  double low = INFINITY, high = -INFINITY;
  std::size_t best = chart.values.size();
  for (std::size_t i = 0; i < chart.values.size(); ++i) {
    const double value = chart.values[i];
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
    if (best == chart.values.size() ||
        (chart.least_is_best ? value < chart.values[best] : value > chart.values[best]))
      best = i;
  }
  // From pale to dark blue; the words on a cell take the colour that stands out.
  const auto share = [&](double value) { return high > low ? (value - low) / (high - low) : 0.0; };
  const auto colour = [&](double value) {
    const double s = share(value);
    const auto mix = [&](double pale, double dark) { return static_cast<int>(pale + (dark - pale) * s); };
    return fmt::format("#{:02x}{:02x}{:02x}", mix(230, 0), mix(240, 60), mix(250, 120));
  };
  draw_title(canvas, chart.title, size.width);
  const double wide = box.width / static_cast<double>(std::max<std::size_t>(1, columns)),
               tall = box.height / static_cast<double>(std::max<std::size_t>(1, rows));
  const auto cell = [&](std::size_t i) {
    return Box{box.left + wide * static_cast<double>(i % columns),
               box.bottom() - tall * static_cast<double>(i / columns + 1), wide, tall};
  };
  for (std::size_t i = 0; i < chart.values.size(); ++i) {
    const double value = chart.values[i];
    const std::string where = fmt::format("{} {}, {} {}: ", chart.x_label, chart.x[i % columns],
                                          chart.y_label, chart.y[i / columns]);
    canvas.rect(cell(i), std::isfinite(value) ? colour(value) : "#80808030",
                where + (std::isfinite(value) ? number_text(value) : "none"));
  }
  if (best < chart.values.size()) canvas.rect(cell(best), "none", "best", 0, palette(5));
  draw_grid_names(canvas, box, chart.x, chart.y, wide, tall);
  canvas.text(box.left + box.width / 2, size.height - 10, chart.x_label, Anchor::middle, 12);
  canvas.text(14, box.top + box.height / 2, chart.y_label, Anchor::middle, 12, -90);
  // The colour bar.
  constexpr int steps = 40;
  const Box bar{box.right() + 30, box.top, 16, box.height};
  if (high >= low) {
    for (int i = 0; i < steps; ++i) {
      const double value = low + (high - low) * (i + 0.5) / steps;
      canvas.rect(
          {bar.left, bar.bottom() - bar.height * (i + 1) / steps, bar.width, bar.height / steps + 0.5},
          colour(value));
    }
    canvas.text(bar.right() + 6, bar.bottom(), number_text(low), Anchor::start, 11);
    canvas.text(bar.right() + 6, bar.top + 10, number_text(high), Anchor::start, 11);
    canvas.text(bar.right() + 14, bar.top + bar.height / 2, chart.value_label, Anchor::middle, 12, -90);
  }
}

void draw_chart(Canvas& canvas, const CategoryMap& chart, Size size) {
  draw_category_map(canvas, chart, size);
}

std::size_t legend_rows(const Chart& chart) {
  return std::visit(
      [](const auto& one) -> std::size_t {
        if constexpr (requires { one.series; }) {
          return one.series.size();
        } else if constexpr (requires { one.names; }) {
          return one.names.size();
        } else {
          return 0;
        }
      },
      chart);
}

/// Of maps: high enough for the words along their left side, which are long.
double least_height(const Chart& chart) {
  constexpr double around = 102, size = 12;  // px: above and below the plot; of the letters
  if (const auto* map = std::get_if<HeatMap>(&chart)) return around + text_width(map->y_label, size);
  if (const auto* map = std::get_if<CategoryMap>(&chart)) return around + text_width(map->y_label, size);
  return 0;
}

}  // namespace

Size size_of(const Chart& chart, Size wanted) {
  return {wanted.width, std::max({wanted.height, legend_bottom(legend_rows(chart)), least_height(chart)})};
}

void draw(Canvas& canvas, const Chart& chart, Size size) {
  std::visit([&](const auto& one) { draw_chart(canvas, one, size); }, chart);
}

const std::string& title_of(const Chart& chart) {
  return std::visit([](const auto& one) -> const std::string& { return one.title; }, chart);
}

std::string to_svg(const Chart& chart) {
  const Size size = size_of(chart);
  SvgCanvas canvas(size.width, size.height, title_of(chart));
  draw(canvas, chart, size);
  return std::move(canvas).finish();
}

std::string to_svg(const LineChart& chart) {
  return to_svg(Chart(chart));
}
std::string to_svg(const ScatterChart& chart) {
  return to_svg(Chart(chart));
}
std::string to_svg(const BarChart& chart) {
  return to_svg(Chart(chart));
}
std::string to_svg(const Waterfall& chart) {
  return to_svg(Chart(chart));
}
std::string to_svg(const HeatMap& chart) {
  return to_svg(Chart(chart));
}
std::string to_svg(const CategoryMap& chart) {
  return to_svg(Chart(chart));
}

}  // namespace trainyard::chart
