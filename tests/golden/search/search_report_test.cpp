// Reports of a small search, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden,
// and read the diff.
#include <gtest/gtest.h>

#include "models/search/explain_plan.h"
#include "models/search/launch_flags.h"
#include "models/search/search_report.h"
#include "tests/support/golden.h"
#include "tests/support/small_search.h"

namespace trainyard {
namespace {

using namespace search_test;

std::filesystem::path expected(const std::string& name) {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "search" / "expected" / name;
}

TEST(SearchReports, AreAsLastRead) {
  const Scenario scenario = small_moe();
  SearchRequest request;
  request.objectives = {Objective::time, Objective::headroom};
  request.top = 3;
  const auto found = search_plans(scenario, request);
  ASSERT_TRUE(found) << to_text(found.error());
  const SearchReport report{.scenario = &scenario,
                            .request = request,
                            .result = found.value(),
                            .own = {},
                            .own_problem = "it is not legal on 16 GPUs"};
  golden_test::expect_golden(expected("small-moe.text"), write_text_search(report));
  golden_test::expect_golden(expected("small-moe.json"), write_json_search(report));
  golden_test::expect_golden(expected("small-moe.csv"), write_csv_search(report));
  const auto told =
      explain_plan(scenario, found.value().ranked.back().plan, found.value().ranked.front().plan);
  ASSERT_TRUE(told);
  golden_test::expect_golden(expected("explained.text"), told.value());
  for (const LaunchTarget& target : launch_targets()) {
    golden_test::expect_golden(expected(std::string(target.name) + ".flags"),
                               target.write(scenario, found.value().ranked.front().plan));
  }
}

}  // namespace
}  // namespace trainyard
