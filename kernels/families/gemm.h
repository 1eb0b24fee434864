#pragma once

#include <memory>

#include "kernels/device/arena.h"
#include "kernels/device/tensor.h"
#include "kernels/harness/document.h"
#include "kernels/libraries/cublas.h"

namespace trainyard::kernels {

/// One row-major product out[m, n] = x[m, k]·w[n, k]ᵀ as the frameworks' linear maps do it. The layout's
/// letters are cuBLAS's for (w, x): TN both as written, NN w stored [k, n], NT also x stored [k, m].
struct DenseProduct {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  std::string layout{};
  std::string dtype{};
  bool accumulates = false;  ///< out is fp32 and added to
  int sms = 0;
};

/// The same product in cuBLAS's column-major words.
ProductShape product_shape(const DenseProduct& product);

/// How x and w lie in memory, for the reference.
MatrixView view_of_x(const DenseProduct& product, const void* x);
MatrixView view_of_w(const DenseProduct& product, const void* w);

/// Type of one element in memory: block scales do not change it.
std::string storage_type(const std::string& dtype);

/// Error that is still right: rounding of the output, and for fp8 the short accumulators of the matrix units.
double product_error_limit(const DenseProduct& product);

/// Launches `run` once on a poisoned (or, when it accumulates, remembered) output and compares sampled rows
/// with the reference product.
template <class Run>
Check check_product(const DenseProduct& product, const void* x, const void* w, void* out, int rows,
                    cudaStream_t stream, const Run& run) {
  const MatrixView view{out, product.accumulates ? "fp32" : "bf16", product.n, 1};
  const std::vector<std::int64_t> sampled = sampled_rows(product.m, rows);
  std::vector<double> before(sampled.size() * static_cast<std::size_t>(product.n), 0.0);
  if (product.accumulates) before = gather_rows(view, sampled, product.n, stream);
  run();
  const std::vector<double> values = gather_rows(view, sampled, product.n, stream);
  std::vector<double> reference =
      reference_product(view_of_x(product, x), view_of_w(product, w), sampled, product.n, product.k, stream);
  for (std::size_t i = 0; i < reference.size(); ++i) reference[i] += before[i];
  Check check;
  check.error = relative_difference(values, reference);
  check.limit = product_error_limit(product);
  check.against = "product in double precision, " + std::to_string(sampled.size()) + " rows";
  return check;
}

}  // namespace trainyard::kernels
