// Reports of shipped scenarios, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden,
// and read the diff.
#include <gtest/gtest.h>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "models/report/claims.h"
#include "models/report/report.h"
#include "tests/support/golden.h"

namespace trainyard {
namespace {

std::filesystem::path expected(const std::string& name) {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "report" / "expected" / name;
}

struct GoldenReport {
  std::string scenario;
  std::string form;
  std::vector<Override> overrides{};
  std::string suffix{};
};

void PrintTo(const GoldenReport& one, std::ostream* out) {
  *out << one.scenario << one.suffix << " as " << one.form;
}

class Reports : public ::testing::TestWithParam<GoldenReport> {};

TEST_P(Reports, AreAsLastRead) {
  const GoldenReport& one = GetParam();
  const Result<Scenario> scenario =
      load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), one.scenario, one.overrides);
  ASSERT_TRUE(scenario) << to_text(scenario.error());
  const Result<Estimate> answer = estimate(scenario.value());
  ASSERT_TRUE(answer) << to_text(answer.error());
  const Result<const ReportWriter*> writer = find_report_writer(one.form);
  ASSERT_TRUE(writer);
  golden_test::expect_golden(expected(one.scenario + one.suffix + "." + one.form),
                             writer.value()->write(scenario.value(), answer.value(), {}));
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, Reports,
    ::testing::Values(GoldenReport{"deepseek-v3-h800", "text"}, GoldenReport{"deepseek-v3-h800", "json"},
                      GoldenReport{"deepseek-v3-h800", "csv"}, GoldenReport{"deepseek-v2-h800", "text"},
                      GoldenReport{"deepseek-v2-h800", "text", {{"plan.recompute", "none"}}, "-too-big"},
                      GoldenReport{"deepseek-v2-a100", "text"},
                      GoldenReport{"deepseek-v2-fireflyer2", "text"},
                      GoldenReport{"llama-3-70b-h100", "text"}, GoldenReport{"gpt3-175b-a100", "text"}),
    [](const auto& one) {
      std::string name = one.param.scenario + one.param.suffix + "_" + one.param.form;
      for (char& c : name) {
        if (c == '-') c = '_';
      }
      return name;
    });

TEST(ClaimsReport, IsAsLastRead) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  Result<Claims> claims = load_claims(library);
  ASSERT_TRUE(claims) << to_text(claims.error());
  const Result<void> simulated = simulate_claims(library, claims.value());
  ASSERT_TRUE(simulated) << to_text(simulated.error());
  golden_test::expect_golden(expected("claims.text"), write_text_claims(claims.value(), false));
}

}  // namespace
}  // namespace trainyard
