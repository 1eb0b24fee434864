// The kernel constants of the shipped GPUs against the measured tables they were fitted to
// (ai-dynamo/aiconfigurator), at the sizes of training. Errors on shapes left out of a fit stand in the
// profiles' fit records and are held here as well.
#include <gtest/gtest.h>

#include <cstdio>

#include "models/calibration/score.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

struct Case {
  const char* gpu;
  const char* table;
  const char* group;
  double median, p90;                    // of the rows fitted
  double held_out_median, held_out_p90;  // of whole blocks of shapes left out; of the worst role of the group
};

/// How a test of this case is called.
void PrintTo(const Case& one, std::ostream* out) {
  *out << one.gpu << " " << one.group;
}

class KernelTables : public testing::TestWithParam<Case> {};

TEST_P(KernelTables, AreMet) {
  const Case& one = GetParam();
  const std::filesystem::path table = measured::folder() / "kernels" / one.table;
  TRAINYARD_NEEDS_TABLE(table);
  const auto measured = read_measurements(table);
  ASSERT_TRUE(measured) << to_text(measured.error());
  const GpuProfile gpu = measured::shipped_gpu(one.gpu);
  const auto scored = score(gpu, nullptr, {&measured.value(), 1});
  ASSERT_TRUE(scored) << to_text(scored.error());
  for (const ScoreLine& line : scored.value().lines) {
    if (line.group != one.group) continue;
    const ErrorSummary& errors = line.training;
    std::printf("%-14s %-40s %6zu rows  median %5.2f %%  p90 %5.2f %%  bias %+5.2f %%\n", one.gpu, one.group,
                errors.count, 100 * errors.median, 100 * errors.p90, 100 * errors.bias);
    EXPECT_GT(errors.count, 150U);
    EXPECT_LT(errors.median, one.median);
    EXPECT_LT(errors.p90, one.p90);
    EXPECT_LT(std::abs(errors.bias), 0.02);
    return;
  }
  FAIL() << "no such group was scored:\n" << score_text(scored.value());
}

TEST_P(KernelTables, AreMetOnShapesLeftOutOfTheFit) {
  const Case& one = GetParam();
  const GpuProfile gpu = measured::shipped_gpu(one.gpu);
  const std::string group(one.group);
  const std::string family = group.substr(0, group.find('/'));
  const std::string role = group.substr(family.size() + 1, group.find(' ') - family.size() - 1);
  std::size_t seen = 0;
  for (const auto& [name, constants] : gpu.kernels.at(family)) {
    constexpr int enough_rows = 1000;  // rare widths are told in the profile, not held here
    if (!name.starts_with(role) || name.starts_with(role + "_") || !constants.fit ||
        constants.fit->held_out_median == 0.0 || constants.fit->rows < enough_rows)
      continue;
    ++seen;
    EXPECT_LT(constants.fit->held_out_median, one.held_out_median) << name;
    EXPECT_LT(constants.fit->held_out_p90, one.held_out_p90) << name;
  }
  EXPECT_GE(seen, 1U);
}

constexpr const char* a100 = "a100-sxm-80";
constexpr const char* h100 = "h100-sxm";
constexpr const char* h200 = "h200-sxm";
constexpr const char* b200 = "b200-sxm";

INSTANTIATE_TEST_SUITE_P(
    Measured, KernelTables,
    testing::Values(Case{a100, "gemm_a100.csv.gz", "cublas-bf16/gemm", 0.022, 0.068, 0.024, 0.075},
                    Case{h100, "gemm_h100.csv.gz", "cublas-bf16/gemm", 0.022, 0.070, 0.028, 0.08},
                    Case{h200, "gemm_h200.csv.gz", "cublas-bf16/gemm", 0.022, 0.070, 0.027, 0.08},
                    Case{b200, "gemm_b200.csv.gz", "cublas-bf16/gemm", 0.030, 0.090, 0.042, 0.105},
                    Case{h100, "gemm_h100.csv.gz", "cublas-fp8/gemm", 0.016, 0.050, 0.02, 0.06},
                    Case{h200, "gemm_h200.csv.gz", "cublas-fp8/gemm", 0.016, 0.048, 0.02, 0.06},
                    Case{b200, "gemm_b200.csv.gz", "cublas-fp8/gemm", 0.023, 0.066, 0.03, 0.08},
                    Case{a100, "attn_context_a100.csv.gz", "flash-attention-2/attention_forward", 0.024,
                         0.075, 0.03, 0.09},
                    Case{h100, "attn_context_h100.csv.gz", "flash-attention-3/attention_forward", 0.024,
                         0.075, 0.03, 0.09},
                    Case{h200, "attn_context_h200.csv.gz", "flash-attention-3/attention_forward", 0.024,
                         0.075, 0.03, 0.09},
                    Case{b200, "attn_context_b200.csv.gz", "trtllm-gen-attention/attention_forward", 0.024,
                         0.075, 0.03, 0.09},
                    Case{h100, "moe_h100_trtllm.csv.gz", "cutlass-moe-fp8-block/grouped balanced", 0.019,
                         0.06, 0.022, 0.07},
                    Case{h200, "moe_h200_trtllm.csv.gz", "cutlass-moe-fp8-block/grouped balanced", 0.019,
                         0.06, 0.022, 0.07},
                    Case{b200, "moe_b200_trtllm.csv.gz", "deepgemm-moe-fp8-block/grouped balanced", 0.019,
                         0.06, 0.022, 0.09}));

}  // namespace
}  // namespace trainyard
