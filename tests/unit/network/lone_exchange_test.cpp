#include "sim/network/lone_exchange.h"

#include <gtest/gtest.h>

#include <cmath>

namespace trainyard {
namespace {

/// Numbers that leave round times.
LoneExchangeLaw law() {
  return {.row_rate = gigabytes_per_second(1),
          .per_copy = microseconds(0.5),
          .copy_rate = gigabytes_per_second(4),
          .hop_row_rate = gigabytes_per_second(2),
          .hop_copy_rate = gigabytes_per_second(1),
          .sms_exponent = 0.5,
          .fast_share = 0.7,
          .nic_share = 0.8,
          .norm = 1.0,
          .fill = microseconds(10),
          .fill_per_doubling = microseconds(20),
          .fill_rows = 250,
          .latency = microseconds(20),
          .latency_row_rate = gigabytes_per_second(1),
          .latency_copy_rate = gigabytes_per_second(2),
          .latency_per_doubling = microseconds(30)};
}

/// 1,000 rows of 1,000 bytes on 16 ranks in two nodes; four copies of each, half a copy stays on its rank and
/// one crosses.
LoneExchange exchange() {
  return {.rows = 1000,
          .payload = bytes(1000),
          .copies = {.nodes = 2, .ranks = 4, .nic = 1, .fast = 3.5, .handled = 4},
          .group = {16, 8, 2},
          .sms = 4,
          .fast_line = gigabytes_per_second(100),
          .nic_line = gigabytes_per_second(50)};
}

TEST(LoneExchange, AddsUpItsTermsByHand) {
  const LoneExchangeTime time = estimate_lone_exchange(exchange(), law());
  // A row: 1 us; its copies 4 (0.5 + 0.25) us; between nodes 0.5 us and 1 us for each of two. On the root of
  // four SMs.
  EXPECT_NEAR(time.handling.in(microseconds), 1000 * (1 + 3 + 0.5 + 2) / 2, 1e-9);
  EXPECT_NEAR(time.fast.in(microseconds), 1e6 * 3.5 / (100e3 * 0.7), 1e-9);
  EXPECT_NEAR(time.nic.in(microseconds), 1e6 / (50e3 * 0.8), 1e-9);
  EXPECT_NEAR(time.fill.in(microseconds), (10 + 20) / 2.0, 1e-9);  // 250 rows per SM: half of it
  EXPECT_NEAR(time.latency.in(microseconds), 20 + 1 + 2 + 30, 1e-9);
  EXPECT_NEAR(time.total.in(microseconds), 53 + 15 + 3250 + 50 + 25, 1e-9);
}

TEST(LoneExchange, CombinesByTheNorm) {
  LoneExchangeLaw two = law();
  two.norm = 2.0;
  const LoneExchangeTime time = estimate_lone_exchange(exchange(), two);
  EXPECT_NEAR(time.total.in(microseconds), 53 + 15 + std::hypot(3250, 50, 25), 1e-9);
}

TEST(LoneExchange, InOneNodeHasNoTermOfSeveral) {
  LoneExchange inside = exchange();
  inside.copies.nic = 0;
  inside.copies.nodes = 1;
  inside.group = {8, 8, 1};
  const LoneExchangeTime time = estimate_lone_exchange(inside, law());
  EXPECT_NEAR(time.handling.in(microseconds), 1000 * (1 + 3) / 2.0, 1e-9);
  EXPECT_EQ(time.nic, Seconds{});
  EXPECT_NEAR(time.fill.in(microseconds), 5, 1e-9);
  EXPECT_NEAR(time.latency.in(microseconds), 20 + 1 + 2, 1e-9);
}

TEST(LoneExchange, WithoutRowsIsItsLatency) {
  LoneExchange empty = exchange();
  empty.rows = 0;
  const LoneExchangeTime time = estimate_lone_exchange(empty, law());
  EXPECT_EQ(time.total, time.latency);
  EXPECT_GT(time.latency, Seconds{});
}

TEST(LoneExchange, OfOneMemberIsFree) {
  LoneExchange one = exchange();
  one.group = {};
  EXPECT_EQ(estimate_lone_exchange(one, law()).total, Seconds{});
}

}  // namespace
}  // namespace trainyard
