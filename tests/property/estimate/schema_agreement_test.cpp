// The schemas of scenario and claims say what their readers say: every shipped file passes both, and every
// small damage done to it fails both. What the reports print fits their schemas.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "models/estimate/scenario_document.h"
#include "models/estimate/scenario_reader.h"
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

Json shipped_scenario(const std::string& name) {
  std::ifstream stream(find_scenario(shipped(), name).value());
  return Json::parse(stream);
}

/// Whether the fields are right; names of other documents and the plan's legality are no matter of a schema.
bool reader_accepts(const Json& content) {
  const Result<JsonDocument> document = JsonDocument::parse(content.dump(), "damaged.json");
  if (!document) return false;
  Diagnostics problems;
  JsonReader reader(document.value(), problems);
  (void)read_scenario_fields(reader);
  reader.finish();
  return problems.empty();
}

/// Every object inside `value`, itself first; of an array the first item, and of the uncertain inputs one
/// number and one choice.
void collect_objects(const Json& value, const Pointer& at, std::vector<Pointer>& found) {
  if (value.is_object()) {
    found.push_back(at);
    for (const auto& [key, inner] : value.items()) collect_objects(inner, at / key, found);
  } else if (value.is_array() && !value.empty()) {
    bool number = false, choice = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!value[i].is_object()) break;
      bool& seen = value[i].contains("choices") ? choice : number;
      if (!seen) collect_objects(value[i], at / i, found);
      seen = true;
    }
  }
}

struct Damage {
  std::string words;
  Json content;
};

const std::set<std::string>& optional_keys() {
  static const std::set<std::string> keys{"$schema",
                                          "evidence",
                                          "sigma",
                                          "tp",
                                          "sequence_parallel",
                                          "pp",
                                          "vp",
                                          "cp",
                                          "ep",
                                          "micro_batch",
                                          "zero",
                                          "schedule",
                                          "recompute",
                                          "stages",
                                          "batch_ramp",
                                          "phases",
                                          "goodput",
                                          "spread",
                                          "load_cv",
                                          "gpu_speed_cv",
                                          "clock_factor",
                                          "capacity_factor",
                                          "uncertain",
                                          "assumptions",
                                          "reliability",
                                          "checkpoint",
                                          "interval",
                                          "asynchronous",
                                          "spares",
                                          "pauses"};
  return keys;
}

bool may_be_dropped(const Pointer& at, const std::string& key) {
  if (at.to_string().starts_with("/uncertain") && key == "sigma") return false;
  return optional_keys().contains(key);
}

std::vector<Damage> damages_of(const Json& file) {
  std::vector<Pointer> objects;
  collect_objects(file, Pointer(), objects);
  std::vector<Damage> damages;
  const auto damage = [&](const std::string& words, const Pointer& at, const Json& value) {
    Json changed = file;
    changed[at] = value;
    damages.push_back({words + " at " + at.to_string(), std::move(changed)});
  };
  for (const Pointer& at : objects) {
    damage("an unknown key", at / "colour", "blue");
    for (const auto& [key, inner] : file[at].items()) {
      const Pointer place = at / key;
      if (key == "$schema") continue;
      if (!may_be_dropped(at, key)) {
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
      if (key == "source" || key == "name" || key == "description" || key == "model")
        damage("a blank text", place, "  ");
      if (key == "schedule" || key == "recompute" || key == "evidence" || key == "input")
        damage("no such choice", place, "guess");
    }
  }
  return damages;
}

/// A phase's number of steps has no upper bound.
bool is_legal_huge(const Damage& damage) {
  return damage.words.starts_with("a huge number") && damage.words.ends_with("/steps");
}

TEST(ScenarioSchema, EveryShippedScenarioFitsIt) {
  SchemaFolder folder = schemas();
  for (const std::string& name : scenario_names(shipped())) {
    for (const std::string& finding : folder.findings("scenario", shipped_scenario(name)))
      ADD_FAILURE() << name << ": " << finding;
  }
}

TEST(ScenarioSchema, RefusesEveryDamageThatTheReaderRefuses) {
  SchemaFolder folder = schemas();
  for (const std::string name : {"deepseek-v3-h800", "deepseek-v2-h800", "llama-3-70b-h100"}) {
    const Json scenario = shipped_scenario(name);
    ASSERT_TRUE(reader_accepts(scenario)) << name;
    const std::vector<Damage> damages = damages_of(scenario);
    EXPECT_GT(damages.size(), 100U);
    for (const Damage& damage : damages) {
      if (is_legal_huge(damage)) continue;
      EXPECT_FALSE(reader_accepts(damage.content)) << name << ": the reader accepts " << damage.words;
      EXPECT_FALSE(folder.findings("scenario", damage.content).empty())
          << name << ": the schema accepts " << damage.words;
    }
  }
}

TEST(ScenarioSchema, TakesEveryFieldOfReliability) {
  SchemaFolder folder = schemas();
  Json scenario = shipped_scenario("llama-3-70b-h100");
  const auto sourced = [](const Json& value) { return Json{{"value", value}, {"source", "a test"}}; };
  scenario["reliability"] = {
      {"failures", "meta-rsc-1"},
      {"rate_factor", sourced(1.5)},
      {"checkpoint",
       {{"interval", "20 min"},
        {"asynchronous", false},
        {"write", sourced("2 GB/s")},
        {"read", sourced("3 GB/s")},
        {"copy_start", sourced("0 s")},
        {"copy", sourced("5 GB/s")},
        {"size", sourced("1 TB")}}},
      {"restart",
       {{"detect", sourced("1 min")}, {"replace", sourced("0 s")}, {"initialise", sourced("2 min")}}},
      {"spares", 3},
      {"repair", sourced("12 h")},
      {"pauses",
       Json::array({{{"name", "evaluation"}, {"every", "6 h"}, {"time", "3 min"}, {"source", "a test"}}})}};
  EXPECT_TRUE(reader_accepts(scenario));
  for (const std::string& finding : folder.findings("scenario", scenario)) ADD_FAILURE() << finding;
  const std::pair<const char*, Json> damages[] = {{"/rate_factor/value", -1},
                                                  {"/rate_factor/value", 1e4},
                                                  {"/checkpoint/interval", "soon"},
                                                  {"/checkpoint/interval", "0 s"},
                                                  {"/checkpoint/interval", 20},
                                                  {"/checkpoint/asynchronous", "yes"},
                                                  {"/checkpoint/write/value", "2 GB"},
                                                  {"/checkpoint/read/value", "0 B/s"},
                                                  {"/checkpoint/copy_start/value", "3"},
                                                  {"/checkpoint/copy/value", "5 s"},
                                                  {"/checkpoint/size/value", "0 B"},
                                                  {"/checkpoint/colour", "blue"},
                                                  {"/restart/detect/value", "-1 s"},
                                                  {"/restart/replace/source", " "},
                                                  {"/restart/initialise/value", "2 GB"},
                                                  {"/restart/wait", "1 s"},
                                                  {"/spares", -1},
                                                  {"/spares", "many"},
                                                  {"/spares", 1.5},
                                                  {"/spares", 100000},
                                                  {"/repair/value", "0 h"},
                                                  {"/pauses/0/every", "0 s"},
                                                  {"/pauses/0/time", "3"},
                                                  {"/pauses/0/name", ""},
                                                  {"/failures", " "}};
  for (const auto& [place, value] : damages) {
    Json changed = scenario;
    changed["reliability"][Pointer(place)] = value;
    EXPECT_FALSE(reader_accepts(changed)) << "the reader accepts " << place << " " << value;
    EXPECT_FALSE(folder.findings("scenario", changed).empty())
        << "the schema accepts " << place << " " << value;
  }
}

TEST(ScenarioSchema, TakesPricesOfOnesOwn) {
  SchemaFolder folder = schemas();
  Json scenario = shipped_scenario("deepseek-v3-h800");
  scenario["prices"]["gpu"] = {{"value", "$1.50/GPU-hour"}, {"source", "a quote"}};
  scenario["prices"]["electricity"] = {{"value", "$0.06/kWh"}, {"source", "a bill"}};
  scenario["prices"]["gpu_level"] = "low";
  EXPECT_TRUE(reader_accepts(scenario));
  EXPECT_TRUE(folder.findings("scenario", scenario).empty());
  for (const char* wrong : {"$1.50", "1.50/GPU-hour", "$0/GPU-hour", "$2/kWh"}) {
    scenario["prices"]["gpu"]["value"] = wrong;
    EXPECT_FALSE(reader_accepts(scenario)) << wrong;
    EXPECT_FALSE(folder.findings("scenario", scenario).empty()) << wrong;
  }
}

}  // namespace
}  // namespace trainyard
