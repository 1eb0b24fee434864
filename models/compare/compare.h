#pragma once
// Two to six scenarios side by side: every figure, what a difference is made of, which inputs differ.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/compare/waterfall.h"
#include "models/estimate/estimate.h"
#include "models/estimate/given_scenario.h"
#include "models/estimate/scenario.h"

namespace trainyard {

inline constexpr std::size_t most_compared = 6;

/// Reads "deepseek-v3-h800", "deepseek-v3-h800:plan.pp=8;gpus=1024" or ":node.fast=450 GB/s", which changes
/// the first item's scenario and keeps its own overrides. `first` is that item; none: `text` is the first.
/// Errors: an override without '=', nothing before the ':' of the first.
[[nodiscard]] Result<GivenScenario> parse_compare_item(std::string_view text, const GivenScenario* first);

/// One of them, simulated.
struct Compared {
  std::string label{};
  Scenario scenario{};
  Estimate estimate{};
};
/// Errors: those of load_scenario and estimate.
[[nodiscard]] Result<Compared> compare_one(const ProfileLibrary& library, const GivenScenario& item,
                                           std::string label, const EstimateOptions& options);

enum class Better { least, most, neither };

/// One figure of a comparison.
struct MetricKind {
  std::string_view name;   // of the JSON and CSV forms
  std::string_view title;  // of a table
  Better better;
  double (*value)(const Compared& one);
  std::string (*text)(const Compared& one, double value);
  /// 5th and 95th percentile where the estimate has them.
  std::optional<std::pair<double, double>> (*interval)(const Compared& one);
};
[[nodiscard]] std::span<const MetricKind> compare_metrics();

struct MetricRow {
  const MetricKind* kind = nullptr;
  std::vector<double> values{};
  std::vector<std::optional<std::pair<double, double>>> intervals{};
  /// Of those that fit in memory; none: all equal, none fits, or neither side is better.
  std::optional<std::size_t> best{};
  bool close = false;  // the best's interval meets that of another that fits and differs from it
};

/// A field that is not the same in all of them.
struct InputRow {
  std::string field{};
  std::vector<std::string> values{};
};

/// The baseline against one of the others.
struct Difference {
  std::size_t other = 0;
  ExactWaterfall step{}, memory{}, dollars{};
  /// 5th and 95th percentile of the relative change of the step time when the same draw of what is uncertain
  /// moves both; only where both have the same unknowns: GPU, software stack, uncertain inputs.
  std::optional<std::pair<double, double>> step_change{};
};

struct Comparison {
  std::vector<Compared> items{};
  std::size_t baseline = 0;
  std::vector<MetricRow> metrics{};
  std::vector<InputRow> inputs{};
  std::vector<Difference> differences{};

  [[nodiscard]] bool all_fit() const;
};

/// Compares two to six; `baseline` is an index into `items`.
[[nodiscard]] Comparison compare(std::vector<Compared> items, std::size_t baseline = 0);

/// What columns and bars are called: the labels when all are short, else "A", "B" ...
[[nodiscard]] std::vector<std::string> short_names(const Comparison& comparison);

/// A sentence for each that does not fit in memory, with what it needs and what is usable.
[[nodiscard]] std::vector<std::string> memory_warnings(const Comparison& comparison);

/// Who is best in what people ask first and why, in plain words: one sentence or two for each of the others.
[[nodiscard]] std::vector<std::string> compare_verdict(const Comparison& comparison);

}  // namespace trainyard
