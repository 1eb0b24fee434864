// Sweeps of a small scenario: threads, interruption, points without a result.
#include <gmock/gmock.h>

#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using namespace sweep_test;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string json_of(const SweepRequest& request, SweepResult result) {
  return write_json_sweep(report_of(request, std::move(result)));
}

TEST(Sweep, GivesTheSameBytesWhateverTheThreads) {
  SweepRequest request = request_over({"nic=20..400*1.5"});
  request.point.interval = true;
  const std::string one = json_of(request, swept(request));
  for (const int threads : {1, 3, 8}) {
    request.threads = threads;
    EXPECT_EQ(json_of(request, swept(request)), one) << threads << " threads";
  }
}

/// Stops after `after` new points, hands what was kept to the next attempt, until one is complete.
std::pair<SweepResult, int> interrupted_again_and_again(const SweepRequest& request, int after) {
  std::map<std::string, std::string> kept;
  for (int attempts = 1; attempts < 200; ++attempts) {
    std::atomic<bool> stop = false;
    int fresh = 0;
    SweepHooks hooks;
    hooks.stop = &stop;
    hooks.known = kept;
    hooks.keep = [&](const std::string& key, const std::string& point) {
      EXPECT_TRUE(kept.emplace(key, point).second) << key << " was simulated twice";
      if (++fresh >= after) stop = true;
    };
    SweepResult result = swept(request, hooks);
    if (result.complete) return {std::move(result), attempts};
  }
  ADD_FAILURE() << "never complete";
  return {};
}

TEST(Sweep, InterruptedAndResumedEqualsUninterrupted) {
  SweepRequest request = request_over({"nic=20..400*1.5"});
  request.threads = 1;
  const auto [result, attempts] = interrupted_again_and_again(request, 3);
  EXPECT_GT(attempts, 5) << "it was hardly interrupted";
  EXPECT_FALSE(result.between.empty()) << "points between were to be interrupted, too";
  EXPECT_EQ(json_of(request, result), json_of(request, swept(request)));
}

TEST(Sweep, InterruptedSearchesOfPlansToo) {
  SweepRequest request = request_over({"gpus=8,16,32"});
  request.point.replan = true;
  const auto [result, attempts] = interrupted_again_and_again(request, 1);
  EXPECT_GE(attempts, 3);
  EXPECT_EQ(json_of(request, result), json_of(request, swept(request)));
}

TEST(Sweep, AStoppedOneSaysHowFarItCame) {
  const std::atomic<bool> stop = true;
  SweepHooks hooks;
  hooks.stop = &stop;
  const SweepResult result = swept(request_over({"nic=100,200,400"}), hooks);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.done, 0U);
  EXPECT_EQ(result.total, 3U);
}

TEST(Sweep, ADamagedStoredPointIsSimulatedAgain) {
  SweepRequest request = request_over({"nic=100,200,400"});
  request.refine = false;
  std::map<std::string, std::string> kept;
  SweepHooks hooks;
  hooks.keep = [&](const std::string& key, const std::string& point) { kept[key] = point; };
  const std::string whole = json_of(request, swept(request, hooks));
  ASSERT_EQ(kept.size(), 3U);
  kept.begin()->second = kept.begin()->second.substr(0, 40);
  SweepHooks again;
  again.known = kept;
  EXPECT_EQ(json_of(request, swept(request, again)), whole);
}

TEST(Sweep, PointsAreReadBackAsTheyWereWritten) {
  SweepRequest request = request_over({"plan.pp=2,3"});
  request.point.interval = true;
  for (const SweepPoint& one : swept(request).points) {
    const std::string text = write_point(one);
    const auto read = read_point(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_point(*read), text);
  }
  for (const char* bad : {"", "{", "{}", "[1]", R"({"values": 3})"}) EXPECT_FALSE(read_point(bad)) << bad;
}

TEST(Sweep, AnIllegalPlanIsTold) {
  const SweepRequest request = request_over({"plan.pp=1,2,7"});
  const SweepResult result = swept(request);
  ASSERT_EQ(result.points.size(), 3U);
  EXPECT_TRUE(result.points[1].simulated);
  EXPECT_FALSE(result.points[2].simulated);
  EXPECT_THAT(result.points[2].reason, Not(IsEmpty()));
  EXPECT_THAT(write_text_sweep(report_of(request, result)),
              AllOf(HasSubstr("see below"), HasSubstr("Not simulated"), HasSubstr("plan.pp 7: ")));
}

TEST(Sweep, AllPointsIllegalIsAnErrorWithTheFirstReason) {
  const auto result = sweep(small_scenario(), request_over({"plan.pp=7,11"}));
  ASSERT_FALSE(result);
  EXPECT_THAT(to_text(result.error()), HasSubstr("no point can be simulated; at plan.pp=7: "));
}

TEST(Sweep, AnUnknownFieldIsAnErrorOfEveryPoint) {
  const auto result = sweep(small_scenario(), request_over({"node.nicc=1,2"}));
  ASSERT_FALSE(result);
  EXPECT_THAT(to_text(result.error()), AllOf(HasSubstr("node.nicc"), HasSubstr("nic")));
}

TEST(Sweep, TooManyCombinationsAreRefused) {
  const auto result = sweep(small_scenario(), request_over({"nic=1..400", "nvlink=1..400"}));
  ASSERT_FALSE(result);
  EXPECT_THAT(to_text(result.error()), HasSubstr("more than 100,000 combinations"));
}

TEST(Sweep, ReplannedIsNeverSlowerThanTheKeptPlan) {
  SweepRequest request = request_over({"nic=50,400"});
  request.refine = false;
  const SweepResult kept = swept(request);
  request.point.replan = true;
  const SweepResult replanned = swept(request);
  for (std::size_t i = 0; i < kept.points.size(); ++i) {
    ASSERT_TRUE(kept.points[i].simulated && replanned.points[i].simulated);
    EXPECT_LE(replanned.points[i].step, kept.points[i].step) << kept.points[i].values.front();
  }
}

TEST(Sweep, TheLastKnobRunsFastest) {
  const SweepResult result = swept(request_over({"nic=100,400", "price=1,2"}));
  std::vector<std::string> places;
  for (const SweepPoint& one : result.points) places.push_back(one.values[0] + " " + one.values[1]);
  EXPECT_THAT(places, ::testing::ElementsAre("100 Gb/s $1/GPU-hour", "100 Gb/s $2/GPU-hour",
                                             "400 Gb/s $1/GPU-hour", "400 Gb/s $2/GPU-hour"));
}

}  // namespace
}  // namespace trainyard
