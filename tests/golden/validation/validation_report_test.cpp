// A report of made-up results, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden,
// and read the diff.
#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/made_up_runs.h"

namespace trainyard {
namespace {

std::filesystem::path expected(const std::string& name) {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "validation" / "expected" / name;
}

ValidationReport report() {
  ValidationReport made = made_up::small_report();
  made.without = {"bubbles"};
  made.anchor = "one measured step of 10 s, predicted 11 s: every step times 0.91";
  made.honest = {
      {"Leave one source out", "constants fitted without the source's rows", score_by(made.rows, "source")}};
  made.ablation = {{"bubbles", made.totals.held, made.totals.all, 3}};
  return made;
}

TEST(ValidationReports, AreAsLastRead) {
  golden_test::expect_golden(expected("report.text"), write_text_validation(report(), {.by = "gpu"}));
  golden_test::expect_golden(expected("every-row.text"),
                             write_text_validation(report(), {.every_row = true}));
  golden_test::expect_golden(expected("report.json"), write_json_validation(report(), "tier"));
  golden_test::expect_golden(expected("report.csv"), write_csv_validation(report()));
}

TEST(ValidationReports, CsvQuotesWhatNeedsIt) {
  ValidationReport made = report();
  made.rows[6].reason = "too \"small\", and\nslow";
  EXPECT_NE(write_csv_validation(made).find(",\"too \"\"small\"\", and\nslow\","), std::string::npos);
}

}  // namespace
}  // namespace trainyard
