// Casts to fp8 with block scales, with and without the transpose.
#include "kernels/device/conversions.cuh"
#include "kernels/device/cuda_check.h"
#include "kernels/device/vector_access.cuh"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

constexpr float largest_e4m3 = 448.0f;
constexpr float least_magnitude = 1e-12f;  // keeps the scale of a block of zeros finite
constexpr int block = 128;                 // elements that share a scale

__device__ float scale_of(float magnitude) {
  return fmaxf(magnitude, least_magnitude) / largest_e4m3;
}

/// 16 threads per scale, eight elements each; a block of 256 threads takes 16 scales of one row.
__global__ void cast_kernel(const __nv_bfloat16* __restrict__ x, __nv_fp8_e4m3* __restrict__ y,
                            float* __restrict__ scales, std::int64_t eights) {
  const std::int64_t i = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
  const bool inside = i < eights;
  Eight eight{};
  if (inside) eight = load_eight(x + 8 * i);
  float magnitude = 0;
#pragma unroll
  for (int j = 0; j < 8; ++j) magnitude = fmaxf(magnitude, fabsf(eight.v[j]));
  for (int lane = 8; lane > 0; lane /= 2)
    magnitude = fmaxf(magnitude, __shfl_xor_sync(0xffffffffu, magnitude, lane));
  if (!inside) return;
  const float scale = scale_of(magnitude);
  const float inverse = 1.0f / scale;
  uint2 packed;
  auto* bytes = reinterpret_cast<__nv_fp8_e4m3*>(&packed);
#pragma unroll
  for (int j = 0; j < 8; ++j) bytes[j] = __nv_fp8_e4m3(eight.v[j] * inverse);
  *reinterpret_cast<uint2*>(y + 8 * i) = packed;
  if (i % 16 == 0) scales[i / 16] = scale;  // row-major, columns / 128 per row
}

/// A block of 256 threads takes a tile of 128 x 128: rows are scaled and written, then columns.
__global__ void cast_transpose_kernel(const __nv_bfloat16* __restrict__ x, __nv_fp8_e4m3* __restrict__ y,
                                      float* __restrict__ scales, __nv_fp8_e4m3* __restrict__ transposed,
                                      float* __restrict__ transposed_scales, std::int64_t rows, int columns) {
  // Eight elements of padding keep 16-byte rows aligned and spread columns over the banks.
  __shared__ __align__(16) __nv_bfloat16 tile[block][block + 8];
  const std::int64_t row0 = blockIdx.y * std::int64_t{block};
  const int column0 = static_cast<int>(blockIdx.x) * block;
  const int lane = static_cast<int>(threadIdx.x) % 16;
  for (int r = static_cast<int>(threadIdx.x) / 16; r < block; r += 16) {
    const std::int64_t at = (row0 + r) * columns + column0 + 8 * lane;
    const Eight eight = load_eight(x + at);
    store_eight(&tile[r][8 * lane], eight);
    float magnitude = 0;
#pragma unroll
    for (int j = 0; j < 8; ++j) magnitude = fmaxf(magnitude, fabsf(eight.v[j]));
    for (int other = 8; other > 0; other /= 2)
      magnitude = fmaxf(magnitude, __shfl_xor_sync(0xffffffffu, magnitude, other));
    const float scale = scale_of(magnitude);
    const float inverse = 1.0f / scale;
    uint2 packed;
    auto* bytes = reinterpret_cast<__nv_fp8_e4m3*>(&packed);
#pragma unroll
    for (int j = 0; j < 8; ++j) bytes[j] = __nv_fp8_e4m3(eight.v[j] * inverse);
    *reinterpret_cast<uint2*>(y + at) = packed;
    if (lane == 0) scales[(row0 + r) * (columns / block) + blockIdx.x] = scale;
  }
  __syncthreads();
  // Two threads per column, 64 rows each.
  const int column = static_cast<int>(threadIdx.x) / 2;
  const int first = static_cast<int>(threadIdx.x) % 2 * 64;
  float magnitude = 0;
  for (int r = 0; r < 64; ++r) magnitude = fmaxf(magnitude, fabsf(to_float(tile[first + r][column])));
  magnitude = fmaxf(magnitude, __shfl_xor_sync(0xffffffffu, magnitude, 1));
  const float scale = scale_of(magnitude);
  const float inverse = 1.0f / scale;
  const std::int64_t out_row = (column0 + column) * rows + row0;
  for (int r = 0; r < 64; r += 16) {
    uint4 packed;
    auto* bytes = reinterpret_cast<__nv_fp8_e4m3*>(&packed);
#pragma unroll
    for (int j = 0; j < 16; ++j) bytes[j] = __nv_fp8_e4m3(to_float(tile[first + r + j][column]) * inverse);
    *reinterpret_cast<uint4*>(transposed + out_row + first + r) = packed;
  }
  if (first == 0) transposed_scales[(column0 + column) * (rows / block) + blockIdx.y] = scale;
}

}  // namespace

void launch_cast_fp8(const void* x, void* y, float* scales, std::int64_t rows, int columns,
                     cudaStream_t stream) {
  const std::int64_t eights = rows * columns / 8;
  cast_kernel<<<static_cast<unsigned>((eights + 255) / 256), 256, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(x), static_cast<__nv_fp8_e4m3*>(y), scales, eights);
  check_launch("cast_fp8");
}

void launch_cast_transpose_fp8(const void* x, void* y, float* scales, void* transposed,
                               float* transposed_scales, std::int64_t rows, int columns,
                               cudaStream_t stream) {
  const dim3 grid(static_cast<unsigned>(columns / block), static_cast<unsigned>(rows / block));
  cast_transpose_kernel<<<grid, 256, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(x), static_cast<__nv_fp8_e4m3*>(y), scales,
      static_cast<__nv_fp8_e4m3*>(transposed), transposed_scales, rows, columns);
  check_launch("cast_transpose_fp8");
}

}  // namespace trainyard::kernels
