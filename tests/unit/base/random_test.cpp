#include "sim/base/random.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using Block = std::array<std::uint32_t, 4>;

// Known answers of the reference implementation: Random123, tests/kat_vectors, "philox4x32 10".
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox_block({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox_block({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, IsAFunctionOfSeedAndStream) {
  RandomStream first(1, 2), same(1, 2), other_seed(2, 2), other_stream(1, 3);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t drawn = first.bits();
    EXPECT_EQ(drawn, same.bits());
    seen.insert({drawn, other_seed.bits(), other_stream.bits()});
  }
  EXPECT_EQ(seen.size(), 3000U);
  RandomStream zero(0, 0);
  EXPECT_EQ(zero.bits(), 0xe169c58d6627e8d5U);
  EXPECT_EQ(zero.bits(), 0x9b00dbd8bc57ac4cU);
}

// Pinned to the bit: GCC 12 and Clang 14, at -O0 to -O3, agree on these and on a checksum of a million draws.
TEST(RandomStream, IsTheSameOnEveryToolchain) {
  RandomStream stream(1, 2);
  EXPECT_EQ(stream.normal(), 0x1.03f53c060c806p-3);
  EXPECT_EQ(stream.exponential(), 0x1.9e80dfc7b1f8p+1);
  EXPECT_EQ(stream.normal(), 0x1.0f7c9ba47b30cp+0);
  EXPECT_EQ(stream.exponential(), 0x1.7395280d645fcp+1);
  EXPECT_EQ(stream.normal(), -0x1.80a3aa1c956e5p-2);
  EXPECT_EQ(stream.exponential(), 0x1.6871ffada409fp-1);
  std::uint64_t checksum = 0;
  for (int i = 0; i < 1000000; ++i) {
    const double drawn = i % 2 == 1 ? stream.normal() : stream.exponential();
    checksum = checksum * 31 + std::bit_cast<std::uint64_t>(drawn);
  }
  EXPECT_EQ(checksum, 0x71036641388ea923U);
}

TEST(RandomStream, HasTheMomentsOfItsDistributions) {
  constexpr int draws = 200000;
  RandomStream stream(7, stream_id("moments"));
  double uniform = 0.0, normal = 0.0, normal_squared = 0.0, exponential = 0.0;
  for (int i = 0; i < draws; ++i) {
    const double u = stream.uniform();
    ASSERT_TRUE(u >= 0.0 && u < 1.0);
    uniform += u / draws;
    const double z = stream.normal();
    normal += z / draws;
    normal_squared += z * z / draws;
    exponential += stream.exponential() / draws;
  }
  const double four_sigma = 4.0 / std::sqrt(draws);
  EXPECT_NEAR(uniform, 0.5, four_sigma / std::sqrt(12.0));
  EXPECT_NEAR(normal, 0.0, four_sigma);
  EXPECT_NEAR(normal_squared, 1.0, four_sigma * std::sqrt(2.0));
  EXPECT_NEAR(exponential, 1.0, four_sigma);
}

TEST(RandomStream, DrawsBelowABoundEvenly) {
  RandomStream stream(7, 0);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) ++counts[stream.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 5 * std::sqrt(60000.0 * 5.0 / 36.0));
  EXPECT_EQ(stream.below(1), 0U);
  EXPECT_LT(stream.below(std::numeric_limits<std::uint64_t>::max()),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(StreamId, TellsNamesAndIndicesApart) {
  std::set<std::uint64_t> ids;
  for (const char* name : {"", "a", "b", "failures", "failure", "noise"}) {
    for (std::uint64_t index = 0; index < 1000; ++index) ids.insert(stream_id(name, index));
  }
  EXPECT_EQ(ids.size(), 6000U);
}

// The quantile function must undo the distribution function 0.5 erfc(-x / sqrt 2), in both tails.
TEST(NormalQuantile, InvertsTheDistributionFunction) {
  for (double x = -37.0; x <= 5.0; x += 0.01) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    // A relative error e of p moves x by e * p / density(x).
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::acos(-1.0));
    const double conditioning =
        std::max(p, 1e-16) * 1e-15 / std::max(density, std::numeric_limits<double>::min());
    EXPECT_NEAR(normal_quantile(p), x, 1e-13 * std::max(1.0, std::abs(x)) + 10.0 * conditioning) << x;
  }
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15 * 4);
  EXPECT_EQ(normal_quantile(0.0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(normal_quantile(1.0), std::numeric_limits<double>::infinity());
}

TEST(PortableLog, AgreesWithTheLibrary) {
  RandomStream stream(3, stream_id("logarithms"));
  for (int i = 0; i < 100000; ++i) {
    const double x = std::ldexp(0.5 + stream.uniform(), static_cast<int>(stream.below(2000)) - 1000);
    const double expected = std::log(x);
    EXPECT_NEAR(portable_log(x), expected,
                4e-16 * std::max(std::abs(expected), std::abs(x - 1.0) < 0.5 ? std::abs(expected) : 1.0))
        << x;
  }
  EXPECT_EQ(portable_log(1.0), 0.0);
  EXPECT_NEAR(portable_log(5e-324), std::log(5e-324), 1e-12);
}

TEST(Statistics, QuantilesAreLinearBetweenNeighbours) {
  const std::vector<double> sample = {1, 2, 4, 8};
  EXPECT_EQ(quantile_of_sorted(sample, 0.0), 1);
  EXPECT_EQ(quantile_of_sorted(sample, 1.0), 8);
  EXPECT_EQ(quantile_of_sorted(sample, 0.5), 3);
  EXPECT_EQ(quantile_of_sorted(sample, 1.0 / 3.0), 2);
  EXPECT_EQ(quantile_of_sorted(std::vector<double>{5}, 0.3), 5);
  EXPECT_EQ(mean_of(sample), 3.75);
  EXPECT_EQ(mean_of({}), 0.0);
}

// n = 2 and 3 are closed forms; n = 5, 10, 100: Harter, "Expected values of normal order statistics",
// Biometrika 48 (1961).
TEST(Statistics, ExpectedMaximumOfNormals) {
  const double pi = std::acos(-1.0);
  EXPECT_EQ(expected_maximum_of_normals(1), 0.0);
  EXPECT_NEAR(expected_maximum_of_normals(2), 1.0 / std::sqrt(pi), 1e-12);
  EXPECT_NEAR(expected_maximum_of_normals(3), 1.5 / std::sqrt(pi), 1e-12);
  EXPECT_NEAR(expected_maximum_of_normals(5), 1.16296, 5e-6);
  EXPECT_NEAR(expected_maximum_of_normals(10), 1.53875, 5e-6);
  EXPECT_NEAR(expected_maximum_of_normals(100), 2.50759, 5e-6);
  // Halving the step of the integral by hand for large n: E = integral of (1 - Phi^n) - its part below zero.
  for (const std::int64_t n : {4LL, 1000LL, 100000LL, 1000000000LL, 1000000000000000LL}) {
    double integral = 0.0;
    constexpr double step = 1.0 / 1000.0;
    for (int i = -12000; i < 12000; ++i) {
      const double x = step * (i + 0.5);
      const double log_cumulative = x > 0 ? std::log1p(-0.5 * std::erfc(x / std::sqrt(2.0)))
                                          : std::log(0.5 * std::erfc(-x / std::sqrt(2.0)));
      const double log_power = static_cast<double>(n) * log_cumulative;
      integral += step * (x > 0 ? -std::expm1(log_power) : -std::exp(log_power));
    }
    EXPECT_NEAR(expected_maximum_of_normals(n), integral, 1e-6) << n;
  }
  EXPECT_GT(expected_maximum_of_normals(std::numeric_limits<std::int64_t>::max()),
            expected_maximum_of_normals(1000000000000000000LL));
}

}  // namespace
}  // namespace trainyard
