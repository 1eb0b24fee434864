#include "models/estimate/step_timeline.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "models/estimate/estimate.h"
#include "models/estimate/explain.h"
#include "models/estimate/scenario_reader.h"
#include "sim/trace/trace_reader.h"

namespace trainyard {
namespace {

Scenario scenario_of(const char* name) {
  return load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name).value();
}

TEST(StepTimeline, HoldsEveryRankAndItsStreams) {
  const SpanTimeline t = step_timeline(scenario_of("deepseek-v3-h800")).value();
  ASSERT_EQ(t.processes.size(), 16U);
  ASSERT_EQ(t.lanes.size(), 16U * lanes_per_rank);
  EXPECT_EQ(t.processes[3], "pipeline rank 3");
  EXPECT_EQ(t.lanes[3 * lanes_per_rank + 2], (TimelineLane{3, "expert exchange"}));
  Picoseconds last = 0;
  for (const TimelineSpan& span : t.spans) {
    ASSERT_LT(span.lane, t.lanes.size());
    ASSERT_LE(span.start, span.finish);
    last = std::max(last, span.finish);
  }
  EXPECT_EQ(t.makespan, last);
}

TEST(StepTimeline, TheCriticalPathRunsFromTheBeginningToTheEnd) {
  for (const char* name : {"deepseek-v3-h800", "llama-3-70b-h100"}) {
    const SpanTimeline t = step_timeline(scenario_of(name)).value();
    ASSERT_FALSE(t.critical_path.empty()) << name;
    EXPECT_EQ(t.spans[t.critical_path.front()].start, 0) << name;
    Picoseconds reached = 0, busy = 0;
    for (const std::uint32_t index : t.critical_path) {
      const TimelineSpan& span = t.spans[index];
      EXPECT_EQ(t.lanes[span.lane].name, "schedule");
      EXPECT_GE(span.start, reached) << name;  // what lies between is a transfer
      reached = span.finish;
      busy += span.duration();
    }
    EXPECT_LE(reached, t.makespan) << name;
    EXPECT_GT(busy, t.makespan * 9 / 10) << name;
  }
}

TEST(StepTimeline, IsWhatTheTraceHolds) {
  const Scenario scenario = scenario_of("deepseek-v3-h800");
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "step_timeline_test.json";
  ASSERT_TRUE(write_trace(scenario, path));
  const SpanTimeline read = read_trace(path).value().timeline;
  SpanTimeline made = step_timeline(scenario).value();
  made.critical_path.clear();  // traces do not know it
  EXPECT_EQ(read, made);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace trainyard
