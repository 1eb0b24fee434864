#pragma once
// The constants of one kernel role from its measurements, with how well they hold.
#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/calibration/errors.h"
#include "models/calibration/measurements.h"

namespace trainyard {

struct FitOptions {
  int starts = 3;
  std::uint64_t seed = 1;
  std::string source{};  // where the measurements come from, for the profile
  /// Told what is being done: a sentence, and how much of this role is done (0 to 1).
  std::function<void(std::string_view what, double done)> progress{};
  const std::atomic<bool>* stop = nullptr;  // set: the fit ends soon, with the error of check_not_stopped
};
/// Errors: `options.stop` is set. A search that was stopped gives no constants, so every fit asks afterwards.
[[nodiscard]] Result<void> check_not_stopped(const FitOptions& options);

struct RoleFit {
  std::string family{}, role{};
  KernelConstants constants{};  // status fitted, with fit record; lists and other parameters of `base` kept
  ErrorSummary fitted{};        // on the rows of the fit
  ErrorSummary held_out{};      // each row by a fit that knew no row of its block
  ErrorSummary held_out_law{};  // the same without correction
  ErrorSummary beyond{};        // the largest fifth by a fit of the smaller half
  std::vector<std::string> notes{};  // parameters at a bound, corrections refused
};

/// Fits the law of `base` to `rows`, which all belong to one role; at least `least_rows_of_fit` have a size
/// of training. Some of the others support the fit with little weight; errors and corrections are of the
/// former. Where there are fewer than `rows_for_own_priors`, the priors are the constants of `base`, unless
/// those came from the same source; otherwise those of the table of fits, so that a refit owes nothing to
/// what was fitted before. Errors: a law without a fit, too few rows, those of the law, stopped.
[[nodiscard]] Result<RoleFit> fit_role(const GpuProfile& gpu, const std::string& family,
                                       const std::string& role, const KernelConstants& base,
                                       std::span<const MeasuredKernel> rows, const FitOptions& options);

inline constexpr std::size_t least_rows_of_fit = 12;
inline constexpr std::size_t rows_for_own_priors = 400;

}  // namespace trainyard
