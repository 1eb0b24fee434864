#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/ring_pass.h"

namespace trainyard {

/// One node: (n-1)/n S on the wire of the measured law. Across nodes: one ring pass (see ring_pass.h),
/// reducing on the way.
CollectiveCost ring_reduce_scatter(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  constexpr auto op = CollectiveOp::reduce_scatter;
  if (group.nodes == 1) return price_in_domain(op, size * remote_share(group.members), group, links);
  return price_stages(op, ring_pass(size, group, links.slow, 1.0), group, links);
}

}  // namespace trainyard
