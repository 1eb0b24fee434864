#pragma once
// What a sweep shows, as sentences for text and HTML; shared by sweep/*.cpp only.
#include <string>
#include <vector>

#include "models/sweep/sweep_report.h"

namespace trainyard {

/// "gpus 1024, nvlink 900 GB/s".
[[nodiscard]] std::string place_of(const SweepReport& report, const SweepPoint& point);

/// What was swept, how, and where the scenario stands.
[[nodiscard]] std::vector<std::string> introduction(const SweepReport& report);
/// The best point; under goals also the neighbours that miss them, or the point that comes nearest.
[[nodiscard]] std::vector<std::string> answer(const SweepReport& report);
[[nodiscard]] std::vector<std::string> knees(const SweepReport& report);
/// Points without a result, with their reasons.
[[nodiscard]] std::vector<std::string> not_simulated(const SweepReport& report);
/// The plan of every point, when they were searched.
[[nodiscard]] std::vector<std::string> plans(const SweepReport& report);

}  // namespace trainyard
