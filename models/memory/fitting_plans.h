#pragma once
// When a plan does not fit: the smallest changes that would.
#include <string>
#include <vector>

#include "models/memory/footprint.h"
#include "models/workload/step_input.h"

namespace trainyard {

/// Re-estimates the memory of plans near `input.plan`, which needs `peak`, and says which fit in `capacity`:
/// "recompute none -> deepseek: peak 73.2 GB". Tried one by one: more recompute, half the micro-batch,
/// ZeRO-1, more expert and pipeline parallelism (layers laid out anew), other schedules; then more recompute
/// together with each of the others. When none fits, one sentence names the lightest.
[[nodiscard]] std::vector<std::string> fitting_plans(const StepInput& input, Bytes peak, Bytes capacity);

}  // namespace trainyard
