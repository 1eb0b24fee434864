// Time of one query of the kernel model with the shipped constants: dense, grouped, attention and
// memory-bound operators. A scenario asks a few thousand times, a search some millions.
#include <benchmark/benchmark.h>

#include "hardware_profiles/profile_library.h"
#include "models/compute/kernel_time.h"

namespace trainyard {
namespace {

KernelModel shipped_model(const char* gpu, const char* software) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  return KernelModel::make(library.load_gpu(gpu).value(), library.load_software(software).value()).value();
}

void query(benchmark::State& state, const KernelModel& model, Operator op) {
  double sms = 132;
  for (auto unused : state) {
    op.gemm.m = op.gemm.m == 4096 ? 4224 : 4096;  // no two queries alike
    benchmark::DoNotOptimize(model.time(op, sms, true));
  }
  state.SetItemsProcessed(state.iterations());
}

void dense_bf16(benchmark::State& state) {
  Operator op;
  op.op_class = OpClass::gemm;
  op.gemm = {.m = 4096, .n = 7168, .k = 16384};
  query(state, shipped_model("h800-sxm", "deepseek-bf16-2024q1"), op);
}

void dense_fp8(benchmark::State& state) {
  Operator op;
  op.op_class = OpClass::gemm;
  op.gemm = {.m = 4096, .n = 7168, .k = 16384, .format = Format::fp8};
  query(state, shipped_model("h800-sxm", "deepseek-fp8-2024q4"), op);
}

void grouped_weight_gradient(benchmark::State& state) {
  Operator op;
  op.op_class = OpClass::grouped_gemm;
  op.pass = Pass::weight_gradient;
  op.gemm = {.m = 4096, .n = 7168, .k = 32768, .groups = 4, .groups_split_m = false, .fp32_accumulate = true};
  query(state, shipped_model("h800-sxm", "deepseek-bf16-2024q1"), op);
}

void attention(benchmark::State& state) {
  Operator op;
  op.op_class = OpClass::attention;
  op.attention = {1, 4096, 128, 128, 192, 128, true};
  query(state, shipped_model("h800-sxm", "deepseek-fp8-2024q4"), op);
}

void memory_bound(benchmark::State& state) {
  Operator op;
  op.op_class = OpClass::norm;
  op.rate = "norm_backward";
  op.bytes = megabytes(180);
  query(state, shipped_model("h800-sxm", "deepseek-fp8-2024q4"), op);
}

BENCHMARK(dense_bf16);
BENCHMARK(dense_fp8);
BENCHMARK(grouped_weight_gradient);
BENCHMARK(attention);
BENCHMARK(memory_bound);

}  // namespace
}  // namespace trainyard
