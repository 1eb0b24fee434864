#pragma once
// Everything `trainyard validate` tells, and how it is written.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/validation/compare_runs.h"
#include "models/validation/score_runs.h"

namespace trainyard {

struct ValidationTable {
  std::string name{};  // "half of the groups fitted, the other half tested"
  std::string note{};  // how it was made; may be empty
  std::vector<GroupScore> groups{};
};

/// The same rows with one effect and without it.
struct AblationScore {
  std::string name{};
  GroupScore with{}, without{};
  int moved = 0;  // rows whose step changes by more than 1 %
};

struct ValidationReport {
  std::shared_ptr<const std::vector<PublishedRun>> runs{};  // what `rows` point to
  std::vector<RunResult> rows{};
  std::vector<std::string> data_files{}, without{};
  RunTotals totals{};
  std::vector<HeldGroup> held{};
  std::vector<UncoveredReason> uncovered{};
  std::vector<ScalingSlope> slopes{};
  std::vector<SwitchPair> pairs{};
  std::vector<ValidationTable> honest{};
  std::vector<AblationScore> ablation{};
  std::string anchor{};  // what a row of one's own changed; empty without one
};

/// A report with all that follows from `rows`, which point into `runs`; the rest is left empty.
[[nodiscard]] ValidationReport make_validation_report(std::shared_ptr<const std::vector<PublishedRun>> runs,
                                                      std::vector<RunResult> rows);

/// Drops the rows that `keep` refuses and tells the rest anew; honest tables, ablation and anchor stay.
void keep_rows(ValidationReport& report, const std::function<bool(const RunResult&)>& keep);

/// What limits are set on: the rows the program is held to or, when a filter left none of them, all rows.
[[nodiscard]] const GroupScore& gate_score(const ValidationReport& report);

struct ValidationText {
  std::string by = "source";  // one of run_key_names()
  bool every_row = false;
  bool colour = false;
};
[[nodiscard]] std::string write_text_validation(const ValidationReport& report,
                                                const ValidationText& options = {});
/// See data/schema/validation-report.schema.json.
[[nodiscard]] std::string write_json_validation(const ValidationReport& report,
                                                std::string_view by = "source");
/// One line per row, with a heading.
[[nodiscard]] std::string write_csv_validation(const ValidationReport& report);

}  // namespace trainyard
