// What trainyard validate --json prints fits its schema, and every field of it is demanded.
#include <gtest/gtest.h>

#include "tests/support/json_schema.h"
#include "tests/support/made_up_runs.h"

namespace trainyard {
namespace {

using schema_test::Json;
using schema_test::SchemaFolder;

const std::string kind = "validation-report";

SchemaFolder& schemas() {
  static SchemaFolder folder(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "schema");
  return folder;
}

/// A report with no list empty.
ValidationReport full_report() {
  ValidationReport report = made_up::small_report();
  report.without = {"bubbles"};
  report.honest = {{"leave one out", "fitted without it", {score_group("a", {&report.rows[0]})}}};
  report.ablation = {{"bubbles", score_group("with", {&report.rows[0]}), score_group("without", {}), 1}};
  return report;
}

void collect(const Json& node, const Json::json_pointer& at, std::vector<Json::json_pointer>& objects) {
  if (node.is_object()) objects.push_back(at);
  if (!node.is_structured()) return;
  for (const auto& [key, inner] : node.items())
    collect(inner, node.is_array() ? at / static_cast<std::size_t>(std::stoul(key)) : at / key, objects);
}

TEST(ValidationReportSchema, HoldsForEveryGrouping) {
  for (const std::string& by : run_key_names()) {
    for (const std::string& finding :
         schemas().findings(kind, Json::parse(write_json_validation(full_report(), by))))
      ADD_FAILURE() << by << ": " << finding;
  }
  for (const std::string& finding :
       schemas().findings(kind, Json::parse(write_json_validation(made_up::report_of({})))))
    ADD_FAILURE() << "no rows: " << finding;
}

TEST(ValidationReportSchema, ListsAreFilledInWhatIsTested) {
  const Json report = Json::parse(write_json_validation(full_report()));
  for (const char* list : {"data", "without", "slopes", "switches", "honest", "ablation", "rows"})
    EXPECT_FALSE(report.at(list).empty()) << list;
}

TEST(ValidationReportSchema, RefusesAKeyMoreAndAKeyLess) {
  const Json report = Json::parse(write_json_validation(full_report()));
  std::vector<Json::json_pointer> objects;
  collect(report, Json::json_pointer(), objects);
  EXPECT_GT(objects.size(), 30u);
  for (const Json::json_pointer& at : objects) {
    Json damaged = report;
    damaged[at]["nonsense"] = "x";
    EXPECT_FALSE(schemas().findings(kind, damaged).empty()) << "a key more in " << at;
    if (at.to_string().ends_with("/terms_s")) continue;  // terms have any names
    for (const auto& [key, value] : report[at].items()) {
      damaged = report;
      damaged[at].erase(key);
      EXPECT_FALSE(schemas().findings(kind, damaged).empty()) << key << " dropped in " << at;
    }
  }
}

TEST(ValidationReportJson, RowsAndSummaryAreThoseOfTheReport) {
  const Json report = Json::parse(write_json_validation(full_report(), "tier"));
  const Json& covered = report.at("rows").at(0);
  EXPECT_EQ(covered.at("id"), "a-1");
  EXPECT_DOUBLE_EQ(covered.at("predicted_step_s").get<double>(), 10.2);
  EXPECT_DOUBLE_EQ(covered.at("measured_step_s").get<double>(), 10.0);
  EXPECT_NEAR(covered.at("error").get<double>(), 0.02, 1e-12);
  EXPECT_TRUE(covered.at("covered").get<bool>());
  EXPECT_EQ(covered.at("reason"), "");
  const Json& left_out = report.at("rows").at(6);
  EXPECT_TRUE(left_out.at("predicted_step_s").is_null());
  EXPECT_TRUE(left_out.at("error").is_null());
  EXPECT_FALSE(left_out.at("covered").get<bool>());
  EXPECT_EQ(left_out.at("reason"), "4 GPUs are too few");
  EXPECT_EQ(report.at("summary").at("rows"), 8);
  EXPECT_EQ(report.at("summary").at("covered"), 6);
  EXPECT_EQ(report.at("summary").at("groups").size(), 3u);
}

}  // namespace
}  // namespace trainyard
