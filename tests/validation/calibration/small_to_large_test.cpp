// Products larger than any that a fit knew: laws fitted to the tables' shapes of m <= 4353 and n, k <= 6144,
// asked from m = 8192 on where n or k is 8192 or more (ai-dynamo/aiconfigurator, at the sizes of training).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "models/calibration/fit_role.h"
#include "models/calibration/kernel_predictor.h"
#include "models/calibration/measurements.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

struct Case {
  const char* gpu;
  const char* table;
  const char* family;
  double median, p90;
};

/// How a test of this case is called.
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.gpu << " " << one.family;
}

class SmallToLarge : public testing::TestWithParam<Case> {};

TEST_P(SmallToLarge, IsMetByAFitOfSmallShapes) {
  const Case& one = GetParam();
  const std::filesystem::path table = measured::folder() / "kernels" / one.table;
  TRAINYARD_NEEDS_TABLE(table);
  const auto measured = read_measurements(table);
  ASSERT_TRUE(measured) << to_text(measured.error());
  std::vector<MeasuredKernel> small, large;
  for (const MeasuredKernel& row : measured.value().kernels) {
    if (row.family != one.family) continue;
    const GemmShape& shape = row.work.front().gemm;
    if (shape.m <= 4353 && shape.n <= 6144 && shape.k <= 6144) {
      small.push_back(row);
    } else if (shape.m >= 8192 && std::max(shape.n, shape.k) >= 8192 && row.training_size) {
      large.push_back(row);
    }
  }
  const GpuProfile gpu = measured::shipped_gpu(one.gpu);
  FitOptions options;
  options.source = one.table;
  const auto fit = fit_role(gpu, one.family, "gemm", gpu.kernels.at(one.family).at("gemm"), small, options);
  ASSERT_TRUE(fit) << to_text(fit.error());
  const auto predictor = KernelPredictor::make(gpu, fit.value().constants, "gemm", one.family).value();
  std::vector<double> ratios;
  for (const MeasuredKernel& row : large) ratios.push_back(std::log(predictor.time(row) / row.time));
  const ErrorSummary errors = summarise(std::move(ratios));
  std::printf("%-12s %-12s fitted on %zu, asked %zu: median %5.2f %%  p90 %5.2f %%  bias %+5.2f %%\n",
              one.gpu, one.family, small.size(), errors.count, 100 * errors.median, 100 * errors.p90,
              100 * errors.bias);
  EXPECT_GT(errors.count, 150U);
  EXPECT_LT(errors.median, one.median);
  EXPECT_LT(errors.p90, one.p90);
}

// B200's bf16 table is bimodal at large sizes: a third of its products with k of 8k to 12k run 10 to 20 %
// slower than its others, and than the same shapes in other collections (gemm_consensus_b200: median 1.08). A
// law fitted to all its rows meets them within 5.8 / 13.8 only, and the collections differ by 4.8 / 12.1.
INSTANTIATE_TEST_SUITE_P(Tables, SmallToLarge,
                         testing::Values(Case{"a100-sxm-80", "gemm_a100.csv.gz", "cublas-bf16", 0.025, 0.05},
                                         Case{"h100-sxm", "gemm_h100.csv.gz", "cublas-bf16", 0.03, 0.065},
                                         Case{"h100-sxm", "gemm_h100.csv.gz", "cublas-fp8", 0.03, 0.08},
                                         Case{"h200-sxm", "gemm_h200.csv.gz", "cublas-bf16", 0.04, 0.08},
                                         Case{"h200-sxm", "gemm_h200.csv.gz", "cublas-fp8", 0.03, 0.08},
                                         Case{"b200-sxm", "gemm_b200.csv.gz", "cublas-bf16", 0.065, 0.15},
                                         Case{"b200-sxm", "gemm_consensus_b200.csv.gz", "cublas-bf16", 0.05,
                                              0.11},
                                         Case{"b200-sxm", "gemm_b200.csv.gz", "cublas-fp8", 0.045, 0.14}));

}  // namespace
}  // namespace trainyard
