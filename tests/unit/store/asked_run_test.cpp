// What a stored run was asked, as it was kept and as its title tells it.
#include "models/store/asked_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

StoredRun titled(const char* command, const char* title, const char* report = "{}") {
  StoredRun run;
  run.id = 7;
  run.command = command;
  run.title = title;
  run.report = report;
  return run;
}

AskedRun asked_of(const StoredRun& run) {
  const Result<AskedRun> asked = read_asked(run);
  EXPECT_TRUE(asked) << to_text(asked.error());
  return asked ? asked.value() : AskedRun{};
}

TEST(AskedRun, ComesBackAsItWasWritten) {
  const AskedRun asked{
      {{"/data/my \"run\".json", {"node.nic=200 Gb/s", "plan.pp=8"}}, {"deepseek-v3-h800", {}}},
      {{"vary", {"nic=100,200", "price=1..3"}}, {"replan", {""}}}};
  StoredRun run = titled("sweep", "of no matter");
  run.asked = write_asked(asked);
  EXPECT_EQ(asked_of(run), asked);
  EXPECT_EQ(asked.option("vary"), "price=1..3");
  EXPECT_EQ(asked.option("goal"), "");
}

TEST(AskedRun, IsTakenFromTheTitleOfAnOldOne) {
  EXPECT_EQ(asked_of(titled("run", "llama-3-70b-h100, node.nic=200 Gb/s, gpus=64")).scenarios,
            (std::vector<AskedScenario>{{"llama-3-70b-h100", {"node.nic=200 Gb/s", "gpus=64"}}}));
  EXPECT_EQ(asked_of(titled("compare", "llama-3-70b-h100 / deepseek-v2-h800, gpus=512")).scenarios,
            (std::vector<AskedScenario>{{"llama-3-70b-h100", {}}, {"deepseek-v2-h800", {"gpus=512"}}}));
  EXPECT_EQ(asked_of(titled("plan", "h800-or-a100: 2,000 H800 or 5,000 A100?")).scenarios,
            (std::vector<AskedScenario>{{"h800-or-a100", {}}}));
}

TEST(AskedRun, KnobsOfAnOldSweepAreThoseOfItsReport) {
  const AskedRun asked =
      asked_of(titled("sweep", "llama-3-70b-h100, nic=100,200, node.fast=450 GB/s, replanned",
                      R"({"knobs": [{"name": "nic"}]})"));
  EXPECT_EQ(asked.scenarios, (std::vector<AskedScenario>{{"llama-3-70b-h100", {"node.fast=450 GB/s"}}}));
  EXPECT_THAT(asked.options.at("vary"), ElementsAre("nic=100,200"));
  EXPECT_TRUE(asked.options.contains("replan"));
}

TEST(AskedRun, DamagedRecordsAreTold) {
  for (const char* broken : {"{", "[]", "{}", R"({"scenarios": [{}]})", R"({"scenarios": [{"name": 3}]})",
                             R"({"scenarios": [{"name": "a", "set": "b"}]})",
                             R"({"scenarios": [{"name": "a"}], "options": {"x": 1}})"}) {
    SCOPED_TRACE(broken);
    StoredRun run = titled("run", "llama-3-70b-h100");
    run.asked = broken;
    const Result<AskedRun> asked = read_asked(run);
    ASSERT_FALSE(asked);
    EXPECT_THAT(to_text(asked.error()), HasSubstr("run 7 does not say what it was asked"));
  }
  EXPECT_FALSE(read_asked(titled("run", "")));
}

}  // namespace
}  // namespace trainyard
