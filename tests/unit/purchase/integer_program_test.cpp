#include "models/purchase/integer_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace trainyard {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double endless = std::numeric_limits<double>::infinity();

TEST(IntegerProgram, AKnapsack) {
  // Values 60, 100, 120 of weights 10, 20, 30 in a sack of 50: the last two.
  const auto found = solve({.cost = {-60, -100, -120},
                            .rows = {{10, 20, 30}},
                            .limits = {50},
                            .upper = {1, 1, 1},
                            .whole = {true, true, true}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found.value().objective, -220, 1e-9);
  EXPECT_THAT(found.value().values, ElementsAre(0, 1, 1));
}

TEST(IntegerProgram, FractionsWhereTheyAreAllowed) {
  const auto found = solve({.cost = {-60, -100, -120},
                            .rows = {{10, 20, 30}},
                            .limits = {50},
                            .upper = {1, 1, 1},
                            .whole = {false, false, false}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found.value().objective, -240, 1e-9);
  EXPECT_THAT(found.value().values,
              ElementsAre(DoubleNear(1, 1e-9), DoubleNear(1, 1e-9), DoubleNear(2.0 / 3, 1e-9)));
}

TEST(IntegerProgram, AtLeastIsTakenAsNegatedAtMost) {
  // The cheapest whole x + y >= 3.5 with y <= 2: two of y, two of x.
  const auto found =
      solve({.cost = {3, 2}, .rows = {{-1, -1}}, .limits = {-3.5}, .upper = {9, 2}, .whole = {true, true}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found.value().objective, 10, 1e-9);
}

TEST(IntegerProgram, TellsWhatCannotBeSolved) {
  const auto none = solve({.cost = {1}, .rows = {{-1}}, .limits = {-5}, .upper = {4}, .whole = {true}});
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("no choice keeps all limits"));
  const auto endless_gain =
      solve({.cost = {-1}, .rows = {}, .limits = {}, .upper = {endless}, .whole = {false}});
  ASSERT_FALSE(endless_gain);
  EXPECT_THAT(to_text(endless_gain.error()), HasSubstr("no least value"));
  const auto cut = solve({.cost = {-60, -100, -120},
                          .rows = {{10, 20, 30}},
                          .limits = {50},
                          .upper = {1, 1, 1},
                          .whole = {true, true, true}},
                         1);
  ASSERT_FALSE(cut);
  EXPECT_THAT(to_text(cut.error()), HasSubstr("within 1 nodes"));
}

TEST(IntegerProgram, AGapWithoutWholeNumbersIsEmpty) {
  const auto none =
      solve({.cost = {1}, .rows = {{-1}, {1}}, .limits = {-0.4, 0.6}, .upper = {4}, .whole = {true}});
  EXPECT_FALSE(none);
}

TEST(IntegerProgram, ScaleDoesNotMatter) {
  // Money in dollars beside shares: coefficients twelve orders apart.
  const auto found = solve({.cost = {3e8, 2e8, 0},
                            .rows = {{-1, -1, 1e-6}, {0, 0, -1e-6}},
                            .limits = {0, -3.5},
                            .upper = {9, 2, endless},
                            .whole = {true, true, false}});
  ASSERT_TRUE(found);
  EXPECT_NEAR(found.value().objective, 10e8, 1);
}

}  // namespace
}  // namespace trainyard
