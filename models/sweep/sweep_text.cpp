#include <fmt/format.h>

#include <algorithm>

#include "models/report/text_table.h"
#include "models/sweep/sweep_report.h"
#include "models/sweep/sweep_sentences.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using Align = TextTable::Align;

constexpr std::size_t width = 120;

std::string change_cell(const SweepReport& report, const SweepPoint& point) {
  if (!report.result.base.simulated) return "";
  return fmt::format("{:+.1f} %", 100.0 * (point.step / report.result.base.step - 1.0));
}

std::string points_table(const SweepReport& report, std::size_t most_parts) {
  const SweepResult& result = report.result;
  const bool interval = report.request->point.interval;
  const bool lossy = std::any_of(result.points.begin(), result.points.end(),
                                 [](const SweepPoint& one) { return one.simulated && one.goodput < 1.0; });
  const std::vector<std::string> parts = moving_parts(result.points, most_parts);
  std::vector<Align> align;
  std::vector<std::string> head;
  const auto column = [&](std::string title) {
    align.push_back(Align::right);
    head.push_back(std::move(title));
  };
  for (const SweepKnob& knob : report.request->knobs) column(knob.name);
  for (const SweepColumn& one : sweep_columns()) {
    if ((one.name == "goodput" && !lossy) || one.name == "gpus") continue;
    column(std::string(one.title));
    if (one.name != "step") continue;
    column("change");
    if (interval) column("90 % interval");
  }
  for (const std::string& part : parts) column(part_name(part) + ", s");
  align.push_back(Align::left);
  head.emplace_back("");
  TextTable table(align);
  table.add(head);
  const std::optional<std::size_t> best = best_point(report);
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const SweepPoint& point = result.points[i];
    std::vector<std::string> cells = point.values;
    if (!point.simulated) {
      cells.emplace_back("-");
      cells.resize(head.size() - 1);
      cells.emplace_back("see below");
      table.add(std::move(cells));
      continue;
    }
    for (const SweepColumn& one : sweep_columns()) {
      if ((one.name == "goodput" && !lossy) || one.name == "gpus") continue;
      cells.push_back(one.text(point));
      if (one.name != "step") continue;
      cells.push_back(change_cell(report, point));
      if (interval)
        cells.push_back(
            fmt::format("{} to {}", to_text(point.interval->first, 3), to_text(point.interval->second, 3)));
    }
    for (const std::string& part : parts)
      cells.push_back(fmt::format("{:.2f}", part_time(point, part).base()));
    cells.emplace_back(!point.fits ? "does not fit" : best == i ? "best" : "");
    table.add(std::move(cells));
  }
  return table.text();
}

/// With as many of the parts that change most as find room.
std::string table_in_width(const SweepReport& report) {
  constexpr std::size_t most = 3;
  for (std::size_t parts = most; parts > 0; --parts) {
    std::string text = points_table(report, parts);
    std::size_t longest = 0, begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      longest = std::max(longest, end - begin);
      begin = end + 1;
    }
    if (longest <= width) return text;
  }
  return points_table(report, 0);
}

std::string section(std::string_view heading, const std::vector<std::string>& lines,
                    const Emphasis& emphasis) {
  if (lines.empty()) return {};
  std::string text = emphasis.heading(heading) + "\n";
  for (const std::string& line : lines) text += wrapped("  - ", line, width);
  return text;
}

}  // namespace

std::string write_text_sweep(const SweepReport& report, bool colour) {
  const Emphasis emphasis(colour);
  std::string text;
  for (const std::string& line : introduction(report)) text += wrapped("", line, width);
  text += "\n" + table_in_width(report) + "\n";
  text += section(report.goals.empty() ? "Best" : "Answer", answer(report), emphasis);
  text += section("Knees", knees(report), emphasis);
  text += section("Not simulated", not_simulated(report), emphasis);
  return text + section("Plans", plans(report), emphasis);
}

}  // namespace trainyard
