#include <gtest/gtest.h>

#include <limits>

#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

TEST(QuantityToText, ChoosesAFittingUnit) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {to_text(seconds(19.94)), "19.9 s"},
      {to_text(seconds(75.3)), "75.3 s"},
      {to_text(minutes(5)), "5.00 min"},
      {to_text(hours(30)), "30.0 h"},
      {to_text(days(54.96)), "55.0 days"},
      {to_text(days(1234)), "1234 days"},
      {to_text(microseconds(2)), "2.00 us"},
      {to_text(picoseconds(3)), "3.00 ps"},
      {to_text(gigabytes(78.8)), "78.8 GB"},
      {to_text(gibibytes(80)), "85.9 GB"},
      {to_text(bytes(512)), "512 B"},
      {to_text(terabytes_per_second(3.35)), "3.35 TB/s"},
      {to_text(gigabits_per_second(400)), "50.0 GB/s"},
      {to_text(flop(3.3e24)), "3.30 YFLOP"},
      {to_text(teraflops(989.4)), "989 TFLOPS"},
      {to_text(FlopsPerByte::from_base(295)), "295 FLOP/B"},
      {to_text(watts(700)), "700 W"},
      {to_text(megawatts(1.4)), "1.40 MW"},
      {to_text(kilowatt_hours(12)), "12.0 kWh"},
      {to_text(megawatt_hours(1500)), "1.50 GWh"},
      {to_text(joules(20)), "20.0 J"},
      {to_text(dollars(5.328e6)), "$5.33M"},
      {to_text(dollars(853)), "$853"},
      {to_text(dollars(-30000)), "-$30.0K"},
      {to_text(dollars(0)), "$0"},
      {to_text(dollars_per_hour(2)), "$2.00/h"},
      {to_text(dollars_per_kilowatt_hour(0.088)), "$0.0880/kWh"},
      {to_text(gigahertz(1.83)), "1.83 GHz"},
      {count_text(14.8e12), "14.8T"},
      {count_text(2.664e6), "2.66M"},
      {count_text(12), "12"},
      {count_text(1.5), "1.50"},
      {count_text(172800, 4), "172.8K"},
  };
  for (const auto& [written, expected] : cases) EXPECT_EQ(written, expected);
}

TEST(QuantityToText, RoundsUpIntoTheNextUnit) {
  EXPECT_EQ(to_text(microseconds(999.4)), "999 us");
  EXPECT_EQ(to_text(microseconds(999.6)), "1.00 ms");
  EXPECT_EQ(to_text(gigabytes(9.996)), "10.0 GB");
  EXPECT_EQ(count_text(999600), "1.00M");
}

TEST(QuantityToText, HasNoScientificNotation) {
  EXPECT_EQ(to_text(Bytes::from_base(1e24)), "1000000 EB");
  EXPECT_EQ(to_text(picoseconds(0.0000125)), "0.0000125 ps");
  EXPECT_EQ(to_text(seconds(0)), "0 s");
  EXPECT_EQ(to_text(seconds(-0.5)), "-500 ms");
  EXPECT_EQ(to_text(seconds(std::numeric_limits<double>::infinity())), "inf days");
  EXPECT_EQ(to_text(Seconds::from_base(std::numeric_limits<double>::quiet_NaN())), "nan ps");
}

TEST(QuantityToText, TakesTheNumberOfDigits) {
  EXPECT_EQ(to_text(seconds(1.23456), 1), "1 s");
  EXPECT_EQ(to_text(seconds(1.23456), 5), "1.2346 s");
}

}  // namespace
}  // namespace trainyard
