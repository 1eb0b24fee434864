#pragma once
// Rows of collections for tests: made-up ones that differ in little from one plain row, and the shipped ones.
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/validation/prepare_run.h"
#include "models/validation/run_filter.h"

namespace trainyard::made_up {

/// A dense model of 8 layers on 64 H100, all of it told. `changes` are merged into it as RFC 7396 has it: a
/// null takes a field away.
inline nlohmann::json plain_row(const std::string& changes = "{}") {
  nlohmann::json row = nlohmann::json::parse(R"({"id": "own-1", "tier": "A",
    "model": {"name": "Plain", "arch": "dense", "layers": 8, "hidden": 4096, "heads": 32, "ffn": 16384,
              "vocab": 32000, "seq": 2048},
    "hardware": {"gpu": "H100-SXM", "n_gpus": 64}, "dtype": "bf16",
    "parallel": {"tp": 8, "pp": 4}, "batch": {"gbs": 64, "mbs": 1}, "recompute": "none",
    "measured": {"step_time_s": 2.5}})");
  row.merge_patch(nlohmann::json::parse(changes));
  return row;
}

/// Throws what a collection of these rows is refused for.
inline std::vector<PublishedRun> read_rows(const std::vector<nlohmann::json>& rows) {
  const Result<JsonDocument> document = JsonDocument::parse(nlohmann::json(rows).dump(), "rows.json");
  if (!document) throw std::runtime_error(to_text(document.error()));
  Result<std::vector<PublishedRun>> read = read_published_runs(document.value());
  if (!read) throw std::runtime_error(to_text(read.error()));
  return std::move(read.value());
}

inline Result<RunRules> read_rules(const std::string& rules) {
  TRAINYARD_TRY(document, JsonDocument::parse(R"({"rules": [)" + rules + "]}", "rules.json"));
  return read_run_rules(document);
}

/// A stack and a cluster for every row, and `more` rules, begun with a comma, after them.
inline RunRules plain_rules(const std::string& more = {}) {
  Result<RunRules> read = read_rules(
      R"({"name": "plain", "source": "a test", "when": {},
          "set": {"stack": "nemo-2024-bf16", "stack_fp8": "nemo-2024-fp8"}},
         {"name": "place", "source": "a test", "when": {"hardware.gpu": "H100*"}, "set": {"cluster": "dgx-h100"}})" +
      more);
  if (!read) throw std::runtime_error(to_text(read.error()));
  return std::move(read.value());
}

/// Profiles of the source tree.
inline const ProfileLibrary& shipped_library() {
  static const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  return library;
}

inline const RunRules& shipped_rules() {
  static const RunRules rules = [] {
    const auto document =
        JsonDocument::load(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/published/run_rules.json");
    if (!document) throw std::runtime_error(to_text(document.error()));
    const auto read = read_run_rules(document.value());
    if (!read) throw std::runtime_error(to_text(read.error()));
    return read.value();
  }();
  return rules;
}

inline const std::vector<PublishedRun>& shipped_runs() {
  static const std::vector<PublishedRun> runs = [] {
    const auto files =
        published_run_files(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/published/runs");
    if (!files) throw std::runtime_error(to_text(files.error()));
    const auto read = load_published_runs(files.value());
    if (!read) throw std::runtime_error(to_text(read.error()));
    return read.value();
  }();
  return runs;
}

/// Every `stride`-th of the shipped rows that meet a filter.
inline std::vector<PublishedRun> shipped_runs(const std::string& filter, std::size_t stride = 1) {
  const auto wanted = parse_run_filter(filter);
  if (!wanted) throw std::runtime_error(to_text(wanted.error()));
  std::vector<PublishedRun> out;
  std::size_t seen = 0;
  for (const PublishedRun& run : shipped_runs()) {
    if (wanted.value().matches(run) && seen++ % stride == 0) out.push_back(run);
  }
  return out;
}

/// All of them, with the rules given; they point into `runs`.
inline std::vector<PreparedRun> prepared(const std::vector<PublishedRun>& runs,
                                         const RunRules& rules = shipped_rules()) {
  RunPreparer preparer(shipped_library(), rules);
  std::vector<PreparedRun> out;
  for (const PublishedRun& run : runs) out.push_back(preparer.prepare(run));
  return out;
}

}  // namespace trainyard::made_up
