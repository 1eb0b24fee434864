#pragma once
// Two levels: an exchange inside the node and one between the members of equal place in all nodes ("rails").
#include "sim/network/collectives/stage.h"

namespace trainyard {

/// `wire_factor` (L-1)/L S inside the node and `turns` (N-1)/N S / L over each member's share of the NICs,
/// with latency = collective_base + collective_root sqrt(N) + latency + steps(L) per_peer. Source: (N-1)/N
/// bytes / (local * nic * achievable), all local members sharing the node's NICs, as fitted to published
/// steps.
[[nodiscard]] StagePlan rail_pass(Bytes size, const GroupShape& group, const SlowLink& slow,
                                  double wire_factor, double turns);

}  // namespace trainyard
