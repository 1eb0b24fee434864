#pragma once
// Random numbers that are the same on every toolchain: the value of a draw is a pure function of (seed,
// stream, index), made of integer arithmetic and of IEEE +, -, *, / and sqrt only. Nothing of <random>, whose
// distributions differ between libraries.
#include <array>
#include <cstdint>
#include <string_view>

namespace trainyard {

/// Philox4x32-10, ten rounds over a 128-bit counter under a 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011; checked
/// against the known answers of its reference implementation, Random123.
[[nodiscard]] std::array<std::uint32_t, 4> philox_block(std::array<std::uint32_t, 4> counter,
                                                        std::array<std::uint32_t, 2> key);

/// A stream's number from a name and an index, so that two uses of one seed do not share draws ("failures" 0,
/// 1, 2, ...).
[[nodiscard]] std::uint64_t stream_id(std::string_view name, std::uint64_t index = 0);

/// Quantile of the standard normal distribution, relative error about 1e-16. `p` in [0, 1]; 0 and 1 give -inf
/// and +inf. Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied
/// Statistics 37 (1988), PPND16.
[[nodiscard]] double normal_quantile(double p);

/// Natural logarithm of a finite `x` > 0 in IEEE basic operations only, within 2 units in the last place of
/// the exact value.
[[nodiscard]] double portable_log(double x);

/// An endless sequence of draws. Copying it copies the place in the sequence.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  /// 64 random bits.
  std::uint64_t bits();
  /// Uniform on [0, 1), a multiple of 2^-53.
  double uniform();
  /// Uniform on 0 ... n-1, without bias; n >= 1. May use more than one draw.
  std::uint64_t below(std::uint64_t n);
  /// Standard normal, by inversion: one draw each, monotone in it.
  double normal();
  /// Exponential of mean 1, by inversion.
  double exponential();

 private:
  /// Uniform on the open interval (0, 1).
  double open_uniform();

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t next_ = 0;
  std::array<std::uint64_t, 2> block_{};
};

}  // namespace trainyard
