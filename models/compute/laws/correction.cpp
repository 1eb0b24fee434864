#include "models/compute/laws/correction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace trainyard {

Result<Correction> Correction::make(const CorrectionGrid& grid, std::string_view kind) {
  if (grid.axes.empty() || grid.axes.size() > most_axes) {
    return problem(fmt::format("a correction has {} axes, expected 1 to {}", grid.axes.size(), most_axes));
  }
  Correction made;
  std::size_t stride = grid.values.size();
  for (const CorrectionGrid::Axis& axis : grid.axes) {
    const Feature* feature = find_feature(axis.feature, kind);
    if (feature == nullptr) {
      std::vector<std::string> names;
      for (const Feature& one : shape_features()) {
        if (one.kind == kind) names.emplace_back(one.name);
      }
      return problem(
          fmt::format("a correction runs over \"{}\", which {} operators do not have", axis.feature, kind),
          name_hint(axis.feature, names));
    }
    Axis ready{.of = feature->of, .knots = {}, .stride = 0};
    for (const double knot : axis.knots) ready.knots.push_back(std::log2(knot));
    assert(!ready.knots.empty() && stride % ready.knots.size() == 0 && "checked by the reader");
    stride /= ready.knots.size();
    ready.stride = stride;
    made.axes_.push_back(std::move(ready));
  }
  made.values_ = grid.values;
  made.held_ = grid.held;
  return made;
}

std::size_t Correction::weights(const Operator& op, std::array<Weight, most_weights>& found) const {
  std::size_t count = 1;
  double fade = 1.0;
  found[0] = {0, 1.0};
  for (const Axis& axis : axes_) {
    const double x = std::log2(axis.of(op));
    const std::vector<double>& knots = axis.knots;
    const double outside = std::max({0.0, knots.front() - x, held_ ? 0.0 : x - knots.back()});
    fade *= std::max(0.0, 1.0 - outside);
    if (!(fade > 0.0)) return 0;
    std::size_t upper = 1;
    while (upper + 1 < knots.size() && knots[upper] < x) ++upper;
    double share = 0.0;  // of the upper knot
    if (knots.size() > 1)
      share = std::clamp((x - knots[upper - 1]) / (knots[upper] - knots[upper - 1]), 0.0, 1.0);
    const std::size_t lower = (knots.size() > 1 ? upper - 1 : 0) * axis.stride;
    if (share == 0.0) {
      for (std::size_t i = 0; i < count; ++i) found[i].knot += lower;
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      found[count + i] = {found[i].knot + lower + axis.stride, found[i].weight * share};
      found[i] = {found[i].knot + lower, found[i].weight * (1.0 - share)};
    }
    count *= 2;
  }
  for (std::size_t i = 0; i < count; ++i) found[i].weight *= fade;
  return count;
}

double Correction::log_factor(const Operator& op) const {
  std::array<Weight, most_weights> around;
  const std::size_t count = weights(op, around);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += around[i].weight * values_[around[i].knot];
  return sum;
}

}  // namespace trainyard
