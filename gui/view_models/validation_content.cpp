#include "gui/view_models/validation_content.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "gui/view_models/error_histogram.h"
#include "gui/view_models/words.h"
#include "models/validation/run_filter.h"
#include "models/validation/run_reasons.h"
#include "models/validation/validate_runs.h"
#include "sim/base/quantity_text.h"
#include "sim/base/statistics.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t most_groups = 7;  // with a colour of their own; the others share the eighth
constexpr std::size_t worst_rows = 40;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}
std::string signed_percent(double share) {
  return fmt::format("{:+.1f} %", 100.0 * share);
}

/// Simulated rows by group, the largest groups first; the last may be "other".
struct ColourGroup {
  std::string name{};
  std::vector<const RunResult*> rows{};
};

std::vector<ColourGroup> colour_groups(const ValidationReport& report, const std::string& by) {
  std::map<std::string, std::vector<const RunResult*>> named;
  for (const RunResult& row : report.rows)
    if (row.covered) named[run_key(row, by)].push_back(&row);
  std::vector<ColourGroup> groups;
  for (auto& [name, rows] : named) groups.push_back({name, std::move(rows)});
  std::stable_sort(groups.begin(), groups.end(),
                   [](const ColourGroup& a, const ColourGroup& b) { return a.rows.size() > b.rows.size(); });
  if (groups.size() <= most_groups + 1) return groups;
  ColourGroup other{words("other ({})", groups.size() - most_groups), {}};
  for (std::size_t i = most_groups; i < groups.size(); ++i)
    other.rows.insert(other.rows.end(), groups[i].rows.begin(), groups[i].rows.end());
  groups.resize(most_groups);
  groups.push_back(std::move(other));
  return groups;
}

chart::ScatterChart scatter(const std::vector<ColourGroup>& groups, const std::string& by) {
  chart::ScatterChart points;
  points.title = words("Step time, predicted against measured, by {}", by);
  points.x = {words("measured, s"), false, true};
  points.y = {words("predicted, s"), false, true};
  points.diagonal = true;
  for (const ColourGroup& group : groups) {
    chart::Series series{group.name, {}, {}, {}, {}, {}};
    for (const RunResult* row : group.rows) {
      series.x.push_back(row->measured.base());
      series.y.push_back(row->predicted.base());
      series.names.push_back(row->run->id);
    }
    points.series.push_back(std::move(series));
  }
  return points;
}

chart::BarChart error_chart(const std::vector<ColourGroup>& groups) {
  NamedErrors errors;
  for (const ColourGroup& group : groups) {
    errors.emplace_back(group.name, std::vector<double>{});
    for (const RunResult* row : group.rows) errors.back().second.push_back(row->error());
  }
  return error_histogram(words("Error of the step time, in bins of 5 %"),
                         words("predicted over measured less 1, % from here on; ends: and beyond"), errors,
                         0.5, 20);
}

Tiles headline(const ValidationReport& report) {
  const RunTotals& totals = report.totals;
  const GroupScore& score = gate_score(report);
  const bool any = score.covered > 0;
  Tiles tiles;
  tiles.tiles = {
      {words("simulated"),
       words("{} of {}", totals.all.covered, totals.all.rows),
       words("published runs"),
       {}},
      {words("median error"), any ? percent(score.median) : "-", score.name, {}},
      {words("90 % are within"), any ? percent(score.p90) : "-", score.name, {}},
      {words("bias"), any ? signed_percent(score.bias) : "-", words("mean error with its sign"), {}},
      {words("balanced median"),
       totals.groups > 0 ? percent(totals.balanced_median) : "-",
       words("{} (source, model, GPU) once each", totals.groups),
       {}},
      {words("coverage, tiers A and B"),
       totals.tier_ab > 0 ? percent(totals.coverage()) : "-",
       words("{} of {}", totals.tier_ab_covered, totals.tier_ab),
       {}},
  };
  return tiles;
}

Table group_table(const ValidationReport& report, const std::string& by) {
  Table table;
  table.title = words("Errors by {}", by);
  table.head = {by,           words("rows"), words("simulated"), words("median"), words("mean"),
                words("p90"), words("bias"), words("coverage")};
  for (const GroupScore& group : score_by(report.rows, by)) {
    const bool any = group.covered > 0;
    table.rows.push_back({group.name, fmt::format("{}", group.rows), fmt::format("{}", group.covered),
                          any ? percent(group.median) : "-", any ? percent(group.mean) : "-",
                          any ? percent(group.p90) : "-", any ? signed_percent(group.bias) : "-",
                          percent(group.coverage())});
  }
  return table;
}

Table held_table(const ValidationReport& report) {
  Table table;
  table.title = words("What the program is held to (tiers A and B, public recipes)");
  table.head = {words("held to"), words("rows"), words("simulated"), words("median"),
                words("p90"),     words("bias"), words("bounds"),    ""};
  for (const HeldGroup& group : report.held) {
    const GroupScore& score = group.score;
    const bool any = score.covered > 0;
    table.rows.push_back({score.name, fmt::format("{}", score.rows), fmt::format("{}", score.covered),
                          any ? percent(score.median) : "-", any ? percent(score.p90) : "-",
                          any ? signed_percent(score.bias) : "-",
                          fmt::format("{:.1f} / {:.0f} / {:.0f} %", 100.0 * group.median_bar,
                                      100.0 * group.p90_bar, 100.0 * group.bias_bar),
                          group.keeps() ? words("kept")
                          : any         ? words("MISSED")
                                        : words("none simulated")});
  }
  return table;
}

Table worst_table(const ValidationReport& report) {
  std::vector<const RunResult*> rows;
  for (const RunResult& row : report.rows)
    if (row.covered) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const RunResult* a, const RunResult* b) {
    return std::abs(a->error()) > std::abs(b->error());
  });
  if (rows.size() > worst_rows) rows.resize(worst_rows);
  const std::map<const RunResult*, double> spreads = repeat_spreads(report.rows);
  Table table;
  table.title = counted("The %n rows farthest off", "The row farthest off", rows.size());
  table.head = {words("run"),       words("error"), words("measured"),
                words("predicted"), words("tier"),  words("likely reason")};
  for (const RunResult* row : rows) {
    const auto spread = spreads.find(row);
    table.rows.push_back({row->run->id, signed_percent(row->error()), to_text(row->measured, 4),
                          to_text(row->predicted, 4), row->run->tier,
                          likely_reason(*row, spread == spreads.end() ? 0.0 : spread->second)});
  }
  return table;
}

Table uncovered_table(const ValidationReport& report) {
  Table table;
  table.title = words("Why rows were not simulated");
  table.head = {words("reason"), words("rows"), words("of tiers A and B"), words("for example")};
  for (const UncoveredReason& one : report.uncovered)
    table.rows.push_back({one.reason, fmt::format("{}", one.rows), fmt::format("{}", one.tier_ab),
                          one.ids.empty() ? "" : one.ids.front()});
  return table;
}

}  // namespace

Result<ValidationReport> shipped_validation(const ProfileLibrary& library,
                                            const std::function<void(std::string_view, double)>& progress) {
  TRAINYARD_TRY(files, published_run_files(library.root() / "data" / "published" / "runs"));
  TRAINYARD_TRY(runs, load_published_runs(files));
  return validate_runs(library, std::move(runs), {}, progress);
}

Result<ValidationReport> filtered(const ValidationReport& all, const std::string& filter) {
  TRAINYARD_TRY(wanted, parse_run_filter(filter));
  if (Diagnostics problems = check_run_filter(wanted, *all.runs); !problems.empty()) return problems;
  ValidationReport report = all;
  if (wanted.conditions.empty()) return report;
  keep_rows(report, [&](const RunResult& row) { return wanted.matches(row); });
  if (report.rows.empty()) return problem("no row meets the filter");
  return report;
}

Content validation_content(const ValidationReport& report, const std::string& by) {
  Content content;
  content.add(headline(report));
  const std::vector<ColourGroup> groups = colour_groups(report, by);
  if (groups.empty()) {
    content.paragraph(words("None of these rows could be simulated."), Tone::warning);
  } else {
    content.add(chart::Chart(scatter(groups, by)));
    content.add(chart::Chart(error_chart(groups)));
  }
  content.add(group_table(report, by));
  content.add(held_table(report));
  if (!groups.empty()) content.add(worst_table(report));
  if (!report.uncovered.empty()) content.add(uncovered_table(report));
  return content;
}

}  // namespace trainyard::gui
