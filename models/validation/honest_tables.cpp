#include "models/validation/honest_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/random.h"

namespace trainyard {
namespace {

constexpr int deals = 2;           // of the groups into halves
constexpr int fit_rounds = 4;      // from the shipped constants, whose neighbourhood the slopes are of
constexpr std::size_t enough = 5;  // rows of a source that is left out

/// Groups of the fitted rows, dealt into two halves: 0 or 1 by row.
std::vector<int> dealt(const std::vector<PreparedRun>& runs, const std::vector<std::size_t>& which,
                       std::uint64_t seed) {
  std::map<std::string, int> half;
  for (const std::size_t r : which) {
    const PublishedRun& run = *runs[r].run;
    half.emplace(run.source + "|" + run.model.name + "|" + run.hardware.gpu, 0);
  }
  std::vector<std::pair<double, std::string>> order;
  RandomStream random(seed, stream_id("halves"));
  for (const auto& [name, unused] : half) order.emplace_back(random.normal(), name);
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) half[order[i].second] = static_cast<int>(i % 2);
  std::vector<int> out(runs.size(), 0);
  for (const std::size_t r : which) {
    const PublishedRun& run = *runs[r].run;
    out[r] = half.at(run.source + "|" + run.model.name + "|" + run.hardware.gpu);
  }
  return out;
}

/// `row` as predicted with an error of exp(log_error) - 1.
RunResult predicted_as(const RunResult& row, double log_error) {
  RunResult out = row;
  out.predicted = row.measured * std::exp(log_error);
  out.predicted_memory.reset();
  return out;
}

ValidationTable table_of(std::string name, std::string note, const std::vector<RunResult>& tested) {
  ValidationTable table;
  table.name = std::move(name);
  table.note = std::move(note);
  std::vector<const RunResult*> all;
  for (const RunResult& row : tested) all.push_back(&row);
  table.groups.push_back(score_group("all", all));
  for (HeldGroup& held : score_held_groups(tested)) {
    if (held.score.covered > 0) table.groups.push_back(std::move(held.score));
  }
  return table;
}

}  // namespace

std::vector<std::size_t> fittable(const std::vector<PreparedRun>& runs, const std::vector<RunResult>& rows) {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const std::string& tier = runs[r].run->tier;
    if (rows[r].covered && !runs[r].production && (tier == "A" || tier == "B")) out.push_back(r);
  }
  return out;
}

std::vector<ValidationTable> honest_tables(RunEvaluator& evaluator, const std::vector<PreparedRun>& runs,
                                           const std::vector<RunResult>& rows,
                                           const std::function<void(double)>& progress) {
  const std::vector<std::size_t> all = fittable(runs, rows);
  const std::vector<double> shipped = evaluator.shipped();
  const RunEvaluator::Sensitivity slopes = evaluator.sensitivity(shipped, all);
  RunFitOptions options;
  options.rounds = fit_rounds;
  options.known = &slopes;
  std::map<std::string, std::vector<std::size_t>> sources;
  for (const std::size_t r : all) sources[runs[r].run->source].push_back(r);
  const double steps = 2.0 * deals + static_cast<double>(sources.size());
  double done = 0;

  std::vector<RunResult> tested;
  for (int deal = 0; deal < deals; ++deal) {
    const std::vector<int> half = dealt(runs, all, static_cast<std::uint64_t>(deal) + 1);
    for (const int side : {0, 1}) {
      std::vector<std::size_t> train, test;
      for (const std::size_t r : all) (half[r] == side ? train : test).push_back(r);
      const RunFit fit = fit_runs(evaluator, runs, train, shipped, options);
      const std::vector<double> errors = evaluator.log_errors(fit.values, test);
      for (const std::size_t r : test) tested.push_back(predicted_as(rows[r], errors[r]));
      progress(++done / steps);
    }
  }
  std::vector<ValidationTable> tables;
  tables.push_back(table_of(
      "half of the groups fitted, the other half tested",
      fmt::format(
          "every (source, model, GPU) group predicted with constants from others, pooled over {} deals",
          deals),
      tested));

  ValidationTable left_out;
  left_out.name = "leave one source out";
  left_out.note = "what a stack nobody has measured gets: its constants are what is expected of any";
  for (const auto& [source, own] : sources) {
    if (own.size() < enough) continue;
    std::vector<std::size_t> train;
    for (const std::size_t r : all) {
      if (runs[r].run->source != source) train.push_back(r);
    }
    const RunFit fit = fit_runs(evaluator, runs, train, shipped, options);
    const std::vector<double> errors = evaluator.log_errors(fit.values, own);
    std::vector<RunResult> predicted;
    for (const std::size_t r : own) predicted.push_back(predicted_as(rows[r], errors[r]));
    std::vector<const RunResult*> pointers;
    for (const RunResult& row : predicted) pointers.push_back(&row);
    left_out.groups.push_back(score_group(source, pointers));
    progress(++done / steps);
  }
  tables.push_back(std::move(left_out));
  progress(1.0);
  return tables;
}

}  // namespace trainyard
