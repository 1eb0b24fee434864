#pragma once
// Strong types for the quantities of the simulator. A Quantity carries its dimension as integer exponents of
// (time, data, work, energy, money); products and quotients follow from the exponents, so a wrong unit does
// not compile.
#include <cmath>
#include <compare>
#include <concepts>
#include <cstdint>
#include <utility>

namespace trainyard {

/// A physical quantity in base units: seconds, bytes, floating-point operations, joules, US dollars.
/// You enter by calling a unit, `gigabytes_per_second(900)`, and leave by naming one, `t.in(milliseconds)`.
template <int Time, int Data, int Work, int Energy, int Money>
class Quantity {
 public:
  constexpr Quantity() = default;
  [[nodiscard]] static constexpr Quantity from_base(double value) { return Quantity(value); }
  /// The value in base units (s, B, FLOP, J, $). For formulas only; text leaves through a named unit.
  [[nodiscard]] constexpr double base() const { return value_; }
  /// The value expressed in `unit`, which must have the same dimension.
  template <class Unit>
  requires std::same_as<decltype(std::declval<Unit>()(1.0)), Quantity>
  [[nodiscard]] constexpr double in(Unit unit) const { return value_ / unit(1.0).base(); }
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity& operator+=(Quantity other) {
    value_ += other.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    value_ -= other.value_;
    return *this;
  }
  constexpr Quantity& operator*=(double factor) {
    value_ *= factor;
    return *this;
  }
  constexpr Quantity& operator/=(double factor) {
    value_ /= factor;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.value_); }
  friend constexpr Quantity operator*(Quantity a, double f) { return Quantity(a.value_ * f); }
  friend constexpr Quantity operator*(double f, Quantity a) { return Quantity(a.value_ * f); }
  friend constexpr Quantity operator/(Quantity a, double f) { return Quantity(a.value_ / f); }

 private:
  constexpr explicit Quantity(double value) : value_(value) {}
  double value_ = 0.0;
};

using Seconds = Quantity<1, 0, 0, 0, 0>;
using Hertz = Quantity<-1, 0, 0, 0, 0>;
using Bytes = Quantity<0, 1, 0, 0, 0>;
using BytesPerSecond = Quantity<-1, 1, 0, 0, 0>;
using Flops = Quantity<0, 0, 1, 0, 0>;  // floating-point operations, an amount
using FlopsPerSecond = Quantity<-1, 0, 1, 0, 0>;
using FlopsPerByte = Quantity<0, -1, 1, 0, 0>;
using Joules = Quantity<0, 0, 0, 1, 0>;
using Watts = Quantity<-1, 0, 0, 1, 0>;
using Dollars = Quantity<0, 0, 0, 0, 1>;
using DollarsPerSecond = Quantity<-1, 0, 0, 0, 1>;  // a rent; for one GPU or one device, as the field says
using DollarsPerJoule = Quantity<0, 0, 0, -1, 1>;

namespace detail {
template <int T, int D, int W, int E, int M>
constexpr auto make_quantity(double value) {
  if constexpr (T == 0 && D == 0 && W == 0 && E == 0 && M == 0) {
    return value;  // a ratio is a plain number
  } else {
    return Quantity<T, D, W, E, M>::from_base(value);
  }
}
}  // namespace detail

template <int T, int D, int W, int E, int M, int T2, int D2, int W2, int E2, int M2>
constexpr auto operator*(Quantity<T, D, W, E, M> a, Quantity<T2, D2, W2, E2, M2> b) {
  return detail::make_quantity<T + T2, D + D2, W + W2, E + E2, M + M2>(a.base() * b.base());
}
template <int T, int D, int W, int E, int M, int T2, int D2, int W2, int E2, int M2>
constexpr auto operator/(Quantity<T, D, W, E, M> a, Quantity<T2, D2, W2, E2, M2> b) {
  return detail::make_quantity<T - T2, D - D2, W - W2, E - E2, M - M2>(a.base() / b.base());
}
template <int T, int D, int W, int E, int M>
constexpr auto operator/(double a, Quantity<T, D, W, E, M> b) {
  return detail::make_quantity<-T, -D, -W, -E, -M>(a / b.base());
}

/// A named unit: calling it makes a quantity.
template <class Q>
struct Unit {
  double factor;
  constexpr Q operator()(double value) const { return Q::from_base(value * factor); }
};

inline constexpr Unit<Seconds> picoseconds{1e-12}, nanoseconds{1e-9}, microseconds{1e-6}, milliseconds{1e-3},
    seconds{1.0}, minutes{60.0}, hours{3600.0}, days{86400.0};
inline constexpr Unit<Hertz> hertz{1.0}, megahertz{1e6}, gigahertz{1e9};
inline constexpr Unit<Bytes> bytes{1.0}, kilobytes{1e3}, megabytes{1e6}, gigabytes{1e9}, terabytes{1e12},
    kibibytes{1024.0}, mebibytes{1048576.0}, gibibytes{1073741824.0}, tebibytes{1099511627776.0};
inline constexpr Unit<BytesPerSecond> bytes_per_second{1.0}, megabytes_per_second{1e6},
    gigabytes_per_second{1e9}, terabytes_per_second{1e12}, gigabits_per_second{1.25e8};
inline constexpr Unit<Flops> flop{1.0}, gigaflop{1e9}, teraflop{1e12};
inline constexpr Unit<FlopsPerSecond> flops_per_second{1.0}, gigaflops{1e9}, teraflops{1e12}, petaflops{1e15};
inline constexpr Unit<Joules> joules{1.0}, kilowatt_hours{3.6e6}, megawatt_hours{3.6e9};
inline constexpr Unit<Watts> watts{1.0}, kilowatts{1e3}, megawatts{1e6};
inline constexpr Unit<Dollars> dollars{1.0};
inline constexpr Unit<DollarsPerSecond> dollars_per_hour{1.0 / 3600.0};
inline constexpr Unit<DollarsPerJoule> dollars_per_kilowatt_hour{1.0 / 3.6e6};

/// Engine time: whole picoseconds, so that results do not depend on the order of additions. 106 days fit.
using Picoseconds = std::int64_t;

/// The one place that rounds seconds to engine time (to nearest, ties away from zero).
[[nodiscard]] inline Picoseconds to_picoseconds(Seconds t) {
  return static_cast<Picoseconds>(std::llround(t.base() * 1e12));
}
[[nodiscard]] constexpr Seconds to_seconds(Picoseconds t) {
  return Seconds::from_base(static_cast<double>(t) * 1e-12);
}

}  // namespace trainyard
