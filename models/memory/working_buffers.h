#pragma once
// Memory that only the chunk at work needs: gradients and recomputed tensors of one layer, rows in transport,
// pipeline messages.
#include <vector>

#include "models/memory/footprint.h"
#include "models/workload/segment_cost.h"

namespace trainyard {

/// Buffers of a pipeline rank that holds `stages` (indices into the plan), largest first.
///  - layer workspace: what its recompute brings back for one layer, and the bf16 gradients at both sides of
///    its widest operator; of the largest layer on the rank
///  - loss workspace: the logits in fp32, where a head or an MTP module stands
///  - rows in transport: what one exchange sends and receives, in the formats of dispatch and combine
///  - pipeline messages: one sent and one received each way, forward and backward, per direction of the
///    schedule
/// Layer and loss workspace are not needed at the same time: the larger counts.
[[nodiscard]] std::vector<MemoryOwner> working_buffers(const StepInput& input, const RankWork& work,
                                                       const std::vector<int>& stages);

}  // namespace trainyard
