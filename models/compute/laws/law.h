#pragma once
// A kernel law answers how long one operator takes, from the constants of one role of a GPU profile.
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hardware_profiles/profile.h"
#include "models/compute/operator.h"
#include "sim/base/result.h"

namespace trainyard {

/// Raw answer of a law in seconds, before launch gaps and the factors every role may carry. Meaning of the
/// fields as in KernelTime.
struct LawTime {
  double total = 0.0;
  double math = 0.0;
  double memory = 0.0;
  double overhead = 0.0;
};

/// What a law knows about the machine besides its constants.
struct LawContext {
  const GpuProfile& gpu;
  double small_kernel = 0.0;  // s, least time of one small kernel
};

/// A law with its constants resolved. Calls are pure, allocate nothing and stay well below a microsecond.
class KernelLaw {
 public:
  virtual ~KernelLaw() = default;
  /// `free_sms` > 0 is the number of SMs the kernel may use.
  [[nodiscard]] virtual LawTime time(const Operator& op, double free_sms, bool contended) const = 0;
};

/// One line of the table of laws.
struct LawEntry {
  std::string_view name;
  std::string_view sentence;
  std::string_view answers;                    // kinds of operator: "gemm", "attention" or "memory"
  std::span<const std::string_view> required;  // parameters a profile must give
  std::span<const std::string_view> optional;  // parameters with a neutral default
  std::span<const std::string_view> prefixes;  // any parameter that starts with one of these is known too
  std::span<const std::string_view> lists;     // lists a profile must give
  std::span<const std::string_view> optional_lists;
  /// Errors: values out of range. The names are checked before.
  Result<std::shared_ptr<const KernelLaw>> (*make)(const KernelConstants& constants,
                                                   const LawContext& context);
};

/// All laws; a profile names one per role.
[[nodiscard]] std::span<const LawEntry> kernel_laws();

/// Parameters every role may carry beside those of its law: "scale" (time factor of the role against the
/// kernels its constants were fitted on) and "burst" (1: short benchmark, take the stack's sustained factor;
/// a role whose law takes a "sustained" of its own, known for this GPU, may not ask for both).
[[nodiscard]] std::span<const std::string_view> common_law_parameters();

/// The law of `constants`, checked. `where` names the role in messages, e.g. `gpu "h800-sxm",
/// cublas-bf16/gemm`. Errors: unknown law, a law that does not answer `kind`, missing, unknown or senseless
/// parameters and lists (all of them).
[[nodiscard]] Result<std::shared_ptr<const KernelLaw>> make_kernel_law(const KernelConstants& constants,
                                                                       const LawContext& context,
                                                                       std::string_view kind,
                                                                       std::string_view where);

/// Value of an optional parameter, `fallback` when the profile does not give it.
[[nodiscard]] double parameter_or(const KernelConstants& constants, std::string_view name, double fallback);

/// (a^p + b^p)^(1/p): the larger of two times, rounded where they are close. p is infinite for a plain
/// maximum.
[[nodiscard]] double smooth_max(double a, double b, double p);

[[nodiscard]] const LawEntry& tile_wave_law();
[[nodiscard]] const LawEntry& attention_law();
[[nodiscard]] const LawEntry& bandwidth_law();

}  // namespace trainyard
