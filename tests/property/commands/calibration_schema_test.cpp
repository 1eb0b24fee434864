// What trainyard calibrate --json prints fits its schemas, and every field of it is demanded.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/command_line.h"
#include "tests/support/json_schema.h"
#include "tests/support/made_up_measurements.h"
#include "tests/support/own_folder.h"

namespace trainyard::cli {
namespace {

using schema_test::Json;
using schema_test::SchemaFolder;

Json printed(const std::vector<std::string>& words) {
  const Outcome told = run_words(words);
  EXPECT_EQ(told.code, ExitCode::done) << told.err;
  return Json::parse(told.out);
}

class CalibrationSchema : public OwnFolder {
 protected:
  void SetUp() override {
    gemm_ = write("gemm.json", made_up::gemm_json("NVIDIA H100 80GB HBM3"));
    nccl_ = write("nccl.txt", made_up::nccl_tests());
  }

  /// `report` is valid, and damaged at any object it is not.
  void expect_schema(const std::string& kind, const Json& report) {
    for (const std::string& finding : schemas_.findings(kind, report)) ADD_FAILURE() << finding;
    std::vector<Json::json_pointer> objects;
    collect(report, Json::json_pointer(), objects);
    for (const Json::json_pointer& at : objects) {
      Json damaged = report;
      damaged[at]["nonsense"] = "x";
      EXPECT_FALSE(schemas_.findings(kind, damaged).empty()) << "a key more in " << at;
    }
    for (const auto& [key, value] : report.items()) {
      Json damaged = report;
      damaged.erase(key);
      EXPECT_FALSE(schemas_.findings(kind, damaged).empty()) << key;
      if (!value.is_array() || value.empty()) continue;
      for (const auto& [inner, ignored] : value.front().items()) {
        damaged = report;
        damaged[key].front().erase(inner);
        EXPECT_FALSE(schemas_.findings(kind, damaged).empty()) << key << '/' << inner;
      }
    }
  }

  std::string gemm_{}, nccl_{};

 private:
  static void collect(const Json& value, const Json::json_pointer& at,
                      std::vector<Json::json_pointer>& objects) {
    if (value.is_object()) objects.push_back(at);
    if (value.is_object()) {
      for (const auto& [key, inner] : value.items()) collect(inner, at / key, objects);
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at / i, objects);
    }
  }

  SchemaFolder schemas_{std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema"};
};

TEST_F(CalibrationSchema, ReportOfAFitFitsIt) {
  const Json report = printed({"calibrate", "--from", gemm_, nccl_, "--json"});
  EXPECT_EQ(report["roles"].size(), 1U);
  EXPECT_EQ(report["collectives"].size(), 1U);
  expect_schema("calibration-report", report);
}

TEST_F(CalibrationSchema, ReportOfAScoreFitsIt) {
  for (const char* profile : {"h100-sxm", "dgx-h100", "h20-sxm", "gb300"}) {
    SCOPED_TRACE(profile);
    const Json report = printed({"calibrate", "--check", profile, "--against", gemm_, nccl_, "--json"});
    EXPECT_FALSE(report["groups"].empty());
    expect_schema("score-report", report);
  }
}

}  // namespace
}  // namespace trainyard::cli
