#pragma once
// The links of a node and fabric as the collective algorithms see them.
#include "hardware_profiles/profile.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// The law of one collective of a node with `gpus` GPUs.
[[nodiscard]] DomainLaw domain_law(const DomainCollective& collective, int gpus);

/// The fast domain of `node` with the laws of all its collectives. A collective the node does not list gets
/// its copy rate (`fast_achievable`) without latency.
[[nodiscard]] FastDomain fast_domain(const NodeProfile& node);

/// The NICs of `node` on `fabric`. All GPUs of a node send at the same time, so they share its NICs evenly. A
/// message between nodes is taken to cross leaves.
[[nodiscard]] SlowLink slow_link(const NodeProfile& node, const FabricProfile& fabric);

}  // namespace trainyard
