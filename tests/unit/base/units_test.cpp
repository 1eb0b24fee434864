#include "sim/base/units.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace trainyard {
namespace {

TEST(Units, ProductsAndQuotientsCarryTheDimension) {
  static_assert(std::is_same_v<decltype(gigabytes(1) / seconds(1)), BytesPerSecond>);
  static_assert(std::is_same_v<decltype(gigabytes(1) / gigabytes_per_second(1)), Seconds>);
  static_assert(std::is_same_v<decltype(watts(1) * seconds(1)), Joules>);
  static_assert(std::is_same_v<decltype(dollars_per_hour(2) * hours(1)), Dollars>);
  static_assert(std::is_same_v<decltype(dollars_per_kilowatt_hour(1) * kilowatt_hours(1)), Dollars>);
  static_assert(std::is_same_v<decltype(teraflops(1) / gigabytes_per_second(1)), FlopsPerByte>);
  static_assert(std::is_same_v<decltype(1.0 / seconds(1)), Hertz>);
  static_assert(std::is_same_v<decltype(seconds(1) / seconds(1)), double>);
  EXPECT_DOUBLE_EQ((gigabytes(3.35) / terabytes_per_second(3.35)).in(milliseconds), 1.0);
  EXPECT_DOUBLE_EQ((dollars_per_hour(2) * hours(1.5)).in(dollars), 3.0);
}

TEST(Units, BitsAreEighthsOfBytes) {
  EXPECT_EQ(gigabits_per_second(400).in(gigabytes_per_second), 50.0);
  EXPECT_EQ(gibibytes(80).in(bytes), 85899345920.0);
  EXPECT_LT(gigabytes(80), gibibytes(80));
}

TEST(Units, RoundsToPicosecondsAtOnePlace) {
  EXPECT_EQ(to_picoseconds(picoseconds(1.4)), 1);
  EXPECT_EQ(to_picoseconds(picoseconds(1.5)), 2);
  EXPECT_EQ(to_picoseconds(days(106)), 106LL * 86400 * 1000000000000LL);
  EXPECT_EQ(to_picoseconds(to_seconds(123456789012345)), 123456789012345);
}

}  // namespace
}  // namespace trainyard
