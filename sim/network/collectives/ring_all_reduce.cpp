#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/ring_pass.h"

namespace trainyard {

/// One node: 2 (n-1)/n S on the wire of the measured law, or wire_factor (n-1)/n S where the switch reduces.
/// Across nodes: two ring passes, one that reduces and one that gathers (see ring_pass.h).
CollectiveCost ring_all_reduce(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  constexpr auto op = CollectiveOp::all_reduce;
  if (group.nodes == 1) {
    const double factor = all_reduce_wire_factor(links.fast, group.local);
    return price_in_domain(op, size * (factor * remote_share(group.members)), group, links);
  }
  return price_stages(op, ring_pass(size, group, links.slow, 2.0), group, links);
}

}  // namespace trainyard
