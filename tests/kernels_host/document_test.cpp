// The document that is written: valid JSON with what was measured, whole or not at all.
#include "kernels/harness/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "kernels/harness/json_writer.h"
#include "kernels/harness/point_sets.h"
#include "kernels/harness/throttle.h"

namespace trainyard::kernels {
namespace {

using Json = nlohmann::json;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Document example() {
  Document document;
  Environment& e = document.environment;
  e.date = "2026-01-02T03:04:05Z";
  e.command = "trainyard_kernels --filter \"a\\b\"";
  e.gpu = "Example GPU";
  e.compute_capability = "9.0";
  e.sms = 132;
  e.driver = "580.1";
  e.cuda_driver = e.cuda_runtime = "13.0";
  e.libraries = {{"cublasLt", "13.1.0"}};
  e.cache = "flushed";
  e.power_limit_watts = 700;
  Record record;
  record.point = gemm_points({}).front();
  record.work = work_of(record.point);
  record.library = "cublasLt";
  record.microseconds = summarise({10, 11, 12});
  record.clock_mhz = 1755;
  record.throttle_reasons = {"software_power_cap"};
  record.check = Check{0.001, 0.01, "reference"};
  document.records.push_back(record);
  record.point = sustained_points({}).front();
  record.duration_seconds = 3;
  record.clock_mhz = {};
  record.check->error = std::numeric_limits<double>::quiet_NaN();
  record.extras = {{"sustained_factor", 1.12}};
  document.records.push_back(record);
  document.skipped.push_back({"gemm/forward", "time limit"});
  return document;
}

TEST(Document, IsJsonThatHoldsWhatWasMeasured) {
  const Json json = Json::parse(document_json(example()));
  EXPECT_EQ(json["schema"], "trainyard-measurement/1");
  EXPECT_EQ(json["command"], "trainyard_kernels --filter \"a\\b\"");
  EXPECT_EQ(json["device"]["power_limit_watts"], 700);
  EXPECT_TRUE(json["device"]["most_clock_mhz"].is_null());
  const Json& burst = json["records"][0];
  EXPECT_EQ(burst["regime"], "burst");
  EXPECT_EQ(burst["shape"]["m"], 32768);
  EXPECT_EQ(burst["time_us"]["median"], 11);
  EXPECT_EQ(burst["check"]["passed"], true);
  EXPECT_EQ(burst["throttle_reasons"], Json({"software_power_cap"}));
  EXPECT_FALSE(burst.contains("duration_s"));
  EXPECT_FALSE(burst.contains("extras"));
  const Json& held = json["records"][1];
  EXPECT_EQ(held["regime"], "sustained");
  EXPECT_EQ(held["check"]["passed"], false) << "what is not a number is not right";
  EXPECT_TRUE(held["check"]["error"].is_null());
  EXPECT_EQ(held["extras"]["sustained_factor"], 1.12);
  EXPECT_EQ(json["skipped"][0]["reason"], "time limit");
}

/// Members of `value` against those that the schema's object allows and requires.
void expect_members(const Json& value, const Json& schema, const std::string& where) {
  for (const Json& name : schema["required"]) EXPECT_TRUE(value.contains(name)) << where << " lacks " << name;
  for (const auto& [name, inner] : value.items()) {
    ASSERT_TRUE(schema["properties"].contains(name)) << where << " has " << name << ", the schema has not";
    const Json& allowed = schema["properties"][name];
    if (allowed.contains("enum")) {
      EXPECT_THAT(allowed["enum"], testing::Contains(inner)) << where << "/" << name;
    }
    if (inner.is_object() && allowed.contains("properties"))
      expect_members(inner, allowed, where + "/" + name);
  }
}

TEST(Document, FollowsItsSchema) {
  const Json schema = Json::parse(text_of(TRAINYARD_SOURCE_DIR "/data/schema/measurement.schema.json"));
  const Json json = Json::parse(document_json(example()));
  EXPECT_EQ(json["schema"], schema["properties"]["schema"]["const"]);
  expect_members(json, schema, "");
  for (const Json& record : json["records"]) expect_members(record, schema["$defs"]["record"], "/records");

  // Whatever is measured must be sayable in the schema.
  std::set<std::string> dtypes;
  PointSetOptions options;
  options.gpus = 2;
  for (const auto make :
       {gemm_points, grouped_gemm_points, attention_points, head_points, memory_bound_points, launch_points,
        transfer_points, overlap_points, peer_points, collective_points}) {
    for (const Point& point : make(options)) dtypes.insert(point.dtype);
  }
  for (const std::string& dtype : dtypes)
    EXPECT_THAT(schema["$defs"]["record"]["properties"]["dtype"]["enum"], testing::Contains(Json(dtype)));
}

TEST(Document, IsWrittenWholeOrNotAtAll) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "trainyard-kernels-document";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "out.json").string();
  EXPECT_EQ(save_text(file, "first"), "");
  EXPECT_EQ(save_text(file, "second"), "");
  EXPECT_EQ(text_of(file), "second");
  EXPECT_THAT(save_text((folder / "absent" / "out.json").string(), "x"),
              testing::HasSubstr("could not be written"));
  // A folder of that name cannot be replaced by a file; nothing is left lying about.
  std::filesystem::create_directories(folder / "taken" / "inside");
  EXPECT_THAT(save_text((folder / "taken").string(), "x"), testing::HasSubstr("could not be replaced"));
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  EXPECT_THAT(names, testing::ElementsAre("out.json", "taken"));
}

TEST(Document, TableShowsRatesAndTheVerdict) {
  const Document document = example();
  const std::string line = table_line(document.records[0]);
  EXPECT_THAT(line, testing::HasSubstr("right"));
  EXPECT_THAT(line, testing::HasSubstr(document.records[0].point.name()));
  EXPECT_THAT(line, testing::HasSubstr("1755"));
  EXPECT_THAT(table_line(document.records[1]), testing::HasSubstr("WRONG"));
  EXPECT_THAT(table_header(), testing::HasSubstr("TFLOP/s"));
}

TEST(JsonWriter, EscapesTextAndHasNoNumberForInfinity) {
  JsonWriter json;
  json.begin_array();
  json.text("quote \" slash \\ line\nbell\x07");
  json.number(std::numeric_limits<double>::infinity());
  json.number(0.1);
  json.begin_object();
  json.end_object();
  json.end_array();
  const Json parsed = Json::parse(json.take());
  EXPECT_EQ(parsed[0], "quote \" slash \\ line\nbell\x07");
  EXPECT_TRUE(parsed[1].is_null());
  EXPECT_EQ(parsed[2], 0.1);
  EXPECT_EQ(parsed[3], Json::object());
}

TEST(Throttle, HeatSpoilsASampleThePowerCapDoesNot) {
  EXPECT_THAT(throttle_reason_names(0x4 | 0x40),
              testing::ElementsAre("software_power_cap", "hardware_thermal"));
  EXPECT_TRUE(throttle_reason_names(0).empty());
  EXPECT_FALSE(spoils_sample(0x1 | 0x2 | 0x4));
  EXPECT_TRUE(spoils_sample(0x8));
  EXPECT_TRUE(spoils_sample(0x80 | 0x4));
}

}  // namespace
}  // namespace trainyard::kernels
