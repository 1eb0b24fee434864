// A role fitted to rows that a known law made: the constants, what they are worth elsewhere, and the profile.
#include "models/calibration/fit_role.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/kernel_predictor.h"
#include "models/calibration/law_fits.h"
#include "models/calibration/profile_writer.h"
#include "models/calibration/score.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

GpuProfile h100() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR).load_gpu("h100-sxm").value();
}

KernelConstants known_constants() {
  KernelConstants constants = default_constants("gemm");
  const std::pair<const char*, double> values[] = {
      {"eff", 0.78}, {"bsm", 300e9}, {"t_pro", 0.4e-6}, {"edge", 0.3}, {"tail", 0.4},  {"t0", 3e-6},
      {"hbm", 0.75}, {"p", 3.0},     {"g", 0.12},       {"tau", 8e-3}, {"epi", 1.2e-6}};
  for (const auto& [name, value] : values)
    constants.parameters[name] = {value, "made up", Evidence::assumed, 0};
  return constants;
}

/// `count` products of sizes that training has, timed by `constants` with a scatter of `noise`.
std::vector<MeasuredKernel> rows_of(const KernelConstants& constants, std::size_t count, double noise) {
  const GpuProfile gpu = h100();
  const auto predictor = KernelPredictor::make(gpu, constants, "gemm", "test").value();
  RandomStream random(11, 2);
  std::vector<MeasuredKernel> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto size = [&](double least, double octaves) {
      return std::round(least * std::exp2(octaves * random.uniform()) / 64.0) * 64.0;
    };
    const double m = size(1024, 5), n = size(1024, 4), k = size(1024, 4);
    MeasuredKernel row;
    row.family = "blas";
    row.role = "gemm";
    Operator op;
    op.op_class = OpClass::gemm;
    op.gemm = {.m = m, .n = n, .k = k};
    row.work = {op};
    row.block = (i % 16) << 32;
    row.size = m * n * k;
    row.time = predictor.time(row) * std::exp(noise * random.normal());
    rows.push_back(row);
  }
  return rows;
}

RoleFit fitted(const std::vector<MeasuredKernel>& rows) {
  FitOptions options;
  options.source = "rows made by a test";
  auto fit = fit_role(h100(), "blas", "gemm", default_constants("gemm"), rows, options);
  EXPECT_TRUE(fit) << (fit ? "" : to_text(fit.error()));
  return fit.value();
}

TEST(FitRole, FindsALawBehindNoiseAndSaysHowWellItHolds) {
  const RoleFit fit = fitted(rows_of(known_constants(), 600, 0.03));
  EXPECT_NEAR(fit.constants.parameters.at("eff").value, 0.78, 0.03);
  EXPECT_LT(fit.fitted.median, 0.025);
  EXPECT_LT(fit.held_out.median, 0.028);
  EXPECT_LT(fit.beyond.median, 0.05);
  EXPECT_EQ(fit.held_out.count, 600U);
  ASSERT_TRUE(fit.constants.fit);
  EXPECT_NEAR(fit.constants.fit->shape_sigma, 0.03, 0.01);
  EXPECT_GT(fit.constants.fit->common_sigma, 0.0);
  EXPECT_LT(fit.constants.fit->common_sigma, 0.02);
  EXPECT_EQ(fit.constants.fit->rows, 600);
  EXPECT_LE(fit.constants.fit->domain.at("m")[0], 1100);
  EXPECT_EQ(fit.constants.status, Evidence::fitted);
}

TEST(FitRole, TwoHundredRowsAreEnoughForTheLaw) {
  const RoleFit fit = fitted(rows_of(known_constants(), 200, 0.03));
  EXPECT_LT(fit.held_out.median, 0.032);
  EXPECT_EQ(fit.constants.parameters.at("g").evidence, Evidence::fitted);
}

/// ln of what a library loses that no law knows of: the more, the larger all three sizes, up to 4096 in each.
double loss_of(const MeasuredKernel& row) {
  constexpr double most = 0.2, octaves = 2.0;
  const auto grown = [](double size) { return std::clamp(std::log2(size / 1024.0) / octaves, 0.0, 1.0); };
  const GemmShape& shape = row.work.front().gemm;
  return most * grown(shape.m) * grown(shape.n) * grown(shape.k);
}

TEST(FitRole, WhatTheLargestShapesMissHoldsForLargerOnes) {
  constexpr std::size_t enough_for_both_grids = 1400;
  std::vector<MeasuredKernel> small, large;
  for (MeasuredKernel& row : rows_of(known_constants(), 12000, 0.02)) {
    row.time = row.time * std::exp(loss_of(row));
    const GemmShape& shape = row.work.front().gemm;
    if (shape.m <= 8192 && shape.n <= 6144 && shape.k <= 6144) {
      if (small.size() < enough_for_both_grids) small.push_back(row);
    } else if (shape.m >= 12288 && shape.k >= 8192) {
      large.push_back(row);
    }
  }
  ASSERT_EQ(small.size(), enough_for_both_grids);
  ASSERT_GT(large.size(), 500U);
  const RoleFit fit = fitted(small);
  ASSERT_EQ(fit.constants.corrections.size(), 2U);
  EXPECT_TRUE(fit.constants.corrections[0].held);
  EXPECT_FALSE(fit.constants.corrections[1].held) << "choices at one width say nothing of others";
  KernelConstants faded = fit.constants;
  faded.corrections[0].held = false;
  const auto median = [&](const KernelConstants& constants) {
    const auto predictor = KernelPredictor::make(h100(), constants, "gemm", "test").value();
    std::vector<double> ratios;
    for (const MeasuredKernel& row : large) ratios.push_back(std::log(predictor.time(row) / row.time));
    return summarise(ratios).median;
  };
  EXPECT_LT(median(fit.constants), 0.045);
  EXPECT_GT(median(faded), 1.4 * median(fit.constants));
  const std::string text =
      with_fits(new_kernel_document("h100-sxm", "h100-sxm"), "mine.json", {&fit, 1}).value();
  EXPECT_THAT(text, HasSubstr(R"("beyond": "held")"));
}

TEST(FitRole, IsTheSameTwice) {
  const std::vector<MeasuredKernel> rows = rows_of(known_constants(), 150, 0.03);
  const RoleFit one = fitted(rows), two = fitted(rows);
  for (const auto& [name, value] : one.constants.parameters)
    EXPECT_EQ(value.value, two.constants.parameters.at(name).value) << name;
  const std::string empty = R"({"gpu": "h100-sxm", "families": {}})";
  EXPECT_EQ(with_fits(empty, "a.json", {&one, 1}).value(), with_fits(empty, "a.json", {&two, 1}).value());
}

TEST(FitRole, RefusesTooFewRows) {
  FitOptions options;
  options.source = "rows made by a test";
  const std::vector<MeasuredKernel> rows = rows_of(known_constants(), 5, 0.0);
  const auto fit = fit_role(h100(), "blas", "gemm", default_constants("gemm"), rows, options);
  ASSERT_FALSE(fit);
  EXPECT_THAT(to_text(fit.error()), HasSubstr("5 measurements are too few"));
}

TEST(ProfileWriter, WhatIsWrittenAndReadAgainPredictsTheSame) {
  const std::vector<MeasuredKernel> rows = rows_of(known_constants(), 600, 0.03);
  const RoleFit fit = fitted(rows);
  const std::string text =
      with_fits(new_kernel_document("h100-sxm", "h100-sxm"), "mine.json", {&fit, 1}).value();
  const auto parsed = parse_kernels(JsonDocument::parse(text, "mine.json").value());
  ASSERT_TRUE(parsed) << to_text(parsed.error());
  GpuProfile gpu = h100();
  gpu.kernels = ProfileLibrary(TRAINYARD_SOURCE_DIR).resolve(parsed.value()).value();
  EXPECT_EQ(gpu.kernels.count("cublas-bf16"), 1U) << "the document it stands on";
  const auto before = KernelPredictor::make(h100(), fit.constants, "gemm", "test").value();
  const auto after = KernelPredictor::make(gpu, gpu.kernels.at("blas").at("gemm"), "gemm", "test").value();
  for (const MeasuredKernel& row : rows) EXPECT_NEAR(after.time(row) / before.time(row), 1.0, 2e-5);

  Measurements file;
  file.kernels = rows;
  const Score scored = score(gpu, nullptr, {&file, 1}).value();
  ASSERT_EQ(scored.lines.size(), 1U);
  EXPECT_EQ(scored.lines[0].group, "blas/gemm");
  EXPECT_EQ(scored.lines[0].status, "fitted");
  EXPECT_NEAR(scored.lines[0].training.median, fit.fitted.median, 1e-4);
}

TEST(ProfileWriter, KeepsWhatAFitDoesNotReplace) {
  const std::string before = R"({"gpu": "h100-sxm", "description": "mine", "families": {
    "blas": {"gemm": {"law": "tile_wave", "source": "an old table", "evidence": "fitted",
               "parameters": {"eff": {"value": 0.5}, "contention": {"value": 1.2}, "sustained": {"value": 1.07, "source": "long runs of ours"}},
               "lists": {"tiles": [128, 128]}}},
    "other": {"memory": {"law": "bandwidth", "parameters": {"share": {"value": 0.6, "source": "somebody told us"}}}}}})";
  GpuProfile gpu = h100();
  const KernelConstants base =
      resolve_kernels(parse_kernels(JsonDocument::parse(before, "a.json").value()).value())
          .value()
          .at("blas")
          .at("gemm");
  FitOptions options;
  options.source = "rows made by a test";
  const RoleFit fit =
      fit_role(gpu, "blas", "gemm", base, rows_of(known_constants(), 100, 0.03), options).value();
  const std::string after = with_fits(before, "a.json", {&fit, 1}).value();
  EXPECT_THAT(after, HasSubstr("somebody told us"));
  EXPECT_THAT(after, HasSubstr(R"("sustained": {"value": 1.07, "source": "long runs of ours"})"));
  EXPECT_THAT(after,
              HasSubstr(R"("contention": {"value": 1.2, "source": "an old table", "evidence": "fitted"})"));
  EXPECT_THAT(after, HasSubstr(R"("description": "mine")"));
  EXPECT_FALSE(with_fits("{}", "a.json", {&fit, 1}));
}

TEST(Calibrate, FitsLongRunsAndNeighboursAsFactors) {
  KernelConstants truth = known_constants();
  std::vector<MeasuredKernel> rows = rows_of(truth, 300, 0.01);
  std::vector<MeasuredKernel> slow = rows_of(truth, 20, 0.01);
  for (MeasuredKernel& row : slow) {
    row.time = row.time * 1.2;
    row.sustained = true;
  }
  rows.insert(rows.end(), slow.begin(), slow.end());
  Measurements file;
  file.kernels = rows;
  FitOptions options;
  options.source = "rows made by a test";
  const Calibration found = calibrate(h100(), nullptr, {&file, 1}, options).value();
  ASSERT_EQ(found.factors.size(), 1U);
  EXPECT_EQ(found.factors[0].name, "sustained");
  EXPECT_GT(found.factors[0].value, 1.15);
  EXPECT_LT(found.factors[0].value, 1.35);
  EXPECT_EQ(found.roles.size(), 1U);
  EXPECT_DOUBLE_EQ(found.roles[0].constants.parameters.at("sustained").value, found.factors[0].value);
  const auto nothing = calibrate(h100(), nullptr, {}, options);
  ASSERT_FALSE(nothing);
  EXPECT_THAT(to_text(nothing.error()), HasSubstr("nothing to fit"));
}

TEST(Calibrate, LeavesOutWhatTheGpuOrTheLawDoesNotKnow) {
  std::vector<MeasuredKernel> rows = rows_of(known_constants(), 60, 0.01);
  for (MeasuredKernel& row : rows) row.work.front().gemm.format = Format::fp8;
  Measurements file;
  file.kernels = rows;
  FitOptions options;
  options.source = "rows made by a test";
  const GpuProfile a100 = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_gpu("a100-sxm-80").value();
  const auto nothing = calibrate(a100, nullptr, {&file, 1}, options);
  ASSERT_FALSE(nothing);
  EXPECT_THAT(to_text(nothing.error()), HasSubstr("60 rows in a number format that the GPU has no rate for"));

  // A row without work has no finite time: told by its line, not searched for ever.
  rows = rows_of(known_constants(), 60, 0.01);
  rows[17].work.front().gemm.m = 0;
  rows[17].line = 4711;
  const auto zero = fit_role(h100(), "blas", "gemm", default_constants("gemm"), rows, options);
  const bool told = !zero && to_text(zero.error()).find("4711") != std::string::npos;
  EXPECT_TRUE(told) << (zero ? "was fitted" : to_text(zero.error()));
}

TEST(FitRole, DoesNotCallAShapePerfectlyKnownWhenNothingCouldBeLeftOut) {
  std::vector<MeasuredKernel> rows = rows_of(known_constants(), 40, 0.1);
  for (MeasuredKernel& row : rows) row.block = 0;
  const RoleFit fit = fitted(rows);
  EXPECT_GE(fit.constants.fit->shape_sigma, 0.05);
  ASSERT_FALSE(fit.notes.empty());
  EXPECT_THAT(fit.notes.back(), HasSubstr("too few blocks"));
}

}  // namespace
}  // namespace trainyard
