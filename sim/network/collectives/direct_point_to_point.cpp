#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/stage.h"

namespace trainyard {

/// One message from one member to another: inside a node S over the fast domain's law (latency + per_peer + S
/// / rate), between nodes hop_latency + S / (NIC rate * share / members_per_nic). The group has one or two
/// members.
CollectiveCost direct_point_to_point(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  constexpr auto op = CollectiveOp::point_to_point;
  if (group.nodes == 1) return price_in_domain(op, size, group, links);
  StagePlan plan;
  plan.slow_bytes = size;
  plan.slow_latency = links.slow.hop_latency;
  plan.slow_share = links.slow.share;
  return price_stages(op, plan, group, links);
}

}  // namespace trainyard
