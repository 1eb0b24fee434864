#pragma once

#include <cuda_bf16.h>
#include <cuda_fp8.h>

namespace trainyard::kernels {

__device__ inline float to_float(float value) {
  return value;
}
__device__ inline float to_float(__nv_bfloat16 value) {
  return __bfloat162float(value);
}
__device__ inline float to_float(__nv_fp8_e4m3 value) {
  return static_cast<float>(value);
}

}  // namespace trainyard::kernels
