#include "models/sweep/bends.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace trainyard {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// x^k, and log x for k = 0.
std::vector<double> powers(std::span<const double> x, double k) {
  std::vector<double> out;
  for (const double one : x) out.push_back(k == 0.0 ? std::log(one) : std::pow(one, k));
  return out;
}

struct Line {
  double squares = endless;  // what it leaves
  std::array<double, 3> c{};
};

/// Least squares of y on the columns 1, t and, with `bend`, max(0, t - *bend), by orthogonalised columns. t
/// lies in [0, 1].
Line fit(const std::vector<double>& t, std::span<const double> y, std::optional<double> bend) {
  const std::size_t n = t.size(), m = bend ? 3 : 2;
  std::array<std::vector<double>, 3> q;
  std::array<std::array<double, 3>, 3> r{};
  std::array<double, 3> projected{};
  for (std::size_t c = 0; c < m; ++c) {
    q[c].resize(n);
    for (std::size_t i = 0; i < n; ++i) q[c][i] = c == 0 ? 1.0 : c == 1 ? t[i] : std::max(0.0, t[i] - *bend);
    for (std::size_t b = 0; b < c; ++b) {
      double along = 0.0;
      for (std::size_t i = 0; i < n; ++i) along += q[b][i] * q[c][i];
      r[b][c] = along;
      for (std::size_t i = 0; i < n; ++i) q[c][i] -= along * q[b][i];
    }
    double length = 0.0;
    for (const double one : q[c]) length += one * one;
    length = std::sqrt(length);
    constexpr double dependent = 1e-9;  // of columns of order 1: less is rounding
    if (length < dependent) return {};
    r[c][c] = length;
    for (double& one : q[c]) one /= length;
    for (std::size_t i = 0; i < n; ++i) projected[c] += q[c][i] * y[i];
  }
  Line line;
  line.squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    double left = y[i];
    for (std::size_t c = 0; c < m; ++c) left -= projected[c] * q[c][i];
    line.squares += left * left;
  }
  for (std::size_t c = m; c-- > 0;) {
    double value = projected[c];
    for (std::size_t b = c + 1; b < m; ++b) value -= r[c][b] * line.c[b];
    line.c[c] = value / r[c][c];
  }
  return line;
}

/// What the best smooth law leaves.
double smooth_squares(std::span<const double> x, std::span<const double> y, bool positive_x) {
  double best = endless;
  const auto scaled = [](std::vector<double> t) {
    const auto [least, most] = std::minmax_element(t.begin(), t.end());
    const double from = *least, width = *most - *least;
    for (double& one : t) one = (one - from) / width;
    return t;
  };
  for (int quarter = positive_x ? -16 : 4; quarter <= 16; ++quarter)
    best = std::min(best, fit(scaled(powers(x, quarter / 4.0)), y, std::nullopt).squares);
  if (!positive_x || std::any_of(y.begin(), y.end(), [](double one) { return one <= 0.0; })) return best;
  // a x^k with any k: a line in both logarithms, judged by what it leaves of y itself.
  std::vector<double> log_y;
  for (const double one : y) log_y.push_back(std::log(one));
  const std::vector<double> t = scaled(powers(x, 0.0));
  const Line line = fit(t, log_y, std::nullopt);
  double squares = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double left = y[i] - std::exp(line.c[0] + line.c[1] * t[i]);
    squares += left * left;
  }
  return std::min(best, squares);
}

struct Broken {
  double squares = endless;
  double at = 0, size = 0;
  bool steep_below = false;
};

Broken best_broken_line(std::span<const double> x, std::span<const double> y, bool positive_x) {
  Broken best;
  for (const double k : {1.0, 0.0, -1.0}) {
    if (!positive_x && k != 1.0) continue;
    std::vector<double> t = powers(x, k);
    const double first = t.front(), width = t.back() - t.front();  // falls for k = -1
    for (double& one : t) one = (one - first) / width;
    const auto try_at = [&](double bend) {
      const Line line = fit(t, y, bend);
      if (line.squares >= best.squares) return;
      const double below = std::abs(line.c[1]), above = std::abs(line.c[1] + line.c[2]);
      const double there = first + bend * width;
      best = {.squares = line.squares,
              .at = k == 0.0 ? std::exp(there) : std::pow(there, 1.0 / k),
              .size = std::abs(line.c[2]) * (above > below ? 1.0 - bend : bend),
              .steep_below = below > above};
    };
    // Two points at least on either side, beside the one at the bend.
    constexpr int parts = 16;
    double best_here = 0.0, least = endless, step = 0.0;
    for (std::size_t i = 1; i + 2 < t.size(); ++i) {
      for (int p = 0; p < parts; ++p) {
        const double bend = t[i] + (t[i + 1] - t[i]) * p / parts;
        const double squares = fit(t, y, bend).squares;
        if (squares < least) {
          least = squares;
          best_here = bend;
          step = (t[i + 1] - t[i]) / parts;
        }
      }
    }
    for (int round = 0; round < 40; ++round, step /= 2) {  // down to 1e-12 of a part
      for (const double bend : {best_here - step, best_here + step}) {
        if (bend <= t[1] || bend >= t[t.size() - 2]) continue;
        const double squares = fit(t, y, bend).squares;
        if (squares < least) {
          least = squares;
          best_here = bend;
        }
      }
    }
    try_at(best_here);
  }
  return best;
}

void find_in(std::span<const double> x, std::span<const double> y, double least_size, bool positive_x,
             std::vector<Bend>& found) {
  if (x.size() < least_points_for_bend) return;
  constexpr double much_better = 6.0;  // ratio of squares; assumed: what the eye calls a bend
  constexpr double noise = 0.01;       // of the size, what a smooth law has to leave at least
  const Broken broken = best_broken_line(x, y, positive_x);
  if (!(broken.size >= least_size)) return;
  const double smooth = smooth_squares(x, y, positive_x);
  const double left = std::sqrt(smooth / static_cast<double>(x.size()));
  if (broken.squares * much_better > smooth || left < noise * broken.size) return;
  const auto above = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), broken.at) - x.begin());
  find_in(x.first(above), y.first(above), least_size, positive_x, found);
  found.push_back({broken.at, broken.steep_below, broken.size});
  find_in(x.subspan(above), y.subspan(above), least_size, positive_x, found);
}

}  // namespace

std::vector<Bend> find_bends(std::span<const double> x, std::span<const double> y, double least_size) {
  std::vector<Bend> found;
  if (x.size() != y.size() || x.empty()) return found;
  find_in(x, y, least_size, x.front() > 0.0, found);
  return found;
}

}  // namespace trainyard
