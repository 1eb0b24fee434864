// A validation report for a terminal.
#include <fmt/format.h>

#include <sstream>

#include <algorithm>
#include <cmath>

#include "models/report/text_table.h"
#include "models/validation/run_reasons.h"
#include "models/validation/validation_report.h"
#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using Align = TextTable::Align;

constexpr std::size_t worst_rows = 15;
constexpr std::size_t few_slopes = 12;     // more are listed when every row is asked for
constexpr std::size_t named_ids = 4;       // of rows that share a reason
constexpr std::size_t most_switches = 12;  // rare combinations say little

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}
std::string signed_percent(double share) {
  return fmt::format("{:+.1f} %", 100.0 * share);
}
std::string time_text(Seconds time) {
  return fmt::format("{:.4g} s", time.in(seconds));
}
std::string heading(const Emphasis& emphasis, std::string_view words) {
  return "\n" + emphasis.heading(words) + "\n";
}

/// The files, or how many there are and where.
std::string files_text(const std::vector<std::string>& files) {
  constexpr std::size_t few = 3;
  std::string text;
  for (std::size_t i = 0; i < files.size() && files.size() <= few; ++i) text += "  " + files[i] + "\n";
  if (files.size() > few)
    text += fmt::format("  {} files, {} to {}\n", files.size(), files.front(), files.back());
  return text;
}

std::string headline(const ValidationReport& report, const Emphasis& emphasis) {
  const RunTotals& totals = report.totals;
  std::string text = emphasis.heading(fmt::format("{} published run{}, {} simulated ({})", totals.all.rows,
                                                  totals.all.rows == 1 ? "" : "s", totals.all.covered,
                                                  percent(totals.all.coverage()))) +
                     "\n";
  text += files_text(report.data_files);
  text +=
      fmt::format("  coverage of tiers A and B: {} of {}, {} (at least {:.0f} %){}\n", totals.tier_ab_covered,
                  totals.tier_ab, percent(totals.coverage()), 100.0 * totals.coverage_bar,
                  totals.coverage() < totals.coverage_bar ? emphasis.warning(" MISSED") : "");
  if (totals.held.covered > 0) {
    text += fmt::format("  step time, tiers A and B:   median {}, mean {}, p90 {}, bias {}\n",
                        percent(totals.held.median), percent(totals.held.mean), percent(totals.held.p90),
                        signed_percent(totals.held.bias));
    text += fmt::format("  the same, each of {} (source, model, GPU) once: median {}, bias {}\n",
                        totals.groups, percent(totals.balanced_median), signed_percent(totals.balanced_bias));
  }
  if (totals.all.memory_rows > 0)
    text += fmt::format("  allocated memory, {} rows:  median {}\n", totals.all.memory_rows,
                        percent(totals.all.memory_median));
  return text;
}

std::string held_text(const ValidationReport& report, const Emphasis& emphasis) {
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::left});
  table.add({"held to", "rows", "simulated", "median", "p90", "bias", "bounds", ""});
  for (const HeldGroup& group : report.held) {
    const GroupScore& score = group.score;
    const bool any = score.covered > 0;
    table.add({score.name, std::to_string(score.rows), std::to_string(score.covered),
               any ? percent(score.median) : "-", any ? percent(score.p90) : "-",
               any ? signed_percent(score.bias) : "-",
               fmt::format("{:.1f} / {:.0f} / {:.0f} %", 100.0 * group.median_bar, 100.0 * group.p90_bar,
                           100.0 * group.bias_bar),
               group.keeps() ? "kept"
               : any         ? "MISSED"
                             : "none simulated"});
  }
  return heading(emphasis, "What the program is held to (tiers A and B, public recipes)") + table.text();
}

std::string groups_text(const std::string& first, const std::vector<GroupScore>& groups) {
  const bool memory = std::any_of(groups.begin(), groups.end(),
                                  [](const GroupScore& group) { return group.memory_rows > 0; });
  std::vector<Align> columns(memory ? 8 : 7, Align::right);
  columns.front() = Align::left;
  TextTable table(columns);
  std::vector<std::string> names{first, "rows", "simulated", "median", "mean", "p90", "bias"};
  if (memory) names.push_back("memory");
  table.add(names);
  for (const GroupScore& group : groups) {
    const bool any = group.covered > 0;
    std::vector<std::string> cells{group.name, std::to_string(group.rows), std::to_string(group.covered)};
    for (const double value : {group.median, group.mean, group.p90})
      cells.push_back(any ? percent(value) : "-");
    cells.push_back(any ? signed_percent(group.bias) : "-");
    if (memory) cells.push_back(group.memory_rows > 0 ? percent(group.memory_median) : "-");
    table.add(cells);
  }
  return table.text();
}

double median_of(std::vector<double> sample) {
  std::sort(sample.begin(), sample.end());
  return quantile_of_sorted(sample, 0.5);
}

std::string slopes_text(const ValidationReport& report, bool every_row, const Emphasis& emphasis) {
  if (report.slopes.empty()) return {};
  TextTable table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::right});
  table.add({"scaling", "series", "GPUs", "measured", "predicted", "error"});
  std::string summary;
  for (const bool weak : {true, false}) {
    std::vector<double> errors;
    for (const ScalingSlope& slope : report.slopes) {
      if (slope.weak != weak) continue;
      errors.push_back(std::abs(slope.error()));
      table.add({weak ? "weak" : "strong", slope.series,
                 fmt::format("{}-{}", slope.least_gpus, slope.most_gpus),
                 fmt::format("x{:.3f}", slope.measured), fmt::format("x{:.3f}", slope.predicted),
                 signed_percent(slope.error())});
    }
    if (!errors.empty()) {
      const std::size_t count = errors.size();
      summary += fmt::format("  {} scaling, {} series: median error of the slope {}\n",
                             weak ? "weak" : "strong", count, percent(median_of(std::move(errors))));
    }
  }
  return heading(emphasis, "Slopes: step on most GPUs over step on fewest, nothing else changed") + summary +
         (every_row || report.slopes.size() <= few_slopes ? table.text() : "");
}

std::string switches_text(const ValidationReport& report, const Emphasis& emphasis) {
  std::vector<SwitchScore> scores = score_switches(report.pairs);
  if (scores.empty()) return {};
  TextTable table({Align::left, Align::right, Align::right, Align::right});
  table.add({"what differs", "pairs", "median |log ratio|", "right direction"});
  if (scores.size() > most_switches) scores.resize(most_switches);
  for (const SwitchScore& score : scores) {
    table.add({score.change, std::to_string(score.pairs), fmt::format("{:.3f}", score.median_log_error),
               fmt::format("{:.0f} %", 100.0 * score.right)});
  }
  return heading(
             emphasis,
             fmt::format("{} pairs of runs that differ in one or two settings and by over 3 % in their steps",
                         report.pairs.size())) +
         table.text();
}

std::string ablation_text(const ValidationReport& report, const Emphasis& emphasis) {
  if (report.ablation.empty()) return {};
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.add({"without", "rows moved", "median with", "without", "bias with", "without"});
  for (const AblationScore& one : report.ablation) {
    table.add({one.name, std::to_string(one.moved), percent(one.with.median), percent(one.without.median),
               signed_percent(one.with.bias), signed_percent(one.without.bias)});
  }
  return heading(emphasis, "What effects are worth: the same rows with and without each") + table.text();
}

std::string worst_text(const ValidationReport& report, const Emphasis& emphasis) {
  std::vector<const RunResult*> covered;
  for (const RunResult& row : report.rows)
    if (row.covered) covered.push_back(&row);
  if (covered.empty()) return {};
  // By the logarithm: half the time is as wrong as twice.
  const auto distance = [](const RunResult* row) {
    return std::abs(std::log(row->predicted / row->measured));
  };
  std::stable_sort(covered.begin(), covered.end(),
                   [&](const RunResult* a, const RunResult* b) { return distance(a) > distance(b); });
  if (covered.size() > worst_rows) covered.resize(worst_rows);
  const auto spreads = repeat_spreads(report.rows);
  std::string text =
      heading(emphasis, fmt::format("The {} worst rows, with the likely reason", covered.size()));
  for (const RunResult* row : covered) {
    const auto spread = spreads.find(row);
    text += fmt::format("  {:>8}  {}: predicted {}, measured {}\n", signed_percent(row->error()),
                        row->run->id, time_text(row->predicted), time_text(row->measured));
    text += wrapped("            ", likely_reason(*row, spread == spreads.end() ? 0.0 : spread->second));
  }
  return text;
}

std::string uncovered_text(const ValidationReport& report, const Emphasis& emphasis) {
  if (report.uncovered.empty()) return {};
  int rows = 0;
  for (const UncoveredReason& one : report.uncovered) rows += one.rows;
  std::string text =
      heading(emphasis, fmt::format("{} row{} not simulated, and why", rows, rows == 1 ? "" : "s"));
  for (const UncoveredReason& one : report.uncovered) {
    std::string ids;
    for (std::size_t i = 0; i < std::min(named_ids, one.ids.size()); ++i)
      ids += (i == 0 ? "" : ", ") + one.ids[i];
    if (one.ids.size() > named_ids) ids += ", ...";
    text += wrapped(fmt::format("  {:>4}  ", one.rows),
                    fmt::format("{} ({} of tiers A and B): {}", one.reason, one.tier_ab, ids));
  }
  return text;
}

std::string rows_text(const ValidationReport& report, const Emphasis& emphasis) {
  std::string text = heading(emphasis, "Every row");
  for (const RunResult& row : report.rows) {
    if (row.covered) {
      text += fmt::format("  {:>8}  {}: predicted {}, measured {} (from {})\n", signed_percent(row.error()),
                          row.run->id, time_text(row.predicted), time_text(row.measured), row.measured_from);
      text += wrapped("            ",
                      fmt::format("on {} with {}{}", row.cluster, row.stack, row.fitted ? ", fitted" : ""));
    } else {
      text += fmt::format("  {:>8}  {}: {}\n", "-", row.run->id, row.reason);
    }
    for (const std::string& rule : row.rules) text += wrapped("            filled: ", rule);
    if (row.predicted_memory && row.measured_memory)
      text += fmt::format("            memory: {:.1f} GB, measured {:.1f} GB ({})\n",
                          row.predicted_memory->in(gigabytes), row.measured_memory->in(gigabytes),
                          row.memory_reading);
  }
  return text;
}

/// Every line of `lines` two columns in.
std::string indented(const std::string& lines) {
  std::string text;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) text += "  " + line + "\n";
  return text;
}

}  // namespace

std::string write_text_validation(const ValidationReport& report, const ValidationText& options) {
  const Emphasis emphasis(options.colour);
  std::string text = headline(report, emphasis);
  if (!report.anchor.empty()) text += "Anchored to a measured step\n" + indented(report.anchor);
  text += held_text(report, emphasis);
  text += heading(emphasis, fmt::format("By {}", options.by)) +
          groups_text(options.by, score_by(report.rows, options.by));
  for (const ValidationTable& table : report.honest) {
    text += heading(emphasis, table.name);
    if (!table.note.empty()) text += wrapped("  ", table.note);
    text += groups_text("group", table.groups);
  }
  text += ablation_text(report, emphasis);
  text += slopes_text(report, options.every_row, emphasis);
  text += switches_text(report, emphasis);
  text += worst_text(report, emphasis);
  text += uncovered_text(report, emphasis);
  if (options.every_row) text += rows_text(report, emphasis);
  return text;
}

}  // namespace trainyard
