#pragma once
// How far predictions lie from measurements, per group of runs. Errors are predicted over measured less one.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/validation/run_result.h"

namespace trainyard {

/// Statistics of one group. Rows that were not simulated count in `rows` only.
struct GroupScore {
  std::string name{};
  int rows = 0, covered = 0;
  double median = 0, mean = 0, p90 = 0;  // of the errors' magnitudes
  double bias = 0, median_signed = 0;    // mean and median of the errors with their signs
  int memory_rows = 0;                   // with a reading of what was allocated
  double memory_median = 0;              // of the magnitudes of their memory's errors
  [[nodiscard]] double coverage() const { return rows > 0 ? static_cast<double>(covered) / rows : 0.0; }
};
[[nodiscard]] GroupScore score_group(std::string name, const std::vector<const RunResult*>& rows);

/// What rows can be grouped by: "source", "gpu", "model", "arch", "dtype", "gpus", "tier" or "stack".
[[nodiscard]] const std::vector<std::string>& run_key_names();
/// The group of a row under one of those names. GPUs fall into ranges: "1-8", "9-64", "65-512", "513-2048",
/// ">2048".
[[nodiscard]] std::string run_key(const RunResult& row, std::string_view key);
/// One score per group, in order of their names; ranges of GPUs in order of size.
[[nodiscard]] std::vector<GroupScore> score_by(const std::vector<RunResult>& rows, std::string_view key);

/// Whether the program is held to this row: tiers A and B, but no production run with private knobs.
[[nodiscard]] bool is_held(const RunResult& row);

/// A group with the bounds it should keep.
struct HeldGroup {
  GroupScore score{};
  double median_bar = 0, p90_bar = 0, bias_bar = 0;
  [[nodiscard]] bool keeps() const;  // also false when nothing of it was simulated
};
/// The groups that the program is held to, each over the rows of is_held().
[[nodiscard]] std::vector<HeldGroup> score_held_groups(const std::vector<RunResult>& rows);

/// All rows at once. A source with many rows of one kind outweighs the others in `held`; the balanced median
/// is that over (source, model, GPU) of each one's median.
struct RunTotals {
  GroupScore all{}, held{};
  int groups = 0;
  double balanced_median = 0, balanced_bias = 0;  // over the groups of held rows
  int tier_ab = 0, tier_ab_covered = 0;           // production runs too
  double coverage_bar = 0;
  [[nodiscard]] double coverage() const {
    return tier_ab > 0 ? static_cast<double>(tier_ab_covered) / tier_ab : 0.0;
  }
};
[[nodiscard]] RunTotals score_totals(const std::vector<RunResult>& rows);

/// Why rows were not simulated, most frequent first. Numbers in reasons are left out of the grouping.
struct UncoveredReason {
  std::string reason{};
  int rows = 0, tier_ab = 0;
  std::vector<std::string> ids{};
};
[[nodiscard]] std::vector<UncoveredReason> uncovered_reasons(const std::vector<RunResult>& rows);

}  // namespace trainyard
