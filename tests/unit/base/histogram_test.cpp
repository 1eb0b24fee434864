#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/statistics.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;

TEST(Histogram, CountsEveryValueOnce) {
  const std::vector<double> sample{-0.9, -0.1, 0.0, 0.2, 0.25, 0.99};
  EXPECT_THAT(histogram(sample, -1, 1, 4), ElementsAre(1, 1, 3, 1));
}

TEST(Histogram, GivesTheEndOfARangeToTheNext) {
  EXPECT_THAT(histogram(std::vector<double>{0, 1, 2}, 0, 2, 2), ElementsAre(1, 2));
}

TEST(Histogram, KeepsWhatLiesOutsideAtTheEnds) {
  EXPECT_THAT(histogram(std::vector<double>{-INFINITY, -5, 7, INFINITY, NAN}, 0, 2, 2), ElementsAre(2, 2));
}

TEST(Histogram, OfNothingIsEmpty) {
  EXPECT_THAT(histogram(std::vector<double>{}, 0, 1, 3), ElementsAre(0, 0, 0));
}

}  // namespace
}  // namespace trainyard
