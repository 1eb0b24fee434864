#include "sim/network/routed_exchange.h"

#include <gtest/gtest.h>

#include <cmath>

namespace trainyard {
namespace {

// 64 ranks, 8 in each of 8 nodes; rows of 7,392 bytes, 4,096 per rank; eight choices in four of eight nodes.
constexpr GroupShape group{64, 8, 8};
constexpr RoutingRule routing{256, 8, 8, 4};

RoutedExchange exchange() {
  return {4096, bytes(7392), routing, group, 1.0};
}

RoutedTransport transport(RoutedPath path, bool deduplicate) {
  RoutedTransport t;
  t.path = path;
  t.deduplicate = deduplicate;
  t.fast_rate = gigabytes_per_second(160);
  t.nic_rate = gigabytes_per_second(45);
  t.fixed = microseconds(400);
  t.sms = 20;
  return t;
}

TEST(RowCopies, TwoHopsSendOneCopyPerRemoteNodeAndFanOutInside) {
  const RowCopies copies = expected_row_copies(routing, group, RoutedPath::two_hop, true).value();
  EXPECT_NEAR(copies.nodes, 3.629, 5e-4);
  EXPECT_NEAR(copies.ranks, 7.359, 5e-4);
  EXPECT_NEAR(copies.nic, 3.629 * 7 / 8, 5e-4);
  EXPECT_NEAR(copies.fast, 7.359 * 7 / 8, 5e-4);
  EXPECT_NEAR(copies.handled, 7.359, 5e-4);
}

TEST(RowCopies, WithoutDeduplicationEveryChoiceTravels) {
  const RowCopies two_hop = expected_row_copies(routing, group, RoutedPath::two_hop, false).value();
  EXPECT_DOUBLE_EQ(two_hop.nic, 7);
  EXPECT_DOUBLE_EQ(two_hop.fast, 7);
  const RowCopies pairwise = expected_row_copies(routing, group, RoutedPath::pairwise, false).value();
  EXPECT_DOUBLE_EQ(pairwise.nic, 7);
  EXPECT_DOUBLE_EQ(pairwise.fast, 8 * 7.0 / 64);
}

TEST(RowCopies, PairwiseInOneNodeSendsToEveryOtherDistinctRank) {
  const RowCopies copies = expected_row_copies({160, 6, 8, 3}, {8, 8, 1}, RoutedPath::pairwise, true).value();
  EXPECT_DOUBLE_EQ(copies.nic, 0);
  EXPECT_NEAR(copies.fast, 2.77 * 7 / 8, 5e-3);
}

TEST(RowCopies, GroupsThatDoNotFitAreRefused) {
  EXPECT_FALSE(expected_row_copies(routing, {64, 8, 7}, RoutedPath::two_hop, true));
  EXPECT_FALSE(expected_row_copies(routing, {48, 8, 6}, RoutedPath::two_hop, true));
}

// The DeepSeek-V3 trace counts 109.9 MB a dispatch with the local node (4096 x 3.629 x 7392 B), so 7/8 of it
// on the wire.
TEST(RoutedExchange, DispatchBytesAreThoseOfTheTrace) {
  const auto estimate = estimate_routed_exchange(exchange(), transport(RoutedPath::two_hop, true)).value();
  EXPECT_NEAR(estimate.nic_bytes.in(megabytes), 109.9 * 7 / 8, 0.05);
  EXPECT_NEAR(estimate.fast_bytes.in(megabytes), 4096 * 7392e-6 * 7.3594 * 7 / 8, 0.05);
  EXPECT_NEAR(estimate.nic.in(milliseconds), estimate.nic_bytes.base() / 45e9 * 1e3, 1e-9);
  EXPECT_NEAR(estimate.fast.in(milliseconds), estimate.fast_bytes.base() / 160e9 * 1e3, 1e-9);
  EXPECT_NEAR(estimate.total.in(milliseconds), 0.4 + estimate.nic.in(milliseconds), 1e-9)
      << "pipelined: the NIC is slower";
  EXPECT_EQ(estimate.sms, 20);
}

TEST(RoutedExchange, HopsAddUpOrCombineByTheStatedNorm) {
  RoutedTransport t = transport(RoutedPath::two_hop, true);
  t.per_copy = nanoseconds(100);
  t.handling_rate = gigabytes_per_second(1000);
  t.stage_norm = 1.0;
  auto estimate = estimate_routed_exchange(exchange(), t).value();
  const double copies = 4096 * estimate.copies.ranks;
  EXPECT_NEAR(estimate.handling.base(), copies * 100e-9 + copies * 7392 / 1000e9, 1e-12);
  EXPECT_NEAR(estimate.total.base(),
              (estimate.fixed + estimate.nic + estimate.fast + estimate.handling).base(), 1e-12);
  t.stage_norm = 2.0;
  estimate = estimate_routed_exchange(exchange(), t).value();
  EXPECT_NEAR(estimate.total.base(),
              400e-6 + std::hypot(estimate.nic.base(), estimate.fast.base(), estimate.handling.base()),
              1e-12);
}

TEST(RoutedExchange, LoadFactorScalesWiresButNotTheHandshake) {
  RoutedExchange busy = exchange();
  busy.load_factor = 1.25;
  const auto even = estimate_routed_exchange(exchange(), transport(RoutedPath::two_hop, true)).value();
  const auto skewed = estimate_routed_exchange(busy, transport(RoutedPath::two_hop, true)).value();
  EXPECT_NEAR(skewed.nic_bytes / even.nic_bytes, 1.25, 1e-12);
  EXPECT_NEAR((skewed.total - skewed.fixed) / (even.total - even.fixed), 1.25, 1e-12);
}

TEST(RoutedExchange, RatesFollowTheSmsTheTransportHas) {
  RoutedTransport t = transport(RoutedPath::two_hop, true);
  t.rate_at_sms = {{10, 0.5}, {20, 1.0}};
  const auto full = estimate_routed_exchange(exchange(), t).value();
  t.sms = 10;
  EXPECT_NEAR(estimate_routed_exchange(exchange(), t).value().nic / full.nic, 2.0, 1e-12);
  t.sms = 24;
  EXPECT_NEAR(estimate_routed_exchange(exchange(), t).value().nic / full.nic, 1.0, 1e-12);
}

TEST(RateFactor, IsLinearBetweenPointsAndConstantAfterTheLast) {
  const RateAtSms points[] = {{4, 0.4}, {8, 0.6}};
  EXPECT_DOUBLE_EQ(rate_factor(points, 2), 0.2);
  EXPECT_DOUBLE_EQ(rate_factor(points, 4), 0.4);
  EXPECT_DOUBLE_EQ(rate_factor(points, 6), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(points, 99), 0.6);
  EXPECT_DOUBLE_EQ(rate_factor({}, 3), 1.0);
}

TEST(RoutedExchange, OneMemberIsFree) {
  RoutedExchange alone = exchange();
  alone.group = {};
  EXPECT_EQ(estimate_routed_exchange(alone, transport(RoutedPath::two_hop, true)).value().total.base(), 0.0);
}

TEST(RoutedExchange, NamesOfPathsGoBothWays) {
  for (const RoutedPath path : {RoutedPath::two_hop, RoutedPath::pairwise})
    EXPECT_EQ(routed_path(to_text(path)), path);
  EXPECT_FALSE(routed_path("three_hop"));
}

TEST(RoutedExchange, BadInputIsReportedTogether) {
  RoutedExchange bad = exchange();
  bad.rows = -1;
  bad.payload = bytes(-1);
  bad.load_factor = 0.9;
  RoutedTransport t;
  t.per_copy = nanoseconds(-1);
  t.stage_norm = 0;
  t.rate_at_sms = {{4, 0.5}, {4, 0.0}};
  const auto result = estimate_routed_exchange(bad, t);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().size(), 9U) << to_text(result.error());
  t.sms = -1;
  EXPECT_EQ(estimate_routed_exchange(bad, t).error().size(), 9U);
}

TEST(RoutedExchange, RoutingThatDoesNotFitTheRanksIsRefused) {
  RoutedExchange bad = exchange();
  bad.routing.items = 250;
  EXPECT_FALSE(estimate_routed_exchange(bad, transport(RoutedPath::two_hop, true)));
}

}  // namespace
}  // namespace trainyard
