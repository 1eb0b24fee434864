// Dense products C[m,n] = A[m,k] B[k,n].
#include <algorithm>
#include <array>

#include "models/calibration/shapes.h"
#include "models/calibration/tables/table_reader.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

/// A kernel as tables name it. fp8 tables contain the cast of the activation: its bf16 elements are read and
/// fp8 ones written, and a scale for the whole matrix needs one more reading for the largest value before.
/// Source of what is inside: the collectors of ai-dynamo/aiconfigurator@095f58a
/// (collector/*/collect_gemm.py).
struct GemmKernel {
  std::string_view kernel;
  std::string_view dtype;
  std::string_view family;  // empty: no law answers it
  Format format;
  double cast_bytes;  // per element of the activation
};

constexpr double cast_by_blocks = 3.0;         // bf16 read, fp8 written
constexpr double cast_by_largest_value = 5.0;  // and bf16 read once more before

constexpr std::array<GemmKernel, 6> kernels{{
    {"cublas_linear", "bf16", "cublas-bf16", Format::bf16, 0.0},
    {"cublas_fp8_pertensor+dynquant", "fp8", "cublas-fp8", Format::fp8, cast_by_largest_value},
    {"trtllm_blockscale+quant1x128", "fp8_block", "trtllm-fp8-block", Format::fp8, cast_by_blocks},
    {"trtllm_deepgemm_sm100+quant", "fp8_block", "trtllm-fp8-block", Format::fp8, cast_by_blocks},
    {"deepgemm+quant1x128", "fp8_deepgemm", "deepgemm-fp8", Format::fp8, cast_by_blocks},
    {"trtllm_nvfp4", "nvfp4", "", Format::fp8, 0.0},
}};

/// The kernel of a row: the one it names, else the first of its data type.
const GemmKernel& kernel_of(CsvRow& row) {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const GemmKernel& each : kernels) all.emplace_back(each.kernel);
    return all;
  }();
  static const std::vector<std::string> dtypes{"bf16", "fp8", "fp8_block", "fp8_deepgemm", "nvfp4"};
  const std::string& dtype = dtypes[row.choice("dtype", dtypes)];
  if (!row.has("kernel"))
    return *std::find_if(kernels.begin(), kernels.end(),
                         [&](const GemmKernel& k) { return k.dtype == dtype; });
  const GemmKernel& kernel = kernels.at(row.choice("kernel", names));
  if (row.good() && kernel.dtype != dtype)
    row.report("dtype", in_quotes(dtype) + " does not go with the kernel " + in_quotes(kernel.kernel),
               "expected " + in_quotes(kernel.dtype));
  return kernel;
}

void read_row(CsvRow& row, Measurements& out) {
  const GemmKernel& kernel = kernel_of(row);
  const double m = size_of(row, "m"), n = size_of(row, "n"), k = size_of(row, "k");
  MeasuredKernel measured;
  measured.time = latency_of(row);
  if (row.has("power_w")) (void)row.number("power_w", 0.0, 1e5);
  if (!row.good()) return;
  if (kernel.family.empty()) {
    ++out.left_out["operands of 4 bits, which no law answers"];
    return;
  }
  measured.family = kernel.family;
  measured.role = "gemm";
  OperatorList(measured.work, Segment::ffn).gemm("product", kernel.format, m, n, k);
  if (kernel.cast_bytes > 0.0) measured.extra = {{"fixed", 1.0}, {"cast", kernel.cast_bytes * m * k}};
  measured.sustained = row.has("power_w");  // power is read while the kernel repeats for a second
  measured.training_size = is_training_product(m, n, k);
  measured.block = shape_block({n, k});
  measured.size = m * n * k;
  measured.line = row.line();
  out.kernels.push_back(std::move(measured));
}

}  // namespace

const TableReader& gemm_table() {
  static const TableReader reader{
      {"gemm",
       "one product C[m,n] = A[m,k] B[k,n] of a library, in fp8 with the cast of A",
       {"dtype", "m", "n", "k", "latency_us"}},
      read_row};
  return reader;
}

}  // namespace trainyard
