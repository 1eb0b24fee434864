// Software documents that stand on another one: what they inherit, who gives an effect, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hardware_profiles/profile_library.h"

namespace trainyard {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string root_stack = "megatron-core-bf16-2024";  // whole, without effects

/// A library of the shipped root stack and what a test adds, in a folder of its own.
class Chain : public testing::Test {
 protected:
  Chain() {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(folder());
    const std::string file = root_stack + ".json";
    std::filesystem::copy(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "hardware_profiles/software" / file,
                          folder() / file);
  }
  ~Chain() override { std::filesystem::remove_all(root_); }

  /// A document `name` like `like` with `more` fields, which start with a comma.
  void add(const std::string& name, const std::string& like, const std::string& more = {}) const {
    std::ofstream(folder() / (name + ".json"))
        << R"({"name": ")" << name << R"(", "like": ")" << like
        << R"(", "description": "made up", "released": "2026-01")" << more << "}\n";
  }
  [[nodiscard]] Result<SoftwareProfile> load(const std::string& name) const {
    return ProfileLibrary(root_).load_software(name);
  }
  [[nodiscard]] std::string problems(const std::string& name) const {
    const auto software = load(name);
    return software ? "" : to_text(software.error());
  }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return root_ / "hardware_profiles/software"; }
  std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("trainyard_chain_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

std::string effect(const std::string& name, const std::string& value) {
  return R"(, ")" + name + R"(": {"value": )" + value + R"(, "source": "made up", "evidence": "fitted"})";
}

TEST_F(Chain, WhatIsNotGivenIsAsBelow) {
  add("middle", root_stack,
      R"(, "overlap_parameter_gather": false, "transport": {"sms": 7})" + effect("memory_traffic", "1.5"));
  add("top", "middle", effect("tensor_exposed", "0.25") + R"(, "moment_bytes": 2)");
  const SoftwareProfile below = load(root_stack).value();
  const auto top = load("top");
  ASSERT_TRUE(top) << to_text(top.error());
  const SoftwareProfile& software = top.value();
  EXPECT_EQ(software.name, "top");
  EXPECT_EQ(software.released, "2026-01");
  EXPECT_EQ(software.moment_bytes, 2);
  EXPECT_EQ(below.moment_bytes, 8);
  EXPECT_TRUE(below.overlap_parameter_gather);
  EXPECT_FALSE(software.overlap_parameter_gather);
  EXPECT_DOUBLE_EQ(software.effects.memory_traffic.value, 1.5);
  EXPECT_EQ(software.effects.memory_traffic.evidence, Evidence::fitted);
  EXPECT_DOUBLE_EQ(software.effects.tensor_exposed.value, 0.25);
  EXPECT_DOUBLE_EQ(software.effects.attention_time.value, 1.0);  // nobody gives it
  EXPECT_EQ(software.gemm_family, below.gemm_family);
  EXPECT_EQ(software.launch_gap.value, below.launch_gap.value);
  // Inside the transport too.
  EXPECT_EQ(software.transport.sms, 7);
  EXPECT_EQ(software.transport.kind, below.transport.kind);
  EXPECT_EQ(software.transport.handling_dispatch.value, below.transport.handling_dispatch.value);
}

TEST_F(Chain, AnEffectBelongsToTheNearestDocumentThatGivesIt) {
  add("middle", root_stack, effect("memory_traffic", "1.5") + effect("straggler", "0.01"));
  add("top", "middle", effect("memory_traffic", "1.25") + effect("launch_gap", R"("1 us")"));
  const SoftwareProfile middle = load("middle").value(), top = load("top").value();
  EXPECT_EQ(middle.effect_owners.at("memory_traffic"), "middle");
  EXPECT_EQ(middle.effect_owners.at("launch_gap"), root_stack);
  EXPECT_EQ(top.effect_owners.at("memory_traffic"), "top");
  EXPECT_EQ(top.effect_owners.at("straggler"), "middle");
  EXPECT_EQ(top.effect_owners.at("launch_gap"), "top");
  EXPECT_EQ(top.effect_owners.count("tensor_exposed"), 0U);
  EXPECT_DOUBLE_EQ(top.effects.memory_traffic.value, 1.25);
  EXPECT_EQ(top.launch_gap.value, microseconds(1));
}

TEST_F(Chain, ACircleIsRefused) {
  add("one", "two");
  add("two", "three");
  add("three", "one");
  EXPECT_THAT(problems("one"),
              AllOf(HasSubstr(".json:1:"), HasSubstr("/like: leads"), HasSubstr("back to itself")));
  add("own", "own");
  EXPECT_THAT(problems("own"), AllOf(HasSubstr("own.json"), HasSubstr("back to itself")));
}

TEST_F(Chain, EightDocumentsBelowAreEnough) {
  add("c1", root_stack);
  for (int i = 2; i <= 9; ++i) add("c" + std::to_string(i), "c" + std::to_string(i - 1));
  EXPECT_THAT(problems("c8"), IsEmpty());  // c7 to c1 and the root stand below
  EXPECT_THAT(problems("c9"), HasSubstr("more than eight documents"));
}

TEST_F(Chain, AMissingDocumentIsAnsweredWithTheNearest) {
  add("middle", "megatron-core-bf16-2023");
  add("top", "middle");
  EXPECT_THAT(problems("top"), AllOf(HasSubstr("middle.json:1:"),
                                     HasSubstr("/like: there is no software \"megatron-core-bf16-2023\""),
                                     HasSubstr("\"" + root_stack + "\"")));
}

TEST_F(Chain, LikeMustBeAName) {
  add("top", root_stack, R"(, "like": 3)");
  EXPECT_THAT(problems("top"), HasSubstr("like"));
}

TEST_F(Chain, ProblemsBelowAreToldWithTheirFile) {
  add("middle", root_stack, effect("memory_traffic", "100"));
  add("top", "middle");
  EXPECT_THAT(problems("top"), AllOf(HasSubstr("middle.json:1:"), HasSubstr("/memory_traffic")));
}

TEST_F(Chain, AnEffectOutOfRangeIsToldWithItsBoundsAndPlace) {
  add("top", root_stack, "\n" + effect("memory_traffic", "8.5"));
  EXPECT_THAT(problems("top"),
              AllOf(HasSubstr("top.json:2:"), HasSubstr("/memory_traffic: is 8.5, expected 0.3 to 8")));
  add("top", root_stack, "\n" + effect("step_overhead", R"("6 s")"));
  EXPECT_THAT(problems("top"),
              AllOf(HasSubstr("top.json:2:"), HasSubstr("/step_overhead: is 6, expected 0 to 5 s")));
  add("top", root_stack, effect("host_overlap", "0.5") + effect("straggler", "0.2"));
  EXPECT_THAT(problems("top"), AllOf(HasSubstr("/host_overlap"), HasSubstr("/straggler")));  // all of them
  add("top", root_stack, effect("exchange_exposed", "1.01"));
  EXPECT_THAT(problems("top"), HasSubstr("/exchange_exposed: is 1.01, expected 0 to 1"));
  add("top", root_stack, effect("exchange_exposed", "1"));
  EXPECT_THAT(problems("top"), IsEmpty());  // bounds are allowed
}

TEST_F(Chain, AnEffectNeedsASourceAndTheRightUnit) {
  add("top", root_stack, R"(, "straggler": {"value": 0.01})");
  EXPECT_THAT(problems("top"), HasSubstr("/straggler/source"));
  add("top", root_stack, effect("host_layer", "0.001"));
  EXPECT_THAT(problems("top"), HasSubstr("/host_layer"));
  add("top", root_stack, effect("host_layer", R"("1 GB")"));
  EXPECT_THAT(problems("top"), HasSubstr("/host_layer"));
}

TEST_F(Chain, ADocumentThatIsLikeNothingMustSayEverything) {
  const auto document = JsonDocument::parse(
      R"({"name": "bare", "description": "made up", "released": "2026-01"})", "bare.json");
  const auto software = parse_software(document.value());
  ASSERT_FALSE(software);
  const std::string said = to_text(software.error());
  for (const char* key : {"gemm_family", "launch_gap", "transport", "sustained_factor", "gradient_bytes"})
    EXPECT_THAT(said, HasSubstr(key));
  // But for what has a neutral value.
  for (const char* key : {"memory_traffic", "host_layer", "fused_attention"})
    EXPECT_THAT(said, Not(HasSubstr(key)));
}

}  // namespace
}  // namespace trainyard
