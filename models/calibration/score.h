#pragma once
// A profile against measurements it may never have seen.
#include <map>
#include <span>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/calibration/errors.h"
#include "models/calibration/measurements.h"

namespace trainyard {

/// Errors of one group of measurements.
struct ScoreLine {
  std::string group{};   // "cublas-bf16/gemm", "cutlass-moe-fp8-block/grouped balanced", "all_reduce"
  std::string status{};  // how the constants came to be known; for roles that differ, the least certain one
  ErrorSummary training{};  // shapes of training; of collectives all rows
  ErrorSummary all{};       // every row the profile answers
};

/// One measurement that the profile answers.
struct ScoredRow {
  std::string group{};
  std::string where{};  // "FILE:LINE"
  Seconds measured{}, predicted{};
};

struct Score {
  std::vector<ScoreLine> lines{};           // by group name
  std::vector<ScoredRow> rows{};            // kernels, collectives, exchanges of each file in turn
  std::map<std::string, int> unanswered{};  // reason -> rows
};

/// Scores the kernels of `gpu` and, when `node` is given, its collectives; with `transport` also expert
/// exchanges between such nodes. Rows whose family or role the profile lacks are counted as unanswered.
/// Errors: constants that no law accepts.
[[nodiscard]] Result<Score> score(const GpuProfile& gpu, const NodeProfile* node,
                                  std::span<const Measurements> measurements,
                                  const LoneTransport* transport = nullptr);

/// As a table for people.
[[nodiscard]] std::string score_text(const Score& score);

}  // namespace trainyard
