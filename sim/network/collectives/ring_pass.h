#pragma once
// One turn of a buffer around a ring through all members, the half that all-gather and reduce-scatter share.
#include "sim/network/collectives/stage.h"

namespace trainyard {

/// `turns` passes of (n-1)/n S around L parallel rings (one per member of a node, each S / L of the buffer,
/// each entering and leaving every node once over another NIC), so that per member and turn
///   NIC bytes = (n-1)/n S / L,  fast bytes = (n-1)/n S (L-1)/L,
///   latency = collective_base + turns (N-1) hop_latency + latency + N steps(L) per_peer (an all-reduce's
///   per_peer covers both turns).
/// Source: bandwidth terms nccl-tests doc/PERFORMANCE.md; rings laid through the NICs as NCCL does on
/// multi-rail nodes.
[[nodiscard]] StagePlan ring_pass(Bytes size, const GroupShape& group, const SlowLink& slow, double turns);

}  // namespace trainyard
