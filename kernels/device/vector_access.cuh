#pragma once

#include <cuda_bf16.h>

#include <cstdint>

namespace trainyard::kernels {

/// Eight bf16 values as floats, moved as 16 bytes.
struct Eight {
  float v[8];
};

__device__ inline Eight load_eight(const __nv_bfloat16* from) {
  const uint4 raw = *reinterpret_cast<const uint4*>(from);
  const auto* pairs = reinterpret_cast<const __nv_bfloat162*>(&raw);
  Eight eight;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const float2 two = __bfloat1622float2(pairs[i]);
    eight.v[2 * i] = two.x;
    eight.v[2 * i + 1] = two.y;
  }
  return eight;
}

__device__ inline void store_eight(__nv_bfloat16* to, const Eight& eight) {
  uint4 raw;
  auto* pairs = reinterpret_cast<__nv_bfloat162*>(&raw);
#pragma unroll
  for (int i = 0; i < 4; ++i) pairs[i] = __floats2bfloat162_rn(eight.v[2 * i], eight.v[2 * i + 1]);
  *reinterpret_cast<uint4*>(to) = raw;
}

__device__ inline float warp_sum(float value) {
  for (int lane = 16; lane > 0; lane /= 2) value += __shfl_xor_sync(0xffffffffu, value, lane);
  return value;
}

__device__ inline float warp_max(float value) {
  for (int lane = 16; lane > 0; lane /= 2) value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, lane));
  return value;
}

/// Sum over the block, in every thread; blockDim.x is a multiple of 32.
__device__ inline float block_sum(float value) {
  __shared__ float of_warp[32];
  value = warp_sum(value);
  __syncthreads();  // the last call's readers are done
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = value;
  __syncthreads();
  value = threadIdx.x % 32 < blockDim.x / 32 ? of_warp[threadIdx.x % 32] : 0.0f;
  return warp_sum(value);
}

__device__ inline float block_max(float value) {
  __shared__ float of_warp[32];
  value = warp_max(value);
  __syncthreads();
  if (threadIdx.x % 32 == 0) of_warp[threadIdx.x / 32] = value;
  __syncthreads();
  value = threadIdx.x % 32 < blockDim.x / 32 ? of_warp[threadIdx.x % 32] : -3.4e38f;
  return warp_max(value);
}

}  // namespace trainyard::kernels
