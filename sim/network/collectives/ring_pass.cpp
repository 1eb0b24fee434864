#include "sim/network/collectives/ring_pass.h"

namespace trainyard {

StagePlan ring_pass(Bytes size, const GroupShape& group, const SlowLink& slow, double turns) {
  const Bytes circulated = size * (turns * remote_share(group.members));
  StagePlan plan;
  plan.fast_bytes = circulated * remote_share(group.local);
  plan.slow_bytes = circulated / group.local;
  plan.slow_latency = slow.collective_base + slow.hop_latency * (turns * (group.nodes - 1));
  plan.protocol_steps = group.nodes * domain_steps(group.local);
  plan.slow_share = slow.share;
  return plan;
}

}  // namespace trainyard
