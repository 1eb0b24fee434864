// The terms of the fast domain's law, each worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/network/collectives/algorithms.h"
#include "sim/network/collectives/collective.h"
#include "sim/network/collectives/stage.h"
#include "tests/unit/collectives/collective_test_links.h"

namespace trainyard {
namespace {

constexpr GroupShape four{4, 4, 1};

/// All-gather with these protocols on links of 100 GB/s.
CollectiveLinks links_of(std::vector<DomainProtocol> protocols, Bytes bulk_from = {}) {
  CollectiveLinks links = test::round_links();
  links.fast.law(CollectiveOp::all_gather) = {std::move(protocols), bulk_from};
  return links;
}

double time_us(Bytes size, const GroupShape& group, const CollectiveLinks& links) {
  return ring_all_gather(size, group, links).total.in(microseconds);
}

TEST(DomainSteps, CountPeersUpToEightAndGrowWithTheLogarithmBeyond) {
  EXPECT_DOUBLE_EQ(domain_steps(1), 0.0);
  EXPECT_DOUBLE_EQ(domain_steps(2), 1.0);
  EXPECT_DOUBLE_EQ(domain_steps(8), 7.0);
  EXPECT_DOUBLE_EQ(domain_steps(16), 15.0);
  EXPECT_DOUBLE_EQ(domain_steps(32), 23.0);
  EXPECT_NEAR(domain_steps(72), 7.0 + 8.0 * std::log2(9.0), 1e-12);
  for (int n = 1; n < 1024; ++n) {
    EXPECT_GT(domain_steps(n + 1), domain_steps(n)) << n;
    EXPECT_LT(domain_steps(n + 1), domain_steps(n) + 1.5) << "no jump at " << n;
  }
}

TEST(DomainLaw, FillAddsTwiceTheRootOfStartTimesWire) {
  const CollectiveLinks links = links_of({{microseconds(13), microseconds(1), 0.5, 0.0, 0.25}});
  // 4 MB: 3 MB on the wire at 50 GB/s, 60 us; start 13 + 3 us; 2 * 0.25 * sqrt(16 * 60).
  const CollectiveCost cost = ring_all_gather(megabytes(4), four, links);
  EXPECT_NEAR(cost.latency.in(microseconds), 16.0, 1e-9);
  EXPECT_NEAR(cost.fast.in(microseconds), 60.0 + 0.5 * std::sqrt(960.0), 1e-9);
  EXPECT_NEAR(cost.total.in(microseconds), 76.0 + 0.5 * std::sqrt(960.0), 1e-9);
}

TEST(DomainLaw, AFillOfOneIsTheSquareOfTheSumOfRoots) {
  const CollectiveLinks links = links_of({{microseconds(16), {}, 0.5, 0.0, 1.0}});
  EXPECT_NEAR(time_us(megabytes(4), four, links), std::pow(4.0 + std::sqrt(60.0), 2), 1e-9);
}

TEST(DomainLaw, SmallGroupsLoseOnEveryWay) {
  const CollectiveLinks links =
      links_of({{microseconds(5), {}, 0.1, 1.0, 0.0}, {microseconds(25), {}, 0.8, 0.4, 0.0}});
  // 4 kB in two: 2 kB at 100 * 0.1 * (1 - 1/2) GB/s; in four: 3 kB at 100 * 0.1 * (1 - 1/4).
  EXPECT_NEAR(time_us(kilobytes(4), {2, 2, 1}, links), 5 + 2e3 / 5e3, 1e-9);
  EXPECT_NEAR(time_us(kilobytes(4), four, links), 5 + 3e3 / 7.5e3, 1e-9);
}

TEST(DomainLaw, TheBulkWayIsTakenFromItsBoundOnThoughAnotherIsQuicker) {
  const std::vector<DomainProtocol> protocols{{microseconds(5), {}, 0.4, 0.0, 0.0},
                                              {microseconds(45), {}, 0.8, 0.0, 0.0}};
  const CollectiveLinks free = links_of(protocols), forced = links_of(protocols, kilobytes(300));
  // 300 kB on the wire of four members belong to 400 kB. Quick: 5 + 300/40; bulk: 45 + 300/80.
  EXPECT_NEAR(time_us(kilobytes(400), four, free), 5 + 7.5, 1e-9);
  EXPECT_NEAR(time_us(kilobytes(400), four, forced), 45 + 3.75, 1e-9);
  EXPECT_NEAR(time_us(kilobytes(399), four, forced), time_us(kilobytes(399), four, free), 1e-12);
  // Where the bulk way is the quickest anyway, the bound changes nothing.
  EXPECT_DOUBLE_EQ(time_us(megabytes(100), four, forced), time_us(megabytes(100), four, free));
}

TEST(DomainLaw, AForcedBulkWayStillCostsMoreWhenItsShareFalls) {
  // The rule "bulk when within a factor of the quickest" would fail here: a slower bulk way would lose its
  // turn, and the operation become quicker.
  CollectiveLinks links =
      links_of({{microseconds(5), {}, 0.4, 0.0, 0.0}, {microseconds(20), {}, 0.8, 0.0, 0.0}}, kilobytes(300));
  const double before = time_us(kilobytes(400), four, links);
  links.fast.law(CollectiveOp::all_gather).protocols[1].share = 0.2;
  EXPECT_GT(time_us(kilobytes(400), four, links), before);
}

TEST(DomainLaw, AcrossNodesEveryNodesStepsCountInARing) {
  const CollectiveLinks links = test::round_links();
  // 32 members, 16 in each of two nodes: 2 * 15 steps of 1 us, 10 us start, 20 us base, one hop of 4 us.
  EXPECT_NEAR(ring_all_gather(bytes(0), {32, 16, 2}, links).latency.in(microseconds), 30 + 10 + 20 + 4, 1e-9);
}

TEST(EstimateCollective, RefusesAFillAndABoundOutOfRange) {
  for (const double fill : {-0.1, 2.1, std::nan("")}) {
    const auto result = estimate_collective(CollectiveOp::all_gather, megabytes(1), four,
                                            links_of({{{}, {}, 0.5, 0.0, fill}}));
    ASSERT_FALSE(result) << fill;
    EXPECT_THAT(to_text(result.error()), testing::HasSubstr("expected 0 to 2"));
  }
  EXPECT_FALSE(estimate_collective(CollectiveOp::all_gather, megabytes(1), four,
                                   links_of({{{}, {}, 0.5, 0.0, 0.0}}, bytes(-1))));
}

}  // namespace
}  // namespace trainyard
