// The same scenario gives the same bytes, and a seed is all that changes what was drawn.
#include <gmock/gmock.h>

#include "models/estimate/scenario_reader.h"
#include "models/report/report.h"

namespace trainyard {
namespace {

std::string report_of(const std::string& name, const std::string& form, std::uint64_t seed = 1) {
  Result<Scenario> scenario = load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name);
  EXPECT_TRUE(scenario) << (scenario ? "" : to_text(scenario.error()));
  Result<Estimate> answer = estimate(scenario.value(), {.seed = seed});
  EXPECT_TRUE(answer) << (answer ? "" : to_text(answer.error()));
  Result<const ReportWriter*> writer = find_report_writer(form);
  EXPECT_TRUE(writer);
  return writer.value()->write(scenario.value(), answer.value(), {});
}

TEST(Reports, OfOneScenarioAreTheSameBytesEveryTime) {
  for (const std::string& name : scenario_names(ProfileLibrary(TRAINYARD_SOURCE_DIR))) {
    SCOPED_TRACE(name);
    const std::string once = report_of(name, "json");
    EXPECT_GT(once.size(), 1000U);
    EXPECT_EQ(once, report_of(name, "json"));
  }
}

TEST(Reports, InEveryFormAreTheSameBytesEveryTime) {
  for (const ReportWriter& writer : report_writers()) {
    const std::string form(writer.name);
    EXPECT_EQ(report_of("deepseek-v3-h800", form), report_of("deepseek-v3-h800", form)) << form;
  }
}

TEST(Reports, OfAnotherSeedDiffer) {
  EXPECT_NE(report_of("deepseek-v3-h800", "json", 1), report_of("deepseek-v3-h800", "json", 2));
}

}  // namespace
}  // namespace trainyard
