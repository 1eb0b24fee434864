// Cells of tables are numbers or texts.
#include "models/chart/table_cell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace trainyard::chart {
namespace {

using ::testing::ElementsAre;

TEST(TableCells, BeginWithTheirNumber) {
  EXPECT_EQ(number_of("18.9 s (18.5 - 21)"), 18.9);
  EXPECT_EQ(number_of("2,048"), 2048);
  EXPECT_EQ(number_of("$2.52M"), 2.52e6);
  EXPECT_EQ(number_of("-$57.85M"), -57.85e6);
  EXPECT_EQ(number_of("-1.2 %"), -1.2);
  EXPECT_EQ(number_of("+.5"), 0.5);
  EXPECT_EQ(number_of("1e3 s"), 1000);
  for (const char* text : {"deepseek", "InfiniBand", "nano", "-", "", "+", "(1)", " 1"})
    EXPECT_TRUE(std::isnan(number_of(text))) << text;
}

TEST(TableCells, AreNumbersWhereTheyAreNoSentences) {
  for (const char* number :
       {"-", "19.0 s (18.5 s - 21.1 s)  +8.2 %", "2,048", "+$2.706M", "2.5 GB to 3 GB", "799 tokens/s/GPU"})
    EXPECT_TRUE(reads_as_number(number)) << number;
  for (const char* text : {"", "H800", "1, 2, 4", "16.7 % of what is usable",
                           "16 of 2,048 GPUs wait for the slowest of all the others"})
    EXPECT_FALSE(reads_as_number(text)) << text;
}

TEST(TableCells, BreakBeforeIntervalAndChange) {
  EXPECT_THAT(pieces_of_number("19.0 s (18.5 s - 21.1 s)  +8.2 %"),
              ElementsAre("19.0 s", "(18.5 s - 21.1 s)", "+8.2 %"));
  EXPECT_THAT(pieces_of_number("$5.1M -$0.2M"), ElementsAre("$5.1M", "-$0.2M"));
  EXPECT_THAT(pieces_of_number("-"), ElementsAre("-"));
  EXPECT_THAT(pieces_of_number(""), ElementsAre(""));
}

TEST(TableCells, MakeAColumnOfNumbers) {
  const std::vector<std::vector<std::string>> rows{{"1", "2", "a"}, {"1", "-"}, {"1", "few", "3"}};
  EXPECT_FALSE(holds_numbers(rows, 0)) << "the first is text";
  EXPECT_TRUE(holds_numbers(rows, 1));
  EXPECT_FALSE(holds_numbers(rows, 2));
  EXPECT_FALSE(holds_numbers({}, 1));
}

}  // namespace
}  // namespace trainyard::chart
