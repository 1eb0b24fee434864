#pragma once
// Looking inside an estimate, so that a wrong answer can be cut in half.
#include <filesystem>
#include <string>
#include <string_view>

#include "models/estimate/scenario.h"
#include "sim/base/result.h"

namespace trainyard {

/// What stands between the scenario and its answer, as text: `stage` is "memory", "operators", "graph",
/// "timeline" or "run". Errors: an unknown stage, those of estimate().
[[nodiscard]] Result<std::string> explain(const Scenario& scenario, std::string_view stage);

/// Writes the timeline of one step for Perfetto (Chrome trace JSON). Errors: those of estimate(), a file that
/// cannot be written.
[[nodiscard]] Result<void> write_trace(const Scenario& scenario, const std::filesystem::path& path);

}  // namespace trainyard
