#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/device/cuda_check.h"
#include "kernels/device/tensor.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {

using Values = std::vector<double>;
using Rows = std::vector<std::int64_t>;

inline constexpr int checked_rows = 8;
// Half a unit in the last place is 0.002 of a value; two or three roundings.
inline constexpr double bf16_limit = 0.01;
// Half a unit in the last place of e4m3 is 0.0625.
inline constexpr double fp8_limit = 0.08;

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
  Point point;  // kept by the functions, which outlive the caller's
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

inline void append(Values& to, const Values& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// Fill in `run`, `compare` and `limit` for one operation each.
void make_cast(Setting s, SmallKernel& kernel, bool transpose);
void make_permute(Setting s, SmallKernel& kernel);
void make_unpermute(Setting s, SmallKernel& kernel);
void make_softmax_cross_entropy(Setting s, SmallKernel& kernel);
void make_adamw(Setting s, SmallKernel& kernel);

}  // namespace trainyard::kernels
