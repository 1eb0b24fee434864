#include <gmock/gmock.h>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Diagnostics check(std::string_view name, int p, int v, int m) {
  const Schedule& schedule = *find_schedule(name).value();
  return schedule.check({.pipeline_ranks = p, .virtual_stages = v, .micro_batches = m});
}

TEST(ScheduleLegality, DualPipeNeedsEvenRanksAndEnoughMicroBatches) {
  EXPECT_THAT(check("dualpipe", 16, 1, 120), IsEmpty());
  EXPECT_THAT(check("dualpipe", 2, 1, 4), IsEmpty());
  const Diagnostics odd_ranks = check("dualpipe", 15, 1, 120);
  ASSERT_THAT(odd_ranks, SizeIs(1));
  EXPECT_THAT(odd_ranks[0].message, HasSubstr("even number of ranks, 15 are given"));
  EXPECT_EQ(odd_ranks[0].hint, "nearest legal: 14 or 16 pipeline ranks");
  EXPECT_EQ(check("dualpipe", 1, 1, 4)[0].hint, "nearest legal: 2 pipeline ranks");
  EXPECT_EQ(check("dualpipe", 8, 1, 10)[0].hint, "nearest legal: 16 micro-batches");
  EXPECT_EQ(check("dualpipe", 8, 1, 17)[0].hint, "nearest legal: 16 or 18 micro-batches");
  EXPECT_EQ(check("dualpipe", 8, 1, 15)[0].hint, "nearest legal: 16 micro-batches");
}

TEST(ScheduleLegality, InterleavedNeedsOneGroupAndSeveralChunks) {
  EXPECT_THAT(check("interleaved-1f1b", 4, 2, 8), IsEmpty());
  EXPECT_THAT(check("interleaved-1f1b", 4, 2, 10), IsEmpty());
  EXPECT_EQ(check("interleaved-1f1b", 4, 2, 3)[0].hint, "nearest legal: 4 micro-batches");
  EXPECT_THAT(check("interleaved-1f1b", 4, 1, 8)[0].hint, HasSubstr("schedule 1f1b"));
}

TEST(ScheduleLegality, OneChunkSchedulesNameTheOneThatTakesMore) {
  for (const std::string_view name : {"gpipe", "1f1b", "zb-h1", "zb-h2", "zb-1p", "zb-2p", "dualpipe"}) {
    const Diagnostics problems = check(name, 4, 2, 8);
    ASSERT_THAT(problems, SizeIs(1)) << name;
    EXPECT_THAT(problems[0].message, HasSubstr(name));
    EXPECT_THAT(problems[0].hint, HasSubstr("interleaved-1f1b"));
  }
}

TEST(ScheduleLegality, NonsenseCountsAreProblemsOfEverySchedule) {
  for (const Schedule& schedule : schedules()) {
    EXPECT_THAT(check(schedule.name, 0, 2, 8), testing::Not(IsEmpty())) << schedule.name;
    EXPECT_THAT(check(schedule.name, 4, 0, 8), testing::Not(IsEmpty())) << schedule.name;
    EXPECT_THAT(check(schedule.name, 4, 2, -3), testing::Not(IsEmpty())) << schedule.name;
  }
  EXPECT_EQ(check("1f1b", 0, 1, 0).size(), 2U);
}

TEST(ScheduleLegality, StageTimesMustBeOnePerStageAndUsable) {
  const Schedule& schedule = *find_schedule("zb-h1").value();
  ScheduleInput input{.pipeline_ranks = 3, .virtual_stages = 1, .micro_batches = 4};
  input.stage_times.assign(2, {seconds(1), seconds(1), seconds(1)});
  ASSERT_THAT(schedule.check(input), SizeIs(1));
  EXPECT_THAT(schedule.check(input)[0].message, HasSubstr("times of 2 stages are given, the pipeline has 3"));
  input.stage_times.assign(3, {seconds(1), seconds(-1), seconds(1)});
  EXPECT_THAT(schedule.check(input)[0].message, HasSubstr("negative"));
}

TEST(ScheduleLegality, WhatIsKeptForWeightsIsAShare) {
  const Schedule& schedule = *find_schedule("zb-2p").value();
  ScheduleInput input{.pipeline_ranks = 3, .virtual_stages = 1, .micro_batches = 4, .kept_for_weights = 1.5};
  ASSERT_THAT(schedule.check(input), SizeIs(1));
  EXPECT_THAT(schedule.check(input)[0].message, HasSubstr("expected 0 to 1"));
  input.kept_for_weights = 0.0;
  EXPECT_THAT(schedule.check(input), IsEmpty());
}

TEST(ScheduleTable, OnlyThoseThatSayTheyReadTimesDo) {
  for (const Schedule& schedule : schedules()) {
    SCOPED_TRACE(schedule.name);
    ScheduleInput input{.pipeline_ranks = 4,
                        .virtual_stages = schedule.name == "interleaved-1f1b" ? 2 : 1,
                        .micro_batches = 24};
    const ScheduleProgram equal = schedule.make(input);
    bool differs = false;
    for (const double weight : {2.0, 4.6, 9.0, 14.0}) {
      input.stage_times.assign(static_cast<std::size_t>(input.stages()),
                               {milliseconds(9.3), milliseconds(17.3), milliseconds(weight)});
      input.stage_times[1] = {milliseconds(14.9), milliseconds(27.7), milliseconds(weight)};
      input.transfer = milliseconds(1.5);
      ASSERT_THAT(schedule.check(input), IsEmpty());
      differs = differs || schedule.make(input).ranks != equal.ranks;
    }
    EXPECT_EQ(differs, schedule.uses_stage_times);
  }
}

TEST(ScheduleTable, NamesAreFoundAndAWrongOneIsAnsweredWithTheNearest) {
  EXPECT_THAT(schedule_names(), testing::ElementsAre("gpipe", "1f1b", "interleaved-1f1b", "zb-h1", "zb-h2",
                                                     "zb-1p", "zb-2p", "dualpipe"));
  const auto wrong = find_schedule("dualpip");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error()[0].message, HasSubstr("\"dualpip\" is no pipeline schedule"));
  EXPECT_THAT(wrong.error()[0].hint, HasSubstr("dualpipe"));
  EXPECT_FALSE(make_schedule_program("nothing", {}).has_value());
  EXPECT_FALSE(
      make_schedule_program("dualpipe", {.pipeline_ranks = 3, .virtual_stages = 1, .micro_batches = 8})
          .has_value());
}

TEST(ScheduleTable, EveryLineIsComplete) {
  for (const Schedule& schedule : schedules()) {
    SCOPED_TRACE(schedule.name);
    EXPECT_TRUE(schedule.description.ends_with('.'));
    EXPECT_FALSE(schedule.bubble_formula.empty());
    EXPECT_FALSE(schedule.bubble_source.empty());
    EXPECT_FALSE(schedule.activation_formula.empty());
    EXPECT_GE(schedule.parameter_copies, 1);
  }
}

}  // namespace
}  // namespace trainyard
