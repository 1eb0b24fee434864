// Permutation of rows to experts and back, softmax cross-entropy.
#include "kernels/device/cuda_check.h"
#include "kernels/device/vector_access.cuh"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

__global__ void permute_kernel(const uint4* __restrict__ x, const int* __restrict__ source,
                               uint4* __restrict__ out, int columns) {
  const int pieces = columns / 8;
  const uint4* const from = x + source[blockIdx.x] * std::int64_t{pieces};
  uint4* const to = out + blockIdx.x * std::int64_t{pieces};
  for (int c = threadIdx.x; c < pieces; c += blockDim.x) to[c] = from[c];
}

__global__ void unpermute_kernel(const __nv_bfloat16* __restrict__ x, const int* __restrict__ place,
                                 const float* __restrict__ weights, __nv_bfloat16* __restrict__ out,
                                 int columns, int top_k) {
  const std::int64_t row = blockIdx.x;
  for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
    Eight sum{};
    for (int j = 0; j < top_k; ++j) {
      const float weight = weights[row * top_k + j];
      const Eight part = load_eight(x + place[row * top_k + j] * std::int64_t{columns} + c);
#pragma unroll
      for (int i = 0; i < 8; ++i) sum.v[i] += weight * part.v[i];
    }
    store_eight(out + row * columns + c, sum);
  }
}

/// One block per row. First pass: largest logit and sum of exponentials together, rescaled whenever a thread
/// meets a larger one. Second pass: gradient, which may lie over the logits.
__global__ void softmax_cross_entropy_kernel(const __nv_bfloat16* logits, const int* __restrict__ targets,
                                             float* __restrict__ losses, __nv_bfloat16* gradient, int columns,
                                             float scale) {
  const __nv_bfloat16* const row = logits + blockIdx.x * std::int64_t{columns};
  __nv_bfloat16* const out = gradient + blockIdx.x * std::int64_t{columns};
  float largest = -3.4e38f;
  float sum = 0;
  for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
    const Eight eight = load_eight(row + c);
    float local = eight.v[0];
#pragma unroll
    for (int i = 1; i < 8; ++i) local = fmaxf(local, eight.v[i]);
    if (local > largest) {
      sum *= __expf(largest - local);
      largest = local;
    }
#pragma unroll
    for (int i = 0; i < 8; ++i) sum += __expf(eight.v[i] - largest);
  }
  const float top = block_max(largest);
  const float total = block_sum(sum * __expf(largest - top));
  const int target = targets[blockIdx.x];
  if (threadIdx.x == 0) losses[blockIdx.x] = logf(total) + top - __bfloat162float(row[target]);
  __syncthreads();  // the target's logit is read before it is overwritten
  const float inverse = 1.0f / total;
  for (int c = 8 * threadIdx.x; c < columns; c += 8 * blockDim.x) {
    Eight eight = load_eight(row + c);
#pragma unroll
    for (int i = 0; i < 8; ++i) {
      const float share = __expf(eight.v[i] - top) * inverse;
      eight.v[i] = scale * (c + i == target ? share - 1 : share);
    }
    store_eight(out + c, eight);
  }
}

}  // namespace

void launch_permute(const void* x, const int* source, void* out, std::int64_t out_rows, int columns,
                    cudaStream_t stream) {
  permute_kernel<<<static_cast<unsigned>(out_rows), 256, 0, stream>>>(static_cast<const uint4*>(x), source,
                                                                      static_cast<uint4*>(out), columns);
  check_launch("permute");
}

void launch_unpermute(const void* x, const int* place, const float* weights, void* out, std::int64_t rows,
                      int columns, int top_k, cudaStream_t stream) {
  unpermute_kernel<<<static_cast<unsigned>(rows), 256, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(x), place, weights, static_cast<__nv_bfloat16*>(out), columns, top_k);
  check_launch("unpermute");
}

void launch_softmax_cross_entropy(const void* logits, const int* targets, float* losses, void* gradient,
                                  std::int64_t rows, int columns, cudaStream_t stream) {
  softmax_cross_entropy_kernel<<<static_cast<unsigned>(rows), 1024, 0, stream>>>(
      static_cast<const __nv_bfloat16*>(logits), targets, losses, static_cast<__nv_bfloat16*>(gradient),
      columns, 1.0f / static_cast<float>(rows));
  check_launch("softmax_cross_entropy");
}

}  // namespace trainyard::kernels
