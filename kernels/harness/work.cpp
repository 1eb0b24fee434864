#include <cassert>

#include "kernels/harness/attention.h"
#include "kernels/harness/expert_loads.h"
#include "kernels/harness/point.h"

namespace trainyard::kernels {
namespace {

/// Bytes per row element that the memory-bound kernels read and write, named as in memory_bound_points().
double memory_bound_bytes(const Point& point) {
  const auto rows = static_cast<double>(point.size("rows"));
  const auto columns = static_cast<double>(point.size("columns"));
  const double elements = rows * columns;
  const double e = element_bytes(point.dtype);
  const std::string& op = point.op;
  if (op == "copy") return 2 * e * elements;
  if (op == "rms_norm_forward") return 2 * e * elements + e * columns + 4 * rows;
  // Reads x, the gradient, weight and inverse norm; writes the gradient of x and that of the weight.
  if (op == "rms_norm_backward") return 3 * e * elements + (e + 4) * columns + 4 * rows;
  if (op == "swiglu_forward") return 3 * e * elements;   // gate, up -> out
  if (op == "swiglu_backward") return 5 * e * elements;  // gate, up, gradient -> two gradients
  if (op == "rotary") return 2 * e * elements + 4 * rows * static_cast<double>(point.size("head_size"));
  if (op == "cast_fp8") return (e + 1) * elements + 4 * elements / 128;
  if (op == "cast_transpose_fp8") return (e + 2) * elements + 2 * 4 * elements / 128;
  const auto copies = static_cast<double>(point.size_or("top_k", 1));
  if (op == "permute") return (1 + copies) * e * elements + 4 * rows * copies;
  if (op == "unpermute") return (1 + copies) * e * elements + 8 * rows * copies;
  // The logits are read twice (sum of exponentials, then gradient) and their gradient is written.
  if (op == "softmax_cross_entropy") return 3 * e * elements + 8 * rows;
  // fp32 weight, two moments: read and written; fp32 gradient read; bf16 weight written.
  if (op == "adamw") return (3 * 8 + 4 + 2) * elements;
  assert(false && "no such memory-bound operation");
  return 0;
}

double gemm_flops(double m, double n, double k) {
  return 2 * m * n * k;
}

/// An output in fp32 is accumulated into: read and written.
double output_bytes(const Point& point) {
  return point.choice("output") == "fp32_accumulate" ? 8 : 2;
}

}  // namespace

double element_bytes(std::string_view dtype) {
  if (dtype == "fp8" || dtype == "fp8_block" || dtype == "bytes") return 1;
  if (dtype == "fp32") return 4;
  return 2;
}

Work work_of(const Point& point) {
  if (point.family == "gemm") {
    const auto m = static_cast<double>(point.size("m"));
    const auto n = static_cast<double>(point.size("n"));
    const auto k = static_cast<double>(point.size("k"));
    return {gemm_flops(m, n, k), element_bytes(point.dtype) * (m * k + n * k) + output_bytes(point) * m * n};
  }
  if (point.family == "grouped_gemm") {
    Work work;
    const auto n = static_cast<double>(point.size("n"));
    const auto k = static_cast<double>(point.size("k"));
    const double e = element_bytes(point.dtype);
    for (const std::int64_t load : loads_of(point)) {
      const auto rows = static_cast<double>(load);
      work.flops += gemm_flops(rows, n, k);
      if (load == 0) continue;
      // In the weight gradient the expert's rows are reduced over, and the output is the weight.
      work.bytes += point.op == "weight_gradient" ? e * rows * (n + k) + output_bytes(point) * n * k
                                                  : e * (rows * k + n * k) + output_bytes(point) * rows * n;
    }
    return work;
  }
  if (point.family == "attention") return attention_work(attention_shape(point), point.op == "backward");
  if (point.family == "head") {
    const auto m = static_cast<double>(point.size("rows"));
    const auto n = static_cast<double>(point.size("vocabulary"));
    const auto k = static_cast<double>(point.size("hidden"));
    // Forward, both gradients; logits are written, read twice, overwritten, and read by both gradients.
    const double matrices = 3 * 2 * (m * k) + 2 * 2 * (n * k) + 8 * n * k;
    return {3 * gemm_flops(m, n, k), matrices + 6 * 2 * m * n};
  }
  if (point.family == "memory_bound") return {0, memory_bound_bytes(point)};
  if (point.family == "transfer" || point.family == "peer" || point.family == "collective") {
    return {0, static_cast<double>(point.size_or("bytes", 0))};
  }
  return {};
}

}  // namespace trainyard::kernels
