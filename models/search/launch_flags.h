#pragma once
// A plan as the flags of the programs that run it.
#include <span>
#include <string>
#include <string_view>

#include "models/estimate/scenario.h"
#include "sim/base/result.h"

namespace trainyard {

struct LaunchTarget {
  std::string_view name;
  std::string_view sentence;
  std::string (*write)(const Scenario& scenario, const Plan& plan);
};

/// Every program a plan can be exported to, one line each.
[[nodiscard]] std::span<const LaunchTarget> launch_targets();
/// Errors: an unknown name, answered with the nearest.
[[nodiscard]] Result<const LaunchTarget*> find_launch_target(std::string_view name);

/// Flags of Megatron-Core's training scripts (megatron/training/arguments.py, core_v0.14), one per line. What
/// Megatron-Core cannot run is said in a comment ("# ...") and never replaced in silence.
[[nodiscard]] std::string megatron_flags(const Scenario& scenario, const Plan& plan);
/// Flags of TorchTitan (torchtitan/config/job_config.py, v0.2), likewise.
[[nodiscard]] std::string torchtitan_flags(const Scenario& scenario, const Plan& plan);

}  // namespace trainyard
