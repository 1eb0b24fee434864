#pragma once
// How long one operator takes on one GPU when a given number of SMs is free.
#include <memory>
#include <string_view>

#include "hardware_profiles/profile.h"
#include "models/compute/operator.h"
#include "sim/base/result.h"

namespace trainyard {

/// Time of one operator with its terms; `total` is what it occupies the stream for, launch gap included. The
/// terms tell what it would take if only that were there; they do not sum to the total.
struct KernelTime {
  Seconds total{};
  Seconds math{};          // tensor cores at their achieved rate, wave quantisation included
  Seconds memory{};        // HBM traffic at its achieved rate
  Seconds overhead{};      // launch gaps, prologues, fixed costs
  std::string_view law{};  // name of the law that answered
};

/// Which constants answer for an operator.
struct KernelRoleName {
  std::string_view kind;  // "gemm", "grouped_gemm", "attention" or "memory"
  std::string_view role;  // "cublas-bf16/gemm_wgrad"
};

/// Which constants to use and how; resolved once per (GPU, stack), then a query costs well below a
/// microsecond.
class KernelModel {
 public:
  /// Errors: a family, role, law or parameter the stack asks for and the GPU profile lacks (with the families
  /// it has).
  static Result<KernelModel> make(const GpuProfile& gpu, const SoftwareProfile& software);

  /// Time of `op` with `free_sms` SMs to run on. `contended`: communication kernels move data through the
  /// same HBM meanwhile.
  [[nodiscard]] KernelTime time(const Operator& op, double free_sms, bool contended = false) const;

  /// Lives as long as the model.
  [[nodiscard]] KernelRoleName role(const Operator& op) const;

  /// All constants that can enter an answer, for `explain` and the uncertainty: "family/role/parameter" with
  /// value and source.
  struct Constant {
    std::string name;
    Sourced<double> value;
  };
  [[nodiscard]] std::vector<Constant> constants() const;

  /// A copy in which every time of one kind is scaled; `kind` is "gemm", "grouped_gemm", "attention" or
  /// "memory". For error bars.
  [[nodiscard]] KernelModel scaled(std::string_view kind, double time_factor) const;

  struct Impl;

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace trainyard
