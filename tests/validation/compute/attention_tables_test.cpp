// Attention constants against measured causal prefill (ai-dynamo/aiconfigurator): sequence >= 1024, 4 heads
// and more, no window, nothing cached. The measured time contains the write of the KV cache, which training
// does not have: keys and values read and written once, at the share of HBM that the fit found for it.
#include "measured_tables.h"

namespace trainyard {
namespace {

using namespace measured;

struct Table {
  std::string file;
  std::string gpu;
  std::string family;
  int width;
  double cache_write_share;
  double median;
  double p90;
};

/// How a test of this table is called.
void PrintTo(const Table& table, std::ostream* out) {
  *out << table.gpu << " " << table.family << " width " << table.width;
}

Errors score(const Table& table, bool busy_only) {
  const GpuProfile gpu = shipped_gpu(table.gpu);
  const auto law =
      burst_law(gpu, table.family, "attention_forward/" + std::to_string(table.width), "attention");
  Errors errors;
  for (const Row& row : read_table(folder() / "kernels" / table.file)) {
    if (row.at("impl") != "vllm" || row.at("dtype") != "bf16" || row.at("window") != "0" ||
        row.at("step") != "0" || row.at("head_dim") != std::to_string(table.width)) {
      continue;
    }
    const double batch = number(row, "batch"), length = number(row, "seq"), heads = number(row, "heads");
    if (length < 1024 || heads < 4 || (busy_only && (length < 2048 || batch * heads < 16))) continue;
    const double kv_heads = row.at("kv_heads") == "0" ? heads : number(row, "kv_heads");
    Operator op;
    op.op_class = OpClass::attention;
    op.attention = {
        batch, length, heads, kv_heads, static_cast<double>(table.width), static_cast<double>(table.width),
        false};
    const double cache_write = 8.0 * batch * length * kv_heads * table.width /
                               (gpu.memory_bandwidth.value.base() * table.cache_write_share);
    errors.add((law->time(op, gpu.sms.value, false).total + cache_write) * 1e6, number(row, "latency_us"));
  }
  return errors;
}

class AttentionTables : public ::testing::TestWithParam<Table> {};

TEST_P(AttentionTables, agree) {
  const Table& table = GetParam();
  TRAINYARD_NEEDS_TABLE(folder() / "kernels" / table.file);
  const std::string name = table.gpu + " " + table.family + "/" + std::to_string(table.width);
  const Errors all = score(table, false), busy = score(table, true);
  all.print(name);
  busy.print("  2k rows, 16 heads and more");
  EXPECT_GT(busy.count(), 200U);
  EXPECT_LT(all.quantile_of_error(0.5), table.median);
  EXPECT_LT(busy.quantile_of_error(0.5), 0.035);
  EXPECT_LT(busy.quantile_of_error(0.9), table.p90);
  EXPECT_LT(std::abs(busy.bias()), 0.01);
}

INSTANTIATE_TEST_SUITE_P(
    Measured, AttentionTables,
    ::testing::Values(
        Table{"attn_context_h100.csv.gz", "h100-sxm", "flash-attention-3", 64, 0.307, 0.04, 0.09},
        Table{"attn_context_h100.csv.gz", "h100-sxm", "flash-attention-3", 128, 0.632, 0.04, 0.09},
        Table{"attn_context_h100.csv.gz", "h100-sxm", "flash-attention-3", 256, 0.21, 0.045, 0.085},
        Table{"attn_context_a100.csv.gz", "a100-sxm-80", "flash-attention-2", 128, 0.585, 0.03, 0.07}));

}  // namespace
}  // namespace trainyard
