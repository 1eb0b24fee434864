#include "models/compute/laws/correction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

CorrectionGrid plane() {
  // ln of the factor over m (two knots an octave apart) and n (three).
  return {.axes = {{"m", {1024, 2048}}, {"n", {1024, 4096, 16384}}},
          .values = {0.0, 0.1, 0.2, 0.4, 0.5, 0.6}};
}

Correction ready(const CorrectionGrid& grid) {
  auto made = Correction::make(grid, "gemm");
  EXPECT_TRUE(made) << (made ? "" : to_text(made.error()));
  return made.value();
}

TEST(Correction, meetsItsKnotsAndIsLinearInLogarithmsBetween) {
  const Correction grid = ready(plane());
  EXPECT_NEAR(grid.log_factor(gemm(1024, 1024, 64)), 0.0, 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(1024, 16384, 64)), 0.2, 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(2048, 4096, 64)), 0.5, 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(1024, 2048, 64)), 0.05, 1e-12);                  // half of two octaves
  EXPECT_NEAR(grid.log_factor(gemm(1024 * std::sqrt(2.0), 4096, 64)), 0.3, 1e-12);  // half of one
}

TEST(Correction, fadesWithinAnOctaveBeyondItsKnots) {
  const Correction grid = ready(plane());
  EXPECT_NEAR(grid.log_factor(gemm(2048 * std::sqrt(2.0), 4096, 64)), 0.25, 1e-12);
  EXPECT_EQ(grid.log_factor(gemm(4096, 4096, 64)), 0.0);
  EXPECT_EQ(grid.log_factor(gemm(500, 4096, 64)), 0.0);
  EXPECT_NEAR(grid.log_factor(gemm(1024 / std::sqrt(2.0), 16384 * std::sqrt(2.0), 64)), 0.2 / 4, 1e-12);
}

TEST(Correction, holdsAboveItsLargestKnotsWhereItIsTo) {
  CorrectionGrid held = plane();
  held.held = true;
  const Correction grid = ready(held);
  EXPECT_NEAR(grid.log_factor(gemm(1500, 3000, 64)), ready(plane()).log_factor(gemm(1500, 3000, 64)), 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(2048 * std::sqrt(2.0), 4096, 64)), 0.5, 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(65536, 4096, 64)), 0.5, 1e-12);
  EXPECT_NEAR(grid.log_factor(gemm(65536, 262144, 64)), 0.6, 1e-12);
  EXPECT_EQ(grid.log_factor(gemm(500, 262144, 64)), 0.0);  // below, it fades as ever
  EXPECT_NEAR(grid.log_factor(gemm(65536, 1024 / std::sqrt(2.0), 64)), 0.4 / 2, 1e-12);
}

TEST(Correction, weightsSumToOneInsideAndToTheFadeOutside) {
  const Correction grid = ready(plane());
  const auto sum = [&](const Operator& op) {
    std::array<Correction::Weight, Correction::most_weights> found;
    const std::size_t count = grid.weights(op, found);
    return std::accumulate(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), 0.0,
                           [](double total, const Correction::Weight& w) { return total + w.weight; });
  };
  EXPECT_NEAR(sum(gemm(1500, 3000, 64)), 1.0, 1e-12);
  EXPECT_NEAR(sum(gemm(2048 * std::sqrt(2.0), 3000, 64)), 0.5, 1e-12);
  EXPECT_EQ(sum(gemm(8192, 3000, 64)), 0.0);
}

TEST(Correction, multipliesTheLawAndAllItsTerms) {
  KernelConstants corrected = plain_tiles();
  corrected.corrections = {plane(), plane()};
  const Operator op = gemm(2048, 4096, 640);
  const LawTime plain = law(plain_tiles(), "gemm")->time(op, 10, false);
  const LawTime more = law(corrected, "gemm")->time(op, 10, false);
  EXPECT_NEAR(more.total / plain.total, std::exp(1.0), 1e-9);  // two grids of 0.5
  EXPECT_NEAR(more.math / plain.math, std::exp(1.0), 1e-9);
  EXPECT_EQ(law(corrected, "gemm")->time(gemm(0, 10, 10), 10, false).total, 0.0);
}

TEST(Correction, refusesFeaturesThatTheOperatorLacks) {
  CorrectionGrid bad = plane();
  bad.axes[0].feature = "length";
  const auto made = Correction::make(bad, "gemm");
  ASSERT_FALSE(made);
  EXPECT_NE(to_text(made.error()).find("\"length\""), std::string::npos);
  bad.axes.assign(5, bad.axes[1]);
  EXPECT_FALSE(Correction::make(bad, "gemm"));
}

TEST(Features, areAboveZeroForShapesWithWork) {
  for (const Feature& feature : shape_features()) {
    Operator op = feature.kind == "attention" ? attention(4, 1000) : gemm(100, 200, 300);
    op.bytes = megabytes(1);
    EXPECT_GT(feature.of(op), 0.0) << feature.name;
    EXPECT_EQ(find_feature(feature.name, feature.kind), &feature);
  }
  EXPECT_EQ(find_feature("m", "attention"), nullptr);
}

}  // namespace
}  // namespace trainyard
