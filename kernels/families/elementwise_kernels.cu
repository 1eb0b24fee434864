// SwiGLU, rotary embedding, AdamW.
#include <algorithm>
#include <cmath>

#include "kernels/device/cuda_check.h"
#include "kernels/device/vector_access.cuh"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

constexpr int threads = 256;

__device__ float sigmoid(float x) {
  return 1.0f / (1.0f + __expf(-x));
}

__global__ void swiglu_forward_kernel(const __nv_bfloat16* __restrict__ gate,
                                      const __nv_bfloat16* __restrict__ up, __nv_bfloat16* __restrict__ out,
                                      std::int64_t eights) {
  const std::int64_t i = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
  if (i >= eights) return;
  const Eight g = load_eight(gate + 8 * i);
  const Eight u = load_eight(up + 8 * i);
  Eight result;
#pragma unroll
  for (int j = 0; j < 8; ++j) result.v[j] = g.v[j] * sigmoid(g.v[j]) * u.v[j];
  store_eight(out + 8 * i, result);
}

__global__ void swiglu_backward_kernel(const __nv_bfloat16* __restrict__ gate,
                                       const __nv_bfloat16* __restrict__ up,
                                       const __nv_bfloat16* __restrict__ gradient,
                                       __nv_bfloat16* __restrict__ gate_gradient,
                                       __nv_bfloat16* __restrict__ up_gradient, std::int64_t eights) {
  const std::int64_t i = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
  if (i >= eights) return;
  const Eight g = load_eight(gate + 8 * i);
  const Eight u = load_eight(up + 8 * i);
  const Eight d = load_eight(gradient + 8 * i);
  Eight dg;
  Eight du;
#pragma unroll
  for (int j = 0; j < 8; ++j) {
    const float s = sigmoid(g.v[j]);
    dg.v[j] = d.v[j] * u.v[j] * s * (1 + g.v[j] * (1 - s));
    du.v[j] = d.v[j] * g.v[j] * s;
  }
  store_eight(gate_gradient + 8 * i, dg);
  store_eight(up_gradient + 8 * i, du);
}

/// One block per row; a thread turns eight pairs of one head.
__global__ void rotary_kernel(const __nv_bfloat16* __restrict__ x, const float* __restrict__ turns,
                              __nv_bfloat16* __restrict__ y, int columns, int head_size) {
  const std::int64_t offset = blockIdx.x * std::int64_t{columns};
  const int half = head_size / 2;
  const float* const cosines = turns + blockIdx.x * std::int64_t{head_size};
  const float* const sines = cosines + half;
  for (int pair = 8 * threadIdx.x; pair < columns / 2; pair += 8 * blockDim.x) {
    const int head = pair / half;
    const int within = pair % half;
    const std::int64_t first = offset + std::int64_t{head} * head_size + within;
    const Eight a = load_eight(x + first);
    const Eight b = load_eight(x + first + half);
    Eight c;
    Eight d;
#pragma unroll
    for (int j = 0; j < 8; ++j) {
      const float cosine = cosines[within + j];
      const float sine = sines[within + j];
      c.v[j] = a.v[j] * cosine - b.v[j] * sine;
      d.v[j] = b.v[j] * cosine + a.v[j] * sine;
    }
    store_eight(y + first, c);
    store_eight(y + first + half, d);
  }
}

struct Corrections {
  float first;   // 1 / (1 - beta1^step)
  float second;  // 1 / (1 - beta2^step)
};

__device__ float adamw_one(float& w, float& m, float& v, float g, const AdamW& s, const Corrections& c) {
  m = s.beta1 * m + (1 - s.beta1) * g;
  v = s.beta2 * v + (1 - s.beta2) * g * g;
  w -= s.learning_rate * (m * c.first / (sqrtf(v * c.second) + s.epsilon) + s.decay * w);
  return w;
}

__global__ void adamw_kernel(float4* __restrict__ weight, float4* __restrict__ first,
                             float4* __restrict__ second, const float4* __restrict__ gradient,
                             uint2* __restrict__ weight_bf16, std::int64_t fours, AdamW settings,
                             Corrections corrections) {
  const std::int64_t i = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
  if (i >= fours) return;
  float4 w = weight[i];
  float4 m = first[i];
  float4 v = second[i];
  const float4 g = gradient[i];
  adamw_one(w.x, m.x, v.x, g.x, settings, corrections);
  adamw_one(w.y, m.y, v.y, g.y, settings, corrections);
  adamw_one(w.z, m.z, v.z, g.z, settings, corrections);
  adamw_one(w.w, m.w, v.w, g.w, settings, corrections);
  weight[i] = w;
  first[i] = m;
  second[i] = v;
  uint2 narrow;
  auto* pairs = reinterpret_cast<__nv_bfloat162*>(&narrow);
  pairs[0] = __floats2bfloat162_rn(w.x, w.y);
  pairs[1] = __floats2bfloat162_rn(w.z, w.w);
  weight_bf16[i] = narrow;
}

unsigned blocks_for(std::int64_t count) {
  return static_cast<unsigned>((count + threads - 1) / threads);
}

}  // namespace

void launch_swiglu_forward(const void* gate, const void* up, void* out, std::int64_t elements,
                           cudaStream_t stream) {
  swiglu_forward_kernel<<<blocks_for(elements / 8), threads, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(gate), static_cast<const __nv_bfloat16*>(up),
      static_cast<__nv_bfloat16*>(out), elements / 8);
  check_launch("swiglu_forward");
}

void launch_swiglu_backward(const void* gate, const void* up, const void* gradient, void* gate_gradient,
                            void* up_gradient, std::int64_t elements, cudaStream_t stream) {
  swiglu_backward_kernel<<<blocks_for(elements / 8), threads, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(gate), static_cast<const __nv_bfloat16*>(up),
      static_cast<const __nv_bfloat16*>(gradient), static_cast<__nv_bfloat16*>(gate_gradient),
      static_cast<__nv_bfloat16*>(up_gradient), elements / 8);
  check_launch("swiglu_backward");
}

void launch_rotary(const void* x, const float* turns, void* y, std::int64_t rows, int columns, int head_size,
                   cudaStream_t stream) {
  rotary_kernel<<<static_cast<unsigned>(rows), threads, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(x), turns, static_cast<__nv_bfloat16*>(y), columns, head_size);
  check_launch("rotary");
}

void launch_adamw(float* weight, float* first, float* second, const float* gradient, void* weight_bf16,
                  std::int64_t elements, const AdamW& settings, cudaStream_t stream) {
  const auto correction = [&](float beta) {
    return static_cast<float>(1 / (1 - std::pow(static_cast<double>(beta), settings.step)));
  };
  adamw_kernel<<<blocks_for(elements / 4), threads, 0, stream>>>(
      reinterpret_cast<float4*>(weight), reinterpret_cast<float4*>(first), reinterpret_cast<float4*>(second),
      reinterpret_cast<const float4*>(gradient), static_cast<uint2*>(weight_bf16), elements / 4, settings,
      {correction(settings.beta1), correction(settings.beta2)});
  check_launch("adamw");
}

}  // namespace trainyard::kernels
