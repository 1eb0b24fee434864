#pragma once
// What predictions are worth on runs nobody fitted: constants from one part of the runs, errors on the other.
#include <functional>
#include <string>
#include <vector>

#include "models/validation/fit_runs.h"
#include "models/validation/validation_report.h"

namespace trainyard {

/// Two tables. Halves: the (source, model, GPU) groups dealt into two halves, each predicted with what the
/// other tells, for several deals. Leave one out: every source with `enough` rows predicted with what all
/// others tell, its own stack from what is expected of any. `rows` are the report's, in the order of `runs`.
[[nodiscard]] std::vector<ValidationTable> honest_tables(RunEvaluator& evaluator,
                                                         const std::vector<PreparedRun>& runs,
                                                         const std::vector<RunResult>& rows,
                                                         const std::function<void(double)>& progress);

/// Rows that constants may be fitted to: simulated, of tier A or B, no production run.
[[nodiscard]] std::vector<std::size_t> fittable(const std::vector<PreparedRun>& runs,
                                                const std::vector<RunResult>& rows);

}  // namespace trainyard
