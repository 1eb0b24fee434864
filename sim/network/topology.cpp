#include "sim/network/topology.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace trainyard {
namespace {

int ceil_divide(int a, int b) {
  return (a + b - 1) / b;
}

/// Ports of a leaf that lead down: P o / (1 + o), whole.
int leaf_ports_down(const FabricWiring& fabric) {
  const double share = fabric.oversubscription / (1.0 + fabric.oversubscription);
  return static_cast<int>(std::floor(fabric.switch_ports * share + 1e-9));
}

Diagnostics problems_of(const NodeWiring& node, const FabricWiring& fabric, int nodes) {
  Diagnostics problems;
  const auto complain = [&](std::string message, std::string hint = {}) {
    problems.push_back(problem(std::move(message), std::move(hint)).front());
  };
  if (node.gpus < 1 || nodes < 1 || node.nics < 0)
    return problem(fmt::format("{} nodes of {} GPUs and {} NICs", nodes, node.gpus, node.nics),
                   "at least one node and one GPU");
  if (!(node.fast_rate.base() >= 0.0)) complain("the rate inside the node is negative");
  for (const Seconds t : {node.fast_latency, node.nic_latency, fabric.cross_leaf_latency})
    if (!(t.base() >= 0.0)) complain("a latency of the network is negative");
  if (node.gpus > 1 && !(node.fast_rate.base() > 0.0) && node.nics != node.gpus)
    complain("GPUs without a link inside the node need a NIC each");
  if (node.nic_behind_fast_link && !(node.fast_rate.base() > 0.0))
    complain("the NIC is reached over the GPU's link inside the node, but that has no rate");
  if (nodes > 1 || node.nics > 0) {
    if (node.nics == 0)
      complain("several nodes, but no NIC to connect them", "give the node at least one NIC");
    if (!(node.nic_rate.base() > 0.0)) complain("the NIC has no rate");
    if (node.nics > 0 && node.gpus % node.nics != 0)
      complain(fmt::format("{} NICs do not divide {} GPUs", node.nics, node.gpus),
               "every NIC serves as many GPUs");
  }
  if (fabric.switch_ports < 2) complain(fmt::format("a switch of {} ports", fabric.switch_ports));
  if (!(fabric.oversubscription >= 1.0) || std::isinf(fabric.oversubscription))
    complain(
        fmt::format("oversubscription {}: ports down over ports up, at least 1", fabric.oversubscription));
  if (!problems.empty()) return problems;
  if (leaf_ports_down(fabric) < 1 || leaf_ports_down(fabric) >= fabric.switch_ports)
    complain(fmt::format("a leaf of {} ports oversubscribed {} to 1 has none left upwards",
                         fabric.switch_ports, fabric.oversubscription));
  if (fabric.kind == FabricKind::multi_plane && node.nics > 1 && !(node.fast_rate.base() > 0.0))
    complain("planes do not touch: traffic between them needs a link inside the node");
  return problems;
}

}  // namespace

std::string_view to_text(FabricKind kind) {
  return kind == FabricKind::leaf_spine ? "leaf_spine" : "multi_plane";
}

std::string_view to_text(LinkKind kind) {
  switch (kind) {
    case LinkKind::fast_out:
      return "fast_out";
    case LinkKind::fast_in:
      return "fast_in";
    case LinkKind::nic_out:
      return "nic_out";
    case LinkKind::nic_in:
      return "nic_in";
    case LinkKind::leaf_to_spine:
      return "leaf_to_spine";
    case LinkKind::spine_to_leaf:
      return "spine_to_leaf";
  }
  assert(false);
  return {};
}

int max_endpoints_per_plane(const FabricWiring& fabric) {
  return fabric.switch_ports * leaf_ports_down(fabric);
}

Result<Topology> make_topology(const NodeWiring& node, const FabricWiring& fabric, int nodes) {
  if (Diagnostics problems = problems_of(node, fabric, nodes); !problems.empty()) return problems;
  Topology t;
  t.node_ = node;
  t.fabric_ = fabric;
  t.nodes_ = nodes;
  const bool many = fabric.kind == FabricKind::multi_plane;
  t.planes_ = node.nics == 0 ? 0 : many ? node.nics : 1;
  t.down_ports_ = leaf_ports_down(fabric);
  t.up_ports_ = fabric.switch_ports - t.down_ports_;
  if (node.nics > 0) {
    // Leaves fill up in order; with rails every rail has leaves of its own.
    const int nics_in_plane = many ? 1 : node.nics;
    const int nodes_per_leaf = t.down_ports_ / nics_in_plane;
    if (many || fabric.rails) {
      t.leaves_per_plane_ = nics_in_plane * ceil_divide(nodes, t.down_ports_);
    } else if (nodes_per_leaf == 0) {
      return problem(
          fmt::format("a node's {} NICs do not fit on one leaf with {} ports down", node.nics, t.down_ports_),
          "lay the fabric out in rails");
    } else {
      t.leaves_per_plane_ = ceil_divide(nodes, nodes_per_leaf);
    }
    if (t.leaves_per_plane_ > fabric.switch_ports)
      return problem(fmt::format("{} nodes need {} leaves in one plane, but a spine switch has {} ports",
                                 nodes, t.leaves_per_plane_, fabric.switch_ports),
                     fmt::format("two tiers of such switches hold at most {} NICs per plane",
                                 max_endpoints_per_plane(fabric)));
    t.spines_per_plane_ =
        t.leaves_per_plane_ == 1 ? 0 : ceil_divide(t.leaves_per_plane_ * t.up_ports_, fabric.switch_ports);
  }
  t.append_links();
  return t;
}

void Topology::append_links() {
  // Vertices: GPUs, the switch inside each node, NICs, leaves, spines.
  const int inside = ranks();
  const int first_nic = inside + nodes_;
  const int first_leaf = first_nic + nodes_ * node_.nics;
  const int first_spine = first_leaf + leaves();
  vertices_ = first_spine + spines();

  const bool fast = node_.fast_rate.base() > 0.0;
  const Seconds fast_half = node_.fast_latency / 2.0;
  // Where the NIC lies behind the GPU's link, that link's latency is part of the measured NIC latency.
  const Seconds nic_half =
      node_.nic_behind_fast_link
          ? Seconds::from_base(std::max(0.0, (node_.nic_latency - node_.fast_latency).base()) / 2.0)
          : node_.nic_latency / 2.0;
  const auto add = [&](LinkKind kind, int from, int to, BytesPerSecond capacity, Seconds latency) {
    links_.push_back({kind, from, to, capacity, latency});
  };
  const auto count = [&] { return static_cast<int>(links_.size()); };

  if (fast)
    for (int r = 0; r < ranks(); ++r)
      add(LinkKind::fast_out, r, inside + r / node_.gpus, node_.fast_rate, fast_half);
  first_fast_in_ = count();
  if (fast)
    for (int r = 0; r < ranks(); ++r)
      add(LinkKind::fast_in, inside + r / node_.gpus, r, node_.fast_rate, fast_half);

  const auto leaf_vertex = [&](int n, int nic) {
    const Port port = port_of(n, nic);
    return first_leaf + port.plane * leaves_per_plane_ + port.leaf;
  };
  first_nic_out_ = count();
  for (int n = 0; n < nodes_; ++n)
    for (int i = 0; i < node_.nics; ++i)
      add(LinkKind::nic_out, first_nic + n * node_.nics + i, leaf_vertex(n, i), node_.nic_rate, nic_half);
  first_nic_in_ = count();
  for (int n = 0; n < nodes_; ++n)
    for (int i = 0; i < node_.nics; ++i)
      add(LinkKind::nic_in, leaf_vertex(n, i), first_nic + n * node_.nics + i, node_.nic_rate, nic_half);

  const BytesPerSecond bundle = spines_per_plane_ == 0
                                    ? BytesPerSecond{}
                                    : node_.nic_rate * (static_cast<double>(up_ports_) / spines_per_plane_);
  const auto spine_vertex = [&](int plane, int spine) {
    return first_spine + plane * spines_per_plane_ + spine;
  };
  for (const bool up : {true, false}) {
    (up ? first_up_ : first_down_) = count();
    for (int plane = 0; plane < planes_; ++plane)
      for (int leaf = 0; leaf < leaves_per_plane_; ++leaf)
        for (int spine = 0; spine < spines_per_plane_; ++spine) {
          const int l = first_leaf + plane * leaves_per_plane_ + leaf;
          const int s = spine_vertex(plane, spine);
          add(up ? LinkKind::leaf_to_spine : LinkKind::spine_to_leaf, up ? l : s, up ? s : l, bundle,
              fabric_.cross_leaf_latency / 2.0);
        }
  }
}

Topology::Port Topology::port_of(int node, int nic) const {
  if (fabric_.kind == FabricKind::multi_plane) return {nic, node / down_ports_, node};
  if (fabric_.rails)
    return {0, nic * (leaves_per_plane_ / node_.nics) + node / down_ports_, nic * nodes_ + node};
  return {0, node / (down_ports_ / node_.nics), node * node_.nics + nic};
}

void Topology::take(NetworkRoute& route, int link) const {
  const NetworkLink& taken = links_[static_cast<std::size_t>(link)];
  route.links.push_back(NetworkLinkId{link});
  route.latency += taken.latency;
  route.bottleneck = route.links.size() == 1 ? taken.capacity : std::min(route.bottleneck, taken.capacity);
}

NetworkRoute Topology::route(int from, int to) const {
  assert(from >= 0 && from < ranks() && to >= 0 && to < ranks());
  NetworkRoute route;
  if (from == to) return route;
  const int from_node = from / node_.gpus;
  const int to_node = to / node_.gpus;
  const bool fast = node_.fast_rate.base() > 0.0;
  if (from_node == to_node && fast) {
    take(route, from);
    take(route, first_fast_in_ + to);
    return route;
  }

  const int to_nic = nic_of(to % node_.gpus);
  int from_nic = nic_of(from % node_.gpus);
  const bool other_plane = fabric_.kind == FabricKind::multi_plane && from_nic != to_nic;
  if (node_.nic_behind_fast_link) {
    // The node's own fabric reaches every NIC, so a NIC on the right plane costs no extra hop.
    take(route, from);
    if (other_plane) from_nic = to_nic;
  } else if (other_plane) {
    // Forwarded by the first GPU of the sender's node whose NIC is on the receiver's plane.
    const int forwarder = from_node * node_.gpus + to_nic * (node_.gpus / node_.nics);
    take(route, from);
    take(route, first_fast_in_ + forwarder);
    from_nic = to_nic;
  }
  const Port source = port_of(from_node, from_nic);
  const Port target = port_of(to_node, to_nic);
  take(route, first_nic_out_ + from_node * node_.nics + from_nic);
  route.switches = 1;
  if (source.leaf != target.leaf) {
    const int spine = target.endpoint % spines_per_plane_;
    const auto at = [&](int leaf) {
      return (target.plane * leaves_per_plane_ + leaf) * spines_per_plane_ + spine;
    };
    take(route, first_up_ + at(source.leaf));
    take(route, first_down_ + at(target.leaf));
    route.switches = 3;
  }
  take(route, first_nic_in_ + to_node * node_.nics + to_nic);
  if (node_.nic_behind_fast_link) take(route, first_fast_in_ + to);
  return route;
}

}  // namespace trainyard
