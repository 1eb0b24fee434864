#include "hardware_profiles/links.h"

#include <cassert>
#include <string>

namespace trainyard {
namespace {

/// A way of the profile, which tells the share of a full node; the law asks for that of an endless group.
template <class Way>
DomainProtocol protocol_of(const Way& way, int gpus) {
  const double loss = way.small_group_loss.value;
  return {.latency = way.latency.value,
          .per_peer = way.per_peer.value,
          .share = way.share.value / (1.0 - loss / gpus),
          .small_group_loss = loss,
          .fill = 0.0};
}

}  // namespace

DomainLaw domain_law(const DomainCollective& collective, int gpus) {
  DomainLaw law;
  for (const DomainWay& way : collective.small_messages) law.protocols.push_back(protocol_of(way, gpus));
  law.protocols.push_back(protocol_of(collective, gpus));
  law.protocols.back().fill = collective.fill.value;
  law.bulk_from = collective.bulk_from.value;
  return law;
}

FastDomain fast_domain(const NodeProfile& node) {
  assert(node.gpus > 0);
  FastDomain domain;
  domain.rate = node.fast.value;
  for (CollectiveOp op : all_collective_ops) {
    const auto found = node.collectives.find(std::string(to_text(op)));
    if (found == node.collectives.end()) {
      domain.law(op).protocols = {{.latency = {},
                                   .per_peer = {},
                                   .share = node.fast_achievable.value,
                                   .small_group_loss = 0.0,
                                   .fill = 0.0}};
      continue;
    }
    domain.law(op) = domain_law(found->second, node.gpus);
    if (op == CollectiveOp::all_reduce && found->second.in_switch_members > 0) {
      domain.in_switch = {.wire_factor = found->second.in_switch_wire_factor.value,
                          .min_members = found->second.in_switch_members};
    }
  }
  return domain;
}

SlowLink slow_link(const NodeProfile& node, const FabricProfile& fabric) {
  assert(node.nics > 0);
  SlowLink link;
  link.rate = node.nic.value;
  link.members_per_nic = static_cast<double>(node.gpus) / node.nics;
  link.share = node.nic_achievable.value;
  link.all_to_all_share = node.nic_all_to_all.value;
  link.hop_latency = node.nic_latency.value + fabric.hop_latency.value;
  link.collective_base = seconds(fabric.collective_base_s.value);
  link.collective_root = seconds(fabric.collective_root_s.value);
  return link;
}

}  // namespace trainyard
