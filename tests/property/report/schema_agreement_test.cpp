// What the reports print fits their schemas, for every shipped scenario.
#include <gtest/gtest.h>

#include <fstream>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "models/report/claims.h"
#include "models/report/report.h"
#include "tests/support/json_schema.h"

namespace trainyard {
namespace {

using schema_test::Json;
using schema_test::SchemaFolder;

SchemaFolder schemas() {
  return SchemaFolder(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
}

TEST(ReportSchema, EveryShippedScenariosReportFitsIt) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  SchemaFolder folder = schemas();
  for (const std::string& name : scenario_names(library)) {
    SCOPED_TRACE(name);
    const Scenario scenario = load_scenario(library, name).value();
    for (const bool interval : {true, false}) {
      EstimateOptions options;
      options.interval = interval;
      const Result<Estimate> estimate = trainyard::estimate(scenario, options);
      ASSERT_TRUE(estimate) << to_text(estimate.error());
      const Json report = Json::parse(write_json_report(scenario, estimate.value()));
      for (const std::string& finding : folder.findings("report", report)) ADD_FAILURE() << finding;
      EXPECT_EQ(report["interval"]["step_s"].is_null(), !interval);
      double sum = 0.0;
      for (const auto& [part, time] : report["step"]["parts"].items()) sum += time.get<double>();
      EXPECT_NEAR(sum, report["step"]["time_s"].get<double>(), 1e-9 * sum);
      for (const Json& rank : report["schedule"]["ranks"]) {
        double phases = 0.0;
        for (const char* phase : {"1F", "1B", "1W", "1F1B", "bubble", "optimizer"})
          phases += rank[phase].get<double>();
        EXPECT_NEAR(phases, sum, 1e-9 * sum) << rank["rank"];
      }
    }
  }
}

TEST(ReportSchema, RefusesAReportWithoutAField) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  SchemaFolder folder = schemas();
  const Scenario scenario = load_scenario(library, "deepseek-v3-h800").value();
  EstimateOptions options;
  options.interval = false;
  const Json report = Json::parse(write_json_report(scenario, estimate(scenario, options).value()));
  for (const auto& [key, value] : report.items()) {
    Json damaged = report;
    damaged.erase(key);
    EXPECT_FALSE(folder.findings("report", damaged).empty()) << key;
    if (!value.is_object()) continue;
    for (const auto& [inner, ignored] : value.items()) {
      damaged = report;
      damaged[key].erase(inner);
      EXPECT_FALSE(folder.findings("report", damaged).empty()) << key << '/' << inner;
    }
  }
}

TEST(ClaimsSchema, FileAndReportFitTheirs) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  SchemaFolder folder = schemas();
  std::ifstream stream(library.root() / "data" / "published" / "claims.json");
  for (const std::string& finding : folder.findings("claims", Json::parse(stream))) ADD_FAILURE() << finding;
  Result<Claims> claims = load_claims(library);
  ASSERT_TRUE(claims) << to_text(claims.error());
  const Result<void> simulated = simulate_claims(library, claims.value());
  ASSERT_TRUE(simulated) << to_text(simulated.error());
  for (const std::string& finding :
       folder.findings("claims-report", Json::parse(write_json_claims(claims.value())))) {
    ADD_FAILURE() << finding;
  }
}

}  // namespace
}  // namespace trainyard
