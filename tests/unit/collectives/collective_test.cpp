// The entry that checks its input, the choice of algorithm, group shapes and bus bandwidth; measured bus
// bandwidths as a yardstick.
#include "sim/network/collectives/collective.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/collectives/collective_test_links.h"

namespace trainyard {
namespace {

using test::round_links;
using testing::HasSubstr;

std::string problems(const Result<CollectiveEstimate>& result) {
  return result ? "" : to_text(result.error());
}

TEST(EstimateCollective, AutoTakesTheFastestAndSaysWhich) {
  const GroupShape group{64, 8, 8};
  const CollectiveLinks links = round_links();
  const auto chosen = estimate_collective(CollectiveOp::all_reduce, megabytes(64), group, links);
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen.value().algorithm, "hierarchical");
  for (const CollectiveAlgorithm& a : collective_algorithms(CollectiveOp::all_reduce))
    EXPECT_LE(chosen.value().cost.total, a.cost(megabytes(64), group, links).total) << a.name;
}

TEST(EstimateCollective, NamedAlgorithmIsUsedEvenWhenSlower) {
  const auto ring =
      estimate_collective(CollectiveOp::all_reduce, megabytes(64), {64, 8, 8}, round_links(), "ring");
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring.value().algorithm, "ring");
}

TEST(EstimateCollective, OverheadIsAddedOnceAndNotForOneMember) {
  CollectiveLinks links = round_links();
  const auto before = estimate_collective(CollectiveOp::all_gather, megabytes(1), {4, 4, 1}, links);
  links.overhead = microseconds(7);
  const auto after = estimate_collective(CollectiveOp::all_gather, megabytes(1), {4, 4, 1}, links);
  EXPECT_NEAR((after.value().cost.total - before.value().cost.total).in(microseconds), 7, 1e-9);
  const auto one = estimate_collective(CollectiveOp::all_gather, megabytes(1), {}, links);
  EXPECT_EQ(one.value().cost.total.base(), 0.0);
}

TEST(EstimateCollective, UnknownAlgorithmNamesTheValidOnes) {
  const auto result =
      estimate_collective(CollectiveOp::all_gather, megabytes(1), {4, 4, 1}, round_links(), "rign");
  EXPECT_THAT(problems(result), HasSubstr("\"rign\" is not an algorithm of all_gather"));
  EXPECT_THAT(problems(result), HasSubstr("ring"));
}

TEST(EstimateCollective, ImpossibleGroupsAreRefused) {
  for (const GroupShape group :
       {GroupShape{8, 4, 1}, GroupShape{0, 0, 0}, GroupShape{-4, -4, 1}, GroupShape{4, 4, 0}})
    EXPECT_THAT(problems(estimate_collective(CollectiveOp::all_reduce, megabytes(1), group, round_links())),
                HasSubstr("members"));
  EXPECT_THAT(
      problems(estimate_collective(CollectiveOp::point_to_point, megabytes(1), {4, 4, 1}, round_links())),
      HasSubstr("point_to_point in a group of 4"));
}

TEST(EstimateCollective, BadLinksAreReportedTogether) {
  CollectiveLinks links = round_links();
  links.fast.rate = {};
  links.fast.law(CollectiveOp::all_to_all).protocols = {{microseconds(-1), {}, 1.5, 2.0}};
  links.slow.rate = {};
  links.slow.members_per_nic = 0;
  links.slow.all_to_all_share = 0;
  links.slow.hop_latency = microseconds(-1);
  links.stage_norm = 0.5;
  links.overhead = microseconds(-1);
  const auto result = estimate_collective(CollectiveOp::all_to_all, bytes(-1), {16, 4, 4}, links);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().size(), 11U) << problems(result);
}

TEST(EstimateCollective, OnlyTheLinksThatAreUsedMustBeThere) {
  CollectiveLinks links = round_links();
  links.slow = {};
  EXPECT_TRUE(estimate_collective(CollectiveOp::all_reduce, megabytes(1), {4, 4, 1}, links));
  EXPECT_THAT(problems(estimate_collective(CollectiveOp::all_reduce, megabytes(1), {8, 4, 2}, links)),
              HasSubstr("link between nodes has no rate"));
  links.fast.law(CollectiveOp::all_reduce).protocols.clear();
  EXPECT_THAT(problems(estimate_collective(CollectiveOp::all_reduce, megabytes(1), {4, 4, 1}, links)),
              HasSubstr("no protocol for all_reduce"));
}

TEST(EstimateCollective, SizesThatAreNoNumberAreRefused) {
  for (const double size : {std::nan(""), HUGE_VAL, -1.0})
    EXPECT_FALSE(estimate_collective(CollectiveOp::all_gather, bytes(size), {4, 4, 1}, round_links()));
}

TEST(StridedGroup, SpreadsOverNodes) {
  EXPECT_EQ(make_strided_group(1, 7, 8).value(), (GroupShape{1, 1, 1}));
  EXPECT_EQ(make_strided_group(8, 1, 8).value(), (GroupShape{8, 8, 1}));
  EXPECT_EQ(make_strided_group(4, 2, 8).value(), (GroupShape{4, 4, 1}));
  EXPECT_EQ(make_strided_group(16, 2, 8).value(), (GroupShape{16, 4, 4}));
  EXPECT_EQ(make_strided_group(64, 1, 8).value(), (GroupShape{64, 8, 8}));
  EXPECT_EQ(make_strided_group(128, 16, 8).value(), (GroupShape{128, 1, 128}));
}

TEST(StridedGroup, UnevenGroupsAreRefused) {
  EXPECT_FALSE(make_strided_group(12, 1, 8));
  EXPECT_FALSE(make_strided_group(4, 3, 8));
  EXPECT_FALSE(make_strided_group(0, 1, 8));
  EXPECT_FALSE(make_strided_group(4, 0, 8));
  EXPECT_FALSE(make_strided_group(4, 1, 0));
}

TEST(BusBandwidth, FactorsAreThoseOfNcclTests) {
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::all_reduce, 8), 1.75);
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::all_gather, 8), 0.875);
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::reduce_scatter, 4), 0.75);
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::all_to_all, 2), 0.5);
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::point_to_point, 2), 1.0);
  EXPECT_DOUBLE_EQ(bus_factor(CollectiveOp::all_reduce, 1), 0.0);
  EXPECT_DOUBLE_EQ(
      bus_bandwidth(CollectiveOp::all_gather, gigabytes(8), 8, seconds(7)).in(gigabytes_per_second), 1.0);
}

// The law with constants fitted to an H100 board reaches the bus bandwidths that nccl-tests measured there
// with 512 MiB, half, n = 8: all-reduce 445 GB/s with the switch reducing, all-gather 335 GB/s
// (aiconfigurator @095f58a51c4c, NCCL 2.29.2).
TEST(BusBandwidth, FittedLawReachesWhatABoardReached) {
  CollectiveLinks links;
  links.fast.rate = gigabytes_per_second(450);
  links.fast.law(CollectiveOp::all_reduce).protocols = {
      {microseconds(5.52), microseconds(1.703), 0.4016, 0.0},
      {microseconds(13.86), microseconds(7.312), 0.9032, 0.527}};
  links.fast.law(CollectiveOp::all_gather).protocols = {
      {microseconds(23.37), microseconds(0.001), 0.7786, 0.566}};
  links.fast.in_switch = {1.669, 8};
  const auto reached = [&](CollectiveOp op) {
    const auto estimate = estimate_collective(op, mebibytes(512), {8, 8, 1}, links);
    return bus_bandwidth(op, mebibytes(512), 8, estimate.value().cost.total).in(gigabytes_per_second);
  };
  EXPECT_NEAR(reached(CollectiveOp::all_reduce), 445, 445 * 0.05);
  EXPECT_NEAR(reached(CollectiveOp::all_gather), 335, 335 * 0.05);
}

}  // namespace
}  // namespace trainyard
