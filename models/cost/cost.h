#pragma once
#include <string>
#include <vector>

#include "models/run/run.h"
#include "sim/base/sourced.h"

namespace trainyard {

struct CostItem {
  std::string name{};
  Dollars amount{};
  std::string basis{};  // "2.49M GPU-hours x $2/GPU-hour (DeepSeek-V3 report, 2024-12)"
};

/// Rent covers power and space, so electricity is told beside the total, not added.
struct CostEstimate {
  Dollars total{};  // main phase
  Dollars all_phases{};
  Dollars electricity{};  // what the energy alone would cost
  std::vector<CostItem> items{};
};

[[nodiscard]] CostEstimate estimate_cost(const RunEstimate& run, const Sourced<DollarsPerSecond>& gpu_rent,
                                         const Sourced<DollarsPerJoule>& electricity);

}  // namespace trainyard
