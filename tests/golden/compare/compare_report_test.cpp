// A comparison of two shipped scenarios and a change, to the byte. After a change that is meant:
// TRAINYARD_BLESS=1 ctest -L golden, and read the diff.
#include <gtest/gtest.h>

#include "models/compare/compare_report.h"
#include "tests/support/golden.h"

namespace trainyard {
namespace {

std::filesystem::path expected(const std::string& name) {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "compare" / "expected" / name;
}

TEST(CompareReports, AreAsLastRead) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  const GivenScenario first{"deepseek-v3-h800", {}};
  std::vector<GivenScenario> items{
      first,
      parse_compare_item(":plan.schedule=1f1b;plan.pp=8;plan.zero=2", &first).value(),
      {"deepseek-v2-h800", {}}};
  const std::vector<std::string> labels = labels_of(items);
  std::vector<Compared> made;
  for (std::size_t i = 0; i < items.size(); ++i)
    made.push_back(compare_one(library, items[i], labels[i], {}).value());
  const Comparison comparison = compare(std::move(made));
  golden_test::expect_golden(expected("v3.text"), write_text_comparison(comparison));
  golden_test::expect_golden(expected("v3.json"), write_json_comparison(comparison));
  golden_test::expect_golden(expected("v3.csv"), write_csv_comparison(comparison));
  golden_test::expect_golden(expected("v3.html"), write_html_comparison(comparison));
}

}  // namespace
}  // namespace trainyard
