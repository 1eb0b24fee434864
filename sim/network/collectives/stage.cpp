#include "sim/network/collectives/stage.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace trainyard {

Seconds combine_stages(Seconds a, Seconds b, double norm) {
  const double larger = std::max(a.base(), b.base());
  if (std::isinf(norm) || larger <= 0.0) return Seconds::from_base(larger);
  // Scaled by the larger one, so that no power over- or underflows.
  const double sum = std::pow(a.base() / larger, norm) + std::pow(b.base() / larger, norm);
  return Seconds::from_base(larger * std::pow(sum, 1.0 / norm));
}

double domain_steps(int local) {
  constexpr int most_measured = 8;
  if (local <= most_measured) return local - 1.0;
  return most_measured - 1.0 + most_measured * std::log2(static_cast<double>(local) / most_measured);
}

double all_reduce_wire_factor(const FastDomain& fast, int local) {
  const bool reduces = fast.in_switch.min_members > 0 && local >= fast.in_switch.min_members;
  return reduces ? fast.in_switch.wire_factor : 2.0;
}

namespace {

CollectiveCost price_with(const DomainProtocol& protocol, const StagePlan& plan, const GroupShape& group,
                          const CollectiveLinks& links) {
  CollectiveCost cost;
  cost.overhead = links.overhead;
  cost.fast_bytes = plan.fast_bytes;
  cost.slow_bytes = plan.slow_bytes;
  cost.latency = plan.slow_latency;
  if (group.local > 1) {
    const Seconds start = protocol.latency * plan.protocol_starts + protocol.per_peer * plan.protocol_steps;
    const double share = protocol.share * (1.0 - protocol.small_group_loss / group.local);
    const Seconds wire = plan.fast_bytes / (links.fast.rate * share);
    cost.latency += start;
    cost.fast = wire + Seconds::from_base(2.0 * protocol.fill * std::sqrt(start.base() * wire.base()));
  }
  if (group.nodes > 1) {
    const BytesPerSecond per_member = links.slow.rate * plan.slow_share / links.slow.members_per_nic;
    cost.slow = plan.slow_bytes / per_member;
  }
  cost.total = cost.overhead + cost.latency + combine_stages(cost.fast, cost.slow, links.stage_norm);
  return cost;
}

}  // namespace

CollectiveCost price_stages(CollectiveOp op, const StagePlan& plan, const GroupShape& group,
                            const CollectiveLinks& links) {
  if (group.members == 1) return {};
  if (group.local == 1) return price_with({}, plan, group, links);
  const auto& [protocols, bulk_from] = links.fast.law(op);
  assert(!protocols.empty());
  if (bulk_from > Bytes{} && plan.fast_bytes >= bulk_from)
    return price_with(protocols.back(), plan, group, links);
  CollectiveCost best = price_with(protocols.front(), plan, group, links);
  for (std::size_t i = 1; i < protocols.size(); ++i) {
    const CollectiveCost cost = price_with(protocols[i], plan, group, links);
    if (cost.total < best.total) best = cost;
  }
  return best;
}

CollectiveCost price_in_domain(CollectiveOp op, Bytes wire, const GroupShape& group,
                               const CollectiveLinks& links) {
  StagePlan plan;
  plan.fast_bytes = wire;
  plan.protocol_steps = domain_steps(group.local);
  return price_stages(op, plan, group, links);
}

Seconds cross_node_latency(const SlowLink& slow, int nodes) {
  return slow.collective_base + slow.collective_root * std::sqrt(static_cast<double>(nodes));
}

}  // namespace trainyard
