#include "models/validation/validation_report.h"

#include <utility>

namespace trainyard {

namespace {

void tell_rows(ValidationReport& report) {
  report.totals = score_totals(report.rows);
  report.held = score_held_groups(report.rows);
  report.uncovered = uncovered_reasons(report.rows);
  report.slopes = scaling_slopes(report.rows);
  report.pairs = switch_pairs(report.rows);
}

}  // namespace

ValidationReport make_validation_report(std::shared_ptr<const std::vector<PublishedRun>> runs,
                                        std::vector<RunResult> rows) {
  ValidationReport report;
  report.runs = std::move(runs);
  report.rows = std::move(rows);
  tell_rows(report);
  return report;
}

void keep_rows(ValidationReport& report, const std::function<bool(const RunResult&)>& keep) {
  std::erase_if(report.rows, [&](const RunResult& row) { return !keep(row); });
  tell_rows(report);
}

const GroupScore& gate_score(const ValidationReport& report) {
  return report.totals.held.covered > 0 ? report.totals.held : report.totals.all;
}

}  // namespace trainyard
