#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/rail_pass.h"

namespace trainyard {

/// Two levels: reduce-scatter inside the node, all-reduce along each rail, all-gather inside the node:
///   NIC bytes = 2 (N-1)/N S / L, fast bytes = 2 (L-1)/L S, or wire_factor (L-1)/L S where the switch reduces
///   (see rail_pass.h).
CollectiveCost hierarchical_all_reduce(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  if (group.nodes == 1) return ring_all_reduce(size, group, links);
  const double factor = all_reduce_wire_factor(links.fast, group.local);
  return price_stages(CollectiveOp::all_reduce, rail_pass(size, group, links.slow, factor, 2.0), group,
                      links);
}

}  // namespace trainyard
