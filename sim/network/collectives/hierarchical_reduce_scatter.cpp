#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/rail_pass.h"

namespace trainyard {

/// Two levels: reduces and scatters inside the node, then each member's part along its rail:
///   NIC bytes = (N-1)/N S / L, fast bytes = (L-1)/L S (see rail_pass.h).
CollectiveCost hierarchical_reduce_scatter(Bytes size, const GroupShape& group,
                                           const CollectiveLinks& links) {
  if (group.nodes == 1) return ring_reduce_scatter(size, group, links);
  return price_stages(CollectiveOp::reduce_scatter, rail_pass(size, group, links.slow, 1.0, 1.0), group,
                      links);
}

}  // namespace trainyard
