// The table of what a stack adds to its kernels: every line is sane, settable, readable and documented.
#include "hardware_profiles/software_effects.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "hardware_profiles/profile_library.h"

namespace trainyard {
namespace {

using Json = nlohmann::json;

Json schema_properties() {
  std::ifstream stream(std::string(TRAINYARD_SOURCE_DIR) + "/data/schema/software.schema.json");
  return Json::parse(stream)["properties"];
}

/// A stack that is like another one and gives one effect.
Result<SoftwareProfile> with_effect(const SoftwareEffect& effect, double value) {
  const Json given = effect.is_time ? Json(fmt::format("{} s", value)) : Json(value);
  const Json content = {{"name", "made-up"},
                        {"like", "nothing"},
                        {"description", "made up"},
                        {"released", "2026-01"},
                        {std::string(effect.name), {{"value", given}, {"source", "made up"}}}};
  return parse_software_on(JsonDocument::parse(content.dump(), "made-up.json").value(), {});
}

TEST(SoftwareEffects, HaveNamesOfTheirOwnAndAreFoundByThem) {
  std::set<std::string_view> names;
  for (const SoftwareEffect& effect : software_effects()) {
    EXPECT_TRUE(names.insert(effect.name).second) << effect.name;
    EXPECT_EQ(find_software_effect(effect.name), &effect);
    EXPECT_FALSE(effect.sentence.empty()) << effect.name;
    EXPECT_EQ(effect.sentence.back(), '.') << effect.name;
  }
  EXPECT_EQ(find_software_effect("launch_gap"), nullptr);
  EXPECT_EQ(find_software_effect(""), nullptr);
}

TEST(SoftwareEffects, ExpectOfAnUnknownStackWhatCanBe) {
  for (const SoftwareEffect& effect : software_effects()) {
    SCOPED_TRACE(effect.name);
    EXPECT_LT(effect.least, effect.most);
    EXPECT_GE(effect.prior, effect.least);
    EXPECT_LE(effect.prior, effect.most);
    EXPECT_GT(effect.prior, 0.0);  // its spread is that of a logarithm
    EXPECT_GT(effect.prior_sigma, 0.0);
    const double neutral = effect.get(SoftwareProfile{});
    EXPECT_GE(neutral, effect.least);
    EXPECT_LE(neutral, effect.most);
  }
}

TEST(SoftwareEffects, AreSetOneAtATime) {
  // Every effect gets a value of its own; afterwards all of them still have theirs.
  SoftwareProfile software;
  const auto value = [](const SoftwareEffect& e, std::size_t i) {
    return e.least + (e.most - e.least) * (static_cast<double>(i) + 1.0) / 32.0;
  };
  const auto effects = software_effects();
  for (std::size_t i = 0; i < effects.size(); ++i) effects[i].set(software, value(effects[i], i));
  for (std::size_t i = 0; i < effects.size(); ++i)
    EXPECT_DOUBLE_EQ(effects[i].get(software), value(effects[i], i)) << effects[i].name;
}

TEST(SoftwareEffects, AreReadUnderTheirNameUpToTheirBounds) {
  for (const SoftwareEffect& effect : software_effects()) {
    for (const double value : {effect.least, effect.prior, effect.most}) {
      SCOPED_TRACE(testing::Message() << effect.name << " " << value);
      const auto software = with_effect(effect, value);
      ASSERT_TRUE(software) << to_text(software.error());
      EXPECT_DOUBLE_EQ(effect.get(software.value()), value);
      EXPECT_EQ(software.value().effect_owners.at(std::string(effect.name)), "made-up");
      EXPECT_EQ(software.value().effect_owners.size(), 1U);
      // The others are as they were.
      for (const SoftwareEffect& other : software_effects()) {
        if (other.name == effect.name) continue;
        EXPECT_DOUBLE_EQ(other.get(software.value()), other.get(SoftwareProfile{})) << other.name;
      }
    }
    const auto high = with_effect(effect, effect.most * 1.001);
    ASSERT_FALSE(high) << effect.name;
    const std::string bounds = fmt::format("expected {} to {}", effect.least, effect.most);
    EXPECT_NE(to_text(high.error()).find(bounds), std::string::npos) << to_text(high.error());
    EXPECT_NE(to_text(high.error()).find(effect.name), std::string::npos);
    if (effect.least > 0.0) {
      EXPECT_FALSE(with_effect(effect, effect.least * 0.999)) << effect.name;
    }
  }
}

TEST(SoftwareEffects, AreInTheSchemaWithTheirMeaningAndBounds) {
  const Json properties = schema_properties();
  for (const SoftwareEffect& effect : software_effects()) {
    const std::string name(effect.name);
    SCOPED_TRACE(name);
    ASSERT_TRUE(properties.contains(name));
    const Json& property = properties[name];
    EXPECT_EQ(property.value("description", ""), effect.sentence);
    if (effect.is_time) {
      EXPECT_EQ(property.value("$ref", ""), "common.schema.json#/$defs/sourced_time");
    } else {
      EXPECT_DOUBLE_EQ(property["properties"]["value"].value("minimum", -1.0), effect.least);
      EXPECT_DOUBLE_EQ(property["properties"]["value"].value("maximum", -1.0), effect.most);
    }
  }
}

TEST(SoftwareEffects, OfShippedStacksAreOwnedByADocumentThatGivesThem) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const auto names = library.names("software");
  for (const std::string& name : names.value()) {
    SCOPED_TRACE(name);
    const auto software = library.load_software(name);
    ASSERT_TRUE(software) << to_text(software.error());
    EXPECT_EQ(software.value().effect_owners.count("launch_gap"), 1U);
    for (const auto& [effect, owner] : software.value().effect_owners) {
      std::ifstream stream(library.find("software", owner).value());
      EXPECT_TRUE(Json::parse(stream).contains(effect)) << effect << " of " << owner;
      if (effect == "launch_gap") continue;
      const SoftwareEffect* known = find_software_effect(effect);
      ASSERT_NE(known, nullptr) << effect;
      // The same value as the owner's own.
      EXPECT_DOUBLE_EQ(known->get(software.value()), known->get(library.load_software(owner).value()))
          << effect;
    }
  }
}

}  // namespace
}  // namespace trainyard
