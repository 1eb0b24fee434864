// Each algorithm against its closed form, worked out by hand for 16 members, 4 in each of 4 nodes, and round
// links.
#include <gtest/gtest.h>

#include "sim/network/collectives/algorithms.h"
#include "tests/unit/collectives/collective_test_links.h"

namespace trainyard {
namespace {

using test::round_links;
constexpr GroupShape one_node{4, 4, 1};
constexpr GroupShape four_nodes{16, 4, 4};
const Bytes size = megabytes(16);

struct Case {
  const char* name;
  CollectiveCost (*cost)(Bytes, const GroupShape&, const CollectiveLinks&);
  double fast_megabytes;
  double slow_megabytes;
  double latency_us;
};

class FourNodes : public testing::TestWithParam<Case> {};

TEST_P(FourNodes, BytesLatencyAndTotalFollowTheFormula) {
  const Case& expected = GetParam();
  const CollectiveCost cost = expected.cost(size, four_nodes, round_links());
  EXPECT_NEAR(cost.fast_bytes.in(megabytes), expected.fast_megabytes, 1e-9);
  EXPECT_NEAR(cost.slow_bytes.in(megabytes), expected.slow_megabytes, 1e-9);
  EXPECT_NEAR(cost.latency.in(microseconds), expected.latency_us, 1e-9);
  const bool all_to_all = std::string_view(expected.name).find("all_to_all") != std::string_view::npos;
  EXPECT_NEAR(cost.fast.in(microseconds), expected.fast_megabytes * 1e6 / 50e3, 1e-6);
  EXPECT_NEAR(cost.slow.in(microseconds), expected.slow_megabytes * 1e6 / (all_to_all ? 25e3 : 40e3), 1e-6);
  EXPECT_NEAR(cost.total.in(microseconds),
              expected.latency_us + std::max(cost.fast.in(microseconds), cost.slow.in(microseconds)), 1e-6);
}

// Rings: 3 hops of 4 us a turn, 12 steps inside nodes. Two levels: 20 + 2 sqrt(4) us, 3 steps inside. Tree:
// depth 2, up and down.
INSTANTIATE_TEST_SUITE_P(
    Algorithms, FourNodes,
    testing::Values(Case{"ring_all_reduce", ring_all_reduce, 30 * 0.75, 30.0 / 4, 20 + 24 + 10 + 12},
                    Case{"tree_all_reduce", tree_all_reduce, 32, 8, 20 + 16 + 10 + 3},
                    Case{"hierarchical_all_reduce", hierarchical_all_reduce, 24, 6, 24 + 10 + 3},
                    Case{"ring_all_gather", ring_all_gather, 15 * 0.75, 15.0 / 4, 20 + 12 + 10 + 12},
                    Case{"hierarchical_all_gather", hierarchical_all_gather, 12, 3, 24 + 10 + 3},
                    Case{"ring_reduce_scatter", ring_reduce_scatter, 15 * 0.75, 15.0 / 4, 20 + 12 + 10 + 12},
                    Case{"hierarchical_reduce_scatter", hierarchical_reduce_scatter, 12, 3, 24 + 10 + 3},
                    Case{"pairwise_all_to_all", pairwise_all_to_all, 3, 12, 24 + 10 + 3},
                    Case{"hierarchical_all_to_all", hierarchical_all_to_all, 12, 12, 24 + 10 + 3}),
    [](const auto& chosen) { return std::string(chosen.param.name); });

TEST(OneNode, AllReduceMovesTwiceTheRemotePart) {
  const CollectiveCost cost = ring_all_reduce(size, one_node, round_links());
  EXPECT_DOUBLE_EQ(cost.fast_bytes.in(megabytes), 24);
  EXPECT_DOUBLE_EQ(cost.slow_bytes.base(), 0);
  EXPECT_NEAR(cost.total.in(microseconds), 13 + 24e6 / 50e3, 1e-9);
}

TEST(OneNode, SwitchThatReducesCutsTheWireFactorFromItsSmallestGroupOn) {
  CollectiveLinks links = round_links();
  links.fast.in_switch = {1.5, 4};
  EXPECT_DOUBLE_EQ(ring_all_reduce(size, one_node, links).fast_bytes.in(megabytes), 18);
  EXPECT_DOUBLE_EQ(hierarchical_all_reduce(size, four_nodes, links).fast_bytes.in(megabytes), 18);
  links.fast.in_switch.min_members = 5;
  EXPECT_DOUBLE_EQ(ring_all_reduce(size, one_node, links).fast_bytes.in(megabytes), 24);
}

TEST(OneNode, CheapestProtocolIsTakenForEachSize) {
  CollectiveLinks links = round_links();
  links.fast.law(CollectiveOp::all_gather).protocols = {{microseconds(5), {}, 0.1, 0.0},
                                                        {microseconds(25), {}, 0.8, 0.4}};
  EXPECT_NEAR(ring_all_gather(kilobytes(4), one_node, links).total.in(microseconds), 5 + 3e3 / 10e3, 1e-9);
  // The bulk protocol reaches 0.8 (1 - 0.4 / 4) of 100 GB/s in a group of four.
  EXPECT_NEAR(ring_all_gather(megabytes(4), one_node, links).total.in(microseconds), 25 + 3e6 / 72e3, 1e-9);
}

TEST(AcrossNodes, MembersThatShareANicDivideItsRate) {
  CollectiveLinks links = round_links();
  const Seconds alone = hierarchical_all_gather(size, four_nodes, links).slow;
  links.slow.members_per_nic = 4;
  EXPECT_DOUBLE_EQ(hierarchical_all_gather(size, four_nodes, links).slow / alone, 4.0);
}

TEST(AcrossNodes, StageNormOfOneAddsTheStages) {
  CollectiveLinks links = round_links();
  links.stage_norm = 1.0;
  const CollectiveCost cost = hierarchical_all_gather(size, four_nodes, links);
  EXPECT_NEAR(cost.total.base(), (cost.latency + cost.fast + cost.slow).base(), 1e-15);
  links.stage_norm = 2.0;
  EXPECT_NEAR(hierarchical_all_gather(size, four_nodes, links).total.base(),
              cost.latency.base() + std::hypot(cost.fast.base(), cost.slow.base()), 1e-15);
}

TEST(AcrossNodes, GroupWithoutLocalPeersNeedsNoFastDomain) {
  CollectiveLinks links = round_links();
  links.fast = {};
  const CollectiveCost cost = hierarchical_reduce_scatter(size, {4, 1, 4}, links);
  EXPECT_DOUBLE_EQ(cost.slow_bytes.in(megabytes), 12);
  EXPECT_DOUBLE_EQ(cost.fast_bytes.base(), 0);
  EXPECT_NEAR(cost.total.in(microseconds), 24 + 12e6 / 40e3, 1e-9);
}

TEST(AcrossNodes, TwoNodesOfATreeJustSwapTheBuffer) {
  EXPECT_DOUBLE_EQ(tree_all_reduce(size, {8, 4, 2}, round_links()).slow_bytes.in(megabytes), 4);
}

TEST(AcrossNodes, TreeBeatsRingForSmallMessagesOnManyNodesAndLosesForLargeOnes) {
  const GroupShape many{64, 1, 64};
  const CollectiveLinks links = round_links();
  EXPECT_LT(tree_all_reduce(kilobytes(1), many, links).total,
            ring_all_reduce(kilobytes(1), many, links).total);
  EXPECT_GT(tree_all_reduce(gigabytes(1), many, links).total,
            ring_all_reduce(gigabytes(1), many, links).total);
}

TEST(PointToPoint, TakesTheFastDomainInsideANodeAndTheNicBetweenNodes) {
  const CollectiveLinks links = round_links();
  EXPECT_NEAR(direct_point_to_point(size, {2, 2, 1}, links).total.in(microseconds), 11 + 16e6 / 50e3, 1e-9);
  EXPECT_NEAR(direct_point_to_point(size, {2, 1, 2}, links).total.in(microseconds), 4 + 16e6 / 40e3, 1e-9);
}

TEST(AllToAll, RailAggregationPaysForFewerMessages) {
  CollectiveLinks links = round_links();
  links.slow.per_message = microseconds(3);
  EXPECT_NEAR(pairwise_all_to_all(size, four_nodes, links).latency.in(microseconds), 37 + 36, 1e-9);
  EXPECT_NEAR(hierarchical_all_to_all(size, four_nodes, links).latency.in(microseconds), 37 + 9, 1e-9);
}

}  // namespace
}  // namespace trainyard
