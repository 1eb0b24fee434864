// The schemas of offers and of the costs of owning say what their readers say: every shipped file passes
// both, and every small damage done to it fails both.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "models/purchase/money_text.h"
#include "models/purchase/offers_reader.h"
#include "tests/support/json_schema.h"

namespace trainyard {
namespace {

using schema_test::Json;
using schema_test::SchemaFolder;
using Pointer = Json::json_pointer;

ProfileLibrary shipped() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR);
}

SchemaFolder schemas() {
  return SchemaFolder(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
}

Json loaded(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return Json::parse(stream);
}

bool offers_accept(const Json& content) {
  const Result<JsonDocument> document = JsonDocument::parse(content.dump(), "damaged.json");
  return document && read_offers(shipped(), document.value());
}
bool ownership_accepts(const Json& content) {
  const Result<JsonDocument> document = JsonDocument::parse(content.dump(), "damaged.json");
  return document && parse_ownership(document.value());
}

/// Every object in `value`, itself first, all items of arrays: offers differ in shape.
void collect_objects(const Json& value, const Pointer& at, std::vector<Pointer>& found) {
  if (value.is_object()) {
    found.push_back(at);
    for (const auto& [key, inner] : value.items()) collect_objects(inner, at / key, found);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect_objects(value[i], at / i, found);
  }
}

struct Damage {
  std::string words;
  Json content;
};

/// Keys that may be left out.
const std::set<std::string>& optional_keys() {
  static const std::set<std::string> keys{"$schema",
                                          "evidence",
                                          "sigma",
                                          "goal",
                                          "discount",
                                          "caps",
                                          "search",
                                          "regions",
                                          "price_spread",
                                          "draws",
                                          "assumptions",
                                          "description",
                                          "available",
                                          "location",
                                          "software",
                                          "failures",
                                          "set",
                                          "mix",
                                          "most_units",
                                          "endpoint",
                                          "kept",
                                          "pue",
                                          "power_per_node",
                                          "term",
                                          "tokens",
                                          "runs",
                                          "budget",
                                          "capital",
                                          "power",
                                          "deadline",
                                          "steps",
                                          "tp",
                                          "pp",
                                          "vp",
                                          "cp",
                                          "ep",
                                          "etp",
                                          "micro_batch",
                                          "zero",
                                          "schedules",
                                          "recompute"};
  return keys;
}

/// What the name in it means is known to the program alone, so a schema lets any key or text stand.
bool has_free_keys(const Pointer& at) {
  const std::string text = at.to_string();
  return text.ends_with("/set") || text.ends_with("/software");
}

bool may_be_dropped(const Json& file, const Pointer& at, const std::string& key, bool ownership) {
  const std::string text = at.to_string();
  if (has_free_keys(at)) return true;
  if (key == "description") return !text.empty();
  if (ownership) return key == "$schema" || key == "evidence" || key == "sigma";
  if (text == "/ownership") return key != "like";
  if (key == "failures" && file[at].contains("rent") && file[at]["rent"]["kind"] == "spot") return false;
  return optional_keys().contains(key);
}

std::vector<Damage> damages_of(const Json& file, bool ownership) {
  std::vector<Pointer> objects;
  collect_objects(file, Pointer(), objects);
  std::vector<Damage> damages;
  const auto damage = [&](const std::string& words, const Pointer& at, const Json& value) {
    Json changed = file;
    changed[at] = value;
    damages.push_back({words + " at " + at.to_string(), std::move(changed)});
  };
  static const std::set<std::string> chosen{"demand", "goal", "kind", "axis", "evidence"};
  for (const Pointer& at : objects) {
    if (!has_free_keys(at)) damage("an unknown key", at / "colour", "blue");
    for (const auto& [key, inner] : file[at].items()) {
      const Pointer place = at / key;
      if (key == "$schema") continue;
      if (!may_be_dropped(file, at, key, ownership)) {
        Json dropped = file;
        dropped[at].erase(key);
        damages.push_back({"dropped " + place.to_string(), std::move(dropped)});
      }
      damage("another type", place, inner.is_array() ? Json(true) : Json::array());
      if (inner.is_number()) {
        damage("a negative number", place, -1);
        damage("a huge number", place, 1e12);
        damage("a text", place, "many");
      }
      if (inner.is_object()) damage("a number", place, 7);
      if (key == "source" || key == "name" || key == "scenario" || key == "cluster" || key == "question")
        damage("a blank text", place, "  ");
      if (chosen.contains(key)) damage("no such choice", place, "guess");
      if (key == "start" || key == "available") damage("no date", place, "2026-1-1");
      if (key == "value" && inner.is_string()) damage("no unit", place, "12");
      if (key == "value" && inner.is_string()) damage("another unit", place, "12 GB");
    }
  }
  return damages;
}

TEST(OffersSchema, EveryShippedFileFitsIt) {
  SchemaFolder folder = schemas();
  for (const char* kind : {"offers", "ownership"}) {
    const auto names = data_names(shipped(), kind);
    EXPECT_FALSE(names.empty());
    for (const std::string& name : names) {
      const Json content = loaded(data_file(shipped(), kind, name).value());
      for (const std::string& finding : folder.findings(kind, content)) ADD_FAILURE() << name << finding;
      EXPECT_EQ(content.at("$schema"), std::string("../schema/") + kind + ".schema.json");
    }
  }
}

TEST(OffersSchema, RefusesEveryDamageThatTheReaderRefuses) {
  SchemaFolder folder = schemas();
  std::vector<std::filesystem::path> files{std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" /
                                           "purchase" / "small.json"};
  for (const std::string& name : offers_names(shipped()))
    files.push_back(data_file(shipped(), "offers", name).value());
  for (const auto& file : files) {
    const Json content = loaded(file);
    ASSERT_TRUE(offers_accept(content)) << file;
    for (const std::string& finding : folder.findings("offers", content)) ADD_FAILURE() << file << finding;
    const std::vector<Damage> damages = damages_of(content, false);
    EXPECT_GT(damages.size(), 100U);
    for (const Damage& damage : damages) {
      EXPECT_FALSE(offers_accept(damage.content)) << file << ": the reader accepts " << damage.words;
      EXPECT_FALSE(folder.findings("offers", damage.content).empty())
          << file << ": the schema accepts " << damage.words;
    }
  }
}

TEST(OwnershipSchema, RefusesEveryDamageThatTheReaderRefuses) {
  SchemaFolder folder = schemas();
  const Json content = loaded(data_file(shipped(), "ownership", "2026-11").value());
  ASSERT_TRUE(ownership_accepts(content));
  const std::vector<Damage> damages = damages_of(content, true);
  EXPECT_GT(damages.size(), 80U);
  for (const Damage& damage : damages) {
    EXPECT_FALSE(ownership_accepts(damage.content)) << "the reader accepts " << damage.words;
    EXPECT_FALSE(folder.findings("ownership", damage.content).empty())
        << "the schema accepts " << damage.words;
  }
}

}  // namespace
}  // namespace trainyard
