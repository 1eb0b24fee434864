#include <cmath>
#include <functional>

#include "kernels/device/cuda_check.h"
#include "kernels/device/tensor.h"
#include "kernels/families/family.h"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

using Values = std::vector<double>;
using Rows = std::vector<std::int64_t>;

constexpr int checked_rows = 8;
// Half a unit in the last place is 0.002 of a value; two or three roundings.
constexpr double bf16_limit = 0.01;
// Half a unit in the last place of e4m3 is 0.0625.
constexpr double fp8_limit = 0.08;

/// An operation given by two functions; the memory belongs to the arena.
class SmallKernel : public Kernel {
 public:
  std::function<void(cudaStream_t)> run{};
  /// What was computed and what should have been, after one run.
  std::function<void(cudaStream_t, Values& values, Values& reference)> compare{};
  double limit = bf16_limit;

  void launch(cudaStream_t stream) override { run(stream); }
  std::optional<Check> check(cudaStream_t stream) override {
    Values values;
    Values reference;
    compare(stream, values, reference);
    Check check;
    check.error = relative_difference(values, reference);
    check.limit = limit;
    check.against = "double precision on the host, " + std::to_string(checked_rows) + " rows or columns";
    return check;
  }
};

/// What all operations start from.
struct Setting {
  const Point& point;
  Bench& bench;
  cudaStream_t stream;
  std::int64_t rows;
  std::int64_t columns;
  std::size_t elements;
  unsigned seed = 10;

  Setting(const Point& p, Bench& b)
      : point(p),
        bench(b),
        stream(b.measurer.stream()),
        rows(p.size("rows")),
        columns(p.size("columns")),
        elements(static_cast<std::size_t>(rows * columns)) {}

  int width() const { return static_cast<int>(columns); }
  void* bf16(std::size_t count, bool filled = true) {
    void* data = bench.arena.take_bytes(2 * count);
    if (filled) fill_normal(data, "bf16", count, seed++, 1.0f, stream);
    return data;
  }
  float* fp32(std::size_t count, bool filled = true) {
    auto* data = bench.arena.take<float>(count);
    if (filled) fill_normal(data, "fp32", count, seed++, 1.0f, stream);
    return data;
  }
  MatrixView view(const void* data, const std::string& dtype = "bf16") const {
    return {data, dtype, columns, 1};
  }
  Values rows_of(const void* data, const std::string& dtype = "bf16") const {
    return gather_rows(view(data, dtype), sampled_rows(rows, checked_rows), columns, stream);
  }
  /// Copies a list made on the host; the setting is not timed.
  template <class T>
  T* list(const std::vector<T>& values) {
    T* data = bench.arena.take<T>(values.size());
    TRAINYARD_CUDA(cudaMemcpy(data, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice));
    return data;
  }
};

void append(Values& to, const Values& from) {
  to.insert(to.end(), from.begin(), from.end());
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

void make_copy(Setting s, SmallKernel& kernel) {
  void* in = s.bf16(s.elements);
  void* out = s.bf16(s.elements, false);
  const int sms = s.bench.device.sms;
  kernel.run = [=](cudaStream_t stream) { launch_copy(in, out, s.rows * s.columns * 2, sms, stream); };
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
    launch_copy(in, out, s.rows * s.columns * 2, sms, stream);
    values = s.rows_of(out);
    reference = s.rows_of(in);
  };
  kernel.limit = 0;
}

/// 1/rms of each row of `values`.
Values inverse_rms(const Values& values, std::size_t columns) {
  Values inverse;
  for (std::size_t row = 0; row * columns < values.size(); ++row) {
    double squares = 0;
    for (std::size_t c = 0; c < columns; ++c)
      squares += values[row * columns + c] * values[row * columns + c];
    inverse.push_back(1 / std::sqrt(squares / static_cast<double>(columns) + 1e-6));
  }
  return inverse;
}

void make_rms_norm(Setting s, SmallKernel& kernel, bool backward) {
  void* x = s.bf16(s.elements);
  void* weight = s.bf16(static_cast<std::size_t>(s.columns));
  void* out = s.bf16(s.elements, false);
  float* inverse = s.fp32(static_cast<std::size_t>(s.rows), false);
  const auto columns = static_cast<std::size_t>(s.columns);
  const auto forward = [=](cudaStream_t stream) {
    launch_rms_norm_forward(x, weight, out, inverse, s.rows, s.width(), stream);
  };
  if (!backward) {
    kernel.run = forward;
    kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
      TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
      forward(stream);
      values = s.rows_of(out);
      reference = s.rows_of(x);
      const Values w = gather_rows(s.view(weight), {0}, s.columns, stream);
      const Values r = inverse_rms(reference, columns);
      for (std::size_t i = 0; i < reference.size(); ++i) reference[i] *= r[i / columns] * w[i % columns];
    };
    return;
  }
  forward(s.stream);  // leaves 1/rms
  void* gradient = s.bf16(s.elements);
  const int blocks = 2 * s.bench.device.sms;
  float* partial = s.fp32(static_cast<std::size_t>(blocks) * columns, false);
  float* weight_gradient = s.fp32(columns, false);
  kernel.run = [=](cudaStream_t stream) {
    launch_rms_norm_backward(x, weight, gradient, inverse, out, partial, weight_gradient, s.rows, s.width(),
                             blocks, stream);
  };
  const auto run = kernel.run;
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
    TRAINYARD_CUDA(cudaMemsetAsync(weight_gradient, 0xff, 4 * columns, stream));
    run(stream);
    values = s.rows_of(out);
    const Values v = s.rows_of(x);
    const Values g = s.rows_of(gradient);
    const Values w = gather_rows(s.view(weight), {0}, s.columns, stream);
    const Values r = inverse_rms(v, columns);
    for (std::size_t row = 0; row < r.size(); ++row) {
      double along = 0;
      for (std::size_t c = 0; c < columns; ++c) along += g[row * columns + c] * w[c] * v[row * columns + c];
      along *= r[row] * r[row] * r[row] / static_cast<double>(columns);
      for (std::size_t c = 0; c < columns; ++c)
        reference.push_back(r[row] * g[row * columns + c] * w[c] - v[row * columns + c] * along);
    }
    // Some columns of the weight's gradient, over all rows; scaled to the size of the others.
    const Rows sample = sampled_rows(s.columns, checked_rows);
    const auto all_rows = static_cast<std::size_t>(s.rows);
    const Values x_columns = gather_rows({x, "bf16", 1, s.columns}, sample, s.rows, stream);
    const Values g_columns = gather_rows({gradient, "bf16", 1, s.columns}, sample, s.rows, stream);
    const Values row_inverse = gather_rows({inverse, "fp32", s.rows, 1}, {0}, s.rows, stream);
    const Values sums = gather_rows({weight_gradient, "fp32", s.columns, 1}, {0}, s.columns, stream);
    const double size = 1 / std::sqrt(static_cast<double>(s.rows));
    for (std::size_t j = 0; j < sample.size(); ++j) {
      double sum = 0;
      for (std::size_t row = 0; row < all_rows; ++row)
        sum += x_columns[j * all_rows + row] * g_columns[j * all_rows + row] * row_inverse[row];
      values.push_back(sums[static_cast<std::size_t>(sample[j])] * size);
      reference.push_back(sum * size);
    }
  };
}

void make_swiglu(Setting s, SmallKernel& kernel, bool backward) {
  void* gate = s.bf16(s.elements);
  void* up = s.bf16(s.elements);
  void* out = s.bf16(s.elements, false);
  const std::int64_t elements = s.rows * s.columns;
  if (!backward) {
    kernel.run = [=](cudaStream_t stream) { launch_swiglu_forward(gate, up, out, elements, stream); };
    kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
      TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
      launch_swiglu_forward(gate, up, out, elements, stream);
      values = s.rows_of(out);
      const Values g = s.rows_of(gate);
      reference = s.rows_of(up);
      for (std::size_t i = 0; i < reference.size(); ++i) reference[i] *= g[i] * sigmoid(g[i]);
    };
    return;
  }
  void* gradient = s.bf16(s.elements);
  void* second = s.bf16(s.elements, false);
  kernel.run = [=](cudaStream_t stream) {
    launch_swiglu_backward(gate, up, gradient, out, second, elements, stream);
  };
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(out, 0xff, 2 * s.elements, stream));
    TRAINYARD_CUDA(cudaMemsetAsync(second, 0xff, 2 * s.elements, stream));
    launch_swiglu_backward(gate, up, gradient, out, second, elements, stream);
    values = s.rows_of(out);
    append(values, s.rows_of(second));
    const Values g = s.rows_of(gate);
    const Values u = s.rows_of(up);
    const Values d = s.rows_of(gradient);
    for (std::size_t i = 0; i < g.size(); ++i) {
      const double sig = sigmoid(g[i]);
      reference.push_back(d[i] * u[i] * sig * (1 + g[i] * (1 - sig)));
    }
    for (std::size_t i = 0; i < g.size(); ++i) reference.push_back(d[i] * g[i] * sigmoid(g[i]));
  };
}

void make_rotary(Setting s, SmallKernel& kernel) {
  const auto head = static_cast<std::size_t>(s.point.size("head_size"));
  const std::size_t half = head / 2;
  std::vector<float> angles(static_cast<std::size_t>(s.rows) * head);
  for (std::size_t row = 0; row < static_cast<std::size_t>(s.rows); ++row) {
    for (std::size_t i = 0; i < half; ++i) {
      const double frequency = std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(head));
      angles[row * head + i] = static_cast<float>(std::cos(static_cast<double>(row) * frequency));
      angles[row * head + half + i] = static_cast<float>(std::sin(static_cast<double>(row) * frequency));
    }
  }
  const float* turns = s.list(angles);
  void* x = s.bf16(s.elements);
  void* y = s.bf16(s.elements, false);
  kernel.run = [=](cudaStream_t stream) {
    launch_rotary(x, turns, y, s.rows, s.width(), static_cast<int>(head), stream);
  };
  kernel.compare = [=](cudaStream_t stream, Values& values, Values& reference) {
    TRAINYARD_CUDA(cudaMemsetAsync(y, 0xff, 2 * s.elements, stream));
    launch_rotary(x, turns, y, s.rows, s.width(), static_cast<int>(head), stream);
    values = s.rows_of(y);
    const Values v = s.rows_of(x);
    const Rows sample = sampled_rows(s.rows, checked_rows);
    reference = v;
    for (std::size_t i = 0; i < v.size(); ++i) {
      const auto row = static_cast<std::size_t>(sample[i / static_cast<std::size_t>(s.columns)]);
      const std::size_t within = i % static_cast<std::size_t>(s.columns) % head;
      const double c = angles[row * head + within % half];
      const double t = angles[row * head + half + within % half];
      reference[i] = within < half ? v[i] * c - v[i + half] * t : v[i] * c + v[i - half] * t;
    }
  };
}

/// Values of fp8 rows times their scales of 128 columns.
void unscale(Values& values, const Values& scales) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= scales[i / 128];
}

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

}  // namespace

std::unique_ptr<Kernel> make_memory_bound(const Point& point, Bench& bench) {
  auto kernel = std::make_unique<SmallKernel>();
  const Setting setting(point, bench);
  const std::string& op = point.op;
  if (op == "copy") {
    make_copy(setting, *kernel);
  } else if (op == "rms_norm_forward" || op == "rms_norm_backward") {
    make_rms_norm(setting, *kernel, op == "rms_norm_backward");
  } else if (op == "swiglu_forward" || op == "swiglu_backward") {
    make_swiglu(setting, *kernel, op == "swiglu_backward");
  } else if (op == "rotary") {
    make_rotary(setting, *kernel);
  } else if (op == "cast_fp8" || op == "cast_transpose_fp8") {
    make_cast(setting, *kernel, op == "cast_transpose_fp8");
  } else if (op == "permute") {
    make_permute(setting, *kernel);
  } else if (op == "unpermute") {
    make_unpermute(setting, *kernel);
  } else if (op == "softmax_cross_entropy") {
    make_softmax_cross_entropy(setting, *kernel);
  } else if (op == "adamw") {
    make_adamw(setting, *kernel);
  } else {
    throw MeasurementError("no memory-bound operation " + op);
  }
  return kernel;
}

}  // namespace trainyard::kernels
