#pragma once
// Memory a rank keeps from step to step: weights, gradients, optimizer states, and what sharding leaves of
// them.
#include <vector>

#include "models/workload/gradient_sync.h"
#include "models/workload/step_input.h"

namespace trainyard {

struct ResidentState {
  Bytes weights{}, gradients{}, optimizer{};
};

/// Of a pipeline rank that holds `held` parameters on `stages`:
///  - weights: 2 B each, and an fp8 copy of the linear layers' for stacks that multiply in fp8. ZeRO-3: none,
///    the gathered layers are working buffers; kept gathered (plan.reshard false): all of them
///  - gradients: the stack's bytes each; ZeRO-2 and 3: of this rank's shard, unless they are added up whole
///    (plan.gathers_once())
///  - optimizer: fp32 master copy and both moments; ZeRO-1 and above: of this rank's shard
[[nodiscard]] ResidentState resident_state(const StepInput& input, const RankParameters& held,
                                           const std::vector<int>& stages);

/// Whether gradients are kept as shards, and the number of ranks that share one kind of parameters.
[[nodiscard]] bool shards_gradients(const Plan& plan);
[[nodiscard]] double shared_shards(const Plan& plan);
[[nodiscard]] double expert_shards(const Plan& plan);

}  // namespace trainyard
