#include "sim/trace/best_shift.h"

#include <gtest/gtest.h>

#include <random>

namespace trainyard {
namespace {

using Spans = std::vector<std::pair<Picoseconds, Picoseconds>>;

Spans made_up(unsigned seed, int count) {
  std::mt19937 random(seed);
  Spans spans;
  Picoseconds at = 0;
  for (int i = 0; i < count; ++i) {
    at += 1 + static_cast<Picoseconds>(random() % 40'000'000);
    const Picoseconds finish = at + 1 + static_cast<Picoseconds>(random() % 90'000'000);
    spans.emplace_back(at, finish);
    at = finish;
  }
  return spans;
}

Spans moved(Spans spans, Picoseconds by) {
  for (auto& [start, finish] : spans) {
    start += by;
    finish += by;
  }
  return spans;
}

StepCurve curve_of(const Spans& spans) {
  return busy_curve(spans, spans.front().first, spans.back().second);
}

/// F(s) by its definition.
double correlation_at(const StepCurve& a, const StepCurve& b, Picoseconds shift) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < a.at.size(); ++i)
    for (std::size_t j = 0; j + 1 < b.at.size(); ++j) {
      const Picoseconds from = std::max(a.at[i], b.at[j] + shift);
      const Picoseconds to = std::min(a.at[i + 1], b.at[j + 1] + shift);
      if (to > from) sum += a.value[i] * b.value[j] * static_cast<double>(to - from);
    }
  return sum;
}

TEST(BusyCurve, IsOneWhileAnythingRunsLessItsMean) {
  const StepCurve curve = busy_curve({{6, 8}, {2, 4}, {3, 5}}, 0, 10);
  EXPECT_EQ(curve.at, (std::vector<Picoseconds>{0, 2, 5, 6, 8, 10}));
  const std::vector<double> expected{-0.5, 0.5, -0.5, 0.5, -0.5, 0};
  ASSERT_EQ(curve.value.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_DOUBLE_EQ(curve.value[i], expected[i]);
  EXPECT_TRUE(busy_curve({{0, 10}}, 0, 10).at.empty());
  EXPECT_TRUE(busy_curve({}, 0, 10).at.empty());
  EXPECT_EQ(busy_curve({{0, 5}}, 0, 10).at, (std::vector<Picoseconds>{0, 5, 10}));
}

TEST(BestShift, RecoversAKnownShiftToThePicosecond) {
  for (const Picoseconds by :
       {Picoseconds{0}, Picoseconds{1}, Picoseconds{-123'456'789'012}, Picoseconds{987'654'321'987}}) {
    const Spans first = made_up(3, 400), second = made_up(4, 300);
    const std::vector<StepCurve> fixed{curve_of(first), curve_of(second)};
    const std::vector<StepCurve> other{curve_of(moved(first, by)), curve_of(moved(second, by))};
    const auto found = best_shift(fixed, other);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->shift, -by);
    EXPECT_NEAR(found->correlation, 1, 1e-9);
    EXPECT_NEAR(found->agreement, 1, 1e-9);
  }
}

TEST(BestShift, FindsAPieceInTheWhole) {
  const Spans whole = made_up(5, 2000);
  const Spans piece(whole.begin() + 700, whole.begin() + 900);
  const auto found = best_shift({curve_of(whole)}, {curve_of(moved(piece, -piece.front().first))});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->shift, piece.front().first);
  EXPECT_LT(found->correlation, 0.5);  // most of the whole has no counterpart
  EXPECT_GT(found->agreement, 0.99);
}

TEST(BestShift, IsTheMaximumOfTheSumItNames) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    const StepCurve a = curve_of(made_up(seed, 30)), b = curve_of(made_up(100 + seed, 25));
    const auto found = best_shift({a}, {b});
    ASSERT_TRUE(found);
    const double best = correlation_at(a, b, found->shift);
    for (const Picoseconds x : a.at)
      for (const Picoseconds y : b.at) ASSERT_LE(correlation_at(a, b, x - y), best * (1 + 1e-9)) << seed;
  }
}

TEST(BestShift, NothingWhereNothingChangesOrWhenStopped) {
  const std::vector<StepCurve> some{curve_of(made_up(1, 20))};
  EXPECT_FALSE(best_shift(some, {StepCurve{}}));
  EXPECT_FALSE(best_shift({StepCurve{}}, some));
  const std::atomic<bool> stop{true};
  EXPECT_FALSE(best_shift(some, some, &stop));
}

}  // namespace
}  // namespace trainyard
