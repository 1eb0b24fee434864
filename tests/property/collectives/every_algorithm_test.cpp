// What must hold for every line of every table of algorithms, over shapes, sizes and links.
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "sim/network/collectives/collective.h"

namespace trainyard {
namespace {

constexpr GroupShape shapes[] = {{2, 2, 1},     {2, 1, 2},  {4, 4, 1},    {8, 8, 1},    {8, 4, 2},
                                 {8, 1, 8},     {16, 8, 2}, {24, 8, 3},   {64, 8, 8},   {72, 72, 1},
                                 {128, 1, 128}, {40, 8, 5}, {144, 72, 2}, {512, 8, 64}, {2048, 8, 256}};
constexpr double sizes[] = {0, 1, 4e3, 1e5, 1e6, 1.1e6, 1.3e6, 2.5e6, 1e7, 3e7, 1e9, 2e10};

/// `forced`: the bulk protocol is taken from 1 MiB on, well before it is the quickest.
CollectiveLinks links_with(double norm, bool in_switch, bool forced = false) {
  CollectiveLinks links;
  links.fast.rate = gigabytes_per_second(450);
  for (const CollectiveOp op : all_collective_ops) {
    links.fast.law(op).protocols = {{microseconds(4.4), microseconds(0.9), 0.02, 0.0},
                                    {microseconds(6), microseconds(0.8), 0.3, 0.9},
                                    {microseconds(24), microseconds(0.1), 0.8, 0.6, 0.4}};
    if (forced) links.fast.law(op).bulk_from = mebibytes(1);
  }
  if (in_switch) links.fast.in_switch = {1.67, 8};
  links.slow = {
      gigabytes_per_second(50), 1.0, 0.71, 0.7, microseconds(2.8), microseconds(20), microseconds(2.5),
      microseconds(1)};
  links.stage_norm = norm;
  return links;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Calls check(op, algorithm, group, links) for everything that fits together.
template <class Check>
void for_everything(Check check) {
  for (const CollectiveOp op : all_collective_ops)
    for (const CollectiveAlgorithm& algorithm : collective_algorithms(op))
      for (const GroupShape& group : shapes) {
        if (op == CollectiveOp::point_to_point && group.members != 2) continue;
        for (const double norm : {1.0, 2.0, infinity})
          for (const bool in_switch : {false, true})
            for (const bool forced : {false, true}) {
              SCOPED_TRACE(testing::Message()
                           << to_text(op) << " " << algorithm.name << " of " << group.members << " in "
                           << group.nodes << " nodes, norm " << norm << (forced ? ", bulk forced" : ""));
              check(op, algorithm, group, links_with(norm, in_switch, forced));
            }
      }
}

TEST(EveryAlgorithm, HasANameOfItsOwnAndOneSentence) {
  for (const CollectiveOp op : all_collective_ops) {
    std::set<std::string_view> names{"auto"};
    EXPECT_FALSE(collective_algorithms(op).empty()) << to_text(op);
    for (const CollectiveAlgorithm& a : collective_algorithms(op)) {
      EXPECT_TRUE(names.insert(a.name).second) << a.name;
      EXPECT_EQ(a.description.find('.'), a.description.size() - 1) << a.description;
    }
  }
}

TEST(EveryAlgorithm, IsFreeForOneMember) {
  for (const CollectiveOp op : all_collective_ops)
    for (const CollectiveAlgorithm& a : collective_algorithms(op)) {
      const CollectiveCost cost = a.cost(gigabytes(1), {}, links_with(1.0, true));
      EXPECT_EQ(cost.total.base(), 0.0) << a.name;
      EXPECT_EQ(cost.fast_bytes.base() + cost.slow_bytes.base(), 0.0) << a.name;
      EXPECT_TRUE(estimate_collective(op, gigabytes(1), {}, {}, a.name)) << "one member needs no links";
    }
}

TEST(EveryAlgorithm, NeverCostsLessForMoreBytes) {
  for_everything(
      [](CollectiveOp, const CollectiveAlgorithm& a, const GroupShape& group, const CollectiveLinks& links) {
        Seconds previous{};
        for (const double size : sizes) {
          const Seconds total = a.cost(bytes(size), group, links).total;
          EXPECT_GE(total, previous) << size;
          previous = total;
        }
      });
}

TEST(EveryAlgorithm, NeverCostsLessOnWorseLinks) {
  using Worsen = void (*)(CollectiveLinks&, CollectiveOp);
  constexpr std::pair<const char*, Worsen> changes[] = {
      {"fast rate", [](CollectiveLinks& l, CollectiveOp) { l.fast.rate *= 0.6; }},
      {"bulk share", [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[2].share *= 0.5; }},
      {"low-latency share",
       [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[0].share *= 0.5; }},
      {"small groups",
       [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[2].small_group_loss = 1.0; }},
      {"small groups on a quick way",
       [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[1].small_group_loss = 1.5; }},
      {"fill", [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[2].fill = 1.0; }},
      {"bulk forced earlier",
       [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).bulk_from = kibibytes(64); }},
      {"bulk latency",
       [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[2].latency *= 2.0; }},
      {"latency", [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[1].latency *= 2.0; }},
      {"per peer", [](CollectiveLinks& l, CollectiveOp op) { l.fast.law(op).protocols[1].per_peer *= 2.0; }},
      {"NIC rate", [](CollectiveLinks& l, CollectiveOp) { l.slow.rate *= 0.6; }},
      {"NIC share", [](CollectiveLinks& l, CollectiveOp) { l.slow.share *= 0.6; }},
      {"NIC all-to-all share", [](CollectiveLinks& l, CollectiveOp) { l.slow.all_to_all_share *= 0.6; }},
      {"members per NIC", [](CollectiveLinks& l, CollectiveOp) { l.slow.members_per_nic *= 8.0; }},
      {"hop", [](CollectiveLinks& l, CollectiveOp) { l.slow.hop_latency *= 3.0; }},
      {"base", [](CollectiveLinks& l, CollectiveOp) { l.slow.collective_base *= 3.0; }},
      {"root", [](CollectiveLinks& l, CollectiveOp) { l.slow.collective_root *= 3.0; }},
      {"per message", [](CollectiveLinks& l, CollectiveOp) { l.slow.per_message *= 3.0; }},
      {"overhead", [](CollectiveLinks& l, CollectiveOp) { l.overhead += microseconds(1); }},
  };
  for_everything([&](CollectiveOp op, const CollectiveAlgorithm& a, const GroupShape& group,
                     const CollectiveLinks& links) {
    for (const auto& [what, worsen] : changes) {
      CollectiveLinks worse = links;
      worsen(worse, op);
      for (const double size : sizes) {
        const double before = a.cost(bytes(size), group, links).total.base();
        EXPECT_GE(a.cost(bytes(size), group, worse).total.base(), before * (1 - 1e-12))
            << what << " at " << size;
      }
    }
  });
}

TEST(EveryAlgorithm, TotalLiesBetweenTheLargestPartAndTheSum) {
  for_everything(
      [](CollectiveOp, const CollectiveAlgorithm& a, const GroupShape& group, const CollectiveLinks& links) {
        for (const double size : sizes) {
          const CollectiveCost cost = a.cost(bytes(size), group, links);
          const double base = (cost.overhead + cost.latency).base();
          EXPECT_GT(base, 0.0);
          EXPECT_GE(cost.total.base(), (base + std::max(cost.fast, cost.slow).base()) * (1 - 1e-12));
          EXPECT_LE(cost.total.base(), (base + cost.fast.base() + cost.slow.base()) * (1 + 1e-12));
        }
      });
}

// What has to leave a member, over both wires together, is at least the information the operation needs to
// move.
TEST(EveryAlgorithm, MovesAtLeastTheBytesOfItsOperation) {
  for_everything([](CollectiveOp op, const CollectiveAlgorithm& a, const GroupShape& group,
                    const CollectiveLinks& links) {
    const double size = 1e9;
    const CollectiveCost cost = a.cost(bytes(size), group, links);
    // A switch that reduces sees the contributions once instead of passing them on.
    const bool in_switch =
        op == CollectiveOp::all_reduce && links.fast.in_switch.min_members > 0 && group.local >= 8;
    const double factor = in_switch ? 1.0 : bus_factor(op, group.members);
    const double moved = (cost.fast_bytes + cost.slow_bytes).base();
    EXPECT_GE(moved, factor * size * (1.0 - (in_switch ? 1.0 / group.members : 0.0)) * (1 - 1e-12));
    EXPECT_EQ(cost.slow_bytes.base() > 0, group.nodes > 1);
    EXPECT_EQ(cost.fast_bytes.base() > 0, group.local > 1);
  });
}

// Ring and pairwise passes move exactly their operation's bytes, split over the two wires.
TEST(FlatAlgorithms, ConserveBytes) {
  for_everything([](CollectiveOp op, const CollectiveAlgorithm& a, const GroupShape& group,
                    const CollectiveLinks& links) {
    if (a.name != "ring" && a.name != "pairwise" && a.name != "direct") return;
    if (op == CollectiveOp::all_reduce && links.fast.in_switch.min_members > 0) return;
    const CollectiveCost cost = a.cost(bytes(1e9), group, links);
    EXPECT_NEAR((cost.fast_bytes + cost.slow_bytes).base(), bus_factor(op, group.members) * 1e9, 1.0);
  });
}

TEST(HierarchicalAlgorithms, NeverSendMoreOverTheNicThanFlatOnes) {
  int compared = 0;
  for (const CollectiveOp op : all_collective_ops) {
    const auto table = collective_algorithms(op);
    for (const CollectiveAlgorithm& a : table) {
      if (a.name != "hierarchical") continue;
      for (const GroupShape& group : shapes) {
        const CollectiveLinks links = links_with(infinity, false);
        const Bytes flat = table.front().cost(gigabytes(1), group, links).slow_bytes;
        EXPECT_LE(a.cost(gigabytes(1), group, links).slow_bytes.base(), flat.base() * (1 + 1e-12))
            << to_text(op) << " of " << group.members;
        ++compared;
      }
    }
  }
  EXPECT_GE(compared, 4 * static_cast<int>(std::size(shapes)));
}

TEST(EstimateCollective, AutoIsTheCheapestOfTheNamedOnes) {
  for_everything([](CollectiveOp op, const CollectiveAlgorithm& a, const GroupShape& group,
                    const CollectiveLinks& links) {
    for (const double size : sizes) {
      const auto best = estimate_collective(op, bytes(size), group, links);
      const auto named = estimate_collective(op, bytes(size), group, links, a.name);
      ASSERT_TRUE(best && named);
      EXPECT_LE(best.value().cost.total, named.value().cost.total);
      EXPECT_EQ(named.value().algorithm, a.name);
      const auto chosen = estimate_collective(op, bytes(size), group, links, best.value().algorithm);
      EXPECT_EQ(chosen.value().cost.total, best.value().cost.total);
    }
  });
}

}  // namespace
}  // namespace trainyard
