#include "kernels/device/attention_reference.h"

#include <cmath>

#include "kernels/device/cuda_check.h"
#include "kernels/device/vector_access.cuh"

namespace trainyard::kernels {
namespace {

constexpr int threads = 256;

/// Rows of `size` elements, a multiple of 8, `stride` elements apart; the group's next head follows at once.
struct Heads {
  const __nv_bfloat16* data;
  std::int64_t stride;
  int size;

  __device__ const __nv_bfloat16* row(std::int64_t place, unsigned head) const {
    return data + place * stride + head * size;
  }
};

/// The query heads of one key-value head.
struct Group {
  Heads query;
  Heads key;
  Heads value;
  Heads output_gradient;  ///< data null: forward only
  double scale;
  std::int64_t rows;
};

__device__ double dot(const __nv_bfloat16* a, const __nv_bfloat16* b, int size) {
  double sum = 0;
  for (int i = 0; i < size; i += 8) {
    const Eight of_a = load_eight(a + i);
    const Eight of_b = load_eight(b + i);
#pragma unroll
    for (int j = 0; j < 8; ++j) sum += static_cast<double>(of_a.v[j]) * of_b.v[j];
  }
  return sum;
}

__device__ double score(const Group& group, std::int64_t row, unsigned head, std::int64_t column) {
  return group.scale * dot(group.query.row(row, head), group.key.row(column, 0), group.query.size);
}

/// The gradient of a probability.
__device__ double share_gradient(const Group& group, std::int64_t row, unsigned head, std::int64_t column) {
  return dot(group.output_gradient.row(row, head), group.value.row(column, 0), group.value.size);
}

/// Exponentials of some of a row's scores, over exp(largest): their sum, and that of their products with the
/// probabilities' gradients.
struct Partial {
  double largest;
  double sum;
  double product;
};

__device__ Partial merged(const Partial& a, const Partial& b) {
  if (a.sum == 0) return b;
  if (b.sum == 0) return a;
  const double largest = fmax(a.largest, b.largest);
  const double of_a = exp(a.largest - largest);
  const double of_b = exp(b.largest - largest);
  return {largest, a.sum * of_a + b.sum * of_b, a.product * of_a + b.product * of_b};
}

/// One block per row (x) and head of the group (y). Two numbers for each: the log of the sum of exponentials,
/// and the mean of the probabilities' gradients, which theirs of the scores subtract.
__global__ void __launch_bounds__(threads) sums_kernel(Group group, double* sums) {
  __shared__ Partial of_thread[threads];
  const std::int64_t row = blockIdx.x;
  const unsigned head = blockIdx.y;
  const bool backward = group.output_gradient.data != nullptr;
  Partial own{0, 0, 0};
  for (std::int64_t column = threadIdx.x; column <= row; column += threads) {
    const double gradient = backward ? share_gradient(group, row, head, column) : 0.0;
    own = merged(own, {score(group, row, head, column), 1, gradient});
  }
  of_thread[threadIdx.x] = own;
  __syncthreads();
  for (int width = threads / 2; width > 0; width /= 2) {
    if (threadIdx.x < width)
      of_thread[threadIdx.x] = merged(of_thread[threadIdx.x], of_thread[threadIdx.x + width]);
    __syncthreads();
  }
  if (threadIdx.x != 0) return;
  double* const out = sums + 2 * (head * group.rows + row);
  out[0] = of_thread[0].largest + log(of_thread[0].sum);
  out[1] = of_thread[0].product / of_thread[0].sum;
}

/// Rows of `matrix` added with weights: the probabilities or, `of_gradient`, the scores' gradients; of one
/// row of them up to the diagonal (`along`) or of one column from the diagonal on. One block per place (x)
/// and head of the group (y, from `first_head` on), with group.rows numbers of `weights` for each.
__global__ void __launch_bounds__(threads)
    weighted_kernel(Group group, const double* sums, const std::int64_t* places, unsigned first_head,
                    bool along, bool of_gradient, Heads matrix, double* weights, double* out) {
  const std::int64_t place = places[blockIdx.x];
  const unsigned head = first_head + blockIdx.y;
  const std::int64_t block = blockIdx.y * std::int64_t{gridDim.x} + blockIdx.x;
  double* const own_weights = weights + block * group.rows;
  const std::int64_t first = along ? 0 : place;
  const std::int64_t end = along ? place + 1 : group.rows;
  for (std::int64_t i = first + threadIdx.x; i < end; i += threads) {
    const std::int64_t row = along ? place : i;
    const std::int64_t column = along ? i : place;
    const double* const of_row = sums + 2 * (head * group.rows + row);
    double weight = exp(score(group, row, head, column) - of_row[0]);
    if (of_gradient) weight *= group.scale * (share_gradient(group, row, head, column) - of_row[1]);
    own_weights[i] = weight;
  }
  __syncthreads();  // the block sees what its threads wrote
  for (int c = threadIdx.x; c < matrix.size; c += threads) {
    double sum = 0;
    for (std::int64_t i = first; i < end; ++i)
      sum += own_weights[i] * __bfloat162float(matrix.row(i, along ? 0 : head)[c]);
    out[block * matrix.size + c] = sum;
  }
}

/// The last `count` of `heads` heads of the last sequence.
Heads last_heads(const AttentionShape& s, const void* data, std::int64_t heads, std::int64_t size,
                 std::int64_t count) {
  const auto* first = static_cast<const __nv_bfloat16*>(data);
  if (first != nullptr) first += (s.batch - 1) * s.sequence * heads * size + (heads - count) * size;
  return {first, heads * size, static_cast<int>(size)};
}

Group group_of(const AttentionOperands& o) {
  const AttentionShape& s = o.shape;
  const std::int64_t heads = s.heads / s.kv_heads;
  return {last_heads(s, o.query, s.heads, s.head_size, heads),
          last_heads(s, o.key, s.kv_heads, s.head_size, 1),
          last_heads(s, o.value, s.kv_heads, s.value_size, 1),
          last_heads(s, o.output_gradient, s.heads, s.value_size, heads),
          1 / std::sqrt(static_cast<double>(s.head_size)),
          s.sequence};
}

std::vector<double> to_host(const double* data, std::size_t count, cudaStream_t stream) {
  std::vector<double> values(count);
  TRAINYARD_CUDA(
      cudaMemcpyAsync(values.data(), data, count * sizeof(double), cudaMemcpyDeviceToHost, stream));
  TRAINYARD_CUDA(cudaStreamSynchronize(stream));
  return values;
}

}  // namespace

AttentionReference::AttentionReference(const AttentionOperands& operands, cudaStream_t stream)
    : operands_(operands),
      stream_(stream),
      group_(operands.shape.heads / operands.shape.kv_heads),
      sums_(static_cast<std::size_t>(2 * group_ * operands.shape.sequence)) {
  const dim3 grid(static_cast<unsigned>(operands.shape.sequence), static_cast<unsigned>(group_));
  sums_kernel<<<grid, threads, 0, stream>>>(group_of(operands), sums_.get());
  check_launch("sums_kernel");
}

std::vector<double> AttentionReference::weighted(const Places& places, bool along, bool of_gradient,
                                                 const void* matrix, std::int64_t width) const {
  const AttentionShape& s = operands_.shape;
  // Along a row: of the last head only, and the matrix is of the key-value head.
  const auto heads = static_cast<unsigned>(along ? 1 : group_);
  const std::size_t blocks = heads * places.size();
  Scratch<std::int64_t> place_list(places.size());
  Scratch<double> weights(blocks * static_cast<std::size_t>(s.sequence));
  Scratch<double> out(blocks * static_cast<std::size_t>(width));
  TRAINYARD_CUDA(cudaMemcpyAsync(place_list.get(), places.data(), places.size() * sizeof places[0],
                                 cudaMemcpyHostToDevice, stream_));
  const Heads rows = last_heads(s, matrix, along ? s.kv_heads : s.heads, width, heads);
  const dim3 grid(static_cast<unsigned>(places.size()), heads);
  weighted_kernel<<<grid, threads, 0, stream_>>>(group_of(operands_), sums_.get(), place_list.get(),
                                                 static_cast<unsigned>(group_) - heads, along, of_gradient,
                                                 rows, weights.get(), out.get());
  check_launch("weighted_kernel");
  const std::vector<double> parts = to_host(out.get(), blocks * static_cast<std::size_t>(width), stream_);
  std::vector<double> total(places.size() * static_cast<std::size_t>(width), 0.0);
  for (std::size_t i = 0; i < parts.size(); ++i) total[i % total.size()] += parts[i];
  return total;
}

std::vector<double> AttentionReference::output(const Places& rows) const {
  return weighted(rows, true, false, operands_.value, operands_.shape.value_size);
}

std::vector<double> AttentionReference::query_gradient(const Places& rows) const {
  return weighted(rows, true, true, operands_.key, operands_.shape.head_size);
}

std::vector<double> AttentionReference::key_gradient(const Places& places) const {
  return weighted(places, false, true, operands_.query, operands_.shape.head_size);
}

std::vector<double> AttentionReference::value_gradient(const Places& places) const {
  return weighted(places, false, false, operands_.output_gradient, operands_.shape.value_size);
}

std::vector<double> AttentionReference::log_sums() const {
  const auto rows = static_cast<std::size_t>(operands_.shape.sequence);
  const double* const last = sums_.get() + 2 * static_cast<std::size_t>(group_ - 1) * rows;
  std::vector<double> values = to_host(last, 2 * rows, stream_);
  for (std::size_t row = 0; row < rows; ++row) values[row] = values[2 * row];
  values.resize(rows);
  return values;
}

MatrixView last_head(const AttentionShape& shape, const void* data, std::int64_t heads, std::int64_t size) {
  return {last_heads(shape, data, heads, size, 1).data, "bf16", heads * size, 1};
}

}  // namespace trainyard::kernels
