#include "models/search/launch_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/search/scenario_file.h"
#include "tests/support/small_search.h"

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace search_test;

TEST(MegatronFlags, SayTheWholePlan) {
  const Scenario scenario = loaded("deepseek-v3-h800");
  Plan plan = scenario.plan;
  plan.tp = 2;
  plan.sequence_parallel = true;
  plan.etp = 1;
  plan.cp = 2;
  plan.cp_comm = ContextExchange::all_to_all;
  plan.zero = 3;
  plan.recompute = Recompute::full;
  plan.recompute_share = 0.5;
  const std::string flags = megatron_flags(scenario, plan);
  EXPECT_THAT(flags, AllOf(HasSubstr("--tensor-model-parallel-size 2\n"), HasSubstr("--sequence-parallel\n"),
                           HasSubstr("--expert-model-parallel-size 64\n"),
                           HasSubstr("--expert-tensor-parallel-size 1\n"),
                           HasSubstr("--context-parallel-size 2\n"), HasSubstr("--cp-comm-type a2a\n"),
                           HasSubstr("--data-parallel-sharding-strategy optim_grads_params\n")));
  // Half of the four layers of a stage, block by block.
  EXPECT_THAT(flags, AllOf(HasSubstr("--recompute-method block\n"), HasSubstr("--recompute-num-layers 2\n")));
  // What the program cannot do is said, not replaced in silence.
  EXPECT_THAT(flags, HasSubstr("# schedule dualpipe is not part of Megatron-Core"));
  // E+3,4x14,2+M+H
  EXPECT_THAT(flags, HasSubstr("--pipeline-model-parallel-layout 'Et*3|t*4|"));
  EXPECT_THAT(flags, HasSubstr("|t*2mL'\n"));
}

TEST(MegatronFlags, LeaveOutWhatThePlanHasNot) {
  const Scenario scenario = loaded("llama-3-70b-h100");
  Plan plan = scenario.plan;
  plan.recompute = Recompute::none;
  const std::string flags = megatron_flags(scenario, plan);
  EXPECT_THAT(flags, AllOf(Not(HasSubstr("expert")), Not(HasSubstr("recompute")), Not(HasSubstr("#"))));
}

TEST(TorchtitanFlags, ShardAndReplicate) {
  const Scenario scenario = small_dense();
  Plan plan = scenario.plan;
  plan.tp = 2, plan.sequence_parallel = true, plan.pp = 1, plan.vp = 1, plan.dp = 8, plan.zero = 3;
  plan.micro_batch = 4, plan.schedule = "1f1b", plan.recompute = Recompute::full;
  plan.shard_group = 4;
  const std::string flags = torchtitan_flags(scenario, plan);
  EXPECT_THAT(flags, AllOf(HasSubstr("--parallelism.data_parallel_shard_degree 4\n"),
                           HasSubstr("--parallelism.data_parallel_replicate_degree 2\n"),
                           HasSubstr("--training.local_batch_size 4\n"),
                           HasSubstr("--activation_checkpoint.mode full\n")));
}

TEST(LaunchTargets, AreKnownByName) {
  for (const LaunchTarget& one : launch_targets()) {
    EXPECT_TRUE(find_launch_target(one.name));
    EXPECT_FALSE(one.sentence.empty());
    EXPECT_THAT(one.write(small_moe(), loaded("deepseek-v3-h800").plan), HasSubstr("--"));
  }
  EXPECT_FALSE(find_launch_target("nemo"));
}

TEST(ScenarioFiles, KeepWhatTheScenarioSays) {
  const Scenario scenario = loaded("deepseek-v3-h800");
  const std::filesystem::path original =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "scenarios" / "deepseek-v3-h800.json";
  const std::vector<Override> overrides{
      {"spread.load_cv", "0.1"}, {"node.nic", "200 Gb/s"}, {"plan.pp", "8"}, {"recipe.tokens", "1T"}};
  const auto written =
      scenario_with_plan(read_file(original).value(), scenario.plan, true, "mine", overrides);
  ASSERT_TRUE(written);
  ASSERT_EQ(written.value().overrides_left.size(), 1U);
  EXPECT_EQ(written.value().overrides_left.front(), "--set 'node.nic=200 Gb/s'");
  const auto document = JsonDocument::parse(written.value().text, "mine.json");
  ASSERT_TRUE(document);
  const auto read = read_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), document.value());
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read.value().name, "mine");
  EXPECT_EQ(read.value().plan.stages, scenario.plan.stages);
  EXPECT_EQ(read.value().plan.pp, 16);
  EXPECT_EQ(read.value().recipe.tokens, 1e12);
  EXPECT_EQ(read.value().spread.load_cv.value, 0.1);
  EXPECT_EQ(read.value().recipe.goodput.source, scenario.recipe.goodput.source);
}

TEST(ScenarioFiles, EveryRecomputeReadsBack) {
  const Scenario scenario = loaded("deepseek-v3-h800");
  const std::filesystem::path original =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "scenarios" / "deepseek-v3-h800.json";
  Plan plan = scenario.plan;
  std::vector<Plan> plans(4, plan);
  plans[0].recompute = Recompute::none;
  plans[1].recompute = Recompute::full, plans[1].recompute_share = 0.25;
  plans[2].recompute = Recompute::modules, plans[2].recompute_modules.add(RecomputeModule::layernorm);
  plans[3].zero = 3, plans[3].reshard = false;
  for (const Plan& one : plans) {
    const auto written = scenario_with_plan(read_file(original).value(), one, false, "mine", {});
    ASSERT_TRUE(written);
    const auto document = JsonDocument::parse(written.value().text, "mine.json");
    const auto read = read_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), document.value());
    ASSERT_TRUE(read) << to_text(read.error());
    EXPECT_EQ(read.value().plan.recompute, one.recompute);
    EXPECT_EQ(read.value().plan.recompute_share, one.recompute_share);
    EXPECT_EQ(read.value().plan.recompute_modules, one.recompute_modules);
    EXPECT_EQ(read.value().plan.reshard, one.reshard);
    EXPECT_EQ(read.value().plan.stages, one.stages);
  }
}

}  // namespace
}  // namespace trainyard
