#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/rail_pass.h"

namespace trainyard {

/// Two levels: gathers each member's part along its rail, then the node's parts inside the node:
///   NIC bytes = (N-1)/N S / L, fast bytes = (L-1)/L S (see rail_pass.h).
CollectiveCost hierarchical_all_gather(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  if (group.nodes == 1) return ring_all_gather(size, group, links);
  return price_stages(CollectiveOp::all_gather, rail_pass(size, group, links.slow, 1.0, 1.0), group, links);
}

}  // namespace trainyard
