// Casts to fp8, permutations, the loss, the optimizer: how they are set up and checked.
#include <cmath>

#include "kernels/families/memory_bound_kernels.h"
#include "kernels/families/small_kernel.h"

namespace trainyard::kernels {

namespace {

/// Values of fp8 rows times their scales of 128 columns.
void unscale(Values& values, const Values& scales) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= scales[i / 128];
}

}  // namespace

void make_cast(Setting s, SmallKernel& kernel, bool transpose) {
  void* x = s.bf16(s.elements);
  void* y = s.bench.arena.take_bytes(s.elements);
  float* scales = s.fp32(s.elements / 128, false);
  void* flipped = transpose ? s.bench.arena.take_bytes(s.elements) : nullptr;
  float* flipped_scales = transpose ? s.fp32(s.elements / 128, false) : nullptr;
  kernel.run = [=](cudaStream_t stream) {
    if (transpose) {
      launch_cast_transpose_fp8(x, y, scales, flipped, flipped_scales, s.rows, s.width(), stream);
    } else {
      launch_cast_fp8(x, y, scales, s.rows, s.width(), stream);
    }
  };
  const auto run = kernel.run;
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(y, 0xff, s.elements, stream));  // not a number in e4m3 too
    if (transpose) TRAINYARD_CUDA(cudaMemsetAsync(flipped, 0xff, s.elements, stream));
    run(stream);
    const Rows sample = sampled_rows(s.rows, checked_rows);
    values = gather_rows({y, "fp8", s.columns, 1}, sample, s.columns, stream);
    unscale(values, gather_rows({scales, "fp32", s.columns / 128, 1}, sample, s.columns / 128, stream));
    reference = s.rows_of(x);
    if (!transpose) return;
    const Rows flipped_sample = sampled_rows(s.columns, checked_rows);
    Values turned = gather_rows({flipped, "fp8", s.rows, 1}, flipped_sample, s.rows, stream);
    unscale(turned,
            gather_rows({flipped_scales, "fp32", s.rows / 128, 1}, flipped_sample, s.rows / 128, stream));
    append(values, turned);
    append(reference, gather_rows({x, "bf16", 1, s.columns}, flipped_sample, s.rows, stream));
  };
  kernel.limit = fp8_limit;
}

namespace {

/// 0 ... count - 1 in a fixed random order.
std::vector<int> permutation(std::size_t count) {
  std::vector<int> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<int>(i);
  std::uint64_t state = 7;
  for (std::size_t i = count; i > 1; --i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    std::swap(order[i - 1], order[(state >> 33) % i]);
  }
  return order;
}

}  // namespace

void make_permute(Setting s, SmallKernel& kernel) {
  const auto top_k = static_cast<std::size_t>(s.point.size("top_k"));
  std::vector<int> source = permutation(static_cast<std::size_t>(s.rows) * top_k);
  for (int& row : source) row /= static_cast<int>(top_k);  // every row goes to top_k places
  const int* list = s.list(source);
  void* x = s.bf16(s.elements);
  void* out = s.bf16(s.elements * top_k, false);
  const auto out_rows = static_cast<std::int64_t>(source.size());
  kernel.run = [=](cudaStream_t stream) { launch_permute(x, list, out, out_rows, s.width(), stream); };
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements * top_k, stream));
    launch_permute(x, list, out, out_rows, s.width(), stream);
    const Rows sample = sampled_rows(out_rows, checked_rows);
    values = gather_rows(s.view(out), sample, s.columns, stream);
    Rows from;
    for (const std::int64_t row : sample) from.push_back(source[static_cast<std::size_t>(row)]);
    reference = gather_rows(s.view(x), from, s.columns, stream);
  };
  kernel.limit = 0;
}

void make_unpermute(Setting s, SmallKernel& kernel) {
  const auto top_k = static_cast<std::size_t>(s.point.size("top_k"));
  const std::vector<int> place = permutation(static_cast<std::size_t>(s.rows) * top_k);
  const int* list = s.list(place);
  void* x = s.bf16(s.elements * top_k);
  float* weights = s.fp32(static_cast<std::size_t>(s.rows) * top_k);
  void* out = s.bf16(s.elements, false);
  const auto run = [=](cudaStream_t stream) {
    launch_unpermute(x, list, weights, out, s.rows, s.width(), static_cast<int>(top_k), stream);
  };
  kernel.run = run;
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
    run(stream);
    values = s.rows_of(out);
    const auto k = static_cast<std::int64_t>(top_k);
    for (const std::int64_t row : sampled_rows(s.rows, checked_rows)) {
      const Values shares = gather_rows({weights, "fp32", k, 1}, {row}, k, stream);
      Rows from;
      for (std::int64_t j = 0; j < k; ++j) from.push_back(place[static_cast<std::size_t>(row * k + j)]);
      const Values parts = gather_rows(s.view(x), from, s.columns, stream);
      const auto columns = static_cast<std::size_t>(s.columns);
      for (std::size_t c = 0; c < columns; ++c) {
        double sum = 0;
        for (std::size_t j = 0; j < top_k; ++j) sum += shares[j] * parts[j * columns + c];
        reference.push_back(sum);
      }
    }
  };
}

void make_softmax_cross_entropy(Setting s, SmallKernel& kernel) {
  void* logits = s.bf16(s.elements);
  void* gradient = s.bf16(s.elements, false);
  int* targets = s.bench.arena.take<int>(static_cast<std::size_t>(s.rows));
  float* losses = s.fp32(static_cast<std::size_t>(s.rows), false);
  fill_integers(targets, static_cast<std::size_t>(s.rows), s.width(), 5, s.stream);
  const auto run = [=](cudaStream_t stream) {
    launch_softmax_cross_entropy(logits, targets, losses, gradient, s.rows, s.width(), stream);
  };
  kernel.run = run;
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(gradient, 0xff, 2 * s.elements, stream));
    run(stream);
    std::vector<int> chosen(static_cast<std::size_t>(s.rows));
    TRAINYARD_CUDA(
        cudaMemcpyAsync(chosen.data(), targets, 4 * chosen.size(), cudaMemcpyDeviceToHost, stream));
    values = s.rows_of(gradient);  // waits for the targets too
    const Values in = s.rows_of(logits);
    const Rows sample = sampled_rows(s.rows, checked_rows);
    const auto columns = static_cast<std::size_t>(s.columns);
    // The gradient is small: told in units of the mean probability, without the target's element, then the
    // losses.
    const double unit = static_cast<double>(s.columns) * static_cast<double>(s.rows);
    const Values all_losses = gather_rows({losses, "fp32", s.rows, 1}, {0}, s.rows, stream);
    Values got_losses;
    Values true_losses;
    for (std::size_t j = 0; j < sample.size(); ++j) {
      double total = 0;
      for (std::size_t c = 0; c < columns; ++c) total += std::exp(in[j * columns + c]);
      const auto target = static_cast<std::size_t>(chosen[static_cast<std::size_t>(sample[j])]);
      for (std::size_t c = 0; c < columns; ++c) {
        const double share = std::exp(in[j * columns + c]) / total;
        const bool at_target = c == target;
        reference.push_back(at_target ? (share - 1) : share * static_cast<double>(s.columns));
        values[j * columns + c] *= at_target ? static_cast<double>(s.rows) : unit;
      }
      got_losses.push_back(all_losses[static_cast<std::size_t>(sample[j])]);
      true_losses.push_back(std::log(total) - in[j * columns + target]);
    }
    append(values, got_losses);
    append(reference, true_losses);
  };
}

void make_adamw(Setting s, SmallKernel& kernel) {
  float* weight = s.fp32(s.elements);
  float* first = s.fp32(s.elements);
  float* second = s.bench.arena.take<float>(s.elements);
  fill_value(second, s.elements, 1.0f, s.stream);
  float* gradient = s.fp32(s.elements);
  void* narrow = s.bf16(s.elements, false);
  const AdamW settings;
  const auto run = [=](cudaStream_t stream) {
    launch_adamw(weight, first, second, gradient, narrow, s.rows * s.columns, settings, stream);
  };
  kernel.run = run;
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    constexpr std::int64_t piece = 4096;  // the parameters seen as rows of this many
    const Rows sample = sampled_rows(s.rows * s.columns / piece, checked_rows);
    const auto part = [&](const void* data, const char* dtype) {
      return gather_rows({data, dtype, piece, 1}, sample, piece, stream);
    };
    Values w = part(weight, "fp32");
    Values m = part(first, "fp32");
    Values v = part(second, "fp32");
    const Values g = part(gradient, "fp32");
    TRAINYARD_CUDA(cudaMemsetAsync(narrow, 0xff, 2 * s.elements, stream));
    run(stream);
    for (std::size_t i = 0; i < w.size(); ++i) {
      m[i] = settings.beta1 * m[i] + (1.0 - settings.beta1) * g[i];
      v[i] = settings.beta2 * v[i] + (1.0 - settings.beta2) * g[i] * g[i];
      const double mean = m[i] / (1 - std::pow(static_cast<double>(settings.beta1), settings.step));
      const double variance = v[i] / (1 - std::pow(static_cast<double>(settings.beta2), settings.step));
      w[i] -=
          settings.learning_rate * (mean / (std::sqrt(variance) + settings.epsilon) + settings.decay * w[i]);
    }
    for (const auto& [got, expected] :
         {std::pair(part(weight, "fp32"), w), std::pair(part(first, "fp32"), m),
          std::pair(part(second, "fp32"), v), std::pair(part(narrow, "bf16"), w)}) {
      append(values, got);
      append(reference, expected);
    }
  };
}

}  // namespace trainyard::kernels
