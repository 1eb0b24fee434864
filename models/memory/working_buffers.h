#pragma once
// Memory that only the chunk at work needs: gradients and recomputed tensors of one layer, rows in transport,
// pipeline messages.
#include <vector>

#include "models/memory/footprint.h"
#include "models/workload/gradient_sync.h"
#include "models/workload/segment_cost.h"

namespace trainyard {

/// Buffers of a pipeline rank that holds `held` parameters on `stages` (indices into the plan), largest
/// first.
///  - layer workspace: what its recompute brings back for one layer, and the bf16 gradients at both sides of
///    its widest operator; of the largest layer on the rank
///  - loss workspace: the logits in fp32, where a head or an MTP module stands (none when the stack fuses the
///    loss); later the placeholder gradient of the output matrix
///  - placeholder gradients: one 16-bit tensor for every shape of a layer's matrices, where the stack has
///  them
///  - layer gradients (ZeRO-2 and 3): of the largest layer, embedding or head before they are scattered, less
///    the shard that stays; gathered layers (ZeRO-3 that drops its parameters): two of them in bf16, one at
///    work and the next
///  - keys and values (context parallelism): ring: one chunk of another rank's at work and one on its way,
///  and
///    their gradients; all_gather: everybody's and their gradients; all_to_all: queries, keys, values and
///    outputs dealt out anew
///  - rows in transport: what one exchange sends and receives, in the formats of dispatch and combine
///  - pipeline messages: one sent and one received each way, forward and backward, per direction of the
///    schedule
/// Layer and loss workspace are not needed at the same time: the larger counts.
[[nodiscard]] std::vector<MemoryOwner> working_buffers(const StepInput& input, const RankWork& work,
                                                       const RankParameters& held,
                                                       const std::vector<int>& stages);

}  // namespace trainyard
