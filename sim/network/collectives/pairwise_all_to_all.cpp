#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/stage.h"

namespace trainyard {

/// Every member sends S / n straight to each other one:
///   fast bytes = (L-1)/n S, NIC bytes = (n-L)/n S,
///   latency = collective_base + collective_root sqrt(N) + (n-L) per_message + latency + steps(L) per_peer.
/// Source: nccl-tests alltoall (grouped sends and receives); bandwidth term doc/PERFORMANCE.md.
CollectiveCost pairwise_all_to_all(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  constexpr auto op = CollectiveOp::all_to_all;
  if (group.nodes == 1) return price_in_domain(op, size * remote_share(group.members), group, links);
  const int outside = group.members - group.local;
  StagePlan plan;
  plan.fast_bytes = size * (static_cast<double>(group.local - 1) / group.members);
  plan.slow_bytes = size * (static_cast<double>(outside) / group.members);
  plan.slow_latency = cross_node_latency(links.slow, group.nodes) + links.slow.per_message * outside;
  plan.protocol_steps = domain_steps(group.local);
  plan.slow_share = links.slow.all_to_all_share;
  return price_stages(op, plan, group, links);
}

}  // namespace trainyard
