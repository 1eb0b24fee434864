#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace trainyard::kernels {

// Launchers of the memory-bound kernels. Matrices are row-major, `columns` divisible by 8; `stream` last.

/// out = in, 16 bytes per thread and step.
void launch_copy(const void* in, void* out, std::int64_t bytes, int sms, cudaStream_t stream);

/// y = x / rms(x) * weight per row; keeps 1/rms for the backward pass. Epsilon 1e-6.
void launch_rms_norm_forward(const void* x, const void* weight, void* y, float* inverse_rms,
                             std::int64_t rows, int columns, cudaStream_t stream);

/// Gradient of x; that of the weight in two steps: `partial` holds one row of `columns` floats per block, at
/// most `blocks`.
void launch_rms_norm_backward(const void* x, const void* weight, const void* gradient,
                              const float* inverse_rms, void* x_gradient, float* partial,
                              float* weight_gradient, std::int64_t rows, int columns, int blocks,
                              cudaStream_t stream);

/// out = silu(gate) * up.
void launch_swiglu_forward(const void* gate, const void* up, void* out, std::int64_t elements,
                           cudaStream_t stream);
void launch_swiglu_backward(const void* gate, const void* up, const void* gradient, void* gate_gradient,
                            void* up_gradient, std::int64_t elements, cudaStream_t stream);

/// Turns pairs (i, i + head_size/2) of every head by position * 10000^(-2i/head_size). `turns` holds cosine
/// and sine, head_size/2 of each per row.
void launch_rotary(const void* x, const float* turns, void* y, std::int64_t rows, int columns, int head_size,
                   cudaStream_t stream);

/// bf16 to fp8 (e4m3) with one scale per row and 128 columns: largest magnitude / 448.
void launch_cast_fp8(const void* x, void* y, float* scales, std::int64_t rows, int columns,
                     cudaStream_t stream);

/// Also writes the transpose, with scales per column and 128 rows; rows divisible by 128.
void launch_cast_transpose_fp8(const void* x, void* y, float* scales, void* transposed,
                               float* transposed_scales, std::int64_t rows, int columns, cudaStream_t stream);

/// out[i] = x[source[i]], for `out_rows` rows.
void launch_permute(const void* x, const int* source, void* out, std::int64_t out_rows, int columns,
                    cudaStream_t stream);

/// out[r] = sum over j of weights[r, j] * x[place[r, j]].
void launch_unpermute(const void* x, const int* place, const float* weights, void* out, std::int64_t rows,
                      int columns, int top_k, cudaStream_t stream);

/// Loss per row and the gradient of the logits, (softmax - one-hot) / rows; it may overwrite the logits.
void launch_softmax_cross_entropy(const void* logits, const int* targets, float* losses, void* gradient,
                                  std::int64_t rows, int columns, cudaStream_t stream);

/// One AdamW step: fp32 weight and moments, fp32 gradient, bf16 copy of the weight.
struct AdamW {
  float learning_rate = 1e-3f;
  float beta1 = 0.9f;
  float beta2 = 0.95f;
  float epsilon = 1e-8f;
  float decay = 0.1f;
  int step = 10;
};
void launch_adamw(float* weight, float* first, float* second, const float* gradient, void* weight_bf16,
                  std::int64_t elements, const AdamW& settings, cudaStream_t stream);

}  // namespace trainyard::kernels
