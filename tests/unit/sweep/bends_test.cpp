// Bends of curves that are known in closed form.
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "models/sweep/bends.h"

namespace trainyard {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<double> spread(double from, double to, int count) {
  std::vector<double> x;
  for (int i = 0; i < count; ++i) x.push_back(from * std::pow(to / from, i / (count - 1.0)));
  return x;
}

std::vector<Bend> bends_of(const std::function<double(double)>& curve, int count = 25, double from = 100,
                           double to = 900, double least = 1e-6) {
  const std::vector<double> x = spread(from, to, count);
  std::vector<double> y;
  for (const double one : x) y.push_back(curve(one));
  return find_bends(x, y, least);
}

TEST(Bends, SmoothLawsHaveNone) {
  EXPECT_THAT(bends_of([](double) { return 3.0; }), IsEmpty());
  EXPECT_THAT(bends_of([](double x) { return 2.0 + 0.5 * x; }), IsEmpty());
  EXPECT_THAT(bends_of([](double x) { return 1.0 + 4000.0 / x; }), IsEmpty());
  EXPECT_THAT(bends_of([](double x) { return 7.0 * std::pow(x, -0.37); }), IsEmpty());
  EXPECT_THAT(bends_of([](double x) { return 7.0 * std::pow(x, 1.9); }), IsEmpty());
  EXPECT_THAT(bends_of([](double x) { return 2.0 + std::log(x); }), IsEmpty());
}

TEST(Bends, WhatHidesBehindSomethingBendsWhereBothAreEqual) {
  // max(a, b / x): b / a = 1,200 / 4 = 300
  const auto found = bends_of([](double x) { return std::max(4.0, 1200.0 / x); });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].at, 300.0, 1e-3);
  EXPECT_TRUE(found[0].steep_below);
  EXPECT_NEAR(found[0].size, 8.0, 1e-3);  // 1,200 / 100 - 4
}

TEST(Bends, AreFoundOnEitherSide) {
  // Flat, then a line from 500 on.
  const auto found = bends_of([](double x) { return 4.0 + std::max(0.0, x - 500.0) / 100.0; });
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].at, 500.0, 1e-3);
  EXPECT_FALSE(found[0].steep_below);
  EXPECT_NEAR(found[0].size, 4.0, 1e-3);
}

TEST(Bends, SeveralAreFoundFromLeftToRight) {
  const auto found =
      bends_of([](double x) { return std::max(0.0, 200.0 - x) * 0.1 + std::max(0.0, x - 600.0) * 0.1; }, 49);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_NEAR(found[0].at, 200.0, 10.0);
  EXPECT_TRUE(found[0].steep_below);
  EXPECT_NEAR(found[1].at, 600.0, 30.0);
  EXPECT_FALSE(found[1].steep_below);
}

TEST(Bends, SmallOnesAreLeftOut) {
  const auto curve = [](double x) { return std::max(4.0, 1200.0 / x); };
  EXPECT_THAT(bends_of(curve, 25, 100, 900, 7.9), SizeIs(1));
  EXPECT_THAT(bends_of(curve, 25, 100, 900, 8.1), IsEmpty());
}

TEST(Bends, NoiseIsNone) {
  // A straight line with a ripple of a thousandth.
  EXPECT_THAT(bends_of([](double x) { return x * (1.0 + 1e-3 * std::sin(37.0 * x)); }, 25, 100, 900, 1.0),
              IsEmpty());
}

TEST(Bends, FewPointsTellNothing) {
  const auto curve = [](double x) { return std::max(4.0, 1200.0 / x); };
  EXPECT_THAT(bends_of(curve, static_cast<int>(least_points_for_bend) - 1), IsEmpty());
  EXPECT_THAT(find_bends({}, {}, 0.1), IsEmpty());
}

TEST(Bends, AbscissasMayBeZeroOrNegative) {
  std::vector<double> x, y;
  for (int i = -10; i <= 10; ++i) {
    x.push_back(i);
    y.push_back(std::max(0.0, static_cast<double>(i) - 3.0));
  }
  const auto found = find_bends(x, y, 0.1);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].at, 3.0, 1e-6);
}

}  // namespace
}  // namespace trainyard
