#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/stage.h"

namespace trainyard {

/// Two levels: inside the node everything first moves to the member on the destination's rail, then one
/// message goes to each node:
///   fast bytes = (L-1)/L S, NIC bytes = (N-1)/N S (as pairwise), but N-1 large messages instead of n-L small
///   ones, latency = collective_base + collective_root sqrt(N) + (N-1) per_message + latency + steps(L)
///   per_peer.
/// Source: the scheme of NCCL's PXN ("rail-local aggregation through NVLink", NCCL 2.12).
CollectiveCost hierarchical_all_to_all(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  if (group.nodes == 1) return pairwise_all_to_all(size, group, links);
  StagePlan plan;
  plan.fast_bytes = size * remote_share(group.local);
  plan.slow_bytes = size * remote_share(group.nodes);
  plan.slow_latency =
      cross_node_latency(links.slow, group.nodes) + links.slow.per_message * (group.nodes - 1);
  plan.protocol_steps = domain_steps(group.local);
  plan.slow_share = links.slow.all_to_all_share;
  return price_stages(CollectiveOp::all_to_all, plan, group, links);
}

}  // namespace trainyard
