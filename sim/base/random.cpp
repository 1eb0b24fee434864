#include "sim/base/random.h"

#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>

namespace trainyard {
namespace {

std::uint32_t low(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits & 0xFFFFFFFFU);
}
std::uint32_t high(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits >> 32);
}
std::uint64_t joined(std::uint32_t first, std::uint32_t second) {
  return first | (std::uint64_t{second} << 32);
}

/// The finaliser of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014.
std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

/// Horner's rule, the constant coefficient first.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double value = 0.0;
  for (std::size_t i = N; i-- > 0;) value = value * x + coefficients[i];
  return value;
}

}  // namespace

std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter,
                                          std::array<std::uint32_t, 2> key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;  // table 2 of the paper
  constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;              // golden ratio, sqrt(3) - 1
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t product_0 = multiplier_0 * counter[0];
    const std::uint64_t product_1 = multiplier_1 * counter[2];
    counter = {high(product_1) ^ counter[1] ^ key[0], low(product_1), high(product_0) ^ counter[3] ^ key[1],
               low(product_0)};
    key = {key[0] + weyl_0, key[1] + weyl_1};
  }
  return counter;
}

std::uint64_t stream_id(std::string_view name, std::uint64_t index) {
  // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  constexpr std::uint64_t golden_gamma = 0x9E3779B97F4A7C15U;
  return mixed(mixed(hash) + (index + 1) * golden_gamma);
}

double portable_log(double x) {
  assert(x > 0.0 && std::isfinite(x));
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  constexpr double half_sqrt_2 = 0.70710678118654752440;
  if (mantissa < half_sqrt_2) {
    mantissa *= 2.0;
    --exponent;
  }
  // ln m = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), s = (m-1)/(m+1), |s| < 0.1716: thirteen terms leave
  // less than 1e-20 of it.
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  double series = 0.0;
  for (int odd = 25; odd >= 3; odd -= 2) series = (series + 1.0 / odd) * (s * s);
  const double log_mantissa = 2.0 * s + 2.0 * s * series;
  // ln 2 in two parts, the first with enough trailing zeros to be multiplied by any exponent exactly (as in
  // fdlibm's e_log.c).
  constexpr double ln_2_high = 6.93147180369123816490e-01, ln_2_low = 1.90821492927058770002e-10;
  return exponent * ln_2_high + (log_mantissa + exponent * ln_2_low);
}

double normal_quantile(double p) {
  assert(p >= 0.0 && p <= 1.0);
  if (p == 0.0) return -std::numeric_limits<double>::infinity();
  if (p == 1.0) return std::numeric_limits<double>::infinity();
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    constexpr std::array<double, 8> a{3.3871328727963666080e0,  1.3314166789178437745e+2,
                                      1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                      4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                      3.3430575583588128105e+4, 2.5090809287301226727e+3};
    constexpr std::array<double, 8> b{1.0,
                                      4.2313330701600911252e+1,
                                      6.8718700749205790830e+2,
                                      5.3941960214247511077e+3,
                                      2.1213794301586595867e+4,
                                      3.9307895800092710610e+4,
                                      2.8729085735721942674e+4,
                                      5.2264952788528545610e+3};
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double tail = q < 0.0 ? p : 1.0 - p;
  double r = std::sqrt(-portable_log(tail));
  double quantile = 0.0;
  if (r <= 5.0) {
    constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0,
                                      5.76949722146069140550e0,  3.64784832476320460504e0,
                                      1.27045825245236838258e0,  2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
    constexpr std::array<double, 8> d{1.0,
                                      2.05319162663775882187e0,
                                      1.67638483018380384940e0,
                                      6.89767334985100004550e-1,
                                      1.48103976427480074590e-1,
                                      1.51986665636164571966e-2,
                                      5.47593808499534494600e-4,
                                      1.05075007164441684324e-9};
    r -= 1.6;
    quantile = polynomial(c, r) / polynomial(d, r);
  } else {
    constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr std::array<double, 8> f{1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};
    r -= 5.0;
    quantile = polynomial(e, r) / polynomial(f, r);
  }
  return q < 0.0 ? -quantile : quantile;
}

std::uint64_t RandomStream::bits() {
  const std::size_t half = next_ % 2;
  if (half == 0) {
    const std::uint64_t block = next_ / 2;
    const auto words =
        philox_block({low(block), high(block), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    block_ = {joined(words[0], words[1]), joined(words[2], words[3])};
  }
  ++next_;
  return block_[half];
}

double RandomStream::uniform() {
  return static_cast<double>(bits() >> 11) * 0x1p-53;
}

double RandomStream::open_uniform() {
  // The middles of 2^52 equal cells: 52 bits, because a half beyond 53 would round up to 1.
  return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52;
}

std::uint64_t RandomStream::below(std::uint64_t n) {
  assert(n >= 1);
  const std::uint64_t surplus =
      (0 - n) % n;  // 2^64 mod n: the first `surplus` values would be drawn once too often
  while (true) {
    const std::uint64_t drawn = bits();
    if (drawn >= surplus) return drawn % n;
  }
}

double RandomStream::normal() {
  return normal_quantile(open_uniform());
}

double RandomStream::exponential() {
  return -portable_log(open_uniform());
}

}  // namespace trainyard
