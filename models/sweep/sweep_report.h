#pragma once
// A sweep shown to a person or handed to a program.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/chart/draw.h"
#include "models/sweep/sweep.h"

namespace trainyard {

/// One number of a point.
struct SweepColumn {
  std::string_view name;   // "step", as --column takes it
  std::string_view label;  // "step time (s)", of an axis
  std::string_view title;  // "step", of a table
  std::string_view best;   // "shortest step"
  std::string_view unit;   // after text(): " days"
  std::string_view field;  // of the JSON and CSV forms
  bool most_is_best;
  double (*value)(const SweepPoint& point);
  std::string (*text)(const SweepPoint& point);
};
[[nodiscard]] std::span<const SweepColumn> sweep_columns();
/// Errors: an unknown column, answered with the nearest.
[[nodiscard]] Result<const SweepColumn*> find_sweep_column(std::string_view name);

/// A limit that a buyer sets: "days<=60", "cost<=5M".
struct SweepGoal {
  const SweepColumn* column = nullptr;
  bool at_most = true;  // else at least
  double limit = 0;     // in the unit of the column's label
  std::string text{};   // as given
};
/// Errors: neither "<=" nor ">=", an unknown column, no number.
[[nodiscard]] Result<SweepGoal> parse_sweep_goal(std::string_view text);
[[nodiscard]] bool keeps(const SweepPoint& point, const SweepGoal& goal);

/// What is to be best when nobody says: the step time, or the cost where the knobs (prices, tokens, failures)
/// leave the step as it is. With limits on time the fewest GPUs where their number is varied, else the cost;
/// with other limits the days.
[[nodiscard]] const SweepColumn* usual_column(const std::vector<SweepKnob>& knobs,
                                              const std::vector<SweepGoal>& goals);

struct SweepReport {
  const SweepRequest* request = nullptr;
  SweepResult result{};
  const SweepColumn* column = nullptr;  // what is to be best
  std::vector<SweepGoal> goals{};
};

/// Index of the best point that is simulated, fits in memory and keeps every goal, of equal ones
/// the cheapest, then the fastest; nothing when none does.
[[nodiscard]] std::optional<std::size_t> best_point(const SweepReport& report);

/// For a person: tables of at most 120 columns.
[[nodiscard]] std::string write_text_sweep(const SweepReport& report, bool colour = false);
/// One row per point; the parts of the step in seconds.
[[nodiscard]] std::string write_csv_sweep(const SweepReport& report);
/// data/schema/sweep-report.schema.json.
[[nodiscard]] std::string write_json_sweep(const SweepReport& report);
/// One self-contained page: what text has, with the charts.
[[nodiscard]] std::string write_html_sweep(const SweepReport& report);

/// The column over the values. Of one knob: a line with the knees marked (bars where the values are names),
/// then the parts of the step that move. Of two: a heat map, or a line for each value of the knob that has
/// few. Of three: those of two for every value of the first.
[[nodiscard]] std::vector<chart::Chart> sweep_charts(const SweepReport& report);

/// Parts of the step that change most over the points, largest change first, at most `most`; those that
/// change by less than 1 % of the shortest step are left out.
[[nodiscard]] std::vector<std::string> moving_parts(const std::vector<SweepPoint>& points, std::size_t most);
/// Time of one part of a point's step; none when the step has no such part.
[[nodiscard]] Seconds part_time(const SweepPoint& point, std::string_view part);

}  // namespace trainyard
