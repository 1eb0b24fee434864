// Columns share the room of their table.
#include "gui/charts/column_widths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace trainyard::gui {
namespace {

using ::testing::ElementsAre;

TEST(ColumnWidths, AreNaturalWhereThereIsRoom) {
  const std::vector<ColumnNeed> needs{{100, 50}, {200, 80}};
  EXPECT_THAT(column_widths(needs, 300), ElementsAre(100, 200));
  EXPECT_THAT(column_widths(needs, 1000), ElementsAre(100, 200));
}

TEST(ColumnWidths, ShareWhatIsLeftByWhatTheyLack) {
  // 60 px beyond the least ones; the columns lack 0, 100 and 200.
  EXPECT_THAT(column_widths(std::vector<ColumnNeed>{{40, 40}, {150, 50}, {280, 80}}, 230),
              ElementsAre(40, 70, 120));
}

TEST(ColumnWidths, AreTheLeastWhereNothingElseFits) {
  EXPECT_THAT(column_widths(std::vector<ColumnNeed>{{100, 50}, {200, 80}}, 20), ElementsAre(50, 80));
  EXPECT_THAT(column_widths({}, 20), ElementsAre());
}

TEST(ColumnWidths, BreakTextsBeforeNumbers) {
  const std::vector<ColumnNeed> needs{{300, 50}, {200, 80, true}};
  EXPECT_THAT(column_widths(needs, 260), ElementsAre(60, 200));
  EXPECT_THAT(column_widths(needs, 230), ElementsAre(50 + 100 * 250 / 370, 80 + 100 * 120 / 370));
}

TEST(ColumnWidths, NeverLeaveTheirBoundsNorTheRoom) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<ColumnNeed> needs(1 + random() % 9);
    int least = 0, natural = 0;
    for (ColumnNeed& need : needs) {
      need.least = static_cast<int>(random() % 200);
      need.natural = need.least + static_cast<int>(random() % 300);
      least += need.least;
      natural += need.natural;
    }
    const int room = static_cast<int>(random() % 3000);
    const std::vector<int> widths = column_widths(needs, room);
    ASSERT_EQ(widths.size(), needs.size());
    for (std::size_t i = 0; i < needs.size(); ++i) {
      EXPECT_GE(widths[i], needs[i].least);
      EXPECT_LE(widths[i], needs[i].natural);
    }
    const int all = std::accumulate(widths.begin(), widths.end(), 0);
    EXPECT_LE(all, std::max(room, least));
    if (room >= natural) {
      EXPECT_EQ(all, natural);
    }
  }
}

}  // namespace
}  // namespace trainyard::gui
