#include "kernels/harness/statistics.h"

#include <gtest/gtest.h>

namespace trainyard::kernels {
namespace {

TEST(Statistics, QuantilesInterpolateBetweenNeighbours) {
  const std::vector<double> values{40, 10, 30, 20};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 10);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 25);
  EXPECT_DOUBLE_EQ(quantile(values, 0.9), 37);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 40);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.9), 7);
}

TEST(Statistics, SummaryOfAKnownSample) {
  const Summary summary = summarise({2, 4, 4, 4, 5, 5, 7, 9});  // mean 5, sample deviation sqrt(32/7)
  EXPECT_EQ(summary.samples, 8u);
  EXPECT_DOUBLE_EQ(summary.median, 4.5);
  EXPECT_DOUBLE_EQ(summary.mean, 5);
  EXPECT_NEAR(summary.relative_error, 2.13809 / 2.82843 / 5, 1e-5);
  EXPECT_EQ(summarise({3}).relative_error, 0);
}

TEST(Statistics, SamplingStopsWhenTheMeanIsKnown) {
  const StoppingRule rule{5, 20, 0.01, 10};
  EXPECT_FALSE(enough_samples(rule, {1, 1, 1, 1}, 0)) << "fewer than the least";
  EXPECT_TRUE(enough_samples(rule, {1, 1, 1, 1, 1}, 0));
  EXPECT_FALSE(enough_samples(rule, {1, 2, 1, 2, 1}, 0)) << "spread too wide";
  EXPECT_TRUE(enough_samples(rule, {1, 2, 1, 2, 1}, 11)) << "out of time";
  EXPECT_FALSE(enough_samples(rule, {1, 2}, 11)) << "out of time, but fewer than the least";
  std::vector<double> wild;
  for (int i = 0; i < 20; ++i) wild.push_back(i % 2 == 0 ? 1 : 5);
  EXPECT_TRUE(enough_samples(rule, wild, 0)) << "as many as allowed";
}

}  // namespace
}  // namespace trainyard::kernels
