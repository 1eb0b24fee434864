#include "models/calibration/robust_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/random.h"

namespace trainyard {
namespace {

/// t = a + b x over x = 1 ... n, with lognormal noise, and every tenth row five times too slow when told.
FitProblem line(double a, double b, std::size_t n, double noise, bool outliers) {
  FitProblem problem;
  problem.parameters = {{.name = "a", .prior = 1.0, .prior_sigma = 2.0, .least = 1e-6, .most = 1e6},
                        {.name = "b", .prior = 1.0, .prior_sigma = 2.0, .least = 1e-6, .most = 1e6}};
  RandomStream random(7, 1);
  for (std::size_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(i + 1);
    const double odd = outliers && i % 10 == 9 ? 5.0 : 1.0;
    problem.log_measured.push_back(std::log((a + b * x) * odd) + noise * random.normal());
  }
  problem.predict = [n](std::span<const double> v, std::span<double> predicted) {
    for (std::size_t i = 0; i < n; ++i) predicted[i] = std::log(v[0] + v[1] * static_cast<double>(i + 1));
  };
  return problem;
}

TEST(RobustFit, FindsTheParametersBehindNoise) {
  const FitSolution found = robust_fit(line(5.0, 0.3, 500, 0.03, false), 1, 1);
  EXPECT_NEAR(found.values[0], 5.0, 0.1);
  EXPECT_NEAR(found.values[1], 0.3, 0.003);
  EXPECT_TRUE(found.at_bound.empty());
  // The noise of one row over the root of the rows, and a little for two parameters.
  EXPECT_GT(found.common_sigma, 0.03 / std::sqrt(500.0) * 0.5);
  EXPECT_LT(found.common_sigma, 0.03 / std::sqrt(500.0) * 4);
}

TEST(RobustFit, IsNotBentByOutliers) {
  const FitSolution found = robust_fit(line(5.0, 0.3, 500, 0.03, true), 1, 1);
  EXPECT_NEAR(found.values[0], 5.0, 0.3);
  EXPECT_NEAR(found.values[1], 0.3, 0.015);
}

TEST(RobustFit, StaysWithThePriorWhereRowsSayNothing) {
  FitProblem problem = line(5.0, 0.3, 200, 0.01, false);
  problem.parameters.push_back({.name = "unused", .prior = 2.5, .prior_sigma = 0.5, .least = 1, .most = 9});
  const FitSolution found = robust_fit(problem, 2, 3);
  EXPECT_NEAR(found.values[2], 2.5, 1e-3);
}

TEST(RobustFit, TellsParametersAtTheirBounds) {
  FitProblem problem = line(5.0, 0.3, 200, 0.01, false);
  problem.parameters[0].most = 4.0;
  const FitSolution found = robust_fit(problem, 1, 1);
  EXPECT_DOUBLE_EQ(found.values[0], 4.0);
  EXPECT_EQ(found.at_bound, std::vector<std::string>{"a"});
}

TEST(RobustFit, SearchesSharesAndExponentsWithinTheirRange) {
  FitProblem problem;
  problem.parameters = {
      {.name = "s", .scale = FitScale::share, .prior = 0.5, .prior_sigma = 3, .least = 0, .most = 1},
      {.name = "p", .scale = FitScale::exponent, .prior = 3, .prior_sigma = 3, .least = 1, .most = 99}};
  for (int i = 1; i <= 50; ++i) problem.log_measured.push_back(std::log(0.9 + std::pow(i / 50.0, 1.4)));
  problem.predict = [](std::span<const double> v, std::span<double> predicted) {
    for (std::size_t i = 0; i < 50; ++i)
      predicted[i] = std::log(v[0] + std::pow(static_cast<double>(i + 1) / 50.0, v[1]));
  };
  const FitSolution found = robust_fit(problem, 2, 1);
  EXPECT_NEAR(found.values[0], 0.9, 0.01);
  EXPECT_NEAR(found.values[1], 1.4, 0.02);
}

TEST(RobustFit, GivesTheSameBytesForTheSameSeed) {
  const FitProblem problem = line(5.0, 0.3, 300, 0.05, true);
  const FitSolution one = robust_fit(problem, 4, 42), two = robust_fit(problem, 4, 42);
  EXPECT_EQ(one.values, two.values);
  EXPECT_EQ(one.sigmas, two.sigmas);
}

}  // namespace
}  // namespace trainyard
