#pragma once
// What a role of a profile says about measured kernels, as they were measured.
#include <map>
#include <memory>
#include <span>
#include <string>

#include "hardware_profiles/profile.h"
#include "models/calibration/measurements.h"
#include "models/compute/laws/correction.h"
#include "models/compute/laws/law.h"

namespace trainyard {

/// Whether the GPU has a peak rate for the formats of the row's products.
[[nodiscard]] bool has_rate(const GpuProfile& gpu, const MeasuredKernel& row);

/// "gemm", "attention" or "memory": the kind of law that answers a role. The part before a slash decides.
[[nodiscard]] std::string kind_of_role(std::string_view role);

/// Something that may be measured with a kernel and is no part of it.
struct MeasuredExtra {
  std::string_view name;
  bool
      bytes;  // counted in bytes, its constant in ideal passes of HBM; otherwise in things, its constant in s
  std::string_view sentence;
};
[[nodiscard]] std::span<const MeasuredExtra> measured_extras();

/// A law with what measurements contain beside it. Bursts are answered without the sustained factor.
/// Corrections hold for the whole measurement, at the shape of its first kernel.
class KernelPredictor {
 public:
  /// Errors: those of the law; unknown names in `measured_with`.
  static Result<KernelPredictor> make(const GpuProfile& gpu, const KernelConstants& constants,
                                      std::string_view kind, std::string_view where);

  [[nodiscard]] Seconds time(const MeasuredKernel& row) const;

 private:
  std::shared_ptr<const KernelLaw> burst_{};
  std::shared_ptr<const KernelLaw> sustained_{};
  double scale_ = 1.0;
  double all_sms_ = 0.0;
  std::map<std::string, double, std::less<>> extra_{};  // s per unit of what is measured with the kernel
  std::vector<Correction> corrections_{};
};

}  // namespace trainyard
