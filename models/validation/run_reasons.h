#pragma once
// Why a prediction may lie far from its measurement, from what the row itself tells.
#include <map>
#include <string>
#include <vector>

#include "models/validation/run_result.h"

namespace trainyard {

/// How far repeats lie apart: the largest ratio, less one, of a row's measured step and that of a row of the
/// same settings under another release of the software. Rows without repeats have no entry.
[[nodiscard]] std::map<const RunResult*, double> repeat_spreads(const std::vector<RunResult>& rows);

/// The facts of the row that make it hard to predict, the gravest first, at most three; when there is none,
/// what its step is predicted to consist of most. `spread` is that of its repeats, 0 without any.
[[nodiscard]] std::string likely_reason(const RunResult& row, double spread);

}  // namespace trainyard
