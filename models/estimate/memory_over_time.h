#pragma once
#include <vector>

#include "models/estimate/scenario.h"
#include "models/memory/memory_timeline.h"

namespace trainyard {

/// The activations of every pipeline rank during one step of the scenario's main phase; the greatest of a
/// rank are those of Estimate::memory. Errors: those of estimate().
[[nodiscard]] Result<std::vector<RankMemoryTimeline>> memory_over_time(const Scenario& scenario,
                                                                       std::uint64_t seed = 1);

}  // namespace trainyard
