// Tables of a report: everything is on the paper, numbers on one line.
#include "gui/charts/paper_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QFontMetrics>
#include <QImage>
#include <QPainter>

namespace trainyard::gui {
namespace {

constexpr int width = 400;  // px

QImage paper() {
  QImage image(3 * width, 200, QImage::Format_RGB32);
  image.fill(Qt::white);
  return image;
}

/// The column of the last dark pixel of a part.
int right_end(const PaperPart& part) {
  QImage image = paper();
  {
    QPainter painter(&image);
    part.draw(painter, 0);
  }
  for (int x = image.width() - 1; x >= 0; --x)
    for (int y = 0; y < image.height(); ++y)
      if (qGray(image.pixel(x, y)) < 100) return x;
  return -1;
}

std::vector<PaperPart> parts_of(const Table& table) {
  QImage image = paper();
  return table_parts(table, width, image);
}

Table with_long_reasons() {
  return {{},
          {"plan", "reason", "step"},
          {{"tp 1, pp 16, ep 64, dp 128, micro-batch 1, ZeRO-1, zb-h1, recompute deepseek",
            "legal, but it needs more memory than there is, by far and in every rank",
            "19.0 s (18.5 s - 21.1 s)"},
           {"an_identifier_of_a_run_that_nothing_may_part_and_that_is_wider_than_all_of_the_paper", "none",
            "1 s"}},
          {}};
}

TEST(TablesOnPaper, StayOnThePaper) {
  const auto parts = parts_of(with_long_reasons());
  ASSERT_EQ(parts.size(), 3U);
  for (const PaperPart& part : parts) EXPECT_LE(right_end(part), width);
}

TEST(TablesOnPaper, BreakTextsAndLeaveNumbersWhole) {
  const auto parts = parts_of(with_long_reasons());
  EXPECT_GT(parts[1].height, 2 * parts[0].height) << "the texts are in lines";
  Table numbers = with_long_reasons();
  for (auto& row : numbers.rows) row[0] = row[1] = "x";
  EXPECT_EQ(parts_of(numbers)[1].height, parts_of(numbers)[2].height) << "the interval is on the same line";
}

TEST(TablesOnPaper, GoOnBelowWhereColumnsHaveNoRoom) {
  Table table{{}, {"run"}, {{"name"}}, {}};
  for (int c = 0; c < 20; ++c) {
    table.head.push_back("column");
    table.rows[0].push_back("1,234,567");
  }
  const auto parts = parts_of(table);
  EXPECT_GE(parts.size(), 6U) << "three tables of a head and a row";
  for (const PaperPart& part : parts) EXPECT_LE(right_end(part), width);
}

TEST(TablesOnPaper, KeepTheHeadWithTwoRowsAndRepeatIt) {
  Table table{{}, {"a", "b"}, {}, {}};
  for (int r = 0; r < 8; ++r) table.rows.push_back({"x", "1"});
  const auto parts = parts_of(table);
  ASSERT_EQ(parts.size(), 9U);
  EXPECT_TRUE(parts[0].with_next);
  EXPECT_TRUE(parts[1].with_next);
  EXPECT_FALSE(parts[2].with_next);
  EXPECT_TRUE(parts[7].with_next) << "no row stands alone";
  EXPECT_FALSE(parts[8].with_next);
  EXPECT_NE(parts[5].repeated, nullptr);
  table.head = {"", ""};
  EXPECT_EQ(parts_of(table).size(), 8U) << "no head, no line for it";
}

}  // namespace
}  // namespace trainyard::gui
