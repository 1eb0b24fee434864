// Routes over many wirings: connected, no shorter path exists than what a search finds, and evenly spread
// over the spines.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "sim/network/topology.h"

namespace trainyard {
namespace {

struct Wiring {
  const char* name;
  NodeWiring node;
  FabricWiring fabric;
  int nodes;
};

std::vector<Wiring> wirings() {
  const NodeWiring board{
      8, gigabytes_per_second(200), microseconds(3.3), 8, gigabytes_per_second(50), microseconds(2.8), false};
  NodeWiring pairs = board;
  pairs.nics = 4;
  NodeWiring pcie{
      8, gigabytes_per_second(20), microseconds(1), 1, gigabytes_per_second(25), microseconds(3), true};
  NodeWiring pcie_two = pcie;
  pcie_two.nics = 2;
  NodeWiring bare{4, {}, {}, 4, gigabytes_per_second(50), microseconds(2.8), false};
  const auto small = [](FabricKind kind, double oversubscription, bool rails) {
    return FabricWiring{kind, 16, oversubscription, microseconds(0.9), rails};
  };
  return {{"leaf-spine", board, small(FabricKind::leaf_spine, 1, false), 12},
          {"rails", board, small(FabricKind::leaf_spine, 1, true), 12},
          {"planes", board, small(FabricKind::multi_plane, 1, false), 20},
          {"oversubscribed", board, small(FabricKind::leaf_spine, 3, false), 9},
          {"a NIC for two", pairs, small(FabricKind::leaf_spine, 1, false), 7},
          {"planes for pairs", pairs, small(FabricKind::multi_plane, 2, false), 30},
          {"one NIC behind PCIe", pcie, small(FabricKind::leaf_spine, 1, false), 20},
          {"two planes behind PCIe", pcie_two, small(FabricKind::multi_plane, 1, false), 20},
          {"no fast domain", bare, small(FabricKind::leaf_spine, 1, false), 9},
          {"one node", board, small(FabricKind::leaf_spine, 1, false), 1}};
}

/// Every 7th pair of ranks, both directions.
template <class Check>
void for_pairs(const Topology& t, Check check) {
  for (int a = 0; a < t.ranks(); a += 3)
    for (int b = a % 7; b < t.ranks(); b += 7) check(a, b);
}

TEST(EveryWiring, RoutesHaveTheFewestLinksASearchFinds) {
  for (const Wiring& w : wirings()) {
    const Topology t = make_topology(w.node, w.fabric, w.nodes).value();
    for (int a = 0; a < t.ranks(); a += 11)
      for (int b = a % 13; b < t.ranks(); b += 13)
        ASSERT_EQ(static_cast<int>(t.route(a, b).links.size()), fewest_links(t, a, b))
            << w.name << " " << a << " to " << b;
  }
}

TEST(EveryWiring, LinksOfARouteJoinUp) {
  for (const Wiring& w : wirings()) {
    const Topology t = make_topology(w.node, w.fabric, w.nodes).value();
    const int first_nic = t.ranks() + t.nodes();
    const int past_nics = first_nic + t.nodes() * w.node.nics;
    const auto is_nic = [&](int v) { return v >= first_nic && v < past_nics; };
    const auto node_of = [&](int v) {
      return v < t.ranks() ? v / w.node.gpus : v < first_nic ? v - t.ranks() : (v - first_nic) / w.node.nics;
    };
    for_pairs(t, [&](int a, int b) {
      int at = a;
      for (const NetworkLinkId id : t.route(a, b).links) {
        const NetworkLink& link = t.link(id);
        // Between a NIC and the rest of its node there is no link: the NIC's latency and rate hold that step.
        const bool joins = link.from == at || (is_nic(link.from) && node_of(at) == node_of(link.from)) ||
                           (is_nic(at) && node_of(at) == node_of(link.from));
        ASSERT_TRUE(joins) << w.name << " " << a << " to " << b;
        at = link.to;
      }
      ASSERT_TRUE(at == b || (is_nic(at) && node_of(at) == b / w.node.gpus))
          << w.name << " " << a << " to " << b;
    });
  }
}

TEST(EveryWiring, LatencyAndBottleneckAreThoseOfTheLinks) {
  for (const Wiring& w : wirings()) {
    const Topology t = make_topology(w.node, w.fabric, w.nodes).value();
    for_pairs(t, [&](int a, int b) {
      const NetworkRoute route = t.route(a, b);
      if (a == b) return;
      Seconds latency{};
      BytesPerSecond least = t.link(route.links.front()).capacity;
      for (const NetworkLinkId id : route.links) {
        latency += t.link(id).latency;
        least = std::min(least, t.link(id).capacity);
      }
      ASSERT_NEAR(route.latency.base(), latency.base(), 1e-15);
      ASSERT_EQ(route.bottleneck, least);
      ASSERT_GT(least.base(), 0.0);
    });
  }
}

TEST(EveryWiring, IsTheSameEachTimeItIsLaidOut) {
  for (const Wiring& w : wirings()) {
    const Topology first = make_topology(w.node, w.fabric, w.nodes).value();
    const Topology second = make_topology(w.node, w.fabric, w.nodes).value();
    for_pairs(first,
              [&](int a, int b) { ASSERT_EQ(first.route(a, b).links, second.route(a, b).links) << w.name; });
  }
}

// When every rank of one leaf sends to the rank that lies a leaf further, no bundle carries more than its
// rate allows.
TEST(FullBisection, NeighbourLeafTrafficFitsTheBundles) {
  for (const Wiring& w : wirings()) {
    if (w.fabric.oversubscription > 1.0 || w.nodes == 1 || w.node.nics != w.node.gpus) continue;
    const Topology t = make_topology(w.node, w.fabric, w.nodes).value();
    const int shift = w.fabric.switch_ports / 2 *
                      (w.fabric.kind == FabricKind::multi_plane || w.fabric.rails ? w.node.gpus : 1);
    std::map<NetworkLinkId, double> load;
    for (int a = 0; a < t.ranks(); ++a)
      for (const NetworkLinkId id : t.route(a, (a + shift) % t.ranks()).links)
        load[id] += w.node.nic_rate.base();
    for (const auto& [id, bytes_per_second] : load)
      if (t.link(id).kind == LinkKind::leaf_to_spine || t.link(id).kind == LinkKind::spine_to_leaf) {
        const double cables = std::ceil(t.link(id).capacity / w.node.nic_rate - 1e-9);
        EXPECT_LE(bytes_per_second, cables * w.node.nic_rate.base() * (1 + 1e-12))
            << w.name << " " << static_cast<int>(id);
      }
  }
}

}  // namespace
}  // namespace trainyard
