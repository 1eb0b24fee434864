// The shapes that are measured, and the work that is counted for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "kernels/harness/expert_loads.h"
#include "kernels/harness/point_sets.h"

namespace trainyard::kernels {
namespace {

using Points = std::vector<Point>;

Points all_points(const PointSetOptions& options) {
  Points all;
  for (const auto make :
       {gemm_points, grouped_gemm_points, head_points, memory_bound_points, launch_points, transfer_points,
        overlap_points, sustained_points, peer_points, collective_points}) {
    const Points some = make(options);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

bool has(const Points& points, const std::string& name) {
  for (const Point& point : points) {
    if (point.name() == name) return true;
  }
  return false;
}

TEST(Points, EveryNameIsUnique) {
  for (const bool full : {false, true}) {
    PointSetOptions options;
    options.full = full;
    options.gpus = 8;
    std::set<std::string> names;
    const Points points = all_points(options);
    for (const Point& point : points) EXPECT_TRUE(names.insert(point.name()).second) << point.name();
    EXPECT_GT(points.size(), full ? 1000u : 500u);
  }
}

TEST(Points, TheFullSetHoldsTheDefaultOne) {
  const auto shape_of = [](const PointSetOptions& options) { return memory_bound_points(options); };
  PointSetOptions full;
  full.full = true;
  const Points more = shape_of(full);
  for (const Point& point : shape_of({})) EXPECT_TRUE(has(more, point.name())) << point.name();
  const Points more_gemm = gemm_points(full);
  for (const Point& point : gemm_points({})) EXPECT_TRUE(has(more_gemm, point.name())) << point.name();
}

TEST(Points, SpreadShapesCoverTheCornersAndEveryOctave) {
  const auto shapes = spread_gemm_shapes(100, 64, true);
  ASSERT_EQ(shapes.size(), 100u);
  EXPECT_EQ(shapes, spread_gemm_shapes(100, 64, true));
  std::set<std::vector<std::int64_t>> unique(shapes.begin(), shapes.end());
  EXPECT_EQ(unique.size(), 100u);
  EXPECT_TRUE(unique.count({32768, 16384, 16384}) == 1 && unique.count({1024, 1024, 1024}) == 1);
  std::map<std::int64_t, int> of_rows;
  std::map<int, int> of_octave;
  int odd = 0;
  for (const auto& shape : shapes) {
    odd += static_cast<int>(shape[0] % 2);
    ++of_rows[shape[0] / 1024 * 1024];
    for (const std::int64_t side : {shape[1], shape[2]}) {
      EXPECT_TRUE(side >= 1024 && side <= 16384 && side % 64 == 0) << side;
      ++of_octave[static_cast<int>(std::log2(static_cast<double>(side)))];
    }
  }
  EXPECT_GT(odd, 10);
  EXPECT_EQ(of_rows.size(), 6u);
  for (const auto& [rows, count] : of_rows) EXPECT_GT(count, 8) << rows;
  for (int octave = 10; octave < 14; ++octave) EXPECT_GT(of_octave[octave], 30) << octave;
}

TEST(Points, ModelShapesAndConfinedOnesAreThere) {
  const Points gemm = gemm_points({});
  EXPECT_TRUE(has(gemm, "gemm/forward bf16 m=4096 n=129280 k=7168 layout=TN output=bf16"));
  EXPECT_TRUE(has(gemm, "gemm/input_gradient bf16 m=4096 n=7168 k=129280 layout=NN output=bf16"));
  EXPECT_TRUE(has(gemm, "gemm/weight_gradient bf16 m=129280 n=7168 k=4096 layout=NT output=fp32_accumulate"));
  EXPECT_TRUE(has(gemm, "gemm/forward fp8_block m=4096 n=4096 k=7168 layout=TN output=bf16 sms=112"));
  const Points grouped = grouped_gemm_points({});
  EXPECT_TRUE(has(grouped,
                  "grouped_gemm/weight_gradient bf16 experts=20 rows=24580 n=3072 k=5120 loads=skewed "
                  "output=fp32_accumulate streams=4"));
  EXPECT_TRUE(has(grouped,
                  "grouped_gemm/forward bf16 experts=20 rows=24580 n=5120 k=1536 loads=balanced output=bf16 "
                  "streams=1 sms=112"));
}

TEST(Points, WithoutFp8UnitsNothingIsInFp8) {
  PointSetOptions options;
  options.fp8 = false;
  for (const Point& point : all_points(options)) {
    EXPECT_EQ(point.dtype.find("fp8"), std::string::npos) << point.name();
    EXPECT_EQ(point.op.find("fp8"), std::string::npos) << point.name();
  }
}

TEST(Points, NarrowOperandsAreAlignedAndRunAlongTheReducedDimension) {
  PointSetOptions full;
  full.full = true;
  for (const Point& point : gemm_points(full)) {
    if (point.dtype == "bf16") continue;
    EXPECT_EQ(point.choice("layout"), "TN") << point.name();
    for (const char* size : {"m", "n", "k"}) EXPECT_EQ(point.size(size) % 16, 0) << point.name();
  }
}

TEST(Points, OneGpuHasNoPeers) {
  EXPECT_TRUE(peer_points({}).empty());
  EXPECT_TRUE(collective_points({}).empty());
  PointSetOptions four;
  four.gpus = 4;
  std::set<std::int64_t> group_sizes;
  for (const Point& point : collective_points(four)) group_sizes.insert(point.size("gpus"));
  EXPECT_THAT(group_sizes, testing::ElementsAre(2, 4));
}

TEST(Points, TheComputePartOfAnOverlapIsAPointOfItsOwnFamily) {
  const Points overlap = overlap_points({});
  ASSERT_FALSE(overlap.empty());
  for (const Point& point : overlap) {
    const Point part = compute_part(point);
    EXPECT_EQ(point.op, part.family + '/' + part.op);
    EXPECT_EQ(part.size_or("companion_sms", -1), -1);
    EXPECT_EQ(part.choice("companion"), "");
    EXPECT_GT(work_of(part).bytes, 0) << part.name();
  }
  PointSetOptions small;
  small.sms = 16;
  for (const Point& point : overlap_points(small)) EXPECT_LT(point.size("companion_sms"), 16);
}

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
