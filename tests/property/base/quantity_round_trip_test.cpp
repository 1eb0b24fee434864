#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/quantity_text.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

constexpr int cases = 20000;

/// Any value over 24 decades survives to_text and parse_quantity within half a unit of the last digit.
template <class Q>
void expect_round_trip(const char* name, double smallest, double decades) {
  RandomStream stream(11, stream_id(name));
  for (int i = 0; i < cases; ++i) {
    const Q value = Q::from_base(smallest * std::pow(10.0, decades * stream.uniform()));
    const int digits = 1 + static_cast<int>(stream.below(12));
    const std::string text = to_text(value, digits);
    EXPECT_EQ(text.find("e+") + text.find("e-"), 2 * std::string::npos) << text;
    const Result<Q> read = parse_quantity<Q>(text);
    ASSERT_TRUE(read) << text << ": " << to_text(read.error());
    EXPECT_NEAR(read.value().base() / value.base(), 1.0, 0.5001 * std::pow(10.0, 1 - digits) + 1e-14) << text;
    EXPECT_EQ(parse_quantity<Q>(to_text(read.value(), digits)).value(), read.value()) << text;
  }
}

TEST(QuantityText, EveryQuantitySurvivesTheRoundTrip) {
  expect_round_trip<Seconds>("seconds", 1e-12, 20);
  expect_round_trip<Hertz>("hertz", 1, 12);
  expect_round_trip<Bytes>("bytes", 1, 17.9);
  expect_round_trip<BytesPerSecond>("bytes per second", 1, 17.9);
  expect_round_trip<Flops>("flops", 1, 26);
  expect_round_trip<FlopsPerSecond>("flops per second", 1, 23);
  expect_round_trip<FlopsPerByte>("flops per byte", 1e-3, 9);
  expect_round_trip<Joules>("joules", 1e-2, 20);
  expect_round_trip<Watts>("watts", 1e-2, 14);
  expect_round_trip<Dollars>("dollars", 1e-2, 15);
  expect_round_trip<DollarsPerSecond>("dollars per second", 1e-6, 9);
  expect_round_trip<DollarsPerJoule>("dollars per joule", 1e-9, 9);
}

TEST(QuantityText, EveryCountSurvivesTheRoundTrip) {
  RandomStream stream(11, stream_id("counts"));
  for (int i = 0; i < cases; ++i) {
    const double value = std::floor(std::pow(10.0, 15.0 * stream.uniform()));
    const std::string text = count_text(value, 6);
    const Result<double> read = parse_count(text);
    ASSERT_TRUE(read) << text;
    EXPECT_NEAR(read.value() / value, 1.0, 0.5001e-5) << text;
  }
}

}  // namespace
}  // namespace trainyard
