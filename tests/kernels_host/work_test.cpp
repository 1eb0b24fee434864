// What is counted and estimated for a point: work, duration, rows of experts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "all_points.h"
#include "kernels/harness/attention.h"
#include "kernels/harness/duration.h"
#include "kernels/harness/expert_loads.h"

namespace trainyard::kernels {
namespace {

TEST(Work, DenseProductsCountEachMatrixOnce) {
  Point point;
  point.family = "gemm";
  point.op = "forward";
  point.dtype = "bf16";
  point.shape = {{"m", 10}, {"n", 20}, {"k", 30}};
  point.choices = {{"output", "bf16"}};
  EXPECT_EQ(work_of(point).flops, 2.0 * 10 * 20 * 30);
  EXPECT_EQ(work_of(point).bytes, 2.0 * (300 + 600 + 200));
  point.dtype = "fp8";
  EXPECT_EQ(work_of(point).bytes, 300.0 + 600 + 2 * 200);
  point.choices = {{"output", "fp32_accumulate"}};
  EXPECT_EQ(work_of(point).bytes, 300.0 + 600 + 8 * 200);
}

TEST(Work, AttentionCountsTheUnmaskedHalf) {
  // As kernels/torch_attention.py does; its test has the same numbers.
  const AttentionShape shape{2, 3, 4, 2, 8, 16};
  const double pairs = 2 * 4 * (1 + 2 + 3);
  EXPECT_EQ(attention_work(shape, false).flops, 2 * pairs * (8 + 16));
  EXPECT_EQ(attention_work(shape, false).bytes, 2.0 * 6 * (4 * 8 + 4 * 16 + 2 * 24) + 4 * 6 * 4);
  EXPECT_EQ(attention_work(shape, true).flops, 2 * pairs * (3 * 8 + 2 * 16));
  const AttentionShape even{2, 3, 4, 2, 8, 8};
  EXPECT_DOUBLE_EQ(attention_work(even, true).flops / attention_work(even, false).flops, 2.5);
}

TEST(Work, ExpertsTogetherDoAsMuchAsOneProductOfAllRows) {
  for (const Point& point : grouped_gemm_points({})) {
    std::int64_t rows = 0;
    for (const std::int64_t load : loads_of(point)) rows += load;
    EXPECT_EQ(work_of(point).flops, 2.0 * static_cast<double>(rows * point.size("n") * point.size("k")))
        << point.name();
  }
}

TEST(Work, EveryMeasuredKernelMovesSomething) {
  PointSetOptions options;
  options.full = true;
  options.gpus = 8;
  for (const Point& point : all_points(options)) {
    if (point.family == "launch" || point.family == "overlap") continue;
    EXPECT_GT(work_of(point).bytes, 0) << point.name();
  }
}

TEST(Duration, TheDefaultSetEndsWithinItsLimit) {
  const StoppingRule rule;
  double total = 0;
  for (const Point& point : all_points({})) {
    const double seconds = estimated_seconds(point, rule, default_sustained_seconds);
    EXPECT_TRUE(seconds > 0 && seconds < 6) << point.name() << ": " << seconds;
    total += seconds;
  }
  EXPECT_LT(total + 5, default_limit_seconds) << "five seconds to start";
  EXPECT_GT(total, default_limit_seconds / 3) << "the estimate has become too bold, or the set too small";
}

TEST(Duration, FollowsTheRuleAndTheWork) {
  Point point = gemm_points({}).front();  // the largest: ten samples are all that fits
  const double ten = estimated_seconds(point, {10, 60, 0.004, 0.3}, 2);
  EXPECT_GT(estimated_seconds(point, {20, 60, 0.004, 0.3}, 2), 1.5 * ten);
  Point confined_point = confined(point, 132);
  EXPECT_GT(estimated_seconds(confined_point, {}, 2), estimated_seconds(point, {}, 2));
  point.sustained = true;
  EXPECT_GT(estimated_seconds(point, {}, 3), estimated_seconds(point, {}, 2));
}

TEST(Loads, AddUpForEveryExponentAndCount) {
  for (const double exponent : {0.0, 0.45, 1.0, 3.0}) {
    for (const std::int64_t experts : {1, 3, 20, 256}) {
      for (const std::int64_t multiple : {1, 16}) {
        const std::int64_t rows = 1229 * 16;
        const auto loads = expert_loads(experts, rows, exponent, multiple);
        EXPECT_EQ(std::accumulate(loads.begin(), loads.end(), std::int64_t{0}), rows);
        for (const std::int64_t load : loads) EXPECT_TRUE(load >= 0 && load % multiple == 0);
      }
    }
  }
}

TEST(Loads, BalancedAreEqualAndSkewedAreNot) {
  const auto balanced = expert_loads(20, 24580, 0, 1);
  EXPECT_THAT(balanced, testing::Each(1229));
  const auto skewed = expert_loads(20, 24580, 0.45, 1);
  const double busiest = static_cast<double>(*std::max_element(skewed.begin(), skewed.end())) / 1229;
  EXPECT_NEAR(busiest, 2.4, 0.1);
  EXPECT_FALSE(std::is_sorted(skewed.rbegin(), skewed.rend())) << "busy experts stand side by side";
}

}  // namespace
}  // namespace trainyard::kernels
