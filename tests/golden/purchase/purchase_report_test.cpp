// Reports of a small question, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden,
// and read the diff.
#include <gtest/gtest.h>

#include "models/purchase/offers_reader.h"
#include "models/purchase/purchase_report.h"
#include "tests/support/golden.h"
#include "tests/support/made_up_offers.h"

namespace trainyard {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
  return fs::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "purchase";
}

TEST(PurchaseReports, AreAsLastRead) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const auto question = load_offers(library, (folder() / "small.json").string());
  ASSERT_TRUE(question) << to_text(question.error());
  const auto report = answer_purchase(question.value(), searching_finder(library));
  ASSERT_TRUE(report) << to_text(report.error());
  golden_test::expect_golden(folder() / "expected" / "small.text", write_text_purchase(report.value()));
  golden_test::expect_golden(folder() / "expected" / "small.json", write_json_purchase(report.value()));
  golden_test::expect_golden(folder() / "expected" / "small.html", write_html_purchase(report.value()));
}

TEST(PurchaseReports, WithoutAnAnswer) {
  using namespace purchase_test;
  PurchaseQuestion asked = question({bought("a"), bought("b", 120e3), rented()});
  asked.caps.budget = dollars(10e3);
  PlanTable table = plans(asked);
  table[1].front().runs = false;
  table[1].front().why_not = "none of 10 legal plans on up to 32 GPUs fits in memory";
  const auto report = answer_purchase(asked, table, {});
  ASSERT_TRUE(report);
  EXPECT_FALSE(report.value().answered());
  golden_test::expect_golden(folder() / "expected" / "no-answer.text", write_text_purchase(report.value()));
}

TEST(PurchaseReports, AFewestCountAndAMixture) {
  using namespace purchase_test;
  std::vector<Offer> offers = few_to_many();
  offers.push_back(bought());
  for (Offer& one : offers) {
    one.unit_nodes = 1;
    one.most_units = 8;
  }
  PurchaseQuestion asked = question(offers);
  asked.demand = Demand::once;
  asked.goal = PurchaseGoal::cost;
  asked.caps.deadline = day(2027, 2, 20);
  PlanTable table = plans(asked);
  table[1].front().elapsed = days(48.5);
  table[2].front().elapsed = days(35.0);
  const auto report = answer_purchase(asked, table, {});
  ASSERT_TRUE(report);
  golden_test::expect_golden(folder() / "expected" / "counts.text", write_text_purchase(report.value()));
}

}  // namespace
}  // namespace trainyard
