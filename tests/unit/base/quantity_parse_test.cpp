#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>

#include "sim/base/quantity_text.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;

template <class Q>
void expect_values(const std::vector<std::pair<std::string, Q>>& cases) {
  for (const auto& [text, value] : cases) {
    const Result<Q> parsed = parse_quantity<Q>(text);
    ASSERT_TRUE(parsed) << text << ": " << to_text(parsed.error());
    EXPECT_EQ(parsed.value().base(), value.base()) << text;
  }
}

template <class Q>
std::string failure(std::string_view text) {
  const Result<Q> parsed = parse_quantity<Q>(text);
  return parsed ? "no failure" : to_text(parsed.error().front());
}

TEST(ParseQuantity, ReadsEveryDimension) {
  expect_values<Seconds>({{"2 us", microseconds(2)},
                          {"2us", microseconds(2)},
                          {"2 \u00b5s", microseconds(2)},
                          {"2 \u03bcs", microseconds(2)},
                          {"0.14 ns", nanoseconds(0.14)},
                          {"7 ps", picoseconds(7)},
                          {"1.5 ms", milliseconds(1.5)},
                          {" 3 s ", seconds(3)},
                          {"5 min", minutes(5)},
                          {"2 h", hours(2)},
                          {"2 hours", hours(2)},
                          {"55 days", days(55)},
                          {"1e3 s", seconds(1000)}});
  expect_values<Hertz>({{"1.83 GHz", gigahertz(1.83)}, {"900 MHz", megahertz(900)}, {"50 Hz", hertz(50)}});
  expect_values<Bytes>({{"80 GiB", gibibytes(80)},
                        {"80 GB", gigabytes(80)},
                        {"512 B", bytes(512)},
                        {"2 EB", terabytes(2e6)},
                        {"2EB", terabytes(2e6)},
                        {"16 kB", kilobytes(16)},
                        {"16 KiB", kibibytes(16)},
                        {"8 Gb", gigabytes(1)},
                        {"8 Gbit", gigabytes(1)}});
  expect_values<BytesPerSecond>({{"400 Gb/s", gigabits_per_second(400)},
                                 {"400 Gbps", gigabytes_per_second(50)},
                                 {"400 Gbit/s", gigabytes_per_second(50)},
                                 {"400 GB/s", gigabytes_per_second(400)},
                                 {"3.35 TB/s", terabytes_per_second(3.35)},
                                 {"1 GiB/s", bytes_per_second(1073741824)}});
  expect_values<Flops>({{"2.5 TFLOP", teraflop(2.5)}, {"3e24 FLOP", flop(3e24)}});
  expect_values<FlopsPerSecond>(
      {{"990 TFLOPS", teraflops(990)}, {"990 TFLOP/s", teraflops(990)}, {"2 PFLOPS", petaflops(2)}});
  expect_values<FlopsPerByte>({{"295 FLOP/B", FlopsPerByte::from_base(295)}});
  expect_values<Joules>({{"12 kWh", kilowatt_hours(12)}, {"5 J", joules(5)}, {"1 MWh", megawatt_hours(1)}});
  expect_values<Watts>({{"700 W", watts(700)}, {"10.2 kW", kilowatts(10.2)}});
  expect_values<Dollars>(
      {{"$30000", dollars(30000)}, {"$5.5M", dollars(5.5e6)}, {"2 USD", dollars(2)}, {"$1 B", dollars(1e9)}});
  expect_values<DollarsPerSecond>({{"$2/GPU-hour", dollars_per_hour(2)},
                                   {"$2/h", dollars_per_hour(2)},
                                   {"$ 2 /h", dollars_per_hour(2)},
                                   {"2 $/h", dollars_per_hour(2)},
                                   {"2 USD/GPU-hour", dollars_per_hour(2)}});
  expect_values<DollarsPerJoule>(
      {{"0.088 $/kWh", dollars_per_kilowatt_hour(0.088)}, {"$0.088/kWh", dollars_per_kilowatt_hour(0.088)}});
}

TEST(ParseQuantity, SaysWhatIsWrongAndWhatWouldBeRight) {
  EXPECT_EQ(failure<BytesPerSecond>("3.35 TB"),
            "\"3.35 TB\" is an amount of data, expected a rate such as \"3.35 TB/s\"");
  EXPECT_EQ(failure<Bytes>("3.35 TB/s"),
            "\"3.35 TB/s\" is a rate, expected an amount of data such as \"80 GiB\"");
  EXPECT_EQ(failure<Bytes>("80"), "\"80\" has no unit, expected an amount of data such as \"80 GiB\"");
  EXPECT_EQ(failure<Watts>("GB"), "\"GB\" does not start with a number, expected a power such as \"700 W\"");
  EXPECT_EQ(failure<Watts>(""), "\"\" does not start with a number, expected a power such as \"700 W\"");
  EXPECT_EQ(failure<Seconds>("-2 us"), "\"-2 us\" is negative, expected a time such as \"2 us\"");
  EXPECT_EQ(failure<DollarsPerSecond>("$2"),
            "\"$2\" is an amount of money, expected a rent such as \"$2/GPU-hour\"");
  EXPECT_EQ(failure<FlopsPerSecond>("990 TFLOP"),
            "\"990 TFLOP\" is an amount of work, expected a compute rate such as \"990 TFLOPS\"");
}

TEST(ParseQuantity, OffersTheNearestUnits) {
  const std::string lower_case = failure<BytesPerSecond>("400 gb/s");
  EXPECT_THAT(lower_case, HasSubstr("unknown unit \"gb/s\""));
  EXPECT_THAT(lower_case, HasSubstr("\"GB/s\""));
  EXPECT_THAT(lower_case, HasSubstr("\"Gb/s\""));
  EXPECT_THAT(failure<Bytes>("64 KB"), HasSubstr("\"kB\""));
  EXPECT_THAT(failure<FlopsPerSecond>("990 TFLOPs"), HasSubstr("\"TFLOPS\""));
}

TEST(ParseQuantity, RefusesWhatIsNoFiniteNumber) {
  for (const char* text : {"nan W", "inf W", "1e999 W", "1e-999 W", "1e300 YW", "0x10 W", "1,000 W",
                           "1 000 W", "+5 W", ".5 W", "5 W W", "5 W/", "$5 W", "5\0W", "5 \xff"}) {
    EXPECT_FALSE(parse_quantity<Watts>(text)) << text;
  }
}

TEST(ParseQuantity, DoesNotDependOnTheLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const bool changed =
      std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr || std::setlocale(LC_ALL, "C.UTF-8") != nullptr;
  EXPECT_TRUE(changed);
  EXPECT_EQ(parse_quantity<Seconds>("1.5 s").value(), seconds(1.5));
  EXPECT_EQ(to_text(seconds(1.5)), "1.50 s");
  std::setlocale(LC_ALL, before.c_str());
}

TEST(ParseCount, ReadsMagnitudes) {
  const std::vector<std::pair<std::string, double>> cases = {
      {"4096", 4096},   {"14.8T", 14.8e12}, {"671B", 671e9},     {"62.9M", 62.9e6},
      {"128K", 128000}, {"128k", 128000},   {"14.8 T", 14.8e12}, {"1e6", 1e6}};
  for (const auto& [text, value] : cases) EXPECT_EQ(parse_count(text).value(), value) << text;
}

TEST(ParseCount, RefusesOtherWords) {
  for (const char* text : {"", "T", "14.8 TB", "-1", "many", "1e400", "1e308T", "12 KB"}) {
    EXPECT_FALSE(parse_count(text)) << text;
  }
  EXPECT_THAT(to_text(parse_count("14.8G").error()), HasSubstr("valid: K (1e3), M (1e6), B (1e9), T (1e12)"));
}

}  // namespace
}  // namespace trainyard
