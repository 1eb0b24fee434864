#pragma once
// Published runs and their results for tests. Nothing in them was measured or simulated.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/validation/validation_report.h"

namespace trainyard::made_up {

/// One row of a collection as JSON. `more` are further members, begun with a comma.
inline std::string run_row(const std::string& id, const std::string& gpu, int gpus, const std::string& arch,
                           const std::string& dtype, const std::string& tier, const std::string& parallel,
                           int batch, int micro_batch, const std::string& more = "") {
  return fmt::format(
      R"({{"id": "{}", "tier": "{}", "model": {{"name": "{}", "arch": "{}", "layers": 32, "hidden": 4096, )"
      R"("heads": 32, "vocab": 32000, "seq": 2048}}, "hardware": {{"gpu": "{}", "n_gpus": {}}}, "dtype": "{}", )"
      R"("parallel": {{{}}}, "batch": {{"gbs": {}, "mbs": {}}}, "software": "stack 1"{}}})",
      id, tier, arch == "moe" ? "Mix" : "Plain-7B", arch, gpu, gpus, dtype, parallel, batch, micro_batch,
      more);
}

/// Runs with what is predicted for them: {JSON row, predicted s, measured s}; nothing measured: not covered.
struct Outcome {
  std::string row{};
  double predicted = 0, measured = 0;
};

inline ValidationReport report_of(const std::vector<Outcome>& outcomes) {
  std::string text = "[";
  for (const Outcome& one : outcomes) text += (text.size() > 1 ? ",\n" : "\n") + one.row;
  const Result<JsonDocument> document = JsonDocument::parse(text + "\n]", "made_up.json");
  if (!document) throw std::runtime_error(to_text(document.error()));
  const Result<std::vector<PublishedRun>> read = read_published_runs(document.value());
  if (!read) throw std::runtime_error(to_text(read.error()));
  auto runs = std::make_shared<const std::vector<PublishedRun>>(read.value());
  std::vector<RunResult> rows;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    RunResult row;
    row.run = &(*runs)[i];
    row.dtype = normal_dtype(row.run->dtype);
    row.measured = seconds(outcomes[i].measured);
    row.predicted = seconds(outcomes[i].predicted);
    row.covered = outcomes[i].measured > 0.0;
    if (row.covered) {
      row.stack = "made-up-stack";
      row.cluster = "made-up-cluster";
      row.measured_from = "step time";
      row.terms = {{"GEMM", 0.75 * row.predicted}, {"attention", 0.25 * row.predicted}};
    } else {
      row.reason = fmt::format("{} GPUs are too few", row.run->hardware.gpus.value_or(0));
    }
    rows.push_back(std::move(row));
  }
  return make_validation_report(std::move(runs), std::move(rows));
}

/// A small collection with something of everything.
inline ValidationReport small_report() {
  ValidationReport report = report_of({
      {run_row("a-1", "A100-SXM", 8, "dense", "bf16", "A", R"("tp": 1, "pp": 1)", 64, 1), 10.2, 10.0},
      {run_row("a-2", "A100-SXM", 16, "dense", "bf16", "A", R"("tp": 1, "pp": 1)", 128, 1), 10.6, 10.5},
      {run_row("a-3", "A100-SXM", 8, "dense", "bf16", "A", R"("tp": 2, "pp": 1)", 64, 1), 12.0, 11.0},
      {run_row("b-1", "H100-SXM", 64, "dense", "mxfp8", "B", R"("tp": 1, "pp": 4)", 256, 2,
               R"(, "best40": true, "quality": "noisy")"),
       3.0, 4.0},
      {run_row("b-2", "H100-SXM", 64, "moe", "bf16", "B", R"("tp": 1, "ep": 8)", 256, 1), 5.0, 5.0},
      {run_row("c-1", "GB200", 4096, "moe", "nvfp4", "C", R"("tp": 1, "ep": 64)", 8192, 1), 2.0, 1.0},
      {run_row("c-2", "GB200", 4, "dense", "nvfp4", "A", R"("tp": 1)", 8, 1), 0.0, 0.0},
      {run_row("c-3", "GB200", 2, "dense", "nvfp4", "C", R"("tp": 1)", 8, 1), 0.0, 0.0},
  });
  report.rows[0].memory_reading = "allocated";
  report.rows[0].measured_memory = gigabytes(40);
  report.rows[0].predicted_memory = gigabytes(41);
  report.rows[3].rules = {"recompute none (rule X)", "micro_batch 2 (rule Y)"};
  report.rows[3].fitted = true;
  report.rows[5].production = true;
  std::vector<RunResult> rows = std::move(report.rows);
  report = make_validation_report(report.runs, std::move(rows));
  report.data_files = {"made_up.json"};
  return report;
}

}  // namespace trainyard::made_up
