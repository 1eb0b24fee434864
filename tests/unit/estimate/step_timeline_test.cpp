#include "models/estimate/step_timeline.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "models/estimate/estimate.h"
#include "models/estimate/explain.h"
#include "models/estimate/scenario_reader.h"
#include "models/pipeline/schedules/schedule.h"
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

/// Every shipped scenario, and schedules they do not use.
std::vector<Scenario> all_scenarios() {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  std::vector<Scenario> all;
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data/scenarios"))
    if (file.path().extension() == ".json") all.push_back(scenario_of(file.path().stem().c_str()));
  for (const char* schedule : {"gpipe", "1f1b", "zb-h1", "zb-h2", "zb-1p"})
    all.push_back(load_scenario(library, "deepseek-v2-h800", {{"plan.schedule", schedule}}).value());
  return all;
}

TEST(StepTimeline, TheCriticalPathTakesTheStepsTimeToThePicosecond) {
  std::size_t seen = 0;
  for (const Scenario& scenario : all_scenarios()) {
    SCOPED_TRACE(scenario.name + " " + scenario.plan.schedule);
    const SpanTimeline t = step_timeline(scenario).value();
    const CriticalPath& path = t.critical_path;
    const bool joined = find_schedule(scenario.plan.schedule).value()->steps_join;
    ASSERT_FALSE(path.empty());
    Picoseconds reached = path.links.front().from;
    for (const CriticalLink& link : path.links) {
      ASSERT_EQ(link.from, reached);
      ASSERT_GT(link.to, link.from);
      ASSERT_GE(link.waited, 0);
      ASSERT_LE(link.waited, link.to - link.from);
      ASSERT_LT(link.share, path.shares.size());
      const TimelineSpan &span = t.spans[link.span], &around = t.spans[link.around];
      // Rounding down leaves a picosecond or two between the spans inside a chunk and its end.
      const bool elsewhere = joined && t.kinds[span.kind] == end_kind;
      EXPECT_TRUE(elsewhere || (link.from + 2 >= span.start && link.to <= span.finish + 2)) << link.from;
      EXPECT_LE(around.start, span.start);
      EXPECT_GE(around.finish, span.finish);
      reached = link.to;
    }
    EstimateOptions options;
    options.interval = false;
    const Picoseconds step = to_picoseconds(estimate(scenario, options).value().step.time);
    EXPECT_EQ(reached - path.links.front().from, step);
    const std::vector<Picoseconds> shares = critical_shares(path);
    EXPECT_EQ(std::accumulate(shares.begin(), shares.end(), Picoseconds{0}), step);
    EXPECT_GT(shares[1], step / 4) << "compute";
    ++seen;
  }
  EXPECT_GE(seen, 12U);
}

TEST(StepTimeline, TheCriticalPathChangesRanksOnlyThroughTransfers) {
  const SpanTimeline t = step_timeline(scenario_of("llama-3-70b-h100")).value();
  const auto process = [&](const CriticalLink& link) { return t.lanes[t.spans[link.span].lane].process; };
  std::size_t transfers = 0, kernels = 0;
  for (std::size_t i = 1; i < t.critical_path.links.size(); ++i) {
    const CriticalLink &before = t.critical_path.links[i - 1], &link = t.critical_path.links[i];
    const std::string& kind = t.kinds[t.spans[before.span].kind];
    if (kind == end_kind) break;  // all ranks update together
    transfers += kind == transfer_kind ? 1U : 0U;
    kernels += kind == "compute" ? 1U : 0U;
    if (process(link) != process(before)) {
      EXPECT_EQ(kind, transfer_kind) << i;
    }
  }
  EXPECT_GT(transfers, 0U);
  EXPECT_GT(kernels, 100U);
}

TEST(StepTimeline, ItsCriticalPathIsExplainedByTheSameShares) {
  const Scenario scenario = scenario_of("llama-3-70b-h100");
  const CriticalPath path = step_timeline(scenario).value().critical_path;
  const std::vector<Picoseconds> shares = critical_shares(path);
  const std::string text = explain(scenario, "timeline").value();
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] == 0) continue;
    EXPECT_THAT(text, testing::HasSubstr(
                          fmt::format("\n{:<40} {:>8.3f}", path.shares[i], to_seconds(shares[i]).base())));
  }
  EXPECT_THAT(text, testing::HasSubstr("\ntogether "));
}

TEST(StepTimeline, IsWhatTheTraceHolds) {
  const Scenario scenario = scenario_of("deepseek-v3-h800");
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "step_timeline_test.json";
  ASSERT_TRUE(write_trace(scenario, path));
  const SpanTimeline read = read_trace(path).value().timeline;
  SpanTimeline made = step_timeline(scenario).value();
  made.critical_path = {};  // traces do not know it
  EXPECT_EQ(read, made);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace trainyard
