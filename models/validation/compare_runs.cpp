#include "models/validation/compare_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "models/validation/run_fields.h"
#include "sim/base/statistics.h"

namespace trainyard {
namespace {

double median_of(std::vector<double> sample) {
  if (sample.empty()) return 0.0;
  std::sort(sample.begin(), sample.end());
  return quantile_of_sorted(sample, 0.5);
}

/// What stays the same along a series, besides the batch.
constexpr std::string_view series_fields[] = {
    "model.name",    "model.layers",  "model.seq",        "hardware.gpu", "hardware.inter", "dtype",
    "parallel.tp",   "parallel.pp",   "parallel.vp",      "parallel.cp",  "parallel.ep",    "parallel.etp",
    "parallel.zero", "parallel.fsdp", "parallel.mp_mode", "parallel.sp",  "batch.mbs",      "recompute",
    "schedule",      "overlap",       "software",         "source.commit"};

/// "TP8 PP2", with what is 1 left out.
std::string mapping_words(const PublishedPlan& plan) {
  std::string words;
  const auto add = [&](std::string_view name, const std::optional<int>& degree) {
    if (degree && *degree > 1) words += fmt::format(" {}{}", name, *degree);
  };
  add("TP", plan.tp);
  add("PP", plan.pp);
  add("CP", plan.cp);
  add("EP", plan.ep);
  return words;
}

/// Mean over logarithms: runs of one configuration count as one point.
struct Point {
  double measured = 0, predicted = 0;
  int runs = 0;
  void add(const RunResult& row) {
    measured += std::log(row.measured.in(seconds));
    predicted += std::log(row.predicted.in(seconds));
    ++runs;
  }
};

ScalingSlope slope_of(bool weak, const std::map<int, Point>& points, const PublishedRun& run) {
  const auto& [least, first] = *points.begin();
  const auto& [most, last] = *points.rbegin();
  ScalingSlope slope;
  slope.weak = weak;
  slope.series = fmt::format("{} {} {} {}{}", run.source, run.model.name, run.hardware.gpu,
                             normal_dtype(run.dtype), mapping_words(run.plan));
  slope.points = static_cast<int>(points.size());
  slope.least_gpus = least;
  slope.most_gpus = most;
  slope.measured = std::exp(last.measured / last.runs - first.measured / first.runs);
  slope.predicted = std::exp(last.predicted / last.runs - first.predicted / first.runs);
  return slope;
}

/// Two fields that may differ, or follow from one that does.
std::optional<SwitchPair> pair_of(const RunResult& a, const RunResult& b,
                                  const std::map<std::string, std::string>& at_a,
                                  const std::map<std::string, std::string>& at_b) {
  std::vector<std::string> differing;
  const auto value = [](const std::map<std::string, std::string>& of, const std::string& name) {
    const auto found = of.find(name);
    return found == of.end() ? std::string("not told") : found->second;
  };
  std::map<std::string, std::string> names = at_a;
  names.insert(at_b.begin(), at_b.end());
  for (const auto& [name, ignored] : names)
    if (value(at_a, name) != value(at_b, name)) differing.push_back(name);
  const auto follows = [&](const char* follower, const char* leader) {
    const auto there = [&](const char* name) { return std::find(differing.begin(), differing.end(), name); };
    if (there(leader) != differing.end() && there(follower) != differing.end())
      differing.erase(there(follower));
  };
  follows("sp", "tp");    // sequence parallelism goes with tensor parallelism
  follows("gbs", "seq");  // longer sequences, as many tokens
  constexpr std::size_t most_switches = 2;
  if (differing.empty() || differing.size() > most_switches) return std::nullopt;
  if (std::find(differing.begin(), differing.end(), "gbs") != differing.end()) return std::nullopt;
  SwitchPair pair;
  for (const std::string& name : differing) {
    const std::string plus = pair.change.empty() ? "" : "+";
    pair.change += plus + name;
    pair.from_value += plus + value(at_a, name);
    pair.to_value += plus + value(at_b, name);
  }
  pair.from = a.run->id;
  pair.to = b.run->id;
  pair.measured = b.measured / a.measured;
  pair.predicted = b.predicted / a.predicted;
  return pair;
}

/// "8" before "16", "none" after both.
bool comes_before(const std::string& a, const std::string& b) {
  double x = 0, y = 0;
  const bool a_number = std::from_chars(a.data(), a.data() + a.size(), x).ec == std::errc();
  const bool b_number = std::from_chars(b.data(), b.data() + b.size(), y).ec == std::errc();
  if (a_number && b_number && x != y) return x < y;
  return a_number != b_number ? a_number : a < b;
}

}  // namespace

std::vector<ScalingSlope> scaling_slopes(const std::vector<RunResult>& rows) {
  std::map<std::string, std::vector<const RunResult*>> series;
  for (const RunResult& row : rows) {
    if (!row.covered || row.run->hardware.gpus.value_or(0) <= 0 || !row.run->batch.sequences) continue;
    std::string key = row.run->source;
    for (const std::string_view field : series_fields) key += '\n' + field_of(*row.run, field);
    series[key].push_back(&row);
  }
  std::vector<ScalingSlope> slopes;
  for (const auto& [key, members] : series) {
    for (const bool weak : {true, false}) {
      std::map<double, std::map<int, Point>> by_batch;
      for (const RunResult* row : members) {
        const int gpus = *row->run->hardware.gpus;
        const double batch = *row->run->batch.sequences;
        by_batch[weak ? batch / gpus : batch][gpus].add(*row);
      }
      for (const auto& [batch, points] : by_batch)
        if (points.size() > 1) slopes.push_back(slope_of(weak, points, *members.front()->run));
    }
  }
  return slopes;
}

double SwitchPair::log_error() const {
  return std::log(predicted / measured);
}

std::vector<SwitchPair> switch_pairs(const std::vector<RunResult>& rows) {
  constexpr double telling = 0.03;  // releases of one program differ by 1 to 3 % at the same settings
  struct Member {
    const RunResult* row;
    std::map<std::string, std::string> switches;
  };
  std::map<std::string, std::vector<Member>> alike;
  for (const RunResult& row : rows)
    if (row.covered) alike[fixed_settings(*row.run)].push_back({&row, switch_settings(*row.run)});
  std::vector<SwitchPair> pairs;
  for (const auto& [settings, members] : alike) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        const Member* a = &members[i];
        const Member* b = &members[j];
        std::optional<SwitchPair> pair = pair_of(*a->row, *b->row, a->switches, b->switches);
        if (pair && comes_before(pair->to_value, pair->from_value))
          pair = pair_of(*b->row, *a->row, b->switches, a->switches);
        if (pair && std::abs(std::log(pair->measured)) > std::log1p(telling)) pairs.push_back(*pair);
      }
    }
  }
  return pairs;
}

std::vector<SwitchScore> score_switches(const std::vector<SwitchPair>& pairs) {
  std::map<std::string, std::vector<const SwitchPair*>> by_change;
  for (const SwitchPair& pair : pairs) by_change[pair.change].push_back(&pair);
  std::vector<SwitchScore> scores;
  for (const auto& [change, members] : by_change) {
    SwitchScore score{.change = change, .pairs = static_cast<int>(members.size())};
    std::vector<double> errors;
    int right = 0;
    for (const SwitchPair* pair : members) {
      errors.push_back(std::abs(pair->log_error()));
      right += pair->right_direction() ? 1 : 0;
    }
    score.median_log_error = median_of(errors);
    score.right = static_cast<double>(right) / score.pairs;
    scores.push_back(score);
  }
  std::stable_sort(scores.begin(), scores.end(),
                   [](const SwitchScore& a, const SwitchScore& b) { return a.pairs > b.pairs; });
  return scores;
}

}  // namespace trainyard
