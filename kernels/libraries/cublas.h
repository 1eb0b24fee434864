#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace trainyard::kernels {

/// D = op(A)·op(B) (+ D), as cuBLAS sees it: column-major, D is rows x columns.
struct ProductShape {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t reduced = 0;
  bool a_transposed = false;     ///< A is stored reduced x rows, else rows x reduced
  bool b_transposed = false;     ///< B is stored columns x reduced, else reduced x columns
  std::string dtype{};           ///< bf16, fp8 (one scale per matrix), fp8_block (A 128x128, B 1x128 scales)
  bool accumulate_fp32 = false;  ///< D is fp32 and added to; else bf16 and overwritten
  bool fast_accumulation = false;  ///< fp8: leave partial sums in the matrix unit's registers
  int sms = 0;                     ///< to be used at most; 0: all
};

/// The cuBLAS libraries, found when the program runs, and what is needed to use them.
class Cublas {
 public:
  static constexpr std::size_t workspace_bytes = 64u << 20;

  Cublas();
  ~Cublas();
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  /// Why cuBLASLt cannot be used; empty when it can.
  const std::string& missing() const { return missing_; }
  std::string version() const;

  struct Implementation;
  const Implementation& implementation() const { return *implementation_; }

 private:
  std::unique_ptr<Implementation> implementation_;
  std::string missing_{};
};

/// One product planned: descriptors and the algorithm that cuBLASLt's heuristic puts first, as frameworks use
/// it.
class Product {
 public:
  /// `workspace` has Cublas::workspace_bytes; `scale` is a float in device memory for each operand block that
  /// carries one (a single 1 for fp8, enough of them for fp8_block), null for bf16. Throws MeasurementError.
  Product(const Cublas& cublas, const ProductShape& shape, void* workspace, const float* scale);
  ~Product();
  Product(Product&&) noexcept;
  Product(const Product&) = delete;
  Product& operator=(const Product&) = delete;

  /// Queues D = A·B (+ D). The pointers are aligned to 16 bytes.
  void launch(const void* a, const void* b, void* d, cudaStream_t stream) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// Floats of scales that Product needs for fp8_block: what one operand of this many rows or columns has at
/// most.
std::size_t block_scale_count(const ProductShape& shape);

}  // namespace trainyard::kernels
