#include "models/sweep/sweep_sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

std::string with_unit(const SweepColumn& column, const SweepPoint& point) {
  return column.text(point) + std::string(column.unit);
}

std::string all_of(const std::vector<SweepGoal>& goals) {
  std::string text;
  for (const SweepGoal& one : goals) text += (text.empty() ? "" : " and ") + one.text;
  return text;
}

std::string totals(const SweepPoint& point) {
  const SweepColumn* days = find_sweep_column("days").value();
  return fmt::format("{} a step, {} days, {} GPU-hours, {}", to_text(point.step, 4), days->text(point),
                     count_text(point.gpu_hours), to_text(point.cost));
}

/// Why a point is no answer: what it misses, or an empty text.
std::string miss_of(const SweepReport& report, const SweepPoint& point) {
  std::string text;
  for (const SweepGoal& goal : report.goals) {
    if (!keeps(point, goal)) text += (text.empty() ? "" : " and ") + with_unit(*goal.column, point);
  }
  if (!text.empty()) text = "comes to " + text;
  if (!point.fits) text += std::string(text.empty() ? "" : " and ") + "does not fit in memory";
  return text;
}

/// How far a point lies beyond the goals, in shares of their limits.
double distance(const SweepReport& report, const SweepPoint& point) {
  double far = 0.0;
  for (const SweepGoal& goal : report.goals) {
    if (keeps(point, goal)) continue;
    const double value = goal.column->value(point);
    far += std::abs(value - goal.limit) / std::max(std::abs(goal.limit), 1e-12);
  }
  return far;
}

std::string no_answer(const SweepReport& report) {
  const SweepPoint* nearest = nullptr;
  std::size_t unfit = 0;
  for (const SweepPoint& point : report.result.points) {
    unfit += point.simulated && !point.fits ? 1 : 0;
    if (!point.simulated || !point.fits) continue;
    if (nearest == nullptr || distance(report, point) < distance(report, *nearest)) nearest = &point;
  }
  const std::string none =
      fmt::format("none of the {} points ", grouped(static_cast<double>(report.result.total)));
  if (nearest == nullptr) return none + "fits in memory";
  std::string text = none + "keeps " + all_of(report.goals);
  text += fmt::format("; {} comes nearest with ", place_of(report, *nearest));
  std::string values;
  for (const SweepGoal& goal : report.goals) {
    if (!keeps(*nearest, goal)) values += (values.empty() ? "" : " and ") + with_unit(*goal.column, *nearest);
  }
  text += values;
  if (unfit > 0)
    text += fmt::format("; {} {} not fit in memory", unfit, unfit == 1 ? "point does" : "points do");
  return text;
}

/// "the step is 1.10 s shorter than as it stands: combine -0.80 s, bubble -0.20 s"; empty when it is the
/// same.
std::string change_text(const SweepPoint& base, const SweepPoint& point) {
  if (!base.simulated) return {};
  const double change = point.step.in(seconds)-base.step.in(seconds);
  constexpr double seen = 5e-4;  // of the step: less is rounded away in what is printed
  if (std::abs(change) < seen * base.step.in(seconds)) return {};
  std::vector<std::pair<std::string, double>> parts;
  for (const auto* list : {&base.parts, &point.parts}) {
    for (const auto& part : *list) {
      const std::string& name = part.first;  // clang 14 captures no structured binding
      const bool there =
          std::any_of(parts.begin(), parts.end(), [&](const auto& one) { return one.first == name; });
      if (!there)
        parts.emplace_back(name, part_time(point, name).in(seconds)-part_time(base, name).in(seconds));
    }
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.second) > std::abs(b.second); });
  constexpr std::size_t most = 4;
  constexpr double worth_telling = 0.05;  // of the whole change
  std::string told;
  for (std::size_t i = 0; i < std::min(most, parts.size()); ++i) {
    if (std::abs(parts[i].second) < worth_telling * std::abs(change)) break;
    told += fmt::format("{}{} {}{}", told.empty() ? "" : ", ", part_name(parts[i].first),
                        parts[i].second < 0.0 ? "-" : "+", to_text(seconds(std::abs(parts[i].second)), 3));
  }
  return fmt::format("its step is {} ({:.1f} %) {} than as it stands: {}",
                     to_text(seconds(std::abs(change)), 3), 100.0 * std::abs(change) / base.step.in(seconds),
                     change < 0.0 ? "shorter" : "longer", told);
}

/// Of a sweep over one knob of numbers, the simulated points beside `best` that are no answers.
std::vector<std::string> neighbours(const SweepReport& report, const SweepPoint& best) {
  std::vector<std::string> lines;
  if (report.request->knobs.size() != 1 || !report.request->knobs.front().numeric) return lines;
  const SweepPoint *below = nullptr, *above = nullptr;
  for (const SweepPoint& point : report.result.points) {
    if (!point.simulated) continue;
    const double at = point.numbers.front(), here = best.numbers.front();
    if (at < here && (below == nullptr || at > below->numbers.front())) below = &point;
    if (at > here && (above == nullptr || at < above->numbers.front())) above = &point;
  }
  for (const auto& [point, side] : {std::pair{below, "below"}, std::pair{above, "above"}}) {
    if (point == nullptr) continue;
    const std::string miss = miss_of(report, *point);
    if (miss.empty()) continue;
    lines.push_back(fmt::format("the nearest one tried {} it, {}, {}", side, place_of(report, *point), miss));
  }
  return lines;
}

}  // namespace

std::string place_of(const SweepReport& report, const SweepPoint& point) {
  std::string text;
  for (std::size_t k = 0; k < point.values.size(); ++k)
    text += fmt::format("{}{} {}", k == 0 ? "" : ", ", report.request->knobs[k].name, point.values[k]);
  return text;
}

std::vector<std::string> introduction(const SweepReport& report) {
  const SweepResult& result = report.result;
  std::string over;
  for (const SweepKnob& knob : report.request->knobs) {
    over += over.empty() ? "" : " and ";
    over += knob.name == knob.path || knob.label == knob.path
                ? knob.name
                : fmt::format("{} ({}: {})", knob.name, knob.path, knob.label);
  }
  std::vector<std::string> lines{fmt::format("{} over {}: {}", result.scenario, over, result.machine)};
  lines.emplace_back(report.request->point.replan
                         ? "The best plan is searched at every point."
                         : "The plan is kept; data parallelism follows the number of GPUs.");
  if (result.base.simulated) {
    lines.push_back(
        fmt::format("As it stands: {}; \"change\" is of the step time against that.", totals(result.base)));
  } else {
    lines.push_back(fmt::format("As it stands it cannot be simulated: {}.", result.base.reason));
  }
  return lines;
}

std::vector<std::string> answer(const SweepReport& report) {
  const std::optional<std::size_t> best = best_point(report);
  if (!best) return {no_answer(report)};
  const SweepPoint& point = report.result.points[*best];
  const SweepColumn& column = *report.column;
  const bool in_totals = column.name == "step" || column.name == "days" || column.name == "gpu_hours" ||
                         column.name == "cost" || column.name == "gpus";
  std::vector<std::string> lines{fmt::format(
      "{}{}{}: {} with {}", column.best, in_totals ? "" : ", " + column.text(point) + ",",
      report.goals.empty() ? "" : " with " + all_of(report.goals), place_of(report, point), totals(point))};
  if (report.request->point.replan) lines.front() += "; plan " + point.plan;
  const std::string change = change_text(report.result.base, point);
  if (!change.empty()) lines.push_back(change);
  if (!report.goals.empty()) {
    for (std::string& line : neighbours(report, point)) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> knees(const SweepReport& report) {
  const SweepResult& result = report.result;
  if (!result.no_knees.empty()) return {"not looked for: " + result.no_knees};
  if (result.knees.empty()) return {"none: nothing begins to show or to hide over this range"};
  std::vector<std::string> lines;
  for (const Knee& knee : result.knees) lines.push_back(knee_text(knee));
  return lines;
}

std::vector<std::string> not_simulated(const SweepReport& report) {
  constexpr std::size_t most_places = 4;  // with one reason
  struct Group {
    std::string reason{}, places{};
    std::size_t points = 0;
  };
  std::vector<Group> groups;
  for (const SweepPoint& point : report.result.points) {
    if (point.simulated) continue;
    const std::string reason = point.reason + (point.hint.empty() ? "" : " (" + point.hint + ")");
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const Group& one) { return one.reason == reason; });
    if (group == groups.end()) group = groups.insert(groups.end(), {.reason = reason});
    if (group->points++ < most_places)
      group->places += (group->places.empty() ? "" : "; ") + place_of(report, point);
  }
  std::vector<std::string> lines;
  for (const Group& one : groups) {
    const std::string more =
        one.points > most_places ? fmt::format("; and {} more", one.points - most_places) : std::string();
    lines.push_back(fmt::format("{}{}: {}", one.places, more, one.reason));
  }
  return lines;
}

std::vector<std::string> plans(const SweepReport& report) {
  std::vector<std::string> lines;
  if (!report.request->point.replan) return lines;
  for (const SweepPoint& point : report.result.points) {
    if (point.simulated) lines.push_back(fmt::format("{}: {}", place_of(report, point), point.plan));
  }
  return lines;
}

}  // namespace trainyard
