// The shapes that are measured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "all_points.h"

namespace trainyard::kernels {
namespace {

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
  for (const char* dtype : {"bf16", "fp8"}) {
    const std::string type = dtype;
    const std::string input = type == "bf16" ? "NN" : "TN", weight = type == "bf16" ? "NT" : "TN";
    for (const char* sms : {"", " sms=112"}) {
      EXPECT_TRUE(has(gemm, "gemm/forward " + type + " m=4096 n=4096 k=7168 layout=TN output=bf16" + sms));
      EXPECT_TRUE(has(gemm, "gemm/input_gradient " + type + " m=4096 n=7168 k=4096 layout=" + input +
                                " output=bf16" + sms));
      EXPECT_TRUE(has(gemm, "gemm/weight_gradient " + type + " m=4096 n=7168 k=4096 layout=" + weight +
                                " output=fp32_accumulate" + sms));
    }
  }
  const Points grouped = grouped_gemm_points({});
  EXPECT_TRUE(has(grouped,
                  "grouped_gemm/weight_gradient bf16 experts=20 rows=24580 n=3072 k=5120 loads=skewed "
                  "output=fp32_accumulate streams=4"));
  EXPECT_TRUE(has(grouped,
                  "grouped_gemm/forward bf16 experts=20 rows=24580 n=5120 k=1536 loads=balanced output=bf16 "
                  "streams=1 sms=112"));
  EXPECT_TRUE(has(grouped,
                  "grouped_gemm/forward bf16 experts=20 rows=24580 n=3072 k=5120 loads=skewed output=bf16 "
                  "kernel=grouped sms=112"));
}

TEST(Points, ExpertsAreMeasuredOneByOneAndInOneKernel) {
  std::map<std::string, std::set<std::string>> ways;  // what was asked for -> by what
  for (const Point& point : grouped_gemm_points({})) {
    EXPECT_NE(point.choice("kernel").empty(), point.choice("streams").empty()) << point.name();
    if (point.dtype != "bf16" || point.sms > 0) continue;
    const std::string way = point.choice("kernel").empty() ? "streams" : "kernel";
    ways[point.op + ' ' + point.choice("loads") + ' ' + point.choice("output")].insert(way);
  }
  for (const char* loads : {"balanced", "skewed"}) {
    for (const char* what :
         {"forward %s bf16", "input_gradient %s bf16", "weight_gradient %s fp32_accumulate"}) {
      std::string key = what;
      key.replace(key.find("%s"), 2, loads);
      EXPECT_THAT(ways[key], testing::ElementsAre("kernel", "streams")) << key;
    }
  }
}

TEST(Points, AttentionShapesAreWhatTheKernelsTake) {
  PointSetOptions full;
  full.full = true;
  for (const PointSetOptions& options : {PointSetOptions{}, full}) {
    std::set<std::vector<std::int64_t>> sizes;
    std::map<std::int64_t, int> of_sequence;
    int confined_points = 0;
    for (const Point& point : attention_points(options)) {
      EXPECT_TRUE(point.op == "forward" || point.op == "backward");
      EXPECT_EQ(point.size("heads") % point.size("kv_heads"), 0) << point.name();
      for (const char* size : {"head_size", "value_size"})
        EXPECT_TRUE(point.size(size) % 8 == 0 && point.size(size) <= 256) << point.name();
      const std::int64_t rows = point.size("batch") * point.size("sequence");
      EXPECT_TRUE(rows >= 4096 && rows <= 32768) << point.name();
      EXPECT_TRUE(point.size("heads") >= 16 && point.size("heads") <= 128) << point.name();
      sizes.insert(
          {point.size("heads") / point.size("kv_heads"), point.size("head_size"), point.size("value_size")});
      ++of_sequence[point.size("sequence")];
      confined_points += point.sms == 112 && point.choice("confined_by") == "companion" ? 1 : 0;
    }
    EXPECT_THAT(sizes, testing::UnorderedElementsAre(
                           testing::ElementsAre(1, 64, 64), testing::ElementsAre(1, 128, 128),
                           testing::ElementsAre(8, 128, 128), testing::ElementsAre(1, 192, 128),
                           testing::ElementsAre(1, 256, 256)));
    EXPECT_THAT(of_sequence, testing::ElementsAre(testing::Key(1024), testing::Key(2048), testing::Key(4096),
                                                  testing::Key(8192), testing::Key(16384)));
    EXPECT_EQ(confined_points, 10);
  }
  EXPECT_EQ(attention_points({}).size(), 60u);
}

TEST(Points, EveryConfinedKindOfTheDefaultSetIsThere) {
  std::set<std::string> kinds;
  for (const Point& point : all_points({})) {
    if (point.sms > 0) kinds.insert(point.family + '/' + point.op + ' ' + point.dtype);
    if (point.sms > 0) {
      EXPECT_EQ(point.sms, 112) << point.name();
    }
  }
  for (const char* product :
       {"gemm/forward", "gemm/input_gradient", "gemm/weight_gradient", "grouped_gemm/forward",
        "grouped_gemm/input_gradient", "grouped_gemm/weight_gradient"}) {
    for (const char* dtype : {" bf16", " fp8"}) EXPECT_TRUE(kinds.count(std::string(product) + dtype) == 1);
  }
  for (const char* kind : {"attention/forward bf16", "attention/backward bf16", "head/forward_backward bf16"})
    EXPECT_TRUE(kinds.count(kind) == 1) << kind;
}

TEST(Points, EveryMemoryBoundOperationIsThere) {
  std::set<std::string> ops;
  for (const Point& point : memory_bound_points({})) ops.insert(point.op);
  EXPECT_THAT(ops,
              testing::UnorderedElementsAre("copy", "rms_norm_forward", "rms_norm_backward", "swiglu_forward",
                                            "swiglu_backward", "rotary", "cast_fp8", "cast_transpose_fp8",
                                            "permute", "unpermute", "softmax_cross_entropy", "adamw"));
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
  std::vector<std::int64_t> group_sizes;
  for (const Point& point : collective_points(four)) group_sizes.push_back(point.size("gpus"));
  EXPECT_EQ(group_sizes.front(), 4) << "a communicator is made once, the largest first";
  EXPECT_TRUE(std::is_sorted(group_sizes.rbegin(), group_sizes.rend()));
  EXPECT_EQ(group_sizes.back(), 2);
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
  std::set<std::string> inner;
  for (const Point& point : overlap) inner.insert(point.op);
  EXPECT_THAT(inner, testing::IsSupersetOf({"gemm/forward", "gemm/weight_gradient", "grouped_gemm/forward",
                                            "attention/forward", "attention/backward",
                                            "head/forward_backward", "memory_bound/copy"}));
  PointSetOptions small;
  small.sms = 16;
  for (const Point& point : overlap_points(small)) EXPECT_LT(point.size("companion_sms"), 16);
}

}  // namespace
}  // namespace trainyard::kernels
