#include <cmath>

#include "kernels/families/memory_bound_kernels.h"
#include "kernels/families/small_kernel.h"

namespace trainyard::kernels {
namespace {

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
