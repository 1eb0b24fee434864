#include "sim/network/collectives/rail_pass.h"

namespace trainyard {

StagePlan rail_pass(Bytes size, const GroupShape& group, const SlowLink& slow, double wire_factor,
                    double turns) {
  StagePlan plan;
  plan.fast_bytes = size * (wire_factor * remote_share(group.local));
  plan.slow_bytes = size * (turns * remote_share(group.nodes) / group.local);
  plan.slow_latency = cross_node_latency(slow, group.nodes);
  plan.protocol_steps = domain_steps(group.local);
  plan.slow_share = slow.share;
  return plan;
}

}  // namespace trainyard
