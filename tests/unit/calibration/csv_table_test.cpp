#include "models/calibration/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The cells of every row.
std::vector<std::vector<std::string>> cells_of(const std::string& text, ProblemList& problems) {
  const Result<CsvTable> table = CsvTable::parse(text, problems);
  if (!table) return {{to_text(table.error())}};
  std::vector<std::vector<std::string>> all;
  for (const CsvTable::Row& row : table.value().rows()) {
    all.emplace_back();
    for (const std::string& column : table.value().columns())
      all.back().emplace_back(table.value().cell(row, column)->text);
  }
  return all;
}

std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  ProblemList problems("t.csv");
  auto cells = cells_of(text, problems);
  EXPECT_EQ(to_text(problems.told()), "");
  return cells;
}

TEST(CsvTable, ReadsQuotesBlanksAndLineEnds) {
  EXPECT_THAT(cells_of("a,b\n1,2\n"), ElementsAre(ElementsAre("1", "2")));
  EXPECT_THAT(cells_of("a,b\r\n1,2\r\n3,4"), ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
  EXPECT_THAT(cells_of("\xef\xbb\xbf"
                       "a,b\n 1 ,\t2\n\n\n"),
              ElementsAre(ElementsAre("1", "2")));
  EXPECT_THAT(cells_of("a,b\n\"1,5\",\"say \"\"so\"\"\"\n"), ElementsAre(ElementsAre("1,5", "say \"so\"")));
  EXPECT_THAT(cells_of("a,b\n\"two\nlines\",\n"), ElementsAre(ElementsAre("two\nlines", "")));
  EXPECT_THAT(cells_of("a\n\"x\"y\n"), ElementsAre(ElementsAre("xy")));
}

TEST(CsvTable, SaysWhatIsWrongWithTheWhole) {
  EXPECT_THAT(cells_of(""), ElementsAre(ElementsAre(HasSubstr("t.csv: is empty"))));
  EXPECT_THAT(cells_of("\n \n"), ElementsAre(ElementsAre(HasSubstr("t.csv: is empty"))));
  EXPECT_THAT(cells_of("a,b\n"), ElementsAre(ElementsAre("t.csv: has column names but no row\n")));
  EXPECT_THAT(cells_of("a,b,a\n1,2,3\n"), ElementsAre(ElementsAre("t.csv:1:5: column \"a\" stands twice\n")));
  EXPECT_THAT(cells_of("a,,b\n1,2,3\n"), ElementsAre(ElementsAre("t.csv:1:3: column 2 has no name\n")));
  EXPECT_THAT(cells_of("a\n1\n\"2\n3\n"), ElementsAre(ElementsAre("t.csv:3: a quoted cell is not closed\n")));
}

TEST(CsvTable, LeavesOutRaggedRowsAndTellsThem) {
  ProblemList problems("t.csv");
  EXPECT_THAT(cells_of("a,b\n1\n2,3\n4,5,6\n", problems), ElementsAre(ElementsAre("2", "3")));
  EXPECT_EQ(to_text(problems.told()),
            "t.csv:2: has 1 cells, expected 2 as in the first line\n"
            "t.csv:4: has 3 cells, expected 2 as in the first line\n");
}

/// A table of one row with the column "x", and what reading it tells.
class CsvRowOf {
 public:
  explicit CsvRowOf(const std::string& cell)
      : table_(CsvTable::parse("first,x\n1," + cell + "\n", problems_).value()),
        row(table_, table_.rows().front(), problems_) {}
  [[nodiscard]] std::string told() const { return to_text(problems_.told()); }

 private:
  ProblemList problems_{"t.csv"};
  CsvTable table_;

 public:
  CsvRow row;
};

TEST(CsvRow, ReadsNumbers) {
  for (const auto& [text, value] : std::vector<std::pair<std::string, double>>{
           {"8", 8.0}, {"8.0", 8.0}, {"1e3", 1000.0}, {" 12 ", 12.0}, {"\"7\"", 7.0}}) {
    CsvRowOf one(text);
    EXPECT_EQ(one.row.whole("x", 1, 1e6), value) << text;
    EXPECT_EQ(one.row.number("x", 1, 1e6), value) << text;
    EXPECT_TRUE(one.row.good()) << one.told();
  }
  EXPECT_EQ(CsvRowOf("0.25").row.number("x", 0, 1), 0.25);
}

TEST(CsvRow, TellsWhatWasFoundAndWhatIsExpected) {
  const auto told_by = [](const std::string& cell, const auto& read) {
    CsvRowOf one(cell);
    read(one.row);
    EXPECT_FALSE(one.row.good()) << cell;
    return one.told();
  };
  const auto whole = [](CsvRow& row) { EXPECT_EQ(row.whole("x", 1, 9), 1.0); };
  EXPECT_EQ(told_by("2.5", whole),
            "t.csv:2:3: column x: \"2.5\" is not whole, expected a whole number from 1 to 9\n");
  EXPECT_EQ(told_by("10", whole),
            "t.csv:2:3: column x: \"10\" is out of range, expected a whole number from 1 to 9\n");
  const auto number = [](CsvRow& row) { EXPECT_EQ(row.number("x", 0, 9), 0.0); };
  for (const char* cell : {"many", "1x", "0x10", "+1", "nan", "inf", "1e400", "-"})
    EXPECT_THAT(told_by(cell, number), HasSubstr("is no number, expected a number from 0 to 9")) << cell;
  EXPECT_THAT(told_by("-1", number), HasSubstr("\"-1\" is out of range"));
  EXPECT_THAT(told_by("", number), HasSubstr("t.csv:2:3: column x: is empty"));
  EXPECT_THAT(told_by("1", [](CsvRow& row) { (void)row.number("y", 0, 1); }),
              HasSubstr("t.csv:2: column y: is missing"));
  EXPECT_EQ(told_by("bf61",
                    [](CsvRow& row) {
                      EXPECT_EQ(row.choice("x", {"bf16", "fp8"}), 0U);
                    }),
            "t.csv:2:3: column x: \"bf61\" is not known (did you mean \"bf16\"?)\n");
}

TEST(ProblemList, TellsTheFirstByPositionAndCountsTheRest) {
  ProblemList problems("t.csv", 2);
  EXPECT_TRUE(problems.empty());
  problems.add(5, 1, "later");
  problems.add(2, 3, "earlier");
  EXPECT_EQ(to_text(problems.told()), "t.csv:2:3: earlier\nt.csv:5:1: later\n");
  problems.add(7, 0, "untold");
  EXPECT_EQ(to_text(problems.told()), "t.csv:2:3: earlier\nt.csv:5:1: later\nt.csv: and 1 more problem\n");
  problems.add(8, 0, "untold");
  EXPECT_THAT(to_text(problems.told()), HasSubstr("and 2 more problems"));
}

}  // namespace
}  // namespace trainyard
