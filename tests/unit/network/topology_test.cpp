#include "sim/network/topology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace trainyard {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// InfiniBand: 64 B in 2.8 us on one leaf, 3.7 us across leaves; NVLink 3.33 us ("Insights into DeepSeek-V3",
// ISCA'25).
NodeWiring nvlink_node() {
  return {8,    gigabytes_per_second(200), microseconds(3.33), 8, gigabytes_per_second(50), microseconds(2.8),
          false};
}
FabricWiring fabric(FabricKind kind) {
  return {kind, 64, 1.0, microseconds(0.9), false};
}

std::vector<LinkKind> kinds(const Topology& t, const NetworkRoute& route) {
  std::vector<LinkKind> result;
  for (const NetworkLinkId id : route.links) result.push_back(t.link(id).kind);
  return result;
}

std::string problems(const Result<Topology>& result) {
  return result ? "" : to_text(result.error());
}

TEST(LeafSpine, TwoThousandGpusTakeSixtyFourLeavesAndThirtyTwoSpines) {
  const Topology t = make_topology(nvlink_node(), fabric(FabricKind::leaf_spine), 256).value();
  EXPECT_EQ(t.ranks(), 2048);
  EXPECT_EQ(t.leaves(), 64);
  EXPECT_EQ(t.spines(), 32);
  EXPECT_EQ(std::count_if(t.links().begin(), t.links().end(),
                          [](const NetworkLink& l) { return l.kind == LinkKind::leaf_to_spine; }),
            2048);
}

TEST(LeafSpine, LatenciesAreThePublishedOnes) {
  const Topology t = make_topology(nvlink_node(), fabric(FabricKind::leaf_spine), 256).value();
  EXPECT_NEAR(t.route(0, 7).latency.in(microseconds), 3.33, 1e-9);
  EXPECT_NEAR(t.route(0, 8).latency.in(microseconds), 2.8, 1e-9) << "nodes 0 and 1 share a leaf";
  EXPECT_NEAR(t.route(0, 2047).latency.in(microseconds), 3.7, 1e-9);
  EXPECT_EQ(t.route(0, 7).switches, 0);
  EXPECT_EQ(t.route(0, 8).switches, 1);
  EXPECT_EQ(t.route(0, 2047).switches, 3);
}

TEST(LeafSpine, RoutesNameTheirLinksInOrderOfTravel) {
  const Topology t = make_topology(nvlink_node(), fabric(FabricKind::leaf_spine), 16).value();
  EXPECT_TRUE(t.route(5, 5).links.empty());
  EXPECT_THAT(kinds(t, t.route(0, 3)), ElementsAre(LinkKind::fast_out, LinkKind::fast_in));
  EXPECT_THAT(kinds(t, t.route(0, 8)), ElementsAre(LinkKind::nic_out, LinkKind::nic_in));
  EXPECT_THAT(kinds(t, t.route(0, 127)), ElementsAre(LinkKind::nic_out, LinkKind::leaf_to_spine,
                                                     LinkKind::spine_to_leaf, LinkKind::nic_in));
  EXPECT_DOUBLE_EQ(t.route(0, 3).bottleneck.in(gigabytes_per_second), 200);
  EXPECT_DOUBLE_EQ(t.route(0, 127).bottleneck.in(gigabytes_per_second), 50);
}

TEST(LeafSpine, OversubscriptionTakesPortsFromTheSpines) {
  FabricWiring wiring = fabric(FabricKind::leaf_spine);
  wiring.oversubscription = 3.0;  // 48 ports down, 16 up
  const Topology t = make_topology(nvlink_node(), wiring, 24).value();
  EXPECT_EQ(t.leaves(), 4);
  EXPECT_EQ(t.spines(), 1);
  double down = 0, up = 0;
  for (const NetworkLink& l : t.links()) {
    if (l.kind == LinkKind::nic_in) down += l.capacity.in(gigabytes_per_second);
    if (l.kind == LinkKind::spine_to_leaf) up += l.capacity.in(gigabytes_per_second);
  }
  EXPECT_DOUBLE_EQ(down / up, 3.0);
}

TEST(LeafSpine, RailsPutEqualNicsOfNodesOnOneLeaf) {
  FabricWiring wiring = fabric(FabricKind::leaf_spine);
  wiring.rails = true;
  const Topology t = make_topology(nvlink_node(), wiring, 32).value();
  EXPECT_EQ(t.leaves(), 8);
  EXPECT_EQ(t.route(3, 31 * 8 + 3).switches, 1) << "same rail";
  EXPECT_EQ(t.route(3, 31 * 8 + 4).switches, 3) << "another rail";
}

TEST(MultiPlane, EightPlanesHoldSixteenThousandGpusOnSevenHundredSixtyEightSwitches) {
  const Topology t = make_topology(nvlink_node(), fabric(FabricKind::multi_plane), 2048).value();
  EXPECT_EQ(t.ranks(), 16384);
  EXPECT_EQ(t.leaves() + t.spines(), 768);
  EXPECT_EQ(t.planes(), 8);
  EXPECT_THAT(problems(make_topology(nvlink_node(), fabric(FabricKind::multi_plane), 2049)),
              HasSubstr("at most 2048 NICs per plane"));
}

TEST(MultiPlane, TrafficToAnotherPlaneFirstHopsInsideTheNode) {
  const Topology t = make_topology(nvlink_node(), fabric(FabricKind::multi_plane), 256).value();
  EXPECT_THAT(kinds(t, t.route(2, 8 + 2)), ElementsAre(LinkKind::nic_out, LinkKind::nic_in));
  const NetworkRoute other = t.route(2, 8 + 5);
  EXPECT_THAT(kinds(t, other),
              ElementsAre(LinkKind::fast_out, LinkKind::fast_in, LinkKind::nic_out, LinkKind::nic_in));
  EXPECT_EQ(t.link(other.links[1]).to, 5) << "the GPU whose NIC is on the receiver's plane forwards";
  EXPECT_NEAR(other.latency.in(microseconds), 3.33 + 2.8, 1e-9);
  EXPECT_EQ(t.route(2, 2047).links.size(), 6U);
}

TEST(PcieNode, EightGpusShareOneNicThatLiesBehindTheirOwnLinks) {
  const NodeWiring node{
      8, gigabytes_per_second(20), microseconds(2), 1, gigabytes_per_second(25), microseconds(3.6), true};
  const Topology t = make_topology(node, fabric(FabricKind::leaf_spine), 4).value();
  const NetworkRoute a = t.route(0, 9), b = t.route(7, 25);
  EXPECT_THAT(kinds(t, a),
              ElementsAre(LinkKind::fast_out, LinkKind::nic_out, LinkKind::nic_in, LinkKind::fast_in));
  EXPECT_EQ(a.links[1], b.links[1]) << "one NIC for all";
  EXPECT_NE(a.links[0], b.links[0]);
  EXPECT_DOUBLE_EQ(a.bottleneck.in(gigabytes_per_second), 20);
  EXPECT_NEAR(a.latency.in(microseconds), 3.6, 1e-9);
}

TEST(OneNode, NeedsNoFabric) {
  NodeWiring node = nvlink_node();
  node.nics = 0;
  node.nic_rate = {};
  const Topology t = make_topology(node, fabric(FabricKind::leaf_spine), 1).value();
  EXPECT_EQ(t.leaves() + t.spines(), 0);
  EXPECT_EQ(t.route(0, 7).links.size(), 2U);
}

TEST(GpusWithoutAFastDomain, MeetAtTheLeaf) {
  NodeWiring node = nvlink_node();
  node.fast_rate = {};
  const Topology t = make_topology(node, fabric(FabricKind::leaf_spine), 2).value();
  EXPECT_THAT(kinds(t, t.route(0, 7)), ElementsAre(LinkKind::nic_out, LinkKind::nic_in));
}

TEST(MakeTopology, ImpossibleWiringIsRefused) {
  struct Case {
    const char* reason;
    void (*spoil)(NodeWiring&, FabricWiring&, int& nodes);
  };
  const Case cases[] = {
      {"0 nodes", [](NodeWiring&, FabricWiring&, int& nodes) { nodes = 0; }},
      {"no NIC to connect them", [](NodeWiring& n, FabricWiring&, int&) { n.nics = 0; }},
      {"the NIC has no rate", [](NodeWiring& n, FabricWiring&, int&) { n.nic_rate = {}; }},
      {"3 NICs do not divide 8 GPUs", [](NodeWiring& n, FabricWiring&, int&) { n.nics = 3; }},
      {"need a NIC each", [](NodeWiring& n, FabricWiring&, int&) { n.fast_rate = {}, n.nics = 4; }},
      {"that has no rate",
       [](NodeWiring& n, FabricWiring&, int&) { n.fast_rate = {}, n.nic_behind_fast_link = true; }},
      {"rate inside the node is negative",
       [](NodeWiring& n, FabricWiring&, int&) { n.fast_rate = gigabytes_per_second(-1); }},
      {"latency of the network is negative",
       [](NodeWiring&, FabricWiring& f, int&) { f.cross_leaf_latency = microseconds(-1); }},
      {"a switch of 1 ports", [](NodeWiring&, FabricWiring& f, int&) { f.switch_ports = 1; }},
      {"oversubscription 0.5", [](NodeWiring&, FabricWiring& f, int&) { f.oversubscription = 0.5; }},
      {"none left upwards",
       [](NodeWiring&, FabricWiring& f, int&) { f.switch_ports = 8, f.oversubscription = 1e12; }},
      {"do not fit on one leaf", [](NodeWiring&, FabricWiring& f, int&) { f.switch_ports = 8; }},
      {"planes do not touch",
       [](NodeWiring& n, FabricWiring& f, int&) { n.fast_rate = {}, f.kind = FabricKind::multi_plane; }},
      {"at most 2048 NICs per plane", [](NodeWiring&, FabricWiring&, int& nodes) { nodes = 257; }},
  };
  for (const Case& c : cases) {
    NodeWiring node = nvlink_node();
    FabricWiring wiring = fabric(FabricKind::leaf_spine);
    int nodes = 4;
    c.spoil(node, wiring, nodes);
    EXPECT_THAT(problems(make_topology(node, wiring, nodes)), HasSubstr(c.reason));
  }
}

}  // namespace
}  // namespace trainyard
