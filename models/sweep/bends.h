#pragma once
// Where a curve bends: a slope that changes at one place, as when something hidden begins to show.
#include <span>
#include <vector>

namespace trainyard {

struct Bend {
  double at = 0;             // abscissa of the bend
  bool steep_below = false;  // the steeper side lies below `at`
  double size = 0;           // how far the steep side ends from where the other side's line would end
  bool operator==(const Bend&) const = default;
};

/// Fewest points among which a bend is looked for: a broken line has four constants.
inline constexpr std::size_t least_points_for_bend = 6;

/// The bends of the curve through (x, y), x ascending and finite, from left to right. A bend is told when a
/// line broken at one place, in x, log x or 1/x, leaves at most a sixth of the squares of what the best
/// smooth law a + b x^k or a x^k leaves, and when its size is at least `least_size`. So straight lines, power
/// laws and constants plus one of them (time = a + b / bandwidth) have none, max(a, b / x) has one at b / a,
/// where it is.
[[nodiscard]] std::vector<Bend> find_bends(std::span<const double> x, std::span<const double> y,
                                           double least_size);

}  // namespace trainyard
