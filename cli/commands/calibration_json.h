#pragma once
// What trainyard calibrate --json prints: data/schema/calibration-report.schema.json and, with --check,
// data/schema/score-report.schema.json.
#include <span>
#include <string>

#include "models/calibration/calibrate.h"
#include "models/calibration/score.h"
#include "models/calibration/target.h"

namespace trainyard::cli {

[[nodiscard]] std::string write_json_calibration(const CalibrationTarget& target,
                                                 std::span<const Measurements> files,
                                                 const Calibration& calibration);
[[nodiscard]] std::string write_json_score(const CalibrationTarget& target,
                                           std::span<const Measurements> files, const Score& score);

}  // namespace trainyard::cli
