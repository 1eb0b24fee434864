// Copies and RMS normalisation.
#include <algorithm>

#include "kernels/device/cuda_check.h"
#include "kernels/device/vector_access.cuh"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

constexpr float epsilon = 1e-6f;

__global__ void copy_kernel(const uint4* __restrict__ in, uint4* __restrict__ out, std::int64_t count) {
  const std::int64_t stride = std::int64_t{gridDim.x} * blockDim.x;
  std::int64_t i = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
  // Four loads are in flight before the first store.
  for (; i + 3 * stride < count; i += 4 * stride) {
    const uint4 a = in[i];
    const uint4 b = in[i + stride];
    const uint4 c = in[i + 2 * stride];
    const uint4 d = in[i + 3 * stride];
    out[i] = a;
    out[i + stride] = b;
    out[i + 2 * stride] = c;
    out[i + 3 * stride] = d;
  }
  for (; i < count; i += stride) out[i] = in[i];
}

/// One block per row, which stays in shared memory between the two passes.
__global__ void rms_norm_forward_kernel(const __nv_bfloat16* __restrict__ x,
                                        const __nv_bfloat16* __restrict__ weight,
                                        __nv_bfloat16* __restrict__ y, float* __restrict__ inverse_rms,
                                        int columns) {
  extern __shared__ uint4 row_memory[];
  auto* row = reinterpret_cast<__nv_bfloat16*>(row_memory);
  const std::int64_t offset = blockIdx.x * std::int64_t{columns};
  float squares = 0;
  for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
    const Eight eight = load_eight(x + offset + c);
    store_eight(row + c, eight);
#pragma unroll
    for (int i = 0; i < 8; ++i) squares += eight.v[i] * eight.v[i];
  }
  const float inverse = rsqrtf(block_sum(squares) / columns + epsilon);
  if (threadIdx.x == 0) inverse_rms[blockIdx.x] = inverse;
  for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
    Eight eight = load_eight(row + c);
    const Eight w = load_eight(weight + c);
#pragma unroll
    for (int i = 0; i < 8; ++i) eight.v[i] *= inverse * w.v[i];
    store_eight(y + offset + c, eight);
  }
}

/// A block takes every gridDim.x-th row and keeps its part of the weight's gradient in shared memory.
/// With g = gradient * weight and r = 1/rms: x gradient = r*g - x * r^3 * mean(g*x).
__global__ void rms_norm_backward_kernel(const __nv_bfloat16* __restrict__ x,
                                         const __nv_bfloat16* __restrict__ weight,
                                         const __nv_bfloat16* __restrict__ gradient,
                                         const float* __restrict__ inverse_rms,
                                         __nv_bfloat16* __restrict__ x_gradient, float* __restrict__ partial,
                                         std::int64_t rows, int columns) {
  extern __shared__ uint4 shared[];
  auto* sums = reinterpret_cast<float*>(shared);
  auto* row_x = reinterpret_cast<__nv_bfloat16*>(sums + columns);
  auto* row_g = row_x + columns;
  for (int c = threadIdx.x; c < columns; c += blockDim.x) sums[c] = 0;
  __syncthreads();
  for (std::int64_t r = blockIdx.x; r < rows; r += gridDim.x) {
    const std::int64_t offset = r * columns;
    const float inverse = inverse_rms[r];
    float dot = 0;
    // A thread reads back only what it wrote itself, here and in `sums`, so no barrier is needed.
    for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
      const Eight value = load_eight(x + offset + c);
      const Eight g = load_eight(gradient + offset + c);
      const Eight w = load_eight(weight + c);
      store_eight(row_x + c, value);
      store_eight(row_g + c, g);
#pragma unroll
      for (int i = 0; i < 8; ++i) dot += g.v[i] * w.v[i] * value.v[i];
    }
    const float along = block_sum(dot) / columns * inverse * inverse * inverse;
    for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
      const Eight value = load_eight(row_x + c);
      const Eight g = load_eight(row_g + c);
      const Eight w = load_eight(weight + c);
      Eight out;
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        out.v[i] = inverse * g.v[i] * w.v[i] - value.v[i] * along;
        sums[c + i] += g.v[i] * value.v[i] * inverse;
      }
      store_eight(x_gradient + offset + c, out);
    }
  }
  __syncthreads();
  for (int c = threadIdx.x; c < columns; c += blockDim.x)
    partial[blockIdx.x * std::int64_t{columns} + c] = sums[c];
}

/// 32 columns per block of 32 x 32 threads; a column's parts are added by its 32 threads.
__global__ void add_rows_kernel(const float* __restrict__ partial, float* __restrict__ sum, int rows,
                                int columns) {
  __shared__ float tile[32][33];
  const int c = blockIdx.x * 32 + threadIdx.x;
  float own = 0;
  if (c < columns) {
    for (int r = threadIdx.y; r < rows; r += 32) own += partial[r * std::int64_t{columns} + c];
  }
  tile[threadIdx.y][threadIdx.x] = own;
  __syncthreads();
  const float total = warp_sum(tile[threadIdx.x][threadIdx.y]);
  const int column = blockIdx.x * 32 + threadIdx.y;
  if (threadIdx.x == 0 && column < columns) sum[column] = total;
}

int threads_for(int columns) {
  return std::clamp(columns / 8 / 32 * 32, 128, 512);
}

}  // namespace

void launch_copy(const void* in, void* out, std::int64_t bytes, int sms, cudaStream_t stream) {
  const std::int64_t count = bytes / static_cast<std::int64_t>(sizeof(uint4));
  const auto blocks = static_cast<unsigned>(std::clamp<std::int64_t>((count + 1023) / 1024, 1, 16 * sms));
  copy_kernel<<<blocks, 512, 0, stream>>>(static_cast<const uint4*>(in), static_cast<uint4*>(out), count);
  check_launch("copy");
}

void launch_rms_norm_forward(const void* x, const void* weight, void* y, float* inverse_rms,
                             std::int64_t rows, int columns, cudaStream_t stream) {
  rms_norm_forward_kernel<<<static_cast<unsigned>(rows), threads_for(columns),
                            2 * static_cast<std::size_t>(columns), stream>>>(
      static_cast<const __nv_bfloat16*>(x), static_cast<const __nv_bfloat16*>(weight),
      static_cast<__nv_bfloat16*>(y), inverse_rms, columns);
  check_launch("rms_norm_forward");
}

void launch_rms_norm_backward(const void* x, const void* weight, const void* gradient,
                              const float* inverse_rms, void* x_gradient, float* partial,
                              float* weight_gradient, std::int64_t rows, int columns, int blocks,
                              cudaStream_t stream) {
  const std::size_t shared = 8 * static_cast<std::size_t>(columns);
  TRAINYARD_CUDA(cudaFuncSetAttribute(rms_norm_backward_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(shared)));
  rms_norm_backward_kernel<<<blocks, threads_for(columns), shared, stream>>>(
      static_cast<const __nv_bfloat16*>(x), static_cast<const __nv_bfloat16*>(weight),
      static_cast<const __nv_bfloat16*>(gradient), inverse_rms, static_cast<__nv_bfloat16*>(x_gradient),
      partial, rows, columns);
  check_launch("rms_norm_backward");
  add_rows_kernel<<<(columns + 31) / 32, dim3(32, 32), 0, stream>>>(partial, weight_gradient, blocks,
                                                                    columns);
  check_launch("add_rows");
}

}  // namespace trainyard::kernels
