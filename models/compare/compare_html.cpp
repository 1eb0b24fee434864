// A comparison as charts and as a page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/compare/compare_report.h"

namespace trainyard {

namespace {

std::string plain(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

/// In a stack waits for communication are one thing; the waterfalls tell them apart.
std::string group_of(const std::string& part) {
  return part.starts_with("exposed") ? "exposed communication" : plain(part);
}

/// As many series as there are colours: the largest in their order, the others added up.
void keep_largest(chart::BarChart& bars) {
  constexpr std::size_t colours = 8;
  if (bars.series.size() <= colours) return;
  std::vector<double> sizes;
  for (const chart::BarSeries& one : bars.series)
    sizes.push_back(std::abs(*std::max_element(
        one.values.begin(), one.values.end(), [](double a, double b) { return std::abs(a) < std::abs(b); })));
  std::vector<double> sorted = sizes;
  std::sort(sorted.rbegin(), sorted.rend());
  const double least = sorted[colours - 2];
  chart::BarSeries rest{"other", std::vector<double>(bars.categories.size(), 0.0)};
  std::vector<chart::BarSeries> kept;
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    if (sizes[s] >= least && kept.size() + 1 < colours) {
      kept.push_back(std::move(bars.series[s]));
      continue;
    }
    for (std::size_t c = 0; c < rest.values.size(); ++c) rest.values[c] += bars.series[s].values[c];
  }
  kept.push_back(std::move(rest));
  bars.series = std::move(kept);
}

/// A part has the same colour whatever stands beside it.
void colour_by_name(chart::BarChart& bars) {
  const std::vector<std::string> known{"gemm",   "grouped gemm", "attention", "cast", "exposed communication",
                                       "bubble", "transpose",    "other"};
  std::vector<std::string> names;
  for (const chart::BarSeries& one : bars.series) names.push_back(one.name);
  const std::vector<std::size_t> colours = chart::steady_colours(names, known);
  for (std::size_t s = 0; s < names.size(); ++s) bars.series[s].colour = colours[s];
}

/// Figures that people ask first, as bars with their interval.
struct BarKind {
  std::string_view metric;
  const char *title, *axis;
  double scale;  // of the metric's value
};
constexpr BarKind bar_kinds[] = {{"days", "Days of the main phase", "days", 1},
                                 {"gpu_hours", "GPU-hours of the main phase", "GPU-hours", 1},
                                 {"usd", "Dollars of the main phase", "dollars", 1},
                                 {"mfu_non_causal", "MFU, non-causal", "MFU, %", 100}};

chart::BarChart metric_bars(const Comparison& comparison, const BarKind& kind) {
  const MetricRow& row = *std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                                       [&](const MetricRow& one) { return one.kind->name == kind.metric; });
  chart::BarChart bars;
  bars.title = kind.title;
  bars.y.label = kind.axis;
  bars.categories = short_names(comparison);
  chart::BarSeries series{bars.y.label, {}, {}};
  bool intervals = true;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    series.values.push_back(kind.scale * row.values[i]);
    intervals = intervals && row.intervals[i].has_value();
  }
  for (std::size_t i = 0; intervals && i < row.values.size(); ++i)
    bars.intervals.emplace_back(kind.scale * row.intervals[i]->first, kind.scale * row.intervals[i]->second);
  bars.series.push_back(std::move(series));
  return bars;
}

std::string_view title_of(const ExactWaterfall& waterfall) {
  switch (waterfall.unit) {
    case WaterfallUnit::time_ps:
      return "Step time";
    case WaterfallUnit::memory_bytes:
      return "Memory of the fullest GPU";
    case WaterfallUnit::money_micro:
      return "Dollars of the main phase";
  }
  return "";
}

std::string_view axis_of(const ExactWaterfall& waterfall) {
  switch (waterfall.unit) {
    case WaterfallUnit::time_ps:
      return "s";
    case WaterfallUnit::memory_bytes:
      return "GB";
    case WaterfallUnit::money_micro:
      return "$";
  }
  return "";
}

}  // namespace

chart::Chart step_bars(const Comparison& comparison) {
  chart::BarChart bars;
  bars.title = "Where the time of a step goes";
  bars.y.label = "step time, s";
  std::vector<std::string> groups;
  bool intervals = true;
  bars.categories = short_names(comparison);
  for (const Compared& one : comparison.items) {
    intervals = intervals && one.estimate.interval.samples > 0;
    for (const Part& part : one.estimate.step.parts) {
      const std::string group = group_of(part.name);
      if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
  }
  for (const std::string& group : groups) {
    chart::BarSeries series{group, {}};
    for (const Compared& one : comparison.items) {
      double time = 0;
      for (const Part& part : one.estimate.step.parts)
        if (group_of(part.name) == group) time += part.time.base();
      series.values.push_back(time);
    }
    bars.series.push_back(std::move(series));
  }
  if (intervals) {
    for (const Compared& one : comparison.items)
      bars.intervals.emplace_back(one.estimate.interval.p5.base(), one.estimate.interval.p95.base());
  }
  keep_largest(bars);
  colour_by_name(bars);
  return bars;
}

chart::Chart memory_bars(const Comparison& comparison) {
  chart::BarChart bars;
  bars.title = "Memory of the fullest GPU";
  bars.y.label = "memory, GB";
  const auto add = [&](const char* name, Bytes StageMemory::*field) {
    chart::BarSeries series{name, {}};
    for (const Compared& one : comparison.items) {
      const MemoryEstimate& memory = one.estimate.memory;
      series.values.push_back(
          (memory.stages[static_cast<std::size_t>(memory.peak_rank)].*field).in(gigabytes));
    }
    bars.series.push_back(std::move(series));
  };
  bars.categories = short_names(comparison);
  add("weights", &StageMemory::weights);
  add("gradients", &StageMemory::gradients);
  add("optimizer", &StageMemory::optimizer);
  add("activations", &StageMemory::activations);
  add("buffers", &StageMemory::buffers);
  add("framework", &StageMemory::framework);
  return bars;
}

chart::Chart waterfall_chart(const Comparison& comparison, const Difference& difference,
                             const ExactWaterfall& waterfall) {
  constexpr std::size_t most = 9;  // steps whose names stand beside each other
  chart::Waterfall made;
  made.title = fmt::format("{}: what the difference is made of", title_of(waterfall));
  made.y.label = axis_of(waterfall);
  const std::vector<std::string> names = short_names(comparison);
  made.from_name = names[comparison.baseline];
  made.to_name = names[difference.other];
  made.from = in_shown_unit(waterfall.unit, waterfall.from);
  std::vector<std::int64_t> sizes;
  for (const WaterfallStep& step : waterfall.steps) sizes.push_back(std::abs(step.amount));
  std::sort(sizes.rbegin(), sizes.rend());
  const std::int64_t least = sizes.size() > most ? sizes[most - 1] : 0;
  std::int64_t rest = 0;
  for (const WaterfallStep& step : waterfall.steps) {
    if (std::abs(step.amount) >= least && made.steps.size() < most) {
      made.steps.emplace_back(plain(step.name), in_shown_unit(waterfall.unit, step.amount));
    } else {
      rest += step.amount;
    }
  }
  if (rest != 0) made.steps.emplace_back("smaller ones", in_shown_unit(waterfall.unit, rest));
  return made;
}

void show_comparison(const Comparison& comparison, chart::ReportSink& sink) {
  const std::vector<std::string> names = short_names(comparison);
  for (const std::string& one : memory_warnings(comparison)) sink.warning(one);
  for (const std::string& one : compare_verdict(comparison)) sink.paragraph(one);
  std::string letters;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != comparison.items[i].label)
      letters += fmt::format("{}{}: {}", letters.empty() ? "" : ";  ", names[i], comparison.items[i].label);
  }
  if (!letters.empty()) sink.paragraph(letters);
  sink.draw(step_bars(comparison));
  chart::HtmlTable figures{.head = {""}, .rows = {}};
  figures.head.insert(figures.head.end(), names.begin(), names.end());
  const bool several = comparison.items.size() > 1;
  if (several) figures.head.emplace_back("best");
  for (const MetricRow& row : comparison.metrics) {
    std::vector<std::string> cells{std::string(row.kind->title)};
    for (std::size_t i = 0; i < comparison.items.size(); ++i) {
      const Compared& one = comparison.items[i];
      std::string cell = row.kind->text(one, row.values[i]);
      if (const auto& range = row.intervals[i]) {
        const std::string low = row.kind->text(one, range->first), high = row.kind->text(one, range->second);
        if (low != high) cell += fmt::format(" ({} - {})", low, high);
      }
      const double base = row.values[comparison.baseline];
      if (i != comparison.baseline && base != 0.0 && row.values[i] != base)
        cell += fmt::format("  {:+.1f} %", 100.0 * (row.values[i] / base - 1.0));
      cells.push_back(std::move(cell));
    }
    if (several) cells.push_back(row.best ? names[*row.best] + (row.close ? ", intervals meet" : "") : "");
    figures.rows.push_back(std::move(cells));
  }
  sink.heading("Every figure");
  sink.table(figures);
  for (const BarKind& kind : bar_kinds)
    if (several) sink.draw(metric_bars(comparison, kind));
  for (const Difference& one : comparison.differences) {
    sink.heading(fmt::format("From {} to {}", names[comparison.baseline], names[one.other]));
    for (const ExactWaterfall* waterfall : {&one.step, &one.dollars, &one.memory}) {
      if (!waterfall->steps.empty()) sink.draw(waterfall_chart(comparison, one, *waterfall));
    }
  }
  sink.draw(memory_bars(comparison));
  if (!comparison.inputs.empty()) {
    chart::HtmlTable inputs{.head = {""}, .rows = {}};
    inputs.head.insert(inputs.head.end(), names.begin(), names.end());
    for (const InputRow& row : comparison.inputs) {
      std::vector<std::string> cells{row.field};
      cells.insert(cells.end(), row.values.begin(), row.values.end());
      inputs.rows.push_back(std::move(cells));
    }
    sink.heading("What differs");
    sink.table(inputs);
  }
}

std::string write_html_comparison(const Comparison& comparison) {
  std::string title;
  for (const Compared& one : comparison.items) title += (title.empty() ? "" : " against ") + one.label;
  chart::HtmlPage page(title);
  chart::HtmlSink sink(page);
  show_comparison(comparison, sink);
  return page.text();
}

}  // namespace trainyard
