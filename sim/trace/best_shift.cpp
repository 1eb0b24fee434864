#include "sim/trace/best_shift.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace trainyard {

namespace {

constexpr std::size_t most_bins = std::size_t{1}
                                  << 17;  // two kernels of 100 us are told apart in a step of 10 s
constexpr std::size_t most_places = 8;    // of the grid looked at exactly
constexpr double pi = 3.14159265358979323846;

struct Complex {
  double re = 0, im = 0;
};

/// In place, radix 2 (Cooley and Tukey 1965); `data` holds a power of two. Not scaled.
void fourier(std::vector<Complex>& data, bool back) {
  const std::size_t n = data.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(data[i], data[j]);
  }
  std::vector<Complex> turns(n / 2);
  for (std::size_t k = 0; k < turns.size(); ++k) {
    const double angle = (back ? 2 : -2) * pi * static_cast<double>(k) / static_cast<double>(n);
    turns[k] = {std::cos(angle), std::sin(angle)};
  }
  for (std::size_t length = 2; length <= n; length *= 2) {
    const std::size_t half = length / 2, stride = n / length;
    for (std::size_t begin = 0; begin < n; begin += length) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex w = turns[k * stride];
        Complex &a = data[begin + k], &b = data[begin + k + half];
        const Complex turned{b.re * w.re - b.im * w.im, b.re * w.im + b.im * w.re};
        b = {a.re - turned.re, a.im - turned.im};
        a = {a.re + turned.re, a.im + turned.im};
      }
    }
  }
}

struct Extent {
  Picoseconds from = std::numeric_limits<Picoseconds>::max(), to = std::numeric_limits<Picoseconds>::min();
};
Extent extent_of(const std::vector<StepCurve>& curves) {
  Extent all;
  for (const StepCurve& curve : curves) {
    if (curve.at.empty()) continue;
    all.from = std::min(all.from, curve.at.front());
    all.to = std::max(all.to, curve.at.back());
  }
  return all;
}

/// Integral of `curve` over each bin of `width` from `from` on.
void fill_bins(const StepCurve& curve, Picoseconds from, Picoseconds width, std::vector<Complex>& bins) {
  std::fill(bins.begin(), bins.end(), Complex{});
  for (std::size_t i = 0; i + 1 < curve.at.size(); ++i) {
    for (Picoseconds begin = curve.at[i] - from, end = curve.at[i + 1] - from; begin < end;) {
      const Picoseconds bin = begin / width, until = std::min(end, (bin + 1) * width);
      bins[static_cast<std::size_t>(bin)].re += curve.value[i] * static_cast<double>(until - begin);
      begin = until;
    }
  }
}

/// Calls visit(value of a, value of b, length) for every piece of [from, to) in which both are constant;
/// `b` moved by `shift`.
template <class Visit>
void for_each_piece(const StepCurve& a, const StepCurve& b, Picoseconds shift, Visit&& visit) {
  if (a.at.empty() || b.at.empty()) return;
  Picoseconds at = std::max(a.at.front(), b.at.front() + shift);
  const Picoseconds end = std::min(a.at.back(), b.at.back() + shift);
  const auto piece = [](const std::vector<Picoseconds>& steps, Picoseconds time) {
    return static_cast<std::size_t>(std::upper_bound(steps.begin(), steps.end(), time) - steps.begin()) - 1;
  };
  if (at >= end) return;
  std::size_t i = piece(a.at, at), j = piece(b.at, at - shift);
  while (at < end) {
    const Picoseconds next = std::min({a.at[i + 1], b.at[j + 1] + shift, end});
    visit(a.value[i], b.value[j], static_cast<double>(next - at));
    at = next;
    if (a.at[i + 1] == at) ++i;
    if (b.at[j + 1] + shift == at) ++j;
  }
}

double product(const std::vector<StepCurve>& fixed, const std::vector<StepCurve>& moved, Picoseconds shift) {
  double sum = 0;
  for (std::size_t c = 0; c < fixed.size(); ++c)
    for_each_piece(fixed[c], moved[c], shift,
                   [&](double a, double b, double length) { sum += a * b * length; });
  return sum;
}

double jump(const StepCurve& curve, std::size_t i) {
  return curve.value[i] - (i == 0 ? 0 : curve.value[i - 1]);
}

/// The greatest F in [from, to] and the first shift that has it. Where step i of a fixed curve meets step j
/// of the moved one F's slope changes by -(jump i)(jump j).
std::pair<double, Picoseconds> greatest(const std::vector<StepCurve>& fixed,
                                        const std::vector<StepCurve>& moved, Picoseconds from,
                                        Picoseconds to) {
  struct Meeting {
    Picoseconds shift;
    double change;
  };
  std::vector<Meeting> meetings;
  double slope = 0;  // right of `from`: minus the sum over moved steps of (jump)(fixed curve there)
  for (std::size_t c = 0; c < fixed.size(); ++c) {
    const StepCurve &a = fixed[c], &b = moved[c];
    if (a.at.empty()) continue;
    for (std::size_t j = 0; j < b.at.size(); ++j) {
      auto i =
          static_cast<std::size_t>(std::upper_bound(a.at.begin(), a.at.end(), b.at[j] + from) - a.at.begin());
      if (i > 0) slope -= jump(b, j) * a.value[i - 1];
      for (; i < a.at.size() && a.at[i] - b.at[j] <= to; ++i)
        meetings.push_back({a.at[i] - b.at[j], -jump(a, i) * jump(b, j)});
    }
  }
  std::sort(meetings.begin(), meetings.end(),
            [](const Meeting& x, const Meeting& y) { return x.shift < y.shift; });
  double value = product(fixed, moved, from);
  std::pair<double, Picoseconds> best{value, from};
  Picoseconds at = from;
  for (const Meeting& one : meetings) {
    value += slope * static_cast<double>(one.shift - at);
    at = one.shift;
    slope += one.change;
    if (value > best.first) best = {value, at};
  }
  return best;
}

double square(const std::vector<StepCurve>& curves) {
  double sum = 0;
  for (const StepCurve& curve : curves)
    for (std::size_t i = 0; i + 1 < curve.at.size(); ++i)
      sum += curve.value[i] * curve.value[i] * static_cast<double>(curve.at[i + 1] - curve.at[i]);
  return sum;
}

/// Lags of the grid at which F is higher than beside it, highest first.
std::vector<std::ptrdiff_t> high_places(const std::vector<Complex>& sums, std::size_t lags_before,
                                        std::size_t lags_after) {
  const auto n = static_cast<std::ptrdiff_t>(sums.size());
  const auto at = [&](std::ptrdiff_t lag) { return sums[static_cast<std::size_t>((lag + n) % n)].re; };
  std::vector<std::ptrdiff_t> places;
  for (auto lag = -static_cast<std::ptrdiff_t>(lags_before); lag <= static_cast<std::ptrdiff_t>(lags_after);
       ++lag)
    if (at(lag) >= at(lag - 1) && at(lag) >= at(lag + 1)) places.push_back(lag);
  const auto most = std::min(most_places, places.size());
  std::partial_sort(
      places.begin(), places.begin() + static_cast<std::ptrdiff_t>(most), places.end(),
      [&](std::ptrdiff_t a, std::ptrdiff_t b) { return at(a) != at(b) ? at(a) > at(b) : a < b; });
  places.resize(most);
  return places;
}

}  // namespace

StepCurve busy_curve(std::vector<std::pair<Picoseconds, Picoseconds>> spans, Picoseconds from,
                     Picoseconds to) {
  std::sort(spans.begin(), spans.end());
  StepCurve curve;
  double busy = 0;
  const auto add = [&](Picoseconds at, double value) {
    if (!curve.at.empty() && curve.at.back() == at) {
      curve.value.back() = value;
    } else if (curve.value.empty() || curve.value.back() != value) {
      curve.at.push_back(at);
      curve.value.push_back(value);
    }
  };
  add(from, 0);
  Picoseconds until = from;
  for (auto [start, finish] : spans) {
    start = std::max(start, until);
    finish = std::min(finish, to);
    if (finish <= start) continue;
    busy += static_cast<double>(finish - start);
    if (start > until) add(until, 0);
    add(start, 1);
    until = finish;
  }
  if (until < to) add(until, 0);
  if (curve.at.size() < 2) return {};
  const double mean = busy / static_cast<double>(to - from);
  for (double& value : curve.value) value -= mean;
  curve.at.push_back(to);
  curve.value.push_back(0);
  return curve;
}

std::optional<BestShift> best_shift(const std::vector<StepCurve>& fixed, const std::vector<StepCurve>& moved,
                                    const std::atomic<bool>* stop) {
  const auto stopped = [&] { return stop != nullptr && stop->load(); };
  const double fixed_square = square(fixed), moved_square = square(moved);
  if (fixed_square <= 0 || moved_square <= 0) return std::nullopt;
  const Extent a = extent_of(fixed), b = extent_of(moved);
  const Picoseconds length = (a.to - a.from) + (b.to - b.from);
  const Picoseconds width = std::max<Picoseconds>(1, length / static_cast<Picoseconds>(most_bins - 4) + 1);
  const auto bins_of = [&](const Extent& extent) {
    return static_cast<std::size_t>((extent.to - extent.from) / width + 1);
  };
  std::size_t size = 4;
  while (size < bins_of(a) + bins_of(b) + 2) size *= 2;
  std::vector<Complex> sums(size), one(size), other(size);
  for (std::size_t c = 0; c < fixed.size(); ++c) {
    if (fixed[c].at.empty() || moved[c].at.empty()) continue;
    if (stopped()) return std::nullopt;
    fill_bins(fixed[c], a.from, width, one);
    fill_bins(moved[c], b.from, width, other);
    fourier(one, false);
    fourier(other, false);
    for (std::size_t i = 0; i < size; ++i) {  // one times the conjugate of the other
      sums[i].re += one[i].re * other[i].re + one[i].im * other[i].im;
      sums[i].im += one[i].im * other[i].re - one[i].re * other[i].im;
    }
  }
  fourier(sums, true);
  double best = -std::numeric_limits<double>::infinity();
  BestShift found;
  for (const std::ptrdiff_t lag : high_places(sums, bins_of(b), bins_of(a))) {
    if (stopped()) return std::nullopt;
    const Picoseconds middle = a.from - b.from + static_cast<Picoseconds>(lag) * width;
    const auto [value, shift] = greatest(fixed, moved, middle - 2 * width, middle + 2 * width);
    if (value < best || (value == best && shift >= found.shift)) continue;
    best = value;
    found.shift = shift;
  }
  found.correlation = best / std::sqrt(fixed_square * moved_square);
  double both = 0, fixed_there = 0, moved_there = 0;
  for (std::size_t c = 0; c < fixed.size(); ++c) {
    for_each_piece(fixed[c], moved[c], found.shift, [&](double x, double y, double piece) {
      both += x * y * piece;
      fixed_there += x * x * piece;
      moved_there += y * y * piece;
    });
  }
  found.agreement = fixed_there > 0 && moved_there > 0 ? both / std::sqrt(fixed_there * moved_there) : 0;
  return found;
}

}  // namespace trainyard
