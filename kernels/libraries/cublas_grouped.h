#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <string>
#include <vector>

#include "kernels/libraries/cublas.h"

namespace trainyard::kernels {

/// cuBLAS with its product of many matrices of different sizes in one kernel, found when the program runs. It
/// came with cuBLAS 12.5.
class CublasGrouped {
 public:
  CublasGrouped();
  ~CublasGrouped();
  CublasGrouped(const CublasGrouped&) = delete;
  CublasGrouped& operator=(const CublasGrouped&) = delete;

  /// Why it cannot be used; empty when it can.
  const std::string& missing() const { return missing_; }
  std::string version() const;

  struct Implementation;
  const Implementation& implementation() const { return *implementation_; }

 private:
  std::unique_ptr<Implementation> implementation_;
  std::string missing_{};
};

/// One product of a group and where its matrices are, aligned to 16 bytes.
struct GroupedPart {
  ProductShape shape{};
  const void* a = nullptr;
  const void* b = nullptr;
  void* d = nullptr;
};

/// bf16 products of different sizes, by cublasGemmGroupedBatchedEx. It has no more than bf16 output (cuBLAS
/// documentation, its table of types): products that add to fp32 are refused when they are launched.
class GroupedProduct {
 public:
  /// `addresses` is device memory for three addresses for each part. Throws MeasurementError.
  GroupedProduct(const CublasGrouped& cublas, const std::vector<GroupedPart>& parts, void** addresses);
  ~GroupedProduct();
  GroupedProduct(const GroupedProduct&) = delete;
  GroupedProduct& operator=(const GroupedProduct&) = delete;

  /// Queues all D = A·B (+ D). Throws MeasurementError with cuBLAS's answer.
  void launch(cudaStream_t stream) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace trainyard::kernels
