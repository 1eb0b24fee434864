// The published schema and the parser must ask for the same fields and refuse the same values.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/architecture/model_family.h"
#include "models/architecture/model_library.h"

namespace trainyard {
namespace {

using nlohmann::json;

const std::filesystem::path root = TRAINYARD_SOURCE_DIR;

json load(const std::filesystem::path& path) {
  return json::parse(std::ifstream(path));
}

json schema() {
  return load(root / "data" / "schema" / "model.schema.json");
}

bool accepted(const json& config) {
  const Result<JsonDocument> document = JsonDocument::parse(config.dump(), "config.json");
  return document && parse_model(document.value(), "test").has_value();
}

template <class Check>
void for_every_field_of_every_config(const Check& check) {
  for (const std::string& name : list_models(root / "models" / "configs")) {
    const json config = load(root / "models" / "configs" / (name + ".json"));
    ASSERT_TRUE(accepted(config)) << name;
    for (const auto& [key, value] : config.items()) {
      SCOPED_TRACE(name + ": " + key);
      check(config, key);
    }
  }
}

TEST(ModelSchema, lists_exactly_the_fields_the_parser_minds) {
  const json properties = schema()["properties"];
  for_every_field_of_every_config([&](json config, const std::string& key) {
    config[key] = json::object();
    EXPECT_EQ(accepted(config), !properties.contains(key));
  });
}

TEST(ModelSchema, bounds_are_the_parsers_bounds) {
  const json properties = schema()["properties"];
  for_every_field_of_every_config([&](json config, const std::string& key) {
    if (!properties.contains(key) || !properties[key].contains("minimum")) return;
    config[key] = properties[key]["minimum"].get<std::int64_t>() - 1;
    EXPECT_FALSE(accepted(config));
    config[key] = properties[key]["maximum"].get<std::int64_t>() + 1;
    EXPECT_FALSE(accepted(config));
  });
}

TEST(ModelSchema, required_fields_are_required) {
  const json rules = schema();
  for (const std::string& name : list_models(root / "models" / "configs")) {
    const json config = load(root / "models" / "configs" / (name + ".json"));
    for (const json& key : rules["required"]) {
      json cut = config;
      EXPECT_EQ(cut.erase(key.get<std::string>()), 1u) << name << ": " << key;
      EXPECT_FALSE(accepted(cut)) << name << ": " << key;
    }
    for (const json& spellings : rules["allOf"]) {
      json cut = config;
      std::size_t erased = 0;
      for (const json& one : spellings["anyOf"]) erased += cut.erase(one["required"][0].get<std::string>());
      EXPECT_EQ(erased, 1u) << name;
      EXPECT_FALSE(accepted(cut)) << name;
    }
  }
}

TEST(ModelSchema, names_every_family) {
  json families = json::array();
  for (const ModelFamily& family : model_families()) families.push_back(family.model_type);
  EXPECT_EQ(schema()["properties"]["model_type"]["enum"], families);
}

}  // namespace
}  // namespace trainyard
