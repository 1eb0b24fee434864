#include "models/validation/validate_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/validation/ablation.h"
#include "models/validation/fit_runs.h"
#include "models/validation/honest_tables.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// A constant must move by so much before an anchor's report tells it.
constexpr double told_change = 0.005;
// An anchor is one step, but of the very machine that is asked about: it weighs like twenty published rows,
// and constants are held to half of what stacks differ by.
constexpr double anchor_weight = 20.0, anchor_prior_scale = 0.5;

Result<RunRules> shipped_rules(const ProfileLibrary& library) {
  TRAINYARD_TRY(document, JsonDocument::load(library.root() / "data" / "published" / "run_rules.json"));
  return read_run_rules(document);
}

RunResult described(const PreparedRun& run) {
  RunResult row;
  row.run = run.run;
  row.reason = run.reason;
  row.stack = run.stack;
  row.cluster = run.cluster;
  row.dtype = run.dtype;
  row.rules = run.filled;
  row.production = run.production;
  row.measured_from = run.measured_from;
  if (run.measured) row.measured = *run.measured;
  row.measured_memory = run.measured_memory;
  row.memory_reading = run.memory_reading;
  return row;
}

/// Whether a reading counts what the driver and libraries take too.
bool with_framework(const std::string& reading) {
  return reading == "nvidia-smi" || reading == "reserved";
}

class Validation {
 public:
  Validation(std::vector<PreparedRun> runs, const ValidationOptions& options,
             const ValidationProgress& progress)
      : options_(options),
        progress_(progress),
        runs_(std::move(runs)),
        evaluator_(runs_, run_constants(runs_), options.threads),
        values_(evaluator_.shipped()) {}

  [[nodiscard]] std::vector<PreparedRun>& runs() { return runs_; }
  [[nodiscard]] RunEvaluator& evaluator() { return evaluator_; }
  [[nodiscard]] std::vector<double>& values() { return values_; }

  std::vector<RunResult> rows() {
    std::vector<RunResult> rows;
    for (const PreparedRun& run : runs_) rows.push_back(described(run));
    std::vector<std::size_t> which;
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      if (runs_[r].reason.empty()) which.push_back(r);
    }
    std::atomic<std::size_t> done{0};
    evaluator_.for_all(which, [&](std::size_t r) {
      predict(r, rows[r]);
      const std::size_t now = ++done;
      if (now % 50 == 0) tell("simulating", static_cast<double>(now) / static_cast<double>(which.size()));
    });
    return rows;
  }

  void tell(std::string_view what, double done) {
    const std::lock_guard<std::mutex> lock(telling_);
    if (progress_) progress_(what, done);
  }

 private:
  void predict(std::size_t r, RunResult& row) {
    const Result<RunPrediction> found = evaluator_.predict(r, values_);
    if (!found) {
      row.reason = found.error().front().message;
      return;
    }
    row.covered = true;
    row.predicted = found.value().step;
    row.terms = found.value().terms;
    if (!row.measured_memory) return;
    const Result<Bytes> memory = predict_memory(runs_[r].input, with_framework(row.memory_reading));
    if (memory) row.predicted_memory = memory.value();
  }

  const ValidationOptions& options_;
  const ValidationProgress& progress_;
  std::mutex telling_;
  std::vector<PreparedRun> runs_;
  RunEvaluator evaluator_;
  std::vector<double> values_;
};

std::vector<PreparedRun> prepared(const ProfileLibrary& library, const RunRules& rules,
                                  const std::vector<PublishedRun>& runs) {
  RunPreparer preparer(library, rules);
  std::vector<PreparedRun> out;
  for (const PublishedRun& run : runs) out.push_back(preparer.prepare(run));
  return out;
}

/// Moves constants towards a measured step of one's own. Returns what was changed, as text.
Result<std::string> anchor(const ProfileLibrary& library, const RunRules& rules, const std::string& file,
                           Validation& validation) {
  TRAINYARD_TRY(document, JsonDocument::load(file));
  TRAINYARD_TRY(own, read_published_runs(document));
  std::vector<PreparedRun> anchors = prepared(library, rules, own);
  for (PreparedRun& one : anchors) {
    if (!one.reason.empty())
      return problem(fmt::format("{}: {} cannot be simulated: {}", file, one.run->id, one.reason));
    one.weight = anchor_weight;
  }
  const std::vector<RunConstant>& constants = validation.evaluator().constants();
  RunEvaluator evaluator(anchors, constants, 1);
  std::vector<std::size_t> which(anchors.size());
  for (std::size_t i = 0; i < which.size(); ++i) which[i] = i;
  const std::vector<double> before = validation.values();
  const std::vector<double> errors_before = evaluator.log_errors(before, which);
  for (const std::size_t i : which) {
    if (std::isfinite(errors_before[i])) continue;
    const Result<RunPrediction> found = evaluator.predict(i, before);
    return problem(fmt::format("{}: {} cannot be simulated: {}", file, anchors[i].run->id,
                               found ? "its step is no number" : found.error().front().message));
  }
  RunFitOptions options;
  options.about_start = true;
  options.prior_scale = anchor_prior_scale;
  const RunFit fit = fit_runs(evaluator, anchors, which, before, options);
  const std::vector<double> errors_after = evaluator.log_errors(fit.values, which);
  std::string text;
  for (const std::size_t i : which) {
    text += fmt::format("{}: {:+.1f} % before, {:+.1f} % after\n", anchors[i].run->id,
                        100.0 * std::expm1(errors_before[i]), 100.0 * std::expm1(errors_after[i]));
  }
  int moved = 0;
  for (std::size_t c = 0; c < constants.size(); ++c) {
    if (std::abs(std::log(fit.values[c] / before[c])) < told_change) continue;
    text += fmt::format("  {} {:.4g} -> {:.4g}\n", constants[c].id, before[c], fit.values[c]);
    ++moved;
  }
  text += fmt::format(
      "{} constants changed; every row below that uses one of them is predicted with the new value\n", moved);
  validation.values() = fit.values;
  return text;
}

Json fit_json(const RunEvaluator& evaluator, const RunFit& fit) {
  Json constants = Json::array();
  for (std::size_t c = 0; c < fit.values.size(); ++c) {
    const RunConstant& one = evaluator.constants()[c];
    constants.push_back({{"id", one.id},
                         {"meaning", one.meaning},
                         {"value", fit.values[c]},
                         {"sigma", fit.sigma[c]},
                         {"rows", fit.rows[c]},
                         {"shipped", one.shipped},
                         {"prior", one.prior},
                         {"prior_sigma", one.prior_sigma}});
  }
  return {{"format", "trainyard-run-constants"}, {"version", 1}, {"constants", std::move(constants)}};
}

AblationScore ablated(const std::vector<PreparedRun>& runs, const std::vector<RunResult>& rows,
                      const Ablation& ablation, int threads) {
  std::vector<PreparedRun> changed = runs;
  for (PreparedRun& run : changed) {
    if (run.reason.empty()) ablation.apply(run.input);
  }
  RunEvaluator evaluator(changed, {}, threads);
  // Production runs too: some effects show in no other.
  std::vector<std::size_t> which;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    if (rows[r].covered && (rows[r].run->tier == "A" || rows[r].run->tier == "B")) which.push_back(r);
  }
  const std::vector<double> errors = evaluator.log_errors({}, which);
  AblationScore score;
  score.name = std::string(ablation.name);
  constexpr double moved = 0.01;  // of the step
  std::vector<RunResult> without;
  std::vector<const RunResult*> with_pointers, without_pointers;
  std::vector<std::size_t> kept;
  for (const std::size_t r : which) {
    if (!std::isfinite(errors[r]) || std::abs(errors[r] - std::log1p(rows[r].error())) < moved) continue;
    kept.push_back(r);
    RunResult row = rows[r];
    row.predicted = row.measured * std::exp(errors[r]);
    without.push_back(std::move(row));
  }
  for (const std::size_t r : kept) with_pointers.push_back(&rows[r]);
  for (const RunResult& row : without) without_pointers.push_back(&row);
  score.moved = static_cast<int>(kept.size());
  score.with = score_group("with", with_pointers);
  score.without = score_group("without", without_pointers);
  return score;
}

}  // namespace

Result<ValidationReport> validate_runs(const ProfileLibrary& library, std::vector<PublishedRun> runs,
                                       const ValidationOptions& options, const ValidationProgress& progress) {
  std::vector<const Ablation*> left_out;
  for (const std::string& name : options.without) {
    TRAINYARD_TRY(found, find_ablation(name));
    left_out.push_back(found);
  }
  TRAINYARD_TRY(rules, shipped_rules(library));
  auto owned = std::make_shared<const std::vector<PublishedRun>>(std::move(runs));
  Validation validation(prepared(library, rules, *owned), options, progress);
  std::string anchored;
  if (options.anchor_file) {
    TRAINYARD_TRY(text, anchor(library, rules, *options.anchor_file, validation));
    anchored = text;
  }
  if (!options.fit_file.empty()) {
    const std::vector<RunResult> first = validation.rows();
    validation.tell("fitting", 0.0);
    RunEvaluator& evaluator = validation.evaluator();
    const RunFit fit =
        fit_runs(evaluator, validation.runs(), fittable(validation.runs(), first), evaluator.shipped());
    const Result<void> written = write_file(options.fit_file, fit_json(evaluator, fit).dump(2) + "\n");
    if (!written) return written.error();
    validation.values() = fit.values;
  }
  std::vector<RunResult> rows = validation.rows();
  ValidationReport report = make_validation_report(owned, rows);
  report.without = options.without;
  report.anchor = anchored;
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    validation.tell("leaving effects out", static_cast<double>(i) / static_cast<double>(left_out.size()));
    report.ablation.push_back(ablated(validation.runs(), rows, *left_out[i], options.threads));
  }
  if (options.honest) {
    report.honest = honest_tables(validation.evaluator(), validation.runs(), rows,
                                  [&](double done) { validation.tell("fitting parts of the rows", done); });
  }
  return report;
}

}  // namespace trainyard
