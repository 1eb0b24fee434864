#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trainyard::kernels {

/// What one kernel is asked to do: which family and operation, in which data type, on which shape.
struct Point {
  std::string family{};
  std::string op{};
  std::string dtype{};                                         ///< of the inputs: bf16, fp8, fp8_block, fp32
  std::vector<std::pair<std::string, std::int64_t>> shape{};   ///< named sizes, in the order they are told
  std::vector<std::pair<std::string, std::string>> choices{};  ///< named choices, such as the layout
  std::int64_t sms = 0;                                        ///< that the kernel is told to use; 0: all
  bool sustained = false;  ///< launched back to back for seconds, instead of one by one with a cold cache

  /// The named size; the point must have it.
  std::int64_t size(std::string_view name) const;
  /// The named size, or `fallback`.
  std::int64_t size_or(std::string_view name, std::int64_t fallback) const;
  /// The named choice, or an empty text.
  std::string choice(std::string_view name) const;
  /// "gemm/forward bf16 m=4096 n=7168 k=2048 layout=TN": what --filter looks at and the table shows.
  std::string name() const;
};

/// Least work of a point: what any kernel has to compute and move.
struct Work {
  double flops = 0;
  double bytes = 0;  ///< through device memory (for copies over a link: over that link), each datum once
};

/// Bytes of one element of a data type named in a point.
double element_bytes(std::string_view dtype);

/// Floating-point operations and bytes of `point`: GEMM 2mnk and each matrix once (an accumulated output
/// twice), memory-bound kernels what they read and write. Families that only time an event give zero.
Work work_of(const Point& point);

}  // namespace trainyard::kernels
