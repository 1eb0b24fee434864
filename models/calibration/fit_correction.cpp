// Minimises, over the values v of all grids together,
//   sum_i w_i (r_i - sum_k W_ik v_k)^2 + sum ridge v^2 + sum smoothing / octaves (v_a - v_b)^2
// the last over neighbours a, b along each axis. The weights w follow soft L1 by reweighting, so that odd
// rows do not bend their surroundings.
#include "models/calibration/fit_correction.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

#include "models/compute/laws/correction.h"

namespace trainyard {
namespace {

constexpr double loss_scale = 0.05;  // as in robust_fit.h
constexpr int reweightings = 5;

/// The shape with the knots that rows lie around.
CorrectionGrid empty_grid(const CorrectionShape& shape, std::string_view kind,
                          std::span<const CorrectionRow> rows) {
  CorrectionGrid grid;
  std::size_t cells = 1;
  for (const CorrectionAxis& axis : shape.axes) {
    double least = axis.knots.back(), most = axis.knots.front();
    if (const Feature* feature = find_feature(axis.feature, kind)) {
      for (const CorrectionRow& row : rows) {
        least = std::min(least, feature->of(*row.op));
        most = std::max(most, feature->of(*row.op));
      }
    }
    constexpr double slack = 1.02;  // rows one beside a knot belong to it
    std::vector<double> knots;
    for (const double knot : axis.knots) {
      if (knot * slack >= least && knot <= most * slack) knots.push_back(knot);
    }
    if (knots.empty()) knots.push_back(axis.knots.front());
    cells *= knots.size();
    grid.axes.push_back({std::string(axis.feature), std::move(knots)});
  }
  grid.values.assign(cells, 0.0);
  grid.held = shape.held;
  return grid;
}

/// Adds ridge and smoothing of one grid to the block of `matrix` that starts at `first`.
void add_penalty(const CorrectionShape& shape, const CorrectionGrid& grid, Eigen::Index first,
                 Eigen::MatrixXd& matrix) {
  const auto cells = static_cast<Eigen::Index>(grid.values.size());
  for (Eigen::Index cell = 0; cell < cells; ++cell) matrix(first + cell, first + cell) += shape.ridge;
  Eigen::Index stride = cells;
  for (std::size_t a = 0; a < grid.axes.size(); ++a) {
    const std::vector<double>& knots = grid.axes[a].knots;
    const auto count = static_cast<Eigen::Index>(knots.size());
    stride /= count;
    for (Eigen::Index cell = 0; cell < cells; ++cell) {
      const Eigen::Index knot = (cell / stride) % count;
      if (knot + 1 == count) continue;
      const double octaves =
          std::log2(knots[static_cast<std::size_t>(knot) + 1] / knots[static_cast<std::size_t>(knot)]);
      const double smoothing = shape.axes[a].smoothing / octaves;
      const Eigen::Index here = first + cell, next = here + stride;
      matrix(here, here) += smoothing;
      matrix(next, next) += smoothing;
      matrix(here, next) -= smoothing;
      matrix(next, here) -= smoothing;
    }
  }
}

/// The knots around one row, over all grids.
struct Around {
  std::vector<std::pair<Eigen::Index, double>> weights{};
};

}  // namespace

Result<std::vector<CorrectionGrid>> fit_corrections(std::span<const CorrectionShape> shapes,
                                                    std::string_view kind,
                                                    std::span<const CorrectionRow> rows) {
  std::vector<CorrectionGrid> grids;
  std::vector<Around> around(rows.size());
  Eigen::Index cells = 0;
  for (const CorrectionShape& shape : shapes) {
    grids.push_back(empty_grid(shape, kind, rows));
    TRAINYARD_TRY(ready, Correction::make(grids.back(), kind));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::array<Correction::Weight, Correction::most_weights> found;
      const std::size_t count = ready.weights(*rows[i].op, found);
      for (std::size_t j = 0; j < count; ++j)
        around[i].weights.emplace_back(cells + static_cast<Eigen::Index>(found[j].knot), found[j].weight);
    }
    cells += static_cast<Eigen::Index>(grids.back().values.size());
  }
  Eigen::MatrixXd penalty = Eigen::MatrixXd::Zero(cells, cells);
  Eigen::Index first = 0;
  for (std::size_t g = 0; g < grids.size(); ++g) {
    add_penalty(shapes[g], grids[g], first, penalty);
    first += static_cast<Eigen::Index>(grids[g].values.size());
  }

  Eigen::VectorXd values = Eigen::VectorXd::Zero(cells);
  for (int round = 0; round < reweightings; ++round) {
    Eigen::MatrixXd normal = penalty;
    Eigen::VectorXd right = Eigen::VectorXd::Zero(cells);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      double corrected = 0.0;
      for (const auto& [knot, weight] : around[i].weights) corrected += weight * values[knot];
      const double miss = (rows[i].log_ratio - corrected) / loss_scale;
      const double trust = 1.0 / std::sqrt(1.0 + miss * miss);
      for (const auto& [a, weight_a] : around[i].weights) {
        right[a] += trust * weight_a * rows[i].log_ratio;
        for (const auto& [b, weight_b] : around[i].weights) normal(a, b) += trust * weight_a * weight_b;
      }
    }
    values = normal.ldlt().solve(right);
  }
  // A hundredth of a percent: more would only lengthen the profile.
  constexpr double grains = 1e4;  // in one
  constexpr double most = 1.0;    // well inside what a reader accepts
  first = 0;
  for (CorrectionGrid& grid : grids) {
    for (double& value : grid.values)
      value = std::clamp(std::round(values[first++] * grains) / grains, -most, most);
  }
  return grids;
}

}  // namespace trainyard
