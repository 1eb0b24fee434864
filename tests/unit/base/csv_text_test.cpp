// What is quoted in a cell, and what is not.
#include "sim/base/csv_text.h"

#include <gtest/gtest.h>

namespace trainyard {
namespace {

TEST(CsvCell, IsQuotedOnlyWhereTheFormAsksForIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"plain", "plain"},
      {"two words", "two words"},
      {"  leading and trailing  ", "  leading and trailing  "},
      {"tab\there", "tab\there"},
      {"it's; fine", "it's; fine"},
      {"1,024", "\"1,024\""},
      {",", "\",\""},
      {"\"", "\"\"\"\""},
      {"a \"b\" c", "\"a \"\"b\"\" c\""},
      {"two\nlines", "\"two\nlines\""},
      {"old\rline", "\"old\rline\""},
      {"both\r\n", "\"both\r\n\""},
      {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},  // UTF-8 stays
      {std::string("a\0,b", 4), std::string("\"a\0,b\"", 6)},
  };
  for (const auto& [text, cell] : cases) EXPECT_EQ(csv_cell(text), cell) << text;
}

TEST(CsvCell, LeavesWhatASpreadsheetTakesForAFormula) {
  for (const char* text : {"=1+1", "+1", "-0.5", "@x"}) EXPECT_EQ(csv_cell(text), text);
}

TEST(CsvLine, PartsCellsByCommasAndEndsTheLine) {
  EXPECT_EQ(csv_line({"a", "b,c", "", "\"d\""}), "a,\"b,c\",,\"\"\"d\"\"\"\n");
  EXPECT_EQ(csv_line({"one"}), "one\n");
  EXPECT_EQ(csv_line({"", ""}), ",\n");
  EXPECT_EQ(csv_line({}), "\n");
}

}  // namespace
}  // namespace trainyard
