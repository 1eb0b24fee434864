#include <fmt/format.h>

#include <algorithm>

#include "models/report/text_table.h"
#include "models/sweep/sweep_report.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using Align = TextTable::Align;

constexpr std::size_t width = 120;

/// What a column of parts is called: "exposed_gradient_dispatch" -> "gradient dispatch".
std::string short_name(const std::string& part) {
  std::string name = part.starts_with("exposed_") ? part.substr(std::string_view("exposed_").size()) : part;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string place_of(const SweepReport& report, const SweepPoint& point) {
  std::string text;
  for (std::size_t k = 0; k < point.values.size(); ++k)
    text += fmt::format("{}{} {}", k == 0 ? "" : ", ", report.request->knobs[k].name, point.values[k]);
  return text;
}

std::string change_cell(const SweepReport& report, const SweepPoint& point) {
  if (!report.result.base.simulated) return "";
  return fmt::format("{:+.1f} %", 100.0 * (point.step / report.result.base.step - 1.0));
}

std::string points_table(const SweepReport& report) {
  const SweepResult& result = report.result;
  const bool interval = report.request->point.interval;
  const bool lossy = std::any_of(result.points.begin(), result.points.end(),
                                 [](const SweepPoint& one) { return one.simulated && one.goodput < 1.0; });
  constexpr std::size_t most_parts = 3;
  const std::size_t used = report.request->knobs.size() + (interval ? 1 : 0) + (lossy ? 1 : 0);
  const std::vector<std::string> parts =
      moving_parts(result.points, used > most_parts ? 1 : most_parts + 1 - used);
  std::vector<Align> align;
  std::vector<std::string> head;
  const auto column = [&](std::string title) {
    align.push_back(Align::right);
    head.push_back(std::move(title));
  };
  for (const SweepKnob& knob : report.request->knobs) column(knob.name);
  for (const SweepColumn& one : sweep_columns()) {
    if (one.name == "goodput" && !lossy) continue;
    column(std::string(one.title));
    if (one.name != "step") continue;
    column("change");
    if (interval) column("90 % interval");
  }
  for (const std::string& part : parts) column(short_name(part) + ", s");
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
      cells.emplace_back("illegal, see below");
      table.add(std::move(cells));
      continue;
    }
    for (const SweepColumn& one : sweep_columns()) {
      if (one.name == "goodput" && !lossy) continue;
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

std::string best_section(const SweepReport& report, const Emphasis& emphasis) {
  const std::optional<std::size_t> best = best_point(report);
  std::string limits;
  for (const SweepGoal& goal : report.goals) limits += (limits.empty() ? " with " : " and ") + goal.text;
  if (!best) {
    return emphasis.warning("no point fits in memory" + (limits.empty() ? "" : limits)) + "\n";
  }
  const SweepPoint& point = report.result.points[*best];
  return emphasis.heading("Best") +
         wrapped(
             "  ",
             fmt::format("{}{}: {} ({}); {} a step, {} days, {} GPU-hours, {}", report.column->label, limits,
                         report.column->text(point), place_of(report, point), to_text(point.step, 4),
                         sweep_columns()[1].text(point), count_text(point.gpu_hours), to_text(point.cost)),
             width - 4);
}

std::string knees_section(const SweepReport& report, const Emphasis& emphasis) {
  const SweepResult& result = report.result;
  if (!result.no_knees.empty()) return emphasis.faint("No knees: " + result.no_knees) + "\n";
  if (result.knees.empty())
    return emphasis.heading("Knees") + "  none: nothing begins to show or to hide over this range\n";
  std::string text = emphasis.heading("Knees") + "\n";
  for (const Knee& knee : result.knees) text += wrapped("  - ", knee_text(knee), width);
  return text;
}

std::string illegal_section(const SweepReport& report, const Emphasis& emphasis) {
  std::string text;
  for (const SweepPoint& point : report.result.points) {
    if (point.simulated) continue;
    if (text.empty()) text = emphasis.heading("Not simulated") + "\n";
    text += wrapped("  - ",
                    fmt::format("{}: {}{}", place_of(report, point), point.reason,
                                point.hint.empty() ? "" : " (" + point.hint + ")"),
                    width);
  }
  return text;
}

std::string plans_section(const SweepReport& report, const Emphasis& emphasis) {
  if (!report.request->point.replan) return {};
  std::string text = emphasis.heading("Plans") + "\n";
  for (const SweepPoint& point : report.result.points) {
    if (point.simulated)
      text += wrapped("  - ", fmt::format("{}: {}", place_of(report, point), point.plan), width);
  }
  return text;
}

}  // namespace

std::string write_text_sweep(const SweepReport& report, bool colour) {
  const Emphasis emphasis(colour);
  const SweepResult& result = report.result;
  std::string over;
  for (const SweepKnob& knob : report.request->knobs) {
    over += over.empty() ? "" : " and ";
    over += knob.name == knob.path ? knob.name : fmt::format("{} ({}: {})", knob.name, knob.path, knob.label);
  }
  std::string text = wrapped("", fmt::format("{} over {}: {}", result.scenario, over, result.machine), width);
  text +=
      wrapped("",
              report.request->point.replan ? "The best plan is searched at every point."
                                           : "The plan is kept; data parallelism follows the number of GPUs.",
              width);
  if (result.base.simulated) {
    text +=
        wrapped("",
                fmt::format("As it stands: {} a step, {} days, {} GPU-hours, {}; \"change\" is against that.",
                            to_text(result.base.step, 4), sweep_columns()[1].text(result.base),
                            count_text(result.base.gpu_hours), to_text(result.base.cost)),
                width);
  }
  text +=
      "\n" + points_table(report) + "\n" + best_section(report, emphasis) + knees_section(report, emphasis);
  return text + illegal_section(report, emphasis) + plans_section(report, emphasis);
}

}  // namespace trainyard
