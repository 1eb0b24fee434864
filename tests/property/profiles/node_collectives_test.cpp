// What must hold for the collectives of every shipped node, whatever was fitted.
#include <gtest/gtest.h>

#include <cmath>

#include "hardware_profiles/links.h"
#include "hardware_profiles/profile_library.h"
#include "sim/network/collectives/collective.h"

namespace trainyard {
namespace {

std::vector<NodeProfile> shipped_nodes() {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  std::vector<NodeProfile> nodes;
  const Result<std::vector<std::string>> names = library.names("node");
  for (const std::string& name : names.value()) nodes.push_back(library.load_node(name).value());
  return nodes;
}

/// Calls check(node, op, members, links) for every node, operation and group size within it.
template <class Check>
void for_every_group(Check check) {
  for (const NodeProfile& node : shipped_nodes()) {
    CollectiveLinks links;
    links.fast = fast_domain(node);
    for (const CollectiveOp op : all_collective_ops) {
      const int most = op == CollectiveOp::point_to_point ? 2 : node.gpus;
      for (int members = 1; members <= most; ++members) {
        SCOPED_TRACE(testing::Message() << node.name << " " << to_text(op) << " of " << members);
        check(node, op, members, links);
      }
    }
  }
}

Seconds time_of(CollectiveOp op, Bytes size, int members, const CollectiveLinks& links) {
  const auto estimate = estimate_collective(op, size, {members, members, 1}, links);
  EXPECT_TRUE(estimate) << (estimate ? "" : to_text(estimate.error()));
  return estimate ? estimate.value().cost.total : Seconds{};
}

/// Every eighth of an octave from 64 B to 16 GiB.
Bytes size_at(int step) {
  return bytes(std::exp2(6.0 + step / 8.0));
}
constexpr int steps = 8 * 28;

TEST(NodeCollectives, AreFreeForOneAndNeverGetCheaperForMoreBytes) {
  for_every_group([](const NodeProfile&, CollectiveOp op, int members, const CollectiveLinks& links) {
    Seconds previous{};
    for (int step = 0; step <= steps; ++step) {
      const Seconds time = time_of(op, size_at(step), members, links);
      if (members == 1) {
        EXPECT_EQ(time, Seconds{});
      } else {
        EXPECT_GT(time, previous) << size_at(step).base();
      }
      previous = time;
    }
  });
}

TEST(NodeCollectives, NeverBeatTheLineRate) {
  for_every_group([](const NodeProfile& node, CollectiveOp op, int members, const CollectiveLinks& links) {
    if (members == 1) return;
    // A switch that reduces lets half of the bytes of an all-reduce pass.
    const double saved = op == CollectiveOp::all_reduce && links.fast.in_switch.min_members > 0 ? 0.5 : 1.0;
    for (int step = 0; step <= steps; step += 8) {
      const Seconds least = size_at(step) * (saved * bus_factor(op, members)) / node.fast.value;
      EXPECT_GT(time_of(op, size_at(step), members, links), least) << size_at(step).base();
    }
  });
}

TEST(NodeCollectives, NeverGetCheaperWhenTheLineRateFalls) {
  for_every_group([](const NodeProfile&, CollectiveOp op, int members, const CollectiveLinks& links) {
    CollectiveLinks slower = links;
    slower.fast.rate *= 0.9;
    for (int step = 0; step <= steps; step += 2)
      EXPECT_GE(time_of(op, size_at(step), members, slower), time_of(op, size_at(step), members, links));
  });
}

TEST(NodeCollectives, PointToPointCostsWhatAnAllToAllOfTwoDoes) {
  for (const NodeProfile& node : shipped_nodes()) {
    if (node.interconnect != "nvswitch") continue;
    CollectiveLinks links;
    links.fast = fast_domain(node);
    for (int step = 0; step <= steps; step += 8) {
      const Seconds one = time_of(CollectiveOp::point_to_point, size_at(step), 2, links);
      EXPECT_NEAR(one / time_of(CollectiveOp::all_to_all, size_at(step) * 2.0, 2, links), 1.0, 1e-5)
          << node.name << " " << size_at(step).base();
    }
  }
}

}  // namespace
}  // namespace trainyard
