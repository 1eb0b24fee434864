// bf16 GEMM constants against measured cuBLAS tables (ai-dynamo/aiconfigurator), at the sizes of training:
// m >= 1024 and 1024 <= n, k <= 32768. The tables are short benchmarks, so no sustained factor is applied.
#include "measured_tables.h"

namespace trainyard {
namespace {

using namespace measured;

Errors score(const std::string& gpu_name, const std::filesystem::path& table, bool large_only) {
  const GpuProfile gpu = shipped_gpu(gpu_name);
  const auto law = burst_law(gpu, "cublas-bf16", "gemm", "gemm");
  Errors errors;
  for (const Row& row : read_table(table)) {
    const double m = number(row, "m"), n = number(row, "n"), k = number(row, "k");
    const bool in_range = m >= 1024 && n >= 1024 && k >= 1024 && n <= 32768 && k <= 32768;
    if (row.at("dtype") != "bf16" || !in_range || (large_only && (m < 4096 || n < 2048))) continue;
    Operator op;
    op.op_class = OpClass::gemm;
    op.gemm = {.m = m, .n = n, .k = k};
    errors.add(law->time(op, gpu.sms.value, false).total * 1e6, number(row, "latency_us"));
  }
  return errors;
}

TEST(GemmTables, h100) {
  const auto table = folder() / "kernels" / "gemm_consensus_h100.csv.gz";
  TRAINYARD_NEEDS_TABLE(table);
  const Errors all = score("h100-sxm", table, false), large = score("h100-sxm", table, true);
  all.print("H100 bf16 GEMM");
  large.print("H100 bf16 GEMM, m >= 4096");
  EXPECT_GT(all.count(), 3000U);
  EXPECT_LT(all.quantile_of_error(0.5), 0.026);
  EXPECT_LT(all.quantile_of_error(0.9), 0.07);
  EXPECT_LT(std::abs(large.bias()), 0.01);
}

TEST(GemmTables, a100) {
  const auto table = folder() / "kernels" / "gemm_a100.csv.gz";
  TRAINYARD_NEEDS_TABLE(table);
  const Errors all = score("a100-sxm-80", table, false), large = score("a100-sxm-80", table, true);
  all.print("A100 bf16 GEMM");
  large.print("A100 bf16 GEMM, m >= 4096");
  EXPECT_GT(all.count(), 3000U);
  EXPECT_LT(all.quantile_of_error(0.5), 0.027);
  EXPECT_LT(all.quantile_of_error(0.9), 0.08);
  EXPECT_LT(std::abs(large.bias()), 0.015);
}

}  // namespace
}  // namespace trainyard
