// What a person typed, taken apart.
#include "sim/base/text_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TextParts, BlanksAreTakenOffTheEndsOnly) {
  EXPECT_EQ(trimmed(" \ta b\t "), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed("a\n"), "a\n") << "a line end is no blank unless it is told";
  EXPECT_EQ(trimmed("a\n", " \n"), "a");
  EXPECT_TRUE(trimmed("").empty());
  EXPECT_TRUE(trimmed(" \t ").empty());
}

TEST(TextParts, AListLeavesOutWhatIsEmpty) {
  EXPECT_THAT(parts_of("a"), ElementsAre("a"));
  EXPECT_THAT(parts_of(" 1, 2,4 ,"), ElementsAre("1", "2", "4"));
  EXPECT_THAT(parts_of("a b; c=d,e ;;", ';'), ElementsAre("a b", "c=d,e"));
  EXPECT_THAT(parts_of(""), IsEmpty());
  EXPECT_THAT(parts_of(" , ,, "), IsEmpty());
}

TEST(TextParts, ANumberIsTheWholeText) {
  EXPECT_EQ(number_of<int>("42"), 42);
  EXPECT_EQ(number_of<int>("-7"), -7);
  EXPECT_EQ(number_of<double>("0.5"), 0.5);
  EXPECT_EQ(number_of<double>("1e3"), 1000.0);
  EXPECT_EQ(number_of<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(number_of<std::int64_t>("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"", " 1", "1 ", "+1", "1.5", "0x10", "one", "2147483648", "-2147483649", "1,2"})
    EXPECT_EQ(number_of<int>(text), std::nullopt) << text;
  for (const char* text : {"", "1.2.3", "inf", "nan", "-inf", "1e999", "1 GB"})
    EXPECT_EQ(number_of<double>(text), std::nullopt) << text;
  EXPECT_EQ(number_of<std::uint64_t>("-1"), std::nullopt);
}

TEST(TextParts, WholeNumbersAreAListOfThem) {
  EXPECT_THAT(parse_whole_numbers("1, 2,4", "--tp").value(), ElementsAre(1, 2, 4));
  EXPECT_THAT(parse_whole_numbers("0", "--zero").value(), ElementsAre(0));
  EXPECT_THAT(parse_whole_numbers("", "--tp").value(), IsEmpty());
}

TEST(TextParts, EveryPartThatIsNoWholeNumberIsNamed) {
  const auto told = [](std::string_view list) { return to_text(parse_whole_numbers(list, "--tp").error()); };
  EXPECT_EQ(told("1,two, 4.5"),
            "--tp: \"two\" is no whole number (a list such as 1,2,4)\n"
            "--tp: \"4.5\" is no whole number (a list such as 1,2,4)\n");
  EXPECT_EQ(told("-1"), "--tp: \"-1\" is no whole number (a list such as 1,2,4)\n");
  EXPECT_EQ(told("1..8"), "--tp: \"1..8\" is no whole number (a list such as 1,2,4)\n");
  EXPECT_EQ(told("99999999999"), "--tp: \"99999999999\" is no whole number (a list such as 1,2,4)\n");
}

}  // namespace
}  // namespace trainyard
