// The data of a chart as CSV.
#include <fmt/format.h>

#include <cmath>

#include "models/chart/draw.h"
#include "sim/base/csv_text.h"

namespace trainyard::chart {

namespace {

/// Shortest text that reads back the same; empty for a gap.
std::string cell(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string{};
}

std::string cell(const std::string& text) {
  return csv_cell(text);
}

std::string points(const std::vector<Series>& series, const Axis& x, const Axis& y) {
  bool bands = false, names = false;
  for (const Series& one : series) {
    bands = bands || !one.low.empty();
    names = names || !one.names.empty();
  }
  std::string text = fmt::format("series,{},{}{}{}\n", cell(x.label), cell(y.label), bands ? ",low,high" : "",
                                 names ? ",point" : "");
  for (const Series& one : series) {
    for (std::size_t i = 0; i < one.x.size(); ++i) {
      text += fmt::format("{},{},{}", cell(one.name), cell(one.x[i]), cell(one.y[i]));
      if (bands && one.low.size() == one.x.size()) {
        text += fmt::format(",{},{}", cell(one.low[i]), cell(one.high[i]));
      } else if (bands) {
        text += ",,";
      }
      if (names) text += "," + (i < one.names.size() ? cell(one.names[i]) : std::string{});
      text += '\n';
    }
  }
  return text;
}

std::string csv_of(const LineChart& chart) {
  return points(chart.series, chart.x, chart.y);
}
std::string csv_of(const ScatterChart& chart) {
  return points(chart.series, chart.x, chart.y);
}

std::string csv_of(const BarChart& chart) {
  const bool intervals = !chart.intervals.empty();
  std::string text = "category";
  for (const BarSeries& one : chart.series) text += "," + cell(one.name);
  text += intervals ? ",low,high\n" : "\n";
  for (std::size_t c = 0; c < chart.categories.size(); ++c) {
    text += cell(chart.categories[c]);
    for (const BarSeries& one : chart.series) text += "," + cell(one.values[c]);
    if (intervals)
      text += fmt::format(",{},{}", cell(chart.intervals[c].first), cell(chart.intervals[c].second));
    text += '\n';
  }
  return text;
}

std::string csv_of(const Waterfall& chart) {
  std::string text =
      fmt::format("step,{}\n{},{}\n", cell(chart.y.label), cell(chart.from_name), cell(chart.from));
  double sum = chart.from;
  for (const auto& [name, value] : chart.steps) {
    text += fmt::format("{},{}\n", cell(name), cell(value));
    sum += value;
  }
  return text + fmt::format("{},{}\n", cell(chart.to_name), cell(sum));
}

std::string csv_of(const HeatMap& chart) {
  std::string text =
      fmt::format("{},{},{}\n", cell(chart.x_label), cell(chart.y_label), cell(chart.value_label));
  for (std::size_t i = 0; i < chart.values.size(); ++i) {
    text += fmt::format("{},{},{}\n", cell(chart.x[i % chart.x.size()]), cell(chart.y[i / chart.x.size()]),
                        cell(chart.values[i]));
  }
  return text;
}

std::string csv_of(const CategoryMap& chart) {
  std::string text = fmt::format("{},{},name\n", cell(chart.x_label), cell(chart.y_label));
  for (std::size_t i = 0; i < chart.cells.size(); ++i) {
    const auto of = static_cast<std::size_t>(chart.cells[i]);
    text += fmt::format("{},{},{}\n", cell(chart.x[i % chart.x.size()]), cell(chart.y[i / chart.x.size()]),
                        chart.cells[i] >= 0 && of < chart.names.size() ? cell(chart.names[of]) : "");
  }
  return text;
}

}  // namespace

std::string to_csv(const Chart& chart) {
  return std::visit([](const auto& one) { return csv_of(one); }, chart);
}

}  // namespace trainyard::chart
