#include "kernels/device/tensor.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/device/conversions.cuh"
#include "kernels/device/cuda_check.h"
#include "kernels/device/scratch.h"

namespace trainyard::kernels {
namespace {

constexpr int threads = 256;

/// 32 well-mixed bits for (seed, index); finaliser of MurmurHash3 (public domain).
__device__ unsigned mixed(unsigned long long index, unsigned seed) {
  unsigned long long h = index * 0x9E3779B97F4A7C15ull + seed;
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdull;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53ull;
  h ^= h >> 33;
  return static_cast<unsigned>(h >> 16);
}

/// Box-Muller, one of the pair.
__device__ float normal(unsigned long long index, unsigned seed) {
  const float u = (static_cast<float>(mixed(2 * index, seed) >> 8) + 0.5f) * 0x1p-24f;
  const float v = (static_cast<float>(mixed(2 * index + 1, seed) >> 8) + 0.5f) * 0x1p-24f;
  return sqrtf(-2.0f * __logf(u)) * __cosf(6.2831853f * v);
}

template <class T>
__global__ void fill_normal_kernel(T* data, std::size_t count, unsigned seed, float scale) {
  for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count;
       i += std::size_t{gridDim.x} * blockDim.x)
    data[i] = T(scale * normal(i, seed));
}

__global__ void fill_integers_kernel(int* data, std::size_t count, unsigned below, unsigned seed) {
  for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count;
       i += std::size_t{gridDim.x} * blockDim.x)
    data[i] = static_cast<int>(mixed(i, seed) % below);
}

__global__ void fill_value_kernel(float* data, std::size_t count, float value) {
  for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count;
       i += std::size_t{gridDim.x} * blockDim.x)
    data[i] = value;
}

template <class T>
__global__ void gather_kernel(const T* data, std::int64_t row_stride, std::int64_t column_stride,
                              const std::int64_t* rows, std::int64_t columns, double* out) {
  const std::int64_t row = rows[blockIdx.y];
  for (std::int64_t c = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x; c < columns;
       c += std::int64_t{gridDim.x} * blockDim.x)
    out[blockIdx.y * columns + c] = to_float(data[row * row_stride + c * column_stride]);
}

/// One block per output element (x) and sampled row (y).
template <class T>
__global__ void product_kernel(const T* a, std::int64_t a_row, std::int64_t a_column, const T* b,
                               std::int64_t b_row, std::int64_t b_column, const std::int64_t* rows,
                               std::int64_t k, double* out) {
  const std::int64_t j = blockIdx.x;
  const T* const from_a = a + rows[blockIdx.y] * a_row;
  const T* const from_b = b + j * b_row;
  double sum = 0;
  for (std::int64_t i = threadIdx.x; i < k; i += blockDim.x)
    sum += static_cast<double>(to_float(from_a[i * a_column])) * to_float(from_b[i * b_column]);
  __shared__ double partial[threads];
  partial[threadIdx.x] = sum;
  __syncthreads();
  for (int width = threads / 2; width > 0; width /= 2) {
    if (threadIdx.x < width) partial[threadIdx.x] += partial[threadIdx.x + width];
    __syncthreads();
  }
  if (threadIdx.x == 0) out[blockIdx.y * static_cast<std::int64_t>(gridDim.x) + j] = partial[0];
}

int blocks_for(std::size_t count) {
  return static_cast<int>(std::min<std::size_t>((count + threads - 1) / threads, 8192));
}

std::vector<double> to_host(const double* data, std::size_t count, cudaStream_t stream) {
  std::vector<double> values(count);
  TRAINYARD_CUDA(
      cudaMemcpyAsync(values.data(), data, count * sizeof(double), cudaMemcpyDeviceToHost, stream));
  TRAINYARD_CUDA(cudaStreamSynchronize(stream));
  return values;
}

void to_device(std::int64_t* data, const std::vector<std::int64_t>& values, cudaStream_t stream) {
  TRAINYARD_CUDA(cudaMemcpyAsync(data, values.data(), values.size() * sizeof(std::int64_t),
                                 cudaMemcpyHostToDevice, stream));
  TRAINYARD_CUDA(cudaStreamSynchronize(stream));
}

template <class T>
void launch_product(const MatrixView& a, const MatrixView& b, const std::int64_t* rows, dim3 grid,
                    std::int64_t k, double* out, cudaStream_t stream) {
  product_kernel<<<grid, threads, 0, stream>>>(static_cast<const T*>(a.data), a.row_stride, a.column_stride,
                                               static_cast<const T*>(b.data), b.row_stride, b.column_stride,
                                               rows, k, out);
}

}  // namespace

void fill_normal(void* data, const std::string& dtype, std::size_t count, unsigned seed, float scale,
                 cudaStream_t stream) {
  const int blocks = blocks_for(count);
  if (count == 0) return;
  if (dtype == "bf16") {
    fill_normal_kernel<<<blocks, threads, 0, stream>>>(static_cast<__nv_bfloat16*>(data), count, seed, scale);
  } else if (dtype == "fp8") {
    fill_normal_kernel<<<blocks, threads, 0, stream>>>(static_cast<__nv_fp8_e4m3*>(data), count, seed, scale);
  } else {
    fill_normal_kernel<<<blocks, threads, 0, stream>>>(static_cast<float*>(data), count, seed, scale);
  }
  check_launch("fill_normal");
}

void fill_integers(int* data, std::size_t count, int below, unsigned seed, cudaStream_t stream) {
  fill_integers_kernel<<<blocks_for(count), threads, 0, stream>>>(data, count, static_cast<unsigned>(below),
                                                                  seed);
  check_launch("fill_integers");
}

void fill_value(float* data, std::size_t count, float value, cudaStream_t stream) {
  fill_value_kernel<<<blocks_for(count), threads, 0, stream>>>(data, count, value);
  check_launch("fill_value");
}

std::vector<std::int64_t> sampled_rows(std::int64_t rows, int count) {
  std::vector<std::int64_t> sampled;
  const std::int64_t wanted = std::min<std::int64_t>(rows, count);
  for (std::int64_t i = 0; i < wanted; ++i)
    sampled.push_back(wanted == 1 ? 0 : i * (rows - 1) / (wanted - 1));
  return sampled;
}

std::vector<double> gather_rows(const MatrixView& matrix, const std::vector<std::int64_t>& rows,
                                std::int64_t columns, cudaStream_t stream) {
  const std::size_t count = rows.size() * static_cast<std::size_t>(columns);
  Scratch<std::int64_t> row_list(rows.size());
  Scratch<double> out(count);
  to_device(row_list.get(), rows, stream);
  const dim3 grid(static_cast<unsigned>(blocks_for(static_cast<std::size_t>(columns))),
                  static_cast<unsigned>(rows.size()));
  const auto gather = [&](auto* typed) {
    gather_kernel<<<grid, threads, 0, stream>>>(typed, matrix.row_stride, matrix.column_stride,
                                                row_list.get(), columns, out.get());
  };
  if (matrix.dtype == "bf16") {
    gather(static_cast<const __nv_bfloat16*>(matrix.data));
  } else if (matrix.dtype == "fp8") {
    gather(static_cast<const __nv_fp8_e4m3*>(matrix.data));
  } else {
    gather(static_cast<const float*>(matrix.data));
  }
  check_launch("gather");
  return to_host(out.get(), count, stream);
}

std::vector<double> reference_product(const MatrixView& a, const MatrixView& b,
                                      const std::vector<std::int64_t>& rows, std::int64_t n, std::int64_t k,
                                      cudaStream_t stream) {
  const std::size_t count = rows.size() * static_cast<std::size_t>(n);
  Scratch<std::int64_t> row_list(rows.size());
  Scratch<double> out(count);
  to_device(row_list.get(), rows, stream);
  const dim3 grid(static_cast<unsigned>(n), static_cast<unsigned>(rows.size()));
  if (a.dtype == "bf16") {
    launch_product<__nv_bfloat16>(a, b, row_list.get(), grid, k, out.get(), stream);
  } else {
    launch_product<__nv_fp8_e4m3>(a, b, row_list.get(), grid, k, out.get(), stream);
  }
  check_launch("reference_product");
  return to_host(out.get(), count, stream);
}

double relative_difference(const std::vector<double>& values, const std::vector<double>& reference) {
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  if (reference.empty() || values.size() != reference.size()) return nothing;
  double squares = 0;
  for (const double one : reference) squares += one * one;
  const double size = std::sqrt(squares / static_cast<double>(reference.size()));
  double largest = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double difference = std::abs(values[i] - reference[i]);
    if (!std::isfinite(difference)) return nothing;
    if (difference > 0) largest = std::max(largest, difference / (std::abs(reference[i]) + size));
  }
  return largest;
}

}  // namespace trainyard::kernels
