#pragma once
// How uncertain the kernel times of a step are, from what the profile says of its constants.
#include <span>
#include <string>
#include <vector>

#include "models/compute/kernel_time.h"

namespace trainyard {

/// An operator and how often it runs.
struct CountedOperator {
  Operator op{};
  double count = 1.0;
};

/// One role that answers for a part of the step, and how well it is known.
struct KernelUse {
  std::string role{};  // "cublas-bf16/gemm"
  std::string kind{};
  double share = 0.0;  // of the time of all kernels
  Evidence status = Evidence::assumed;
  double held_out_median = 0;  // error on shapes left out of the fit; 0: there is no such fit
  std::string measured_as{};   // the role whose error that is, when it is another one this role is like
  double transfer_sigma = 0;   // when the constants are another GPU's
  double outside = 0;          // share of its time at shapes outside what was measured
};

/// Relative standard deviation of the summed time of one kind of kernel.
struct KernelSpread {
  std::string kind{};    // "gemm", "grouped_gemm", "attention", "memory", as KernelModel::scaled takes them
  double sigma = 0.0;    // of ln(time)
  double common = 0.0;   // part that all shapes share: parameters, transfer, factors
  double shapes = 0.0;   // part that averages out over shapes
  std::string source{};  // in words: which constants, how known, how far they were off where measured
  std::vector<KernelUse> uses{};  // its roles, heaviest first
};

/// Each kind that `operators` contain. With s = time shares of the operators within a kind,
///   common: per role sqrt(fit^2 + transfer^2 + sum over parameters without a fit of (d ln T / d ln p
///   sigma)^2),
///           roles added up linearly by their time, for they share constants and causes;
///   shapes: sqrt(sum (s_i shape sigma_i)^2), every shape missing independently.
/// Outside what was measured the error beyond it is added to the common part.
/// sigma^2 = common^2 + shapes^2. Errors: those of KernelModel::make.
[[nodiscard]] Result<std::vector<KernelSpread>> kernel_spreads(const GpuProfile& gpu,
                                                               const SoftwareProfile& software,
                                                               std::span<const CountedOperator> operators);

}  // namespace trainyard
