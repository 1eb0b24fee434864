#include "models/estimate/scenario_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "models/parallel/layout.h"

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ProfileLibrary shipped() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR);
}

Scenario loaded(const std::string& name, const std::vector<Override>& overrides = {}) {
  Result<Scenario> scenario = load_scenario(shipped(), name, overrides);
  EXPECT_TRUE(scenario) << (scenario ? std::string() : to_text(scenario.error()));
  return scenario ? std::move(scenario.value()) : Scenario{};
}

std::string refused(const std::string& name, const std::vector<Override>& overrides) {
  const Result<Scenario> scenario = load_scenario(shipped(), name, overrides);
  EXPECT_FALSE(scenario) << "was accepted";
  return scenario ? std::string() : to_text(scenario.error());
}

TEST(ShippedScenarios, AllLoadAndCarryTheNameOfTheirFile) {
  const std::vector<std::string> names = scenario_names(shipped());
  EXPECT_GE(names.size(), 7U);
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const Scenario scenario = loaded(name);
    EXPECT_EQ(scenario.name, name);
    EXPECT_EQ(scenario.plan.gpus(), scenario.machine.gpus);
    EXPECT_EQ(scenario.plan.stages.size(), static_cast<std::size_t>(scenario.plan.pp * scenario.plan.vp));
    EXPECT_FALSE(scenario.assumptions.empty());
    EXPECT_FALSE(scenario.machine.gpu.kernels.empty());
    EXPECT_GT(scenario.prices.gpu.value.base(), 0.0);
  }
}

TEST(ScenarioFiles, OfManyMegabytesAreRefusedBeforeTheyAreParsed) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "trainyard-huge-scenario.json";
  std::ofstream(file) << std::string(9 << 20, ' ') << "{}";
  EXPECT_THAT(refused(file.string(), {}), HasSubstr("is larger than 8"));
  std::filesystem::remove(file);
}

TEST(ShippedScenarios, EveryUncertainInputHasASource) {
  for (const std::string& name : scenario_names(shipped())) {
    for (const Uncertainty& one : loaded(name).uncertain)
      EXPECT_FALSE(one.source.empty()) << name << ' ' << one.input;
  }
}

TEST(DeepSeekV3Scenario, IsThePublishedRun) {
  const Scenario scenario = loaded("deepseek-v3-h800");
  EXPECT_EQ(scenario.plan.dp, 128);
  EXPECT_EQ(scenario.plan.micro_batches(), 120);
  EXPECT_EQ(scenario.recipe.tokens, 14.8e12);
  EXPECT_EQ(scenario.recipe.ramp.tokens, 469e9);
  EXPECT_EQ(scenario.recipe.phases.size(), 2U);
  EXPECT_NEAR(scenario.prices.gpu.value.in(dollars_per_hour), 2.0, 1e-12);
  EXPECT_EQ(to_text(scenario.plan.stages), "E+3,4x14,2+M+H");
  EXPECT_TRUE(scenario.plan.stages_assumed);
}

TEST(Overrides, ReachTheScenarioAndEveryDocumentItNames) {
  const Scenario scenario = loaded("deepseek-v3-h800", {{"recipe.tokens", "1T"},
                                                        {"spread.load_cv", "0"},
                                                        {"node.nic", "200 Gb/s"},
                                                        {"cluster.pue", "1.1"},
                                                        {"gpu.memory_bandwidth", "4 TB/s"},
                                                        {"fabric.max_gpus", "4096"},
                                                        {"software.transport.sms", "6"},
                                                        {"model.num_nextn_predict_layers", "0"},
                                                        {"prices.gpu", "$3/GPU-hour"}});
  EXPECT_EQ(scenario.recipe.tokens, 1e12);
  EXPECT_EQ(scenario.spread.load_cv.value, 0.0);
  EXPECT_NEAR(scenario.machine.node.nic.value.in(gigabits_per_second), 200.0, 1e-9);
  EXPECT_EQ(scenario.machine.node.nic.source, "--set");
  EXPECT_EQ(scenario.machine.node.nic.evidence, Evidence::assumed);
  EXPECT_EQ(scenario.machine.node.nic.relative_sigma, 0.0);
  EXPECT_EQ(scenario.machine.cluster.pue.value, 1.1);
  EXPECT_NEAR(scenario.machine.gpu.memory_bandwidth.value.in(terabytes_per_second), 4.0, 1e-12);
  EXPECT_EQ(scenario.machine.fabric.max_gpus, 4096);
  EXPECT_EQ(scenario.software.transport.sms, 6);
  EXPECT_EQ(scenario.model.mtp_modules, 0);
  EXPECT_NEAR(scenario.prices.gpu.value.in(dollars_per_hour), 3.0, 1e-12);
}

TEST(Overrides, AClusterNamesItsNodeAndANodeItsGpu) {
  EXPECT_NEAR(loaded("deepseek-v3-h800", {{"cluster.node.nic", "800 Gb/s"}})
                  .machine.node.nic.value.in(gigabits_per_second),
              800.0, 1e-9);
  EXPECT_NEAR(loaded("deepseek-v3-h800", {{"cluster.node.gpu.memory", "96 GiB"}})
                  .machine.gpu.memory.value.in(gibibytes),
              96.0, 1e-9);
  EXPECT_EQ(loaded("deepseek-v3-h800", {{"cluster.fabric", "infiniband-leaf-spine"}}).machine.fabric.name,
            "infiniband-leaf-spine");
  EXPECT_EQ(loaded("deepseek-v3-h800", {{"node", "dgx-h100"}, {"prices.gpu_level", "low"}}).machine.gpu.name,
            "h100-sxm");
}

TEST(Overrides, AreAppliedInTheOrderGiven) {
  EXPECT_EQ(
      loaded("deepseek-v3-h800", {{"plan.micro_batch", "4"}, {"plan.micro_batch", "2"}}).plan.micro_batch, 2);
}

TEST(Overrides, AreToldAmongTheAssumptions) {
  const std::size_t shipped_sentences = loaded("deepseek-v3-h800").assumptions.size();
  const Scenario scenario = loaded("deepseek-v3-h800", {{"plan.micro_batch", "2"}});
  ASSERT_EQ(scenario.assumptions.size(), shipped_sentences + 1);
  EXPECT_EQ(scenario.assumptions.back(), "Changed by --set: plan.micro_batch=2");
}

TEST(Overrides, ChangeOfOneKernelConstant) {
  const Scenario scenario = loaded("deepseek-v3-h800");
  ASSERT_FALSE(scenario.machine.gpu.kernels.empty());
  const auto& [family, roles] = *scenario.machine.gpu.kernels.begin();
  const auto& [role, constants] = *roles.begin();
  ASSERT_FALSE(constants.parameters.empty());
  const std::string& parameter = constants.parameters.begin()->first;
  const Scenario changed =
      loaded("deepseek-v3-h800", {{"gpu.kernels." + family + "." + role + "." + parameter, "0.5"}});
  EXPECT_EQ(changed.machine.gpu.kernels.at(family).at(role).parameters.at(parameter).value, 0.5);
}

TEST(Overrides, AreToldAsTheyWereTyped) {
  EXPECT_THAT(refused("deepseek-v3-h800", {{"node.nic", "200 Gb"}}),
              AllOf(HasSubstr("--set node.nic=200 Gb: /nic/value"), HasSubstr("expected")));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"plan.pq", "4"}}),
              AllOf(HasSubstr("--set plan.pq=4"), HasSubstr("\"pp\"")));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"plam.pp", "4"}}),
              AllOf(HasSubstr("--set plam.pp=4"), HasSubstr("\"plan\"")));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"gpu.memroy", "80 GiB"}}), HasSubstr("\"memory\""));
}

TEST(Overrides, NeedAnEqualsSign) {
  EXPECT_FALSE(parse_override("plan.pp"));
  EXPECT_FALSE(parse_override("=4"));
  const Result<Override> override = parse_override("a.b=c=d");
  ASSERT_TRUE(override);
  EXPECT_EQ(override.value(), Override("a.b", "c=d"));
}

TEST(ScenarioReader, AnswersAWrongNameWithTheNearest) {
  EXPECT_THAT(refused("deepseek-v3-h80", {}), HasSubstr("\"deepseek-v3-h800\""));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"model", "deepseek-v4"}}), HasSubstr("\"deepseek-v3\""));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"cluster", "deepseek-h80"}}), HasSubstr("\"deepseek-h800\""));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"software", "deepseek-fp8"}}),
              HasSubstr("\"deepseek-fp8-2024q4\""));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"prices.list", "2026-10"}}), HasSubstr("2026-11"));
}

TEST(ScenarioReader, TellsAllProblemsAtOnce) {
  const std::string told = refused(
      "deepseek-v3-h800", {{"model", "deepseek-v4"}, {"recipe.tokens", "many"}, {"node.nic", "fast"}});
  EXPECT_THAT(told,
              AllOf(HasSubstr("/model"), HasSubstr("/recipe/tokens"), HasSubstr("--set node.nic=fast")));
}

TEST(ScenarioReader, AnswersAnIllegalPlanWithTheNearestLegalOnes) {
  EXPECT_THAT(refused("deepseek-v3-h800", {{"gpus", "2000"}}), HasSubstr("nearest legal plans"));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"plan.ep", "48"}}), HasSubstr("ep 48 -> "));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"recipe.global_batch", "2000"}, {"recipe.batch_ramp", "null"}}),
              HasSubstr("nearest"));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"plan.stages", "E+3,4x14,1+M+H"}}), HasSubstr("/plan/stages"));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"plan.pp", "15"}}), HasSubstr("nearest legal plans"));
}

TEST(PlanFields, AreNeutralWhenAbsent) {
  const Plan plan = loaded("llama-3-70b-h100").plan;
  EXPECT_EQ(plan.etp, 0);
  EXPECT_EQ(plan.shard_group, 0);
  EXPECT_TRUE(plan.reshard);
  EXPECT_TRUE(plan.cp_balanced);
  EXPECT_EQ(plan.cp_comm, ContextExchange::ring);
  EXPECT_EQ(plan.recompute_share, 1.0);
}

TEST(PlanFields, AreReadFromAScenario) {
  const Plan plan =
      loaded("deepseek-v2-h800", {{"plan.zero", "3"},
                                  {"plan.shard_group", "8"},
                                  {"plan.reshard", "false"},
                                  {"plan.cp_comm", "all_gather"},
                                  {"plan.cp_balanced", "false"},
                                  {"plan.recompute", R"({"modules": ["layernorm", "moe_act"]})"}})
          .plan;
  EXPECT_EQ(plan.zero, 3);
  EXPECT_EQ(plan.shard_group, 8);
  EXPECT_FALSE(plan.reshard);
  EXPECT_EQ(plan.cp_comm, ContextExchange::all_gather);
  EXPECT_FALSE(plan.cp_balanced);
  EXPECT_EQ(plan.recompute, Recompute::modules);
  EXPECT_EQ(to_text(plan.recompute_modules), "moe_act, layernorm");
  const Plan share = loaded("deepseek-v2-h800", {{"plan.recompute", R"({"full_layers_share": 0.5})"}}).plan;
  EXPECT_EQ(share.recompute, Recompute::full);
  EXPECT_EQ(share.recompute_share, 0.5);
}

TEST(PlanFields, TellWhatIsWrongAndWhatWouldDo) {
  const auto refused_v2 = [](const std::string& field, const std::string& value) {
    return refused("deepseek-v2-h800", {{"plan." + field, value}});
  };
  EXPECT_THAT(refused_v2("zero", "4"), AllOf(HasSubstr("/plan/zero"), HasSubstr("3")));
  EXPECT_THAT(refused_v2("shard_group", "5"),
              AllOf(HasSubstr("/plan/shard_group"), HasSubstr("nearest legal")));
  EXPECT_THAT(refused_v2("reshard", "false"), HasSubstr("/plan/reshard"));
  EXPECT_THAT(refused_v2("cp_comm", "ulysses"),
              AllOf(HasSubstr("/plan/cp_comm"), HasSubstr("valid: ring, all_to_all, all_gather")));
  EXPECT_THAT(refused_v2("etp", "2"), AllOf(HasSubstr("/plan/etp"), HasSubstr("nearest legal etp: 1")));
  EXPECT_THAT(refused_v2("recompute", R"({"modules": ["layer_norm"]})"),
              AllOf(HasSubstr("/plan/recompute/modules"), HasSubstr("\"layernorm\"")));
  EXPECT_THAT(refused_v2("recompute", R"({"modules": ["moe", "moe"]})"), HasSubstr("listed twice"));
  EXPECT_THAT(refused_v2("recompute", R"({"modules": []})"), HasSubstr("lists no module"));
  EXPECT_THAT(refused_v2("recompute", R"({"full_layers_share": 0})"), HasSubstr("full_layers_share"));
  EXPECT_THAT(refused_v2("recompute", R"({"full_layers_share": 0.5, "modules": ["moe"]})"),
              HasSubstr("/plan/recompute/modules"));
  EXPECT_THAT(refused_v2("recompute", R"({"layers": 2})"), HasSubstr("layers"));
  EXPECT_THAT(refused("llama-3-70b-h100", {{"plan.recompute", R"({"modules": ["mla_up_proj"]})"}}),
              HasSubstr("has no mla_up_proj to recompute"));
}

TEST(ScenarioReader, RefusesWhatTheMachineHasNot) {
  EXPECT_THAT(refused("deepseek-v3-h800", {{"cluster", "dgx-a100"}}),
              AllOf(HasSubstr("fp8"), HasSubstr("a100-sxm-80")));
  EXPECT_THAT(refused("deepseek-v2-fireflyer2", {{"gpus", "16384"}}), HasSubstr("10000"));
  EXPECT_THAT(refused("deepseek-v3-h800", {{"gpus", "2047"}}), HasSubstr("nearest: 2040 or 2048"));
}

TEST(ScenarioReader, TakesAGivenLayout) {
  const Scenario scenario = loaded("deepseek-v3-h800", {{"plan.stages", "E+4,4x14,1+M+H"}});
  EXPECT_FALSE(scenario.plan.stages_assumed);
  EXPECT_EQ(scenario.plan.stages.front().layers.size(), 4U);
}

TEST(ScenarioReader, TakesAConfigByItsPath) {
  const Scenario scenario =
      loaded("deepseek-v2-h800",
             {{"model", std::string(TRAINYARD_SOURCE_DIR) + "/models/configs/deepseek-v2.json"}});
  EXPECT_EQ(scenario.model.name, "deepseek-v2");
  EXPECT_EQ(scenario.model.layers, 60);
}

}  // namespace
}  // namespace trainyard
