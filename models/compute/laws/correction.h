#pragma once
// What a law misses where it was measured, as a smooth time factor on top of it.
#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/compute/laws/features.h"
#include "sim/base/result.h"

namespace trainyard {

/// A correction grid ready for use: the logarithm of a time factor, linear between knots in log2 of every
/// feature. Beyond the knots the nearest one holds and fades to nothing within one octave, so that a law
/// alone answers far from what was measured. A grid that is held fades only below its smallest knots: a
/// product's time per operation tends to a constant as it grows, and so does what a law misses of it.
class Correction {
 public:
  static constexpr std::size_t most_axes = 4;

  /// Errors: an unknown feature of this `kind` of operator, more than four axes.
  static Result<Correction> make(const CorrectionGrid& grid, std::string_view kind);

  /// ln of the time factor of `op`.
  [[nodiscard]] double log_factor(const Operator& op) const;
  /// The knots around `op` and their weights, which sum to the fade (1 inside the grid and where it is held);
  /// for fitting. Returns how many were written, at most 2^axes.
  struct Weight {
    std::size_t knot = 0;
    double weight = 0.0;
  };
  static constexpr std::size_t most_weights = std::size_t{1} << most_axes;
  std::size_t weights(const Operator& op, std::array<Weight, most_weights>& found) const;
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  struct Axis {
    double (*of)(const Operator&) = nullptr;
    std::vector<double> knots{};  // log2, ascending
    std::size_t stride = 1;
  };
  std::vector<Axis> axes_{};
  std::vector<double> values_{};
  bool held_ = false;
};

}  // namespace trainyard
