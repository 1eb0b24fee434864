// A comparison as text and CSV.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compare/compare_report.h"
#include "models/report/text_table.h"
#include "sim/base/csv_text.h"

namespace trainyard {

namespace {

using Align = TextTable::Align;

constexpr std::size_t width = 120;
std::string change_text(double base, double value) {
  if (base == value) return "=";
  if (!(base != 0.0)) return "";
  return fmt::format("{:+.1f} %", 100.0 * (value / base - 1.0));
}

std::string metrics_text(const Comparison& comparison, const std::vector<std::string>& names,
                         const Emphasis& emphasis) {
  std::vector<Align> columns{Align::left};
  std::vector<std::string> head{""};
  for (std::size_t i = 0; i < comparison.items.size(); ++i) {
    columns.push_back(Align::right);
    head.push_back(names[i]);
    if (i != comparison.baseline) {
      columns.push_back(Align::right);
      head.emplace_back("");
    }
  }
  columns.push_back(Align::left);
  head.emplace_back("best");
  TextTable table(columns);
  table.add(head);
  for (const MetricRow& row : comparison.metrics) {
    std::vector<std::string> cells{std::string(row.kind->title)};
    for (std::size_t i = 0; i < comparison.items.size(); ++i) {
      cells.push_back(row.kind->text(comparison.items[i], row.values[i]));
      if (i != comparison.baseline)
        cells.push_back(change_text(row.values[comparison.baseline], row.values[i]));
    }
    cells.push_back(row.best ? names[*row.best] + (row.close ? ", intervals meet" : "") : "");
    table.add(std::move(cells));
    const bool told = std::any_of(row.intervals.begin(), row.intervals.end(),
                                  [](const auto& one) { return one.has_value(); });
    if (!told) continue;
    std::vector<std::string> ranges{"  5 to 95 %"};
    for (std::size_t i = 0; i < comparison.items.size(); ++i) {
      const auto& range = row.intervals[i];
      ranges.push_back(range ? fmt::format("{} - {}", row.kind->text(comparison.items[i], range->first),
                                           row.kind->text(comparison.items[i], range->second))
                             : "");
      if (i != comparison.baseline) ranges.emplace_back("");
    }
    table.add(std::move(ranges));
  }
  return emphasis.heading("Every figure") + "\n" + table.text();
}

std::string waterfall_text(const ExactWaterfall& waterfall, std::string_view title, const std::string& from,
                           const std::string& to) {
  if (waterfall.steps.empty()) return "";
  TextTable table({Align::left, Align::right});
  table.add({from, amount_text(waterfall.unit, waterfall.from)});
  for (const WaterfallStep& step : waterfall.steps) {
    std::string name = step.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    table.add({"  " + name, (step.amount > 0 ? "+" : "") + amount_text(waterfall.unit, step.amount)});
  }
  table.add({to, amount_text(waterfall.unit, waterfall.to)});
  return std::string(title) + "\n" + table.text() + "\n";
}

std::string_view unit_name(WaterfallUnit unit) {
  switch (unit) {
    case WaterfallUnit::time_ps:
      return "ps";
    case WaterfallUnit::memory_bytes:
      return "bytes";
    case WaterfallUnit::money_micro:
      return "micro-dollars";
  }
  return "";
}

}  // namespace

std::string write_text_comparison(const Comparison& comparison, bool colour) {
  const Emphasis emphasis(colour);
  const std::vector<std::string> names = short_names(comparison);
  std::string text;
  for (const std::string& one : memory_warnings(comparison)) text += wrapped("", one, width) + "\n";
  for (const std::string& one : compare_verdict(comparison)) text += wrapped("", one, width) + "\n";
  if (names.front() != comparison.items.front().label) {
    for (std::size_t i = 0; i < names.size(); ++i)
      text += wrapped(names[i] + "  ", comparison.items[i].label, width);
    text += "\n";
  }
  if (!comparison.inputs.empty()) {
    std::vector<Align> columns(comparison.items.size() + 1, Align::left);
    TextTable table(columns);
    std::vector<std::string> head{""};
    head.insert(head.end(), names.begin(), names.end());
    table.add(head);
    constexpr std::size_t most = 30;  // characters: layouts of stages are long
    for (const InputRow& row : comparison.inputs) {
      std::vector<std::string> cells{row.field};
      for (const std::string& value : row.values)
        cells.push_back(value.size() > most ? value.substr(0, most - 3) + "..." : value);
      table.add(std::move(cells));
    }
    text += emphasis.heading("What differs") + "\n" + table.text() + "\n";
  }
  text += metrics_text(comparison, names, emphasis);
  for (const Difference& one : comparison.differences) {
    const std::string& from = names[comparison.baseline];
    const std::string& to = names[one.other];
    text += "\n" + emphasis.heading(fmt::format("From {} to {}", from, to)) + "\n";
    text += waterfall_text(one.step, "step time", from, to);
    text += waterfall_text(one.dollars, "dollars of the main phase", from, to);
    text += waterfall_text(one.memory, "memory of the fullest GPU", from, to);
    if (one.step.steps.empty() && one.dollars.steps.empty() && one.memory.steps.empty())
      text += "  no difference\n";
  }
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

std::string write_csv_comparison(const Comparison& comparison) {
  std::vector<std::string> head{"kind", "name", "unit"};
  for (const Compared& one : comparison.items) head.push_back(one.label);
  std::string text = csv_line(head);
  const auto row = [&](std::string_view kind, const std::string& name, std::string_view unit,
                       const std::vector<std::string>& values) {
    std::vector<std::string> cells{std::string(kind), name, std::string(unit)};
    cells.insert(cells.end(), values.begin(), values.end());
    text += csv_line(cells);
  };
  for (const InputRow& one : comparison.inputs) row("input", one.field, "", one.values);
  for (const MetricRow& one : comparison.metrics) {
    std::vector<std::string> values, low, high;
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      values.push_back(fmt::format("{}", one.values[i]));
      low.push_back(one.intervals[i] ? fmt::format("{}", one.intervals[i]->first) : "");
      high.push_back(one.intervals[i] ? fmt::format("{}", one.intervals[i]->second) : "");
    }
    const std::string name(one.kind->name);
    row("metric", name, "", values);
    const auto told = [](const std::string& value) { return !value.empty(); };
    if (std::any_of(low.begin(), low.end(), told)) {
      row("p5", name, "", low);
      row("p95", name, "", high);
    }
  }
  for (const Difference& one : comparison.differences) {
    for (const ExactWaterfall* waterfall : {&one.step, &one.dollars, &one.memory}) {
      const auto cells = [&](std::int64_t amount) {
        std::vector<std::string> values(comparison.items.size());
        values[one.other] = fmt::format("{}", amount);
        return values;
      };
      for (const WaterfallStep& step : waterfall->steps)
        row("difference in " + waterfall->name, step.name, unit_name(waterfall->unit), cells(step.amount));
      row("difference in " + waterfall->name, "total", unit_name(waterfall->unit),
          cells(waterfall->to - waterfall->from));
    }
  }
  return text;
}

}  // namespace trainyard
