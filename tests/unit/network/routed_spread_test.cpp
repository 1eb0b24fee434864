// Expected spread of a routed row: published figures, hand-made cases, and a seeded simulation of the routing
// itself.
#include "sim/network/routed_spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <vector>

namespace trainyard {
namespace {

// 256 items on 64 ranks in 8 nodes, at most 4 nodes, 8 choices (DeepSeek-V3): 3.629 nodes, 7.359 ranks.
TEST(DistinctCells, FourOfEightGroups) {
  const RoutingRule rule{256, 8, 8, 4};
  EXPECT_NEAR(expected_distinct_cells(rule, 8).value(), 3.629, 5e-4);
  EXPECT_NEAR(expected_distinct_cells(rule, 64).value(), 7.359, 5e-4);
}

// 160 items on 8 ranks, at most 3 of them, 6 choices (DeepSeek-V2): 2.77 ranks.
TEST(DistinctCells, ThreeOfEightRanks) {
  EXPECT_NEAR(expected_distinct_cells({160, 6, 8, 3}, 8).value(), 2.77, 5e-3);
}

TEST(DistinctCells, SmallCasesByHand) {
  // Two choices of four items on two cells: the second one lies in the other cell with chance 2/3.
  EXPECT_NEAR(expected_distinct_cells({4, 2, 1, 1}, 2).value(), 1 + 2.0 / 3, 1e-12);
  // All groups allowed is no restriction.
  EXPECT_NEAR(expected_distinct_cells({4, 2, 2, 2}, 2).value(), 1 + 2.0 / 3, 1e-12);
  // Both choices in one group of two ranks with an item each: exactly both ranks, exactly one node.
  EXPECT_NEAR(expected_distinct_cells({4, 2, 2, 1}, 4).value(), 2, 1e-12);
  EXPECT_NEAR(expected_distinct_cells({4, 2, 2, 1}, 2).value(), 1, 1e-12);
  // Two of four single-item groups, cells of two groups: both in one cell with chance 1/3.
  EXPECT_NEAR(expected_distinct_cells({4, 2, 4, 2}, 2).value(), 1 + 2.0 / 3, 1e-12);
}

TEST(DistinctCells, LimitsAreExact) {
  EXPECT_DOUBLE_EQ(expected_distinct_cells({64, 64, 1, 1}, 8).value(), 8);    // every item chosen
  EXPECT_DOUBLE_EQ(expected_distinct_cells({64, 1, 8, 4}, 8).value(), 1);     // one choice
  EXPECT_DOUBLE_EQ(expected_distinct_cells({64, 6, 8, 4}, 1).value(), 1);     // one cell
  EXPECT_NEAR(expected_distinct_cells({64, 6, 8, 4}, 64).value(), 6, 1e-12);  // a cell per item
}

/// Draws the routing: allowed groups, then choices among their items; returns the mean number of distinct
/// cells and its error.
std::pair<double, double> simulated(const RoutingRule& rule, int cells) {
  std::mt19937 random(20241227);
  const int group_size = rule.items / rule.groups;
  const int cell_size = rule.items / cells;
  std::vector<int> groups(static_cast<std::size_t>(rule.groups));
  std::iota(groups.begin(), groups.end(), 0);
  constexpr int draws = 20000;
  double sum = 0.0, squares = 0.0;
  for (int draw = 0; draw < draws; ++draw) {
    std::vector<int> allowed, chosen;
    std::sample(groups.begin(), groups.end(), std::back_inserter(allowed), rule.allowed_groups, random);
    std::vector<int> pool;
    for (const int g : allowed)
      for (int i = 0; i < group_size; ++i) pool.push_back(g * group_size + i);
    std::sample(pool.begin(), pool.end(), std::back_inserter(chosen), rule.choices, random);
    std::set<int> touched;
    for (const int item : chosen) touched.insert(item / cell_size);
    sum += static_cast<double>(touched.size());
    squares += static_cast<double>(touched.size() * touched.size());
  }
  const double mean = sum / draws;
  return {mean, std::sqrt(std::max(0.0, squares / draws - mean * mean) / draws)};
}

TEST(DistinctCells, AgreeWithDrawnRouting) {
  struct Case {
    RoutingRule rule;
    int cells;
  };
  const Case cases[] = {
      {{256, 8, 8, 4}, 8},  {{256, 8, 8, 4}, 64}, {{256, 8, 8, 4}, 4},  {{256, 8, 8, 4}, 16},
      {{256, 8, 8, 4}, 2},  {{160, 6, 8, 3}, 8},  {{160, 6, 8, 3}, 4},  {{160, 6, 8, 3}, 2},
      {{64, 6, 1, 1}, 8},   {{128, 8, 1, 1}, 16}, {{64, 4, 16, 5}, 4},  {{60, 7, 6, 5}, 3},
      {{160, 6, 8, 3}, 40}, {{32, 2, 1, 1}, 32},  {{256, 8, 32, 8}, 8}, {{12, 5, 4, 2}, 2}};
  for (const Case& c : cases) {
    const auto [mean, error] = simulated(c.rule, c.cells);
    EXPECT_NEAR(expected_distinct_cells(c.rule, c.cells).value(), mean, 4.5 * error + 1e-9)
        << c.rule.items << " items, " << c.rule.choices << " choices, " << c.rule.allowed_groups << " of "
        << c.rule.groups << " groups, " << c.cells << " cells";
  }
}

TEST(DistinctCells, ImpossibleRoutingIsRefused) {
  struct Case {
    RoutingRule rule;
    int cells;
    const char* reason;
  };
  const Case cases[] = {{{0, 1, 1, 1}, 1, "at least one"},
                        {{8, 0, 1, 1}, 1, "at least one"},
                        {{8, 2, 2, 0}, 2, "at least one"},
                        {{8, 2, 1, 1}, 0, "at least one"},
                        {{8, 2, 2, 3}, 2, "3 groups are allowed"},
                        {{8, 2, 3, 1}, 2, "equal groups"},
                        {{8, 2, 2, 1}, 3, "do not divide over"},
                        {{12, 2, 2, 1}, 3, "cut through groups"},
                        {{8, 5, 2, 1}, 2, "5 choices among the 4 items"}};
  for (const Case& c : cases) {
    const auto result = expected_distinct_cells(c.rule, c.cells);
    ASSERT_FALSE(result) << c.reason;
    EXPECT_NE(to_text(result.error()).find(c.reason), std::string::npos) << to_text(result.error());
  }
}

TEST(SpreadOfBest, SmallCasesByHand) {
  // Two choices of four items in two groups of two ranks, one group allowed: that of the best item, and its
  // other item.
  RowSpread spread = expected_spread_of_best({4, 2, 2, 1}, 4).value();
  EXPECT_NEAR(spread.groups, 1, 1e-12);
  EXPECT_NEAR(spread.cells, 2, 1e-12);
  // Both allowed: the second best lies in the other group with chance 2/3, in the same rank of two with 1/3.
  spread = expected_spread_of_best({4, 2, 2, 2}, 2).value();
  EXPECT_NEAR(spread.groups, 1 + 2.0 / 3, 1e-12);
  EXPECT_NEAR(spread.cells, 1 + 2.0 / 3, 1e-12);
}

TEST(SpreadOfBest, WithoutRestrictionIsTheOther) {
  for (const int groups : {1, 2, 4, 8}) {
    const RoutingRule rule{256, 8, groups, groups};
    const RowSpread spread = expected_spread_of_best(rule, 64).value();
    EXPECT_NEAR(spread.cells, expected_distinct_cells(rule, 64).value(), 1e-12);
    EXPECT_NEAR(spread.groups, expected_distinct_cells(rule, groups).value(), 1e-12);
  }
}

TEST(SpreadOfBest, TouchesNearlyEveryAllowedGroup) {
  // Drawn with a benchmark's own routine: 3.984 nodes and 7.468 ranks. Groups drawn apart from items: 3.629.
  const RowSpread spread = expected_spread_of_best({256, 8, 8, 4}, 64).value();
  EXPECT_NEAR(spread.groups, 3.984, 2e-3);
  EXPECT_NEAR(spread.cells, 7.468, 4e-3);
  EXPECT_GT(spread.groups, expected_distinct_cells({256, 8, 8, 4}, 8).value());
}

TEST(SpreadOfBest, IsWhatDrawnScoresGive) {
  std::mt19937 random(20250226);
  constexpr int items = 32, choices = 5, groups = 4, allowed = 2, cells = 8, draws = 20000;
  std::vector<int> ranked(items);
  std::iota(ranked.begin(), ranked.end(), 0);
  double touched_groups = 0, touched_cells = 0;
  for (int draw = 0; draw < draws; ++draw) {
    std::shuffle(ranked.begin(), ranked.end(), random);
    std::set<int> open, hit_groups, hit_cells;
    for (const int item : ranked) {
      if (open.size() < allowed) open.insert(item / (items / groups));
    }
    int made = 0;
    for (const int item : ranked) {
      if (made == choices || open.count(item / (items / groups)) == 0) continue;
      ++made;
      hit_groups.insert(item / (items / groups));
      hit_cells.insert(item / (items / cells));
    }
    touched_groups += static_cast<double>(hit_groups.size()) / draws;
    touched_cells += static_cast<double>(hit_cells.size()) / draws;
  }
  const RowSpread spread = expected_spread_of_best({items, choices, groups, allowed}, cells).value();
  EXPECT_NEAR(spread.groups, touched_groups, 0.01);
  EXPECT_NEAR(spread.cells, touched_cells, 0.03);
}

TEST(SpreadOfBest, RefusesCellsLargerThanGroups) {
  EXPECT_FALSE(expected_spread_of_best({64, 6, 8, 4}, 4));
  EXPECT_FALSE(expected_spread_of_best({64, 6, 8, 4}, 7));
}

}  // namespace
}  // namespace trainyard
