#include "models/run/failure_count.h"

#include <gtest/gtest.h>

#include <cmath>

namespace trainyard {
namespace {

TEST(FailureCount, IsPoissonWhenTheRatesAreKnown) {
  // P(N = 0) = exp(-3) = 0.0498, P(N <= 1) = 4 exp(-3) = 0.199; P(N <= 5) = 0.916, P(N <= 6) = 0.966.
  EXPECT_EQ(failure_count_quantile(3, 0, 0.049), 0);
  EXPECT_EQ(failure_count_quantile(3, 0, 0.05), 1);
  EXPECT_EQ(failure_count_quantile(3, 0, 0.95), 6);
  EXPECT_EQ(failure_count_quantile(3, 0, 0.50), 3);
}

TEST(FailureCount, OfNothingIsNone) {
  EXPECT_EQ(failure_count_quantile(0, 0.5, 0.95), 0);
}

TEST(FailureCount, FollowsTheRatesWhenThereAreMany) {
  // With many failures only the rates matter: the 95th percentile of a log-normal is exp(1.645 sigma).
  EXPECT_NEAR(failure_count_quantile(1e5, 0.3, 0.95) / (1e5 * std::exp(1.64485 * 0.3)), 1, 0.01);
  EXPECT_NEAR(failure_count_quantile(1e5, 0.3, 0.05) / (1e5 * std::exp(-1.64485 * 0.3)), 1, 0.01);
}

TEST(FailureCount, GrowsWithProbabilityExpectationAndDoubt) {
  for (const double expected : {0.3, 4.0, 70.0, 3000.0}) {
    double before = -1;
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) {
      const double count = failure_count_quantile(expected, 0.3, p);
      EXPECT_GE(count, before);
      EXPECT_EQ(count, std::floor(count));
      EXPECT_LE(count, failure_count_quantile(expected * 1.5, 0.3, p));
      before = count;
    }
    EXPECT_LE(failure_count_quantile(expected, 0.0, 0.95), failure_count_quantile(expected, 0.6, 0.95));
    EXPECT_GE(failure_count_quantile(expected, 0.0, 0.05), failure_count_quantile(expected, 0.6, 0.05));
  }
}

}  // namespace
}  // namespace trainyard
