#pragma once
// Terms that every algorithm shares.
#include "sim/network/collectives/group.h"

namespace trainyard {

/// (n - 1) / n, the part of a buffer that has to leave a member of n.
[[nodiscard]] constexpr double remote_share(int n) {
  return (n - 1.0) / n;
}

/// Steps between `local` members of one fast domain that a collective waits for: n - 1 up to 8, then
/// 7 + 8 log2(n / 8). The first was measured with 2, 4 and 8 members. Beyond it is assumed that chains grow
/// into trees: a step more for each of eight chains when the group doubles, which agrees with n - 1 at 16.
[[nodiscard]] double domain_steps(int local);

/// The p-norm of two times: infinity gives the larger one (pipelined), 1 the sum (one after the other).
/// `norm` >= 1.
[[nodiscard]] Seconds combine_stages(Seconds a, Seconds b, double norm);

/// Wire factor of an all-reduce inside a domain of `local` members: 2, or what the switch leaves of it.
[[nodiscard]] double all_reduce_wire_factor(const FastDomain& fast, int local);

/// What a member sends, and the latency apart from the protocol's own: the message passes `protocol_starts`
/// times the start of a protocol and `protocol_steps` steps between peers inside the node.
struct StagePlan {
  Bytes fast_bytes{};
  Bytes slow_bytes{};
  Seconds slow_latency{};
  double protocol_starts = 1.0;
  double protocol_steps = 0.0;
  double slow_share = 1.0;
};

/// Prices a plan with each protocol of `op` and returns the one that a library takes (see DomainLaw). Groups
/// without local peers use no protocol.
[[nodiscard]] CollectiveCost price_stages(CollectiveOp op, const StagePlan& plan, const GroupShape& group,
                                          const CollectiveLinks& links);

/// The operation inside one domain: fast_bytes on the wire, latency + per_peer steps(n).
[[nodiscard]] CollectiveCost price_in_domain(CollectiveOp op, Bytes wire, const GroupShape& group,
                                             const CollectiveLinks& links);

/// collective_base + collective_root sqrt(nodes). Source: constants fitted to published training steps on 8
/// to 16,384 GPUs; the square root stands between a ring (linear) and a tree (logarithmic), as libraries
/// switch from one to the other.
[[nodiscard]] Seconds cross_node_latency(const SlowLink& slow, int nodes);

}  // namespace trainyard
