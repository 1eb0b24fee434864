#pragma once
// The traffic of parameters that no rank holds whole (ZeRO-3, FSDP): gathered layer by layer before they are
// used, gradients scattered behind the backward of each layer.
#include "models/workload/step_input.h"
#include "sim/base/result.h"

namespace trainyard {

/// Of one stage and one micro-batch, every layer's collectives one after the other.
struct ShardTraffic {
  Seconds forward{};      // gathers before the forward
  Seconds backward{};     // gathers before the backward (none when parameters are kept)
  Seconds scatter{};      // reduce-scatters of gradients; with replicated shards their all-reduce too
  Seconds first_layer{};  // one layer's gather: what nothing precedes cannot be hidden
};

/// Zero unless plan.zero is 3. Errors: groups the collectives cannot price.
[[nodiscard]] Result<ShardTraffic> estimate_shard_traffic(const StepInput& input, const StageSpec& stage);

}  // namespace trainyard
