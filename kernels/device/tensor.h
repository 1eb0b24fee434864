#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace trainyard::kernels {

/// A matrix in device memory with any strides, its elements named by their type's text (bf16, fp8, fp32).
struct MatrixView {
  const void* data = nullptr;
  std::string dtype{};
  std::int64_t row_stride = 0;
  std::int64_t column_stride = 0;
};

/// Fills `count` elements of `dtype` (bf16, fp8, fp32) with standard normal numbers times `scale`, the same
/// for the same `seed`. Queued on `stream`.
void fill_normal(void* data, const std::string& dtype, std::size_t count, unsigned seed, float scale,
                 cudaStream_t stream);

/// Fills `count` 32-bit integers with numbers from 0 to `below` - 1.
void fill_integers(int* data, std::size_t count, int below, unsigned seed, cudaStream_t stream);

/// Fills `count` floats with `value`.
void fill_value(float* data, std::size_t count, float value, cudaStream_t stream);

/// Rows spread over 0 ... rows - 1, the first and the last among them, at most `count`.
std::vector<std::int64_t> sampled_rows(std::int64_t rows, int count);

/// Values of a matrix at all `columns` of the sampled rows, as doubles on the host, row by row. Waits.
std::vector<double> gather_rows(const MatrixView& matrix, const std::vector<std::int64_t>& rows,
                                std::int64_t columns, cudaStream_t stream);

/// Rows of a·bᵀ in double precision: result(i, j) = Σₖ a(rows[i], k)·b(j, k), j < n. Waits.
std::vector<double> reference_product(const MatrixView& a, const MatrixView& b,
                                      const std::vector<std::int64_t>& rows, std::int64_t n, std::int64_t k,
                                      cudaStream_t stream);

/// Largest of |value - reference| / (|reference| + root mean square of all references): rounding counts alike
/// for large and small values. Not a number where a value is not finite.
double relative_difference(const std::vector<double>& values, const std::vector<double>& reference);

}  // namespace trainyard::kernels
