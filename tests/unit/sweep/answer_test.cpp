// Goals, what is best, and knees, on points made up for the purpose.
#include <gmock/gmock.h>

#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using sweep_test::goal;
using sweep_test::knob;
using sweep_test::report_of;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string refusal(const std::string& text) {
  const Result<SweepGoal> read = parse_sweep_goal(text);
  EXPECT_FALSE(read) << text;
  return read ? std::string() : to_text(read.error());
}

SweepPoint point(int gpus, double days, bool fits = true) {
  SweepPoint one;
  one.values = {std::to_string(gpus)};
  one.numbers = {static_cast<double>(gpus)};
  one.simulated = true;
  one.fits = fits;
  one.gpus = gpus;
  one.days = days;
  one.step = seconds(days);
  one.cost = dollars(1000.0 * days * gpus);
  return one;
}

SweepRequest over_gpus() {
  SweepRequest request;
  request.knobs.push_back(knob("gpus=8,16,32,64"));
  return request;
}

SweepResult points_of(std::vector<SweepPoint> points) {
  SweepResult result;
  result.scenario = "made up";
  result.total = points.size();
  result.points = std::move(points);
  result.complete = true;
  return result;
}

TEST(Goals, AreReadWithTheirUnits) {
  const SweepGoal days = goal("days<=60");
  EXPECT_EQ(days.column->name, "days");
  EXPECT_TRUE(days.at_most);
  EXPECT_EQ(days.limit, 60.0);
  EXPECT_EQ(goal("cost <= $5.5M").limit, 5.5e6);
  EXPECT_FALSE(goal("mfu>=40").at_most);
}

TEST(Goals, RefusalsSayWhatWouldBeRight) {
  EXPECT_THAT(refusal("days"), AllOf(HasSubstr("sets no limit"), HasSubstr("days<=60")));
  EXPECT_THAT(refusal("days<60"), HasSubstr("sets no limit"));
  EXPECT_THAT(refusal("day<=60"), AllOf(HasSubstr("there is no column \"day\""), HasSubstr("days")));
  EXPECT_THAT(refusal("days<=soon"), HasSubstr("\"soon\" is no number"));
  EXPECT_THAT(refusal("days<="), HasSubstr("is no number"));
}

TEST(Columns, AnUnknownOneIsAnsweredWithTheNearest) {
  const auto found = find_sweep_column("stepp");
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("\"step\""));
}

TEST(Columns, TheUsualOneFollowsTheQuestion) {
  EXPECT_EQ(usual_column({knob("nvlink=400,900")}, {})->name, "step");
  EXPECT_EQ(usual_column({knob("price=1,2")}, {})->name, "cost");
  EXPECT_EQ(usual_column({knob("price=1,2"), knob("gpus=8,16")}, {})->name, "step");
  EXPECT_EQ(usual_column({knob("gpus=8,16")}, {goal("days<=60")})->name, "gpus");
  EXPECT_EQ(usual_column({knob("nvlink=400,900")}, {goal("days<=60")})->name, "cost");
  EXPECT_EQ(usual_column({knob("gpus=8,16")}, {goal("cost<=1M")})->name, "days");
}

TEST(Best, IsTheFewestGpusThatKeepTheGoal) {
  const SweepRequest request = over_gpus();
  const SweepReport report = report_of(
      request, points_of({point(8, 100), point(16, 55), point(32, 30), point(64, 20)}), {goal("days<=60")});
  EXPECT_EQ(best_point(report), 1U);
  EXPECT_THAT(write_text_sweep(report),
              AllOf(HasSubstr("fewest GPUs with days<=60: gpus 16 with"), HasSubstr("55.0 days"),
                    HasSubstr("the nearest one tried below it, gpus 8, comes to 100.0 days"),
                    Not(HasSubstr("above it"))));
}

TEST(Best, OfEqualOnesIsTheCheaperThenTheFaster) {
  const SweepRequest request = over_gpus();
  SweepPoint dear = point(16, 50), cheap = point(16, 50), fast = point(16, 50);
  dear.cost = dollars(2e6);
  cheap.cost = fast.cost = dollars(1e6);
  fast.step = seconds(1);
  EXPECT_EQ(best_point(report_of(request, points_of({dear, cheap, fast}), {goal("days<=60")})), 2U);
}

TEST(NotSimulated, EqualReasonsAreToldOnce) {
  const SweepRequest request = over_gpus();
  std::vector<SweepPoint> points{point(1, 50)};
  for (int i = 2; i < 8; ++i) {
    points.push_back(point(i, 50));
    points.back().simulated = false;
    points.back().reason = i == 7 ? "no node has 7" : "ep 8 does not divide it";
  }
  EXPECT_THAT(write_text_sweep(report_of(request, points_of(points))),
              AllOf(HasSubstr("gpus 2; gpus 3; gpus 4; gpus 5; and 1 more: ep 8 does not divide it\n"),
                    HasSubstr("gpus 7: no node has 7\n")));
}

TEST(Best, DoesNotCountWhatDoesNotFit) {
  const SweepRequest request = over_gpus();
  const SweepReport report =
      report_of(request, points_of({point(8, 20, false), point(16, 55)}), {goal("days<=60")});
  EXPECT_EQ(best_point(report), 1U);
  EXPECT_THAT(write_text_sweep(report), HasSubstr("gpus 8, does not fit in memory"));
}

TEST(Best, WhenNoneKeepsTheGoalTheNearestIsTold) {
  const SweepRequest request = over_gpus();
  const SweepReport report =
      report_of(request, points_of({point(8, 100), point(16, 65), point(32, 61, false)}), {goal("days<=60")});
  EXPECT_FALSE(best_point(report));
  EXPECT_THAT(
      write_text_sweep(report),
      HasSubstr("none of the 3 points keeps days<=60; gpus 16 comes nearest with 65.0 days; 1 point does not "
                "fit in memory"));
  EXPECT_THAT(write_text_sweep(report_of(request, points_of({point(8, 100, false)}))),
              HasSubstr("none of the 1 points fits in memory"));
}

/// A dispatch that hides behind 2 s of compute while a bandwidth of 300 lasts, and the step around it.
std::vector<SweepPoint> hiding_dispatch() {
  std::vector<SweepPoint> points;
  for (double x = 100; x <= 900; x += 25) {
    SweepPoint one;
    one.values = {std::to_string(static_cast<int>(x)) + " GB/s"};
    one.numbers = {x};
    one.simulated = true;
    const double shown = std::max(0.0, 600.0 / x - 2.0);
    one.parts = {
        {"gemm", seconds(5)}, {"exposed_dispatch", seconds(shown)}, {"bubble", seconds(1 - shown / 8)}};
    one.step = seconds(6 + shown * 7 / 8);
    points.push_back(one);
  }
  return points;
}

std::vector<const SweepPoint*> pointers(const std::vector<SweepPoint>& points) {
  std::vector<const SweepPoint*> all;
  for (const SweepPoint& one : points) all.push_back(&one);
  return all;
}

TEST(Knees, AreNamedAfterWhatBeginsToShow) {
  const auto points = hiding_dispatch();
  const auto found = find_knees(pointers(points), knob("nvlink=100,900"));
  // One: the step bends there only because its part does, and the bubble only mirrors it.
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].at, 300.0, 1.0);
  EXPECT_EQ(found[0].part, "exposed_dispatch");
  EXPECT_TRUE(found[0].below);
  EXPECT_EQ(
      knee_text(found[0]),
      "below 300 GB/s dispatch leaves the shadow of compute: 4.00 s a step at 100 GB/s, 0 s at 300 GB/s");
}

TEST(Knees, ThoseBelowAPercentOfTheStepAreNotTold) {
  auto points = hiding_dispatch();
  for (SweepPoint& one : points) {
    for (auto& [name, time] : one.parts) time = name == "gemm" ? seconds(600) : time;
    one.step = one.step + seconds(595);
  }
  EXPECT_THAT(find_knees(pointers(points), knob("nvlink=100,900")), IsEmpty());
}

TEST(Knees, TheirWordsFollowTheirShape) {
  Knee knee{.part = "exposed_combine", .at = 300, .at_text = "300 GB/s", .below = true};
  knee.here = seconds(0.32);
  knee.far = seconds(0.30);
  knee.end = seconds(0.83);
  knee.end_text = "100 GB/s";
  EXPECT_THAT(knee_text(knee),
              HasSubstr("below 300 GB/s more of combine leaves the shadow of compute: 830 ms"));
  knee.far = seconds(0.1);
  EXPECT_THAT(knee_text(knee), HasSubstr("combine grows faster"));
  knee.part = "optimizer";
  knee.far = seconds(0.32);
  EXPECT_THAT(knee_text(knee), HasSubstr("optimizer begins to grow"));
  knee.end = seconds(0.1);
  EXPECT_THAT(knee_text(knee), HasSubstr("optimizer falls faster"));
  knee.below = false;
  knee.part = "";
  EXPECT_THAT(knee_text(knee), HasSubstr("above 300 GB/s the step as a whole"));
}

}  // namespace
}  // namespace trainyard
