#pragma once
// How far one record of work must be moved in time to lie best on another of the same work.
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

/// A curve that is constant between its steps, zero before the first and from the last on.
struct StepCurve {
  std::vector<Picoseconds> at{};  // ascending
  std::vector<double> value{};    // from at[i] to at[i + 1]; the last is 0
};

/// 1 while any of `spans` runs and 0 otherwise, less its mean over [from, to); zero outside. Spans are cut to
/// [from, to), which is not empty. A curve that never changes is empty.
[[nodiscard]] StepCurve busy_curve(std::vector<std::pair<Picoseconds, Picoseconds>> spans, Picoseconds from,
                                   Picoseconds to);

struct BestShift {
  Picoseconds shift = 0;
  double correlation = 0;  // F / (|fixed| |moved|): 1 for equal curves
  double agreement = 0;    // the same of the time in which both have curves
};

/// The shift s of `moved` with the greatest
///   F(s) = sum over c of the integral over t of fixed_c(t) moved_c(t - s),
/// the cross-correlation of the curves; the earliest when several are equal. Exact: between two shifts at
/// which a step of one curve meets a step of the other F is linear, so that its maximum lies at such a shift.
/// F is first found everywhere on a grid of at most 2^17 bins by Fourier transform, then followed from
/// meeting to meeting around its eight highest places. `fixed` and `moved` have as many curves, in the same
/// order. Nothing when all curves of one of them are empty, or when `stop` is set.
[[nodiscard]] std::optional<BestShift> best_shift(const std::vector<StepCurve>& fixed,
                                                  const std::vector<StepCurve>& moved,
                                                  const std::atomic<bool>* stop = nullptr);

}  // namespace trainyard
