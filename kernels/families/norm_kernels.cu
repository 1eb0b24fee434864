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

/// A block takes every gridDim.x-th row; a thread keeps `pieces` times eight elements of the row, and its
/// part of the weight's gradient, in registers. With g = gradient * weight and r = 1/rms: x gradient = r*g -
/// x * r^3 * mean(g*x).
template <int pieces>
__global__ void rms_norm_backward_kernel(const __nv_bfloat16* __restrict__ x,
                                         const __nv_bfloat16* __restrict__ weight,
                                         const __nv_bfloat16* __restrict__ gradient,
                                         const float* __restrict__ inverse_rms,
                                         __nv_bfloat16* __restrict__ x_gradient, float* __restrict__ partial,
                                         std::int64_t rows, int columns) {
  Eight sums[pieces] = {};
  for (std::int64_t r = blockIdx.x; r < rows; r += gridDim.x) {
    const std::int64_t offset = r * columns;
    const float inverse = inverse_rms[r];
    Eight value[pieces] = {};
    Eight weighted[pieces] = {};
    float dot = 0;
#pragma unroll
    for (int p = 0; p < pieces; ++p) {
      const int c = 8 * (threadIdx.x + p * blockDim.x);
      if (c >= columns) continue;
      value[p] = load_eight(x + offset + c);
      weighted[p] = load_eight(gradient + offset + c);
      const Eight w = load_eight(weight + c);
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        sums[p].v[i] += weighted[p].v[i] * value[p].v[i] * inverse;
        weighted[p].v[i] *= w.v[i];
        dot += weighted[p].v[i] * value[p].v[i];
      }
    }
    const float along = block_sum(dot) / columns * inverse * inverse * inverse;
#pragma unroll
    for (int p = 0; p < pieces; ++p) {
      const int c = 8 * (threadIdx.x + p * blockDim.x);
      if (c >= columns) continue;
#pragma unroll
      for (int i = 0; i < 8; ++i) weighted[p].v[i] = inverse * weighted[p].v[i] - value[p].v[i] * along;
      store_eight(x_gradient + offset + c, weighted[p]);
    }
  }
#pragma unroll
  for (int p = 0; p < pieces; ++p) {
    const int c = 8 * (threadIdx.x + p * blockDim.x);
    if (c >= columns) continue;
#pragma unroll
    for (int i = 0; i < 8; ++i) partial[blockIdx.x * std::int64_t{columns} + c + i] = sums[p].v[i];
  }
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
  const int eights = columns / 8;
  const int pieces = (eights + 511) / 512;
  const int threads = ((eights + pieces - 1) / pieces + 31) / 32 * 32;
  const auto launch = [&](auto kernel) {
    kernel<<<blocks, threads, 0, stream>>>(static_cast<const __nv_bfloat16*>(x),
                                           static_cast<const __nv_bfloat16*>(weight),
                                           static_cast<const __nv_bfloat16*>(gradient), inverse_rms,
                                           static_cast<__nv_bfloat16*>(x_gradient), partial, rows, columns);
  };
  if (pieces == 1) {
    launch(rms_norm_backward_kernel<1>);
  } else if (pieces == 2) {
    launch(rms_norm_backward_kernel<2>);
  } else if (pieces <= 4) {
    launch(rms_norm_backward_kernel<4>);
  } else {
    throw MeasurementError("rows of more than 16384 columns are not normalised here");
  }
  check_launch("rms_norm_backward");
  add_rows_kernel<<<(columns + 31) / 32, dim3(32, 32), 0, stream>>>(partial, weight_gradient, blocks,
                                                                    columns);
  check_launch("add_rows");
}

}  // namespace trainyard::kernels
