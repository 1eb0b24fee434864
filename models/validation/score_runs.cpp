#include "models/validation/score_runs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using Rows = std::vector<const RunResult*>;

double median_of(std::vector<double> sample) {
  if (sample.empty()) return 0.0;
  std::sort(sample.begin(), sample.end());
  return quantile_of_sorted(sample, 0.5);
}

struct GpuRange {
  int most;  // GPUs
  std::string_view name;
};
// One node; a few nodes; what labs print; large; the largest runs there are.
constexpr std::array<GpuRange, 4> gpu_ranges{{{8, "1-8"}, {64, "9-64"}, {512, "65-512"}, {2048, "513-2048"}}};
constexpr std::string_view more_gpus = ">2048";
constexpr std::string_view untold = "not told";

std::string gpu_range(const PublishedRun& run) {
  if (!run.hardware.gpus) return std::string(untold);
  for (const GpuRange& range : gpu_ranges)
    if (*run.hardware.gpus <= range.most) return std::string(range.name);
  return std::string(more_gpus);
}

/// Where a range of GPUs stands in its order; other names keep theirs.
std::size_t place_of(const std::string& name) {
  for (std::size_t i = 0; i < gpu_ranges.size(); ++i)
    if (gpu_ranges[i].name == name) return i;
  return gpu_ranges.size();
}

enum class Generation { ampere, hopper, blackwell, other };

Generation generation_of(const std::string& gpu) {
  const auto starts = [&](std::string_view start) { return gpu.rfind(start, 0) == 0; };
  if (starts("A100") || starts("A800")) return Generation::ampere;
  if (starts("H100") || starts("H200") || starts("H800") || starts("H20") || starts("GH200"))
    return Generation::hopper;
  if (starts("B200") || starts("B300") || starts("GB200") || starts("GB300")) return Generation::blackwell;
  return Generation::other;
}

/// A group the program is held to, with its bounds as shares.
struct HeldKind {
  std::string_view name;
  double median, p90;
  bool (*takes)(const RunResult& row);
};

bool is_dense(const RunResult& row, Generation generation) {
  return row.run->model.arch == "dense" && generation_of(row.run->hardware.gpu) == generation;
}
bool is_moe(const RunResult& row, Generation generation) {
  return row.run->model.arch.rfind("moe", 0) == 0 && generation_of(row.run->hardware.gpu) == generation;
}

// The bounds are what the project asks of itself; no measurement says them. They are wider where sources do
// not print their recipes (MoE, fp8) than where they do.
constexpr std::array<HeldKind, 7> held_kinds{{
    {"dense A100", 0.035, 0.10, [](const RunResult& row) { return is_dense(row, Generation::ampere); }},
    {"dense Hopper bf16", 0.04, 0.12,
     [](const RunResult& row) { return is_dense(row, Generation::hopper) && row.dtype == "bf16"; }},
    {"dense Hopper fp8", 0.065, 0.17,
     [](const RunResult& row) { return is_dense(row, Generation::hopper) && row.dtype == "fp8"; }},
    {"MoE Hopper", 0.065, 0.15, [](const RunResult& row) { return is_moe(row, Generation::hopper); }},
    {"dense Blackwell", 0.04, 0.11,
     [](const RunResult& row) { return is_dense(row, Generation::blackwell); }},
    {"MoE Blackwell", 0.085, 0.26, [](const RunResult& row) { return is_moe(row, Generation::blackwell); }},
    {"best40", 0.045, 0.11, [](const RunResult& row) { return row.run->best40; }},
}};
constexpr double held_bias = 0.03;      // of every group: predictions may not lean to one side
constexpr double held_coverage = 0.92;  // of tiers A and B: a row left out counts against the program

bool is_tier_ab(const RunResult& row) {
  return row.run->tier == "A" || row.run->tier == "B";
}

/// `reason` with every number as N.
std::string without_numbers(const std::string& reason) {
  std::string out;
  for (const char c : reason) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (!digit)
      out += c;
    else if (out.empty() || out.back() != 'N')
      out += 'N';
  }
  return out;
}

}  // namespace

GroupScore score_group(std::string name, const Rows& rows) {
  GroupScore score;
  score.name = std::move(name);
  score.rows = static_cast<int>(rows.size());
  std::vector<double> errors, magnitudes, memory;
  for (const RunResult* row : rows) {
    if (row->covered) {
      errors.push_back(row->error());
      magnitudes.push_back(std::abs(row->error()));
    }
    // What an allocator reserved or a driver shows holds caches that belong to no model.
    if (row->memory_reading == "allocated" && row->predicted_memory && row->measured_memory)
      memory.push_back(std::abs(*row->predicted_memory / *row->measured_memory - 1.0));
  }
  score.covered = static_cast<int>(errors.size());
  score.memory_rows = static_cast<int>(memory.size());
  score.memory_median = median_of(memory);
  if (errors.empty()) return score;
  score.bias = mean_of(errors);
  score.median_signed = median_of(errors);
  score.mean = mean_of(magnitudes);
  std::sort(magnitudes.begin(), magnitudes.end());
  score.median = quantile_of_sorted(magnitudes, 0.5);
  score.p90 = quantile_of_sorted(magnitudes, 0.9);
  return score;
}

const std::vector<std::string>& run_key_names() {
  static const std::vector<std::string> names{"source", "gpu",  "model", "arch",
                                              "dtype",  "gpus", "tier",  "stack"};
  return names;
}

std::string run_key(const RunResult& row, std::string_view key) {
  const PublishedRun& run = *row.run;
  std::string value;
  if (key == "source") value = run.source;
  if (key == "gpu") value = run.hardware.gpu;
  if (key == "model") value = run.model.name;
  if (key == "arch") value = run.model.arch;
  if (key == "dtype") value = row.dtype.empty() ? normal_dtype(run.dtype) : row.dtype;
  if (key == "gpus") value = gpu_range(run);
  if (key == "tier") value = run.tier;
  if (key == "stack") value = row.stack;
  return value.empty() ? std::string(untold) : value;
}

std::vector<GroupScore> score_by(const std::vector<RunResult>& rows, std::string_view key) {
  std::map<std::string, Rows> groups;
  for (const RunResult& row : rows) groups[run_key(row, key)].push_back(&row);
  std::vector<GroupScore> scores;
  for (const auto& [name, members] : groups) scores.push_back(score_group(name, members));
  if (key == "gpus") {
    std::stable_sort(scores.begin(), scores.end(), [](const GroupScore& a, const GroupScore& b) {
      return place_of(a.name) < place_of(b.name);
    });
  }
  return scores;
}

bool is_held(const RunResult& row) {
  return is_tier_ab(row) && !row.production;
}

bool HeldGroup::keeps() const {
  return score.covered > 0 && score.median <= median_bar && score.p90 <= p90_bar &&
         std::abs(score.bias) <= bias_bar;
}

std::vector<HeldGroup> score_held_groups(const std::vector<RunResult>& rows) {
  std::vector<HeldGroup> groups;
  for (const HeldKind& kind : held_kinds) {
    Rows members;
    for (const RunResult& row : rows)
      if (is_held(row) && kind.takes(row)) members.push_back(&row);
    groups.push_back({score_group(std::string(kind.name), members), kind.median, kind.p90, held_bias});
  }
  return groups;
}

RunTotals score_totals(const std::vector<RunResult>& rows) {
  RunTotals totals;
  totals.coverage_bar = held_coverage;
  Rows all, held;
  std::map<std::array<std::string, 3>, Rows> groups;
  for (const RunResult& row : rows) {
    all.push_back(&row);
    if (is_tier_ab(row)) {
      ++totals.tier_ab;
      totals.tier_ab_covered += row.covered ? 1 : 0;
    }
    if (!is_held(row)) continue;
    held.push_back(&row);
    if (row.covered) groups[{row.run->source, row.run->model.name, row.run->hardware.gpu}].push_back(&row);
  }
  totals.all = score_group("all rows", all);
  totals.held = score_group("tiers A and B", held);
  totals.groups = static_cast<int>(groups.size());
  std::vector<double> medians, biases;
  for (const auto& [name, members] : groups) {
    const GroupScore score = score_group({}, members);
    medians.push_back(score.median);
    biases.push_back(score.median_signed);
  }
  totals.balanced_median = median_of(medians);
  totals.balanced_bias = mean_of(biases);
  return totals;
}

std::vector<UncoveredReason> uncovered_reasons(const std::vector<RunResult>& rows) {
  std::map<std::string, UncoveredReason> found;
  std::map<std::string, std::set<std::string>> words;
  for (const RunResult& row : rows) {
    if (row.covered) continue;
    const std::string reason = row.reason.empty() ? "no reason told" : row.reason;
    const std::string pattern = without_numbers(reason);
    UncoveredReason& one = found[pattern];
    words[pattern].insert(reason);
    ++one.rows;
    one.tier_ab += is_tier_ab(row) ? 1 : 0;
    one.ids.push_back(row.run->id);
  }
  std::vector<UncoveredReason> reasons;
  for (auto& [pattern, one] : found) {
    one.reason = words[pattern].size() == 1 ? *words[pattern].begin() : pattern;
    reasons.push_back(std::move(one));
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const UncoveredReason& a, const UncoveredReason& b) { return a.rows > b.rows; });
  return reasons;
}

}  // namespace trainyard
