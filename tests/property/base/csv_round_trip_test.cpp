// Any cells read back from the lines they were written in, by a reader that follows RFC 4180 word by word.
#include <gtest/gtest.h>

#include <random>

#include "sim/base/csv_text.h"

namespace trainyard {
namespace {

/// Lines of cells. Section 2: a line ends at a line end outside of quotes (rule 1, LF alone is taken, too),
/// a comma parts cells (rule 4), a cell in quotes may hold anything, a quote in it is doubled (rules 5 to 7).
/// Fails the test on text the form does not allow.
std::vector<std::vector<std::string>> read_back(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    std::vector<std::string> cells;
    for (bool more = true; more;) {
      std::string cell;
      if (at < text.size() && text[at] == '"') {
        for (++at; at < text.size(); ++at) {
          if (text[at] != '"') {
            cell += text[at];
          } else if (at + 1 < text.size() && text[at + 1] == '"') {
            cell += text[at++];
          } else {
            break;
          }
        }
        EXPECT_LT(at, text.size()) << "a quote does not end";
        ++at;
      } else {
        while (at < text.size() && std::string_view(",\r\n\"").find(text[at]) == std::string_view::npos)
          cell += text[at++];
      }
      cells.push_back(std::move(cell));
      more = at < text.size() && text[at] == ',';
      if (more) ++at;
    }
    if (at < text.size() && text[at] == '\r') ++at;
    EXPECT_TRUE(at < text.size() && text[at] == '\n') << "no line end behind a cell, at " << at;
    if (at >= text.size() || text[at] != '\n') return lines;
    ++at;
    lines.push_back(std::move(cells));
  }
  return lines;
}

/// Texts that are likely to break the form.
std::string drawn_text(std::mt19937_64& generator) {
  static constexpr std::string_view letters = "ab,\"\r\n \t;'=\\";
  std::string text(generator() % 8, ' ');
  for (char& c : text) c = letters[generator() % letters.size()];
  return text;
}

TEST(CsvLines, ReadBackAsTheyWereWritten) {
  std::mt19937_64 generator(20260101);
  for (int table = 0; table < 2000; ++table) {
    const std::size_t columns = 1 + generator() % 5, rows = generator() % 6;
    std::vector<std::vector<std::string>> cells(rows, std::vector<std::string>(columns));
    std::string text;
    for (std::vector<std::string>& row : cells) {
      for (std::string& cell : row) cell = drawn_text(generator);
      text += csv_line(row);
    }
    ASSERT_EQ(read_back(text), cells) << text;
  }
}

TEST(CsvLines, EveryByteReadsBack) {
  std::vector<std::string> cells;
  for (int byte = 0; byte < 256; ++byte) cells.emplace_back(1, static_cast<char>(byte));
  EXPECT_EQ(read_back(csv_line(cells)), std::vector<std::vector<std::string>>{cells});
}

}  // namespace
}  // namespace trainyard
