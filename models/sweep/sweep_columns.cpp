#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "models/report/text_table.h"
#include "models/sweep/sweep_report.h"
#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

constexpr double percent = 100.0;  // of one

/// "51.2", and of what takes hours two digits.
std::string days_text(double days) {
  return days < 1.0 ? fmt::format("{:.2g}", days) : fmt::format("{:.1f}", days);
}

constexpr std::array columns{
    SweepColumn{"step", "step time (s)", "step", "shortest step", "", "step_s", false,
                [](const SweepPoint& p) { return p.step.in(seconds); },
                [](const SweepPoint& p) { return to_text(p.step, 4); }},
    SweepColumn{"days", "days", "days", "fewest days", " days", "days", false,
                [](const SweepPoint& p) { return p.days; },
                [](const SweepPoint& p) { return days_text(p.days); }},
    SweepColumn{"gpu_hours", "GPU-hours", "GPU-hours", "fewest GPU-hours", " GPU-hours", "gpu_hours", false,
                [](const SweepPoint& p) { return p.gpu_hours; },
                [](const SweepPoint& p) { return count_text(p.gpu_hours); }},
    SweepColumn{"cost", "cost ($)", "cost", "lowest cost", "", "usd", false,
                [](const SweepPoint& p) { return p.cost.in(dollars); },
                [](const SweepPoint& p) { return to_text(p.cost); }},
    SweepColumn{"mfu", "MFU, non-causal (%)", "MFU", "highest MFU", " MFU", "mfu", true,
                [](const SweepPoint& p) { return percent * p.mfu; },
                [](const SweepPoint& p) { return fmt::format("{:.1f} %", percent * p.mfu); }},
    SweepColumn{"tokens_per_gpu", "tokens/s per GPU", "tokens/s/GPU", "most tokens/s per GPU",
                " tokens/s/GPU", "tokens_per_s_per_gpu", true,
                [](const SweepPoint& p) { return p.tokens_per_s_per_gpu; },
                [](const SweepPoint& p) { return grouped(p.tokens_per_s_per_gpu); }},
    SweepColumn{"goodput", "goodput (%)", "goodput", "highest goodput", " goodput", "goodput", true,
                [](const SweepPoint& p) { return percent * p.goodput; },
                [](const SweepPoint& p) { return fmt::format("{:.1f} %", percent * p.goodput); }},
    SweepColumn{"memory", "memory of the fullest GPU (GB)", "memory", "least memory", "", "memory_bytes",
                false, [](const SweepPoint& p) { return p.memory.in(gigabytes); },
                [](const SweepPoint& p) { return to_text(p.memory); }},
    SweepColumn{"gpus", "GPUs", "GPUs", "fewest GPUs", " GPUs", "gpus", false,
                [](const SweepPoint& p) { return static_cast<double>(p.gpus); },
                [](const SweepPoint& p) { return grouped(p.gpus); }},
};

/// Of two equally good ones the cheaper, then the faster.
bool better(const SweepPoint& a, const SweepPoint& b, const SweepColumn& column) {
  const double mine = column.value(a), other = column.value(b);
  if (mine != other) return column.most_is_best ? mine > other : mine < other;
  return a.cost != b.cost ? a.cost < b.cost : a.step < b.step;
}

}  // namespace

std::span<const SweepColumn> sweep_columns() {
  return columns;
}

Result<const SweepColumn*> find_sweep_column(std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const SweepColumn& one) { return one.name == name; });
  if (found != columns.end()) return &*found;
  std::vector<std::string> names;
  for (const SweepColumn& one : columns) names.emplace_back(one.name);
  return problem(fmt::format("there is no column {}", in_quotes(name)), name_hint(name, names));
}

Result<SweepGoal> parse_sweep_goal(std::string_view text) {
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos || sign + 1 >= text.size() || text[sign + 1] != '=') {
    return problem(fmt::format("--goal {} sets no limit", in_quotes(text)),
                   "write it like --goal 'days<=60' or --goal 'mfu>=40'");
  }
  SweepGoal goal;
  goal.text = text;
  goal.at_most = text[sign] == '<';
  std::string name(text.substr(0, sign));
  name.erase(name.find_last_not_of(' ') + 1);
  TRAINYARD_TRY(column, find_sweep_column(name));
  goal.column = column;
  std::string limit(text.substr(sign + 2));
  limit.erase(0, limit.find_first_not_of(" $"));
  const Result<double> number = parse_count(limit);
  if (!number) {
    return problem(fmt::format("--goal {}: {} is no number", in_quotes(text), in_quotes(limit)),
                   fmt::format("{} is counted in {}", column->name, column->label));
  }
  goal.limit = number.value();
  return goal;
}

bool keeps(const SweepPoint& point, const SweepGoal& goal) {
  const double value = goal.column->value(point);
  return goal.at_most ? value <= goal.limit : value >= goal.limit;
}

const SweepColumn* usual_column(const std::vector<SweepKnob>& knobs, const std::vector<SweepGoal>& goals) {
  const auto column = [](std::string_view name) { return find_sweep_column(name).value(); };
  if (goals.empty()) {
    const bool outside = std::all_of(knobs.begin(), knobs.end(), [](const SweepKnob& knob) {
      const auto begins = [&](std::string_view path) { return knob.path.starts_with(path); };
      return begins("prices.") || begins("cluster.pue") || begins("reliability.") ||
             begins("recipe.tokens") || begins("recipe.goodput");
    });
    return column(outside && !knobs.empty() ? "cost" : "step");
  }
  const bool on_time = std::any_of(goals.begin(), goals.end(), [](const SweepGoal& one) {
    return one.column->name == "days" || one.column->name == "step";
  });
  if (!on_time) return column("days");
  const bool gpus =
      std::any_of(knobs.begin(), knobs.end(), [](const SweepKnob& one) { return one.path == "gpus"; });
  return column(gpus ? "gpus" : "cost");
}

std::optional<std::size_t> best_point(const SweepReport& report) {
  std::optional<std::size_t> best;
  const std::vector<SweepPoint>& points = report.result.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].simulated || !points[i].fits) continue;
    const bool kept = std::all_of(report.goals.begin(), report.goals.end(),
                                  [&](const SweepGoal& goal) { return keeps(points[i], goal); });
    if (!kept) continue;
    if (!best || better(points[i], points[*best], *report.column)) best = i;
  }
  return best;
}

Seconds part_time(const SweepPoint& point, std::string_view part) {
  for (const auto& [name, time] : point.parts) {
    if (name == part) return time;
  }
  return {};
}

std::vector<std::string> moving_parts(const std::vector<SweepPoint>& points, std::size_t most) {
  std::vector<std::string> names;
  std::optional<Seconds> shortest;
  for (const SweepPoint& point : points) {
    if (!point.simulated) continue;
    shortest = std::min(shortest.value_or(point.step), point.step);
    for (const auto& [name, time] : point.parts) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::map<std::string, double> change;
  for (const std::string& name : names) {
    std::optional<double> least, largest;
    for (const SweepPoint& point : points) {
      if (!point.simulated) continue;
      const double time = part_time(point, name).base();
      least = std::min(least.value_or(time), time);
      largest = std::max(largest.value_or(time), time);
    }
    change[name] = *largest - *least;
  }
  constexpr double worth_telling = 0.01;  // of the shortest step; assumed: below what a table shows
  std::erase_if(names,
                [&](const std::string& name) { return change[name] < worth_telling * shortest->base(); });
  std::stable_sort(names.begin(), names.end(),
                   [&](const std::string& a, const std::string& b) { return change[a] > change[b]; });
  if (names.size() > most) names.resize(most);
  return names;
}

}  // namespace trainyard
