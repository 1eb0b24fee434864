// Shipped offers are read, and every kind of mistake in one is told with its place and what would be right.
#include "models/purchase/offers_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/golden.h"

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

ProfileLibrary shipped() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR);
}

std::string text_of(const std::string& name) {
  return golden_test::content_of(std::filesystem::path(TRAINYARD_SOURCE_DIR) / "data" / "offers" /
                                 (name + ".json"));
}

Result<PurchaseQuestion> read(const std::string& text) {
  const auto document = JsonDocument::parse(text, "mine.json");
  if (!document) return document.error();
  return read_offers(shipped(), document.value());
}

TEST(Offers, EveryShippedFileIsRead) {
  const auto names = offers_names(shipped());
  EXPECT_GE(names.size(), 3U);
  for (const std::string& name : names) {
    const auto found = load_offers(shipped(), name);
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found.value().name, name);
    for (const Offer& one : found.value().offers) {
      EXPECT_GT(one.nodes(), 0) << name;
      EXPECT_GT(one.electricity.value.base(), 0) << name;
      EXPECT_FALSE(one.node_power.source.empty()) << name;
    }
  }
}

TEST(Offers, ProfilesGiveWhatTheFileLeavesOut) {
  const auto found = load_offers(shipped(), "h800-or-a100");
  ASSERT_TRUE(found);
  const Offer& h800 = found.value().offers[0];
  EXPECT_EQ(h800.gpu, "h800-sxm");
  EXPECT_EQ(h800.nodes(), 250);
  EXPECT_NEAR(h800.purchase.endpoint.value.base(), 4390, 20);  // the fabric's
  EXPECT_EQ(h800.purchase.kept.value, found.value().costs.kept.value);
  EXPECT_EQ(found.value().offers[1].software.at("V3"), "deepseek-bf16-2024q1");
  EXPECT_EQ(found.value().caps.deadline, std::nullopt);
  EXPECT_NEAR(h800.electricity.value.in(dollars_per_kilowatt_hour), 0.088, 1e-9);
}

TEST(Offers, ARangeOfCountsIsOneOfferEach) {
  const auto found = load_offers(shipped(), "finish-v2-in-60-days");
  ASSERT_TRUE(found);
  EXPECT_EQ(found.value().offers.size(), 14U);
  EXPECT_EQ(found.value().offers[1].name, "h800-896");
  EXPECT_EQ(found.value().offers[1].family, "h800");
  EXPECT_EQ(date_text(*found.value().caps.deadline), "2027-01-30");
}

struct Mistake {
  const char *file, *right, *wrong;
  std::vector<std::string> told;  // each stands in the message
};

TEST(Offers, EveryMistakeIsToldWithItsPlace) {
  const std::string h = "h800-or-a100", f = "finish-v2-in-60-days", r = "rent-or-buy-h100";
  const std::vector<Mistake> mistakes{
      {h.c_str(),
       "\"cluster\": \"deepseek-h800\"",
       "\"cluster\": \"deepseek-h80\"",
       {"/offers/0/cluster", "deepseek-h800"}},
      {h.c_str(),
       "\"scenario\": \"deepseek-v3-h800\"",
       "\"scenario\": \"deepseek-v3-h80\"",
       {"/workloads/1/scenario", "deepseek-v3-h800"}},
      {h.c_str(),
       "\"goal\": \"tokens_per_dollar\"",
       "\"goal\": \"tokens_per_dolar\"",
       {"/goal", "tokens_per_dollar"}},
      {h.c_str(),
       "\"count\": 2000",
       "\"count\": 2001",
       {"/offers/0/count", "do not fill nodes of 8", "2000 or 2008"}},
      {h.c_str(),
       "\"count\": 2000",
       "\"count\": 2000, \"counts\": {\"from\": 8, \"to\": 16, \"step\": 8}",
       {"both count and counts"}},
      {h.c_str(), "\"count\": 2000,", "", {"neither count nor counts"}},
      {h.c_str(),
       "\"start\": \"2026-12-01\"",
       "\"start\": \"2026-02-30\"",
       {"/start", "no date of the calendar"}},
      {h.c_str(), "\"horizon\": \"1095 d\"", "\"horizon\": \"1095\"", {"/horizon", "has no unit"}},
      {h.c_str(), "\"horizon\": \"1095 d\"", "\"horizon\": \"3 h\"", {"/horizon", "shorter than a day"}},
      {h.c_str(), "\"prices\": \"2026-11\"", "\"prices\": \"2026-12\"", {"/prices", "2026-11"}},
      {h.c_str(), "\"ownership\": \"2026-11\"", "\"ownership\": \"2026-1\"", {"/ownership", "2026-11"}},
      {h.c_str(),
       "\"failures\": \"llama-3-h100\"",
       "\"failures\": \"llama-3\"",
       {"/offers/0/failures", "llama-3-h100"}},
      {h.c_str(),
       "{\"V3\": \"deepseek-bf16-2024q1\"}",
       "{\"V4\": \"deepseek-bf16-2024q1\"}",
       {"/offers/1/software/V4", "\"V3\""}},
      {h.c_str(),
       "{\"V3\": \"deepseek-bf16-2024q1\"}",
       "{\"V3\": \"deepseek-bf16-2024q2\"}",
       {"/offers/1/software/V3", "deepseek-bf16-2024q1"}},
      {h.c_str(), "\"offer\": \"5000-a100\"", "\"offer\": \"5000-a10\"", {"/regions/x/offer", "5000-a100"}},
      {h.c_str(),
       "\"from\": 0.1, \"to\": 1.1",
       "\"from\": 1.1, \"to\": 0.1",
       {"/regions/x/to", "not above from"}},
      {h.c_str(), "\"name\": \"V3\"", "\"name\": \"V2\"", {"/workloads/1/name", "a second workload"}},
      {h.c_str(), "\"name\": \"5000-a100\"", "\"name\": \"2000-h800\"", {"/offers/1/name", "a second offer"}},
      {h.c_str(), "\"value\": \"$310000\"", "\"value\": \"310000\"", {"/offers/0/buy/node", "$"}},
      {h.c_str(), "\"value\": \"$310000\"", "\"value\": \"$0\"", {"/offers/0/buy/node", "above zero"}},
      {h.c_str(), "\"buy\": {", "\"by\": {", {"neither buy nor rent", "one of them"}},
      {h.c_str(),
       "\"mix\": {\"unit_nodes\": 10",
       "\"mix\": {\"unit_nodes\": 0",
       {"/offers/0/mix/unit_nodes"}},
      {h.c_str(),
       "\"recompute\": [\"none\", \"deepseek\"]",
       "\"recompute\": [\"none\", \"deepsek\"]",
       {"/search/recompute", "deepseek"}},
      {h.c_str(),
       "\"demand\": \"repeated\"",
       "\"demand\": \"once\"",
       {"/utilisation", "belongs to repeated demand"}},
      {h.c_str(), "\"runs\": 1", "\"runs\": 0", {"/workloads/0/runs", "above zero"}},
      {h.c_str(), "\"prices\": ", "\"price_spread\": 2, \"prices\": ", {"/price_spread", "0.9"}},
      {h.c_str(), "\"prices\": ", "\"colour\": 2, \"prices\": ", {"/colour"}},
      {f.c_str(),
       "\"deadline\": \"60 d\"",
       "\"deadline\": \"soon\"",
       {"/caps/deadline", "neither a date", "60 d"}},
      {f.c_str(),
       "\"deadline\": \"60 d\"",
       "\"deadline\": \"2026-11-30\"",
       {"/caps/deadline", "not after the start"}},
      {f.c_str(), "\"price\": \"mid\"", "\"price\": \"lo\"", {"/offers/0/rent/price", "low"}},
      {r.c_str(),
       "\"cluster\": \"dgx-h100\"",
       "\"cluster\": \"dgx-a100\"",
       {"give an amount with its source", "no price of kind node_purchase", "/offers/0/buy/node"}},
      {f.c_str(),
       "\"from\": 832, \"to\": 1216, \"step\": 64",
       "\"from\": 832, \"to\": 1216, \"step\": 1",
       {"/offers/0/counts/step", "at most 64"}},
      {f.c_str(),
       "\"from\": 832, \"to\": 1216, \"step\": 64",
       "\"from\": 832, \"to\": 1216, \"step\": 60",
       {"/offers/0/counts", "do not fill nodes"}},
      {f.c_str(), "\"tokens\": \"8.1T\"", "\"tokens\": \"8.1X\"", {"/workloads/0/tokens"}},
      {r.c_str(), "\"kind\": \"spot\"", "\"kind\": \"spt\"", {"/offers/3/rent/kind", "spot"}},
      {r.c_str(), "\"value\": \"120 d\"", "\"value\": \"120\"", {"/offers/3/rent/node_lifetime", "unit"}},
  };
  for (const Mistake& one : mistakes) {
    SCOPED_TRACE(std::string(one.file) + ": " + one.wrong);
    std::string text = text_of(one.file);
    const std::size_t at = text.find(one.right);
    ASSERT_NE(at, std::string::npos) << one.right;
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    text.replace(at, std::string(one.right).size(), one.wrong);
    const auto found = read(text);
    ASSERT_FALSE(found);
    const std::string message = to_text(found.error());
    EXPECT_THAT(message, HasSubstr("mine.json:"));
    for (const std::string& part : one.told) EXPECT_THAT(message, HasSubstr(part));
    // A missing or doubled field is told at the object that lacks it, which begins further up.
    if (one.told.front().front() == '/' && one.told.front() != "/utilisation") {
      EXPECT_THAT(message, HasSubstr("mine.json:" + std::to_string(line) + ":"));
    }
  }
}

TEST(Offers, ASetThatNamesNothingIsToldAtIt) {
  std::string text = text_of("h800-or-a100");
  const std::string work = "\"scenario\": \"deepseek-v2-h800\"", offer = "\"cluster\": \"dgx-a100\"";
  std::string changed = text;
  changed.replace(changed.find(work), work.size(), work + ", \"set\": {\"recipe.globl_batch\": \"4\"}");
  auto found = read(changed);
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), AllOf(HasSubstr("/workloads/0/set"), HasSubstr("global_batch")));
  changed = text;
  changed.replace(changed.find(offer), offer.size(), offer + ", \"set\": {\"recipe.tokens\": \"many\"}");
  found = read(changed);
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), AllOf(HasSubstr("/offers/1/set"), HasSubstr("/recipe/tokens")));
}

TEST(Offers, ChangesArePutInBeforeTheFileIsRead) {
  const auto changed = load_offers(shipped(), "h800-or-a100", {"caps.budget=$77M", "horizon=100 d"});
  ASSERT_TRUE(changed) << to_text(changed.error());
  EXPECT_EQ(changed.value().caps.budget->base(), 77e6);
  EXPECT_EQ(changed.value().horizon.in(days), 100.0);
  EXPECT_NE(load_offers(shipped(), "h800-or-a100").value().caps.budget, changed.value().caps.budget);
}

TEST(Offers, ChangesThatAreNoneAreToldTogether) {
  const auto wrong =
      load_offers(shipped(), "h800-or-a100", {"caps.budget", "offers.99.count=8", "goal=cost"});
  ASSERT_FALSE(wrong);
  EXPECT_THAT(to_text(wrong.error()), AllOf(HasSubstr("\"caps.budget\""), HasSubstr("offers.99.count=8")));
  const auto field = load_offers(shipped(), "h800-or-a100", {"caps.buget=$1M"});
  ASSERT_FALSE(field);
  EXPECT_THAT(to_text(field.error()), HasSubstr("budget"));
}

TEST(Offers, TellsAllMistakesAtOnce) {
  std::string text = text_of("h800-or-a100");
  for (const auto& [right, wrong] : {std::pair{"deepseek-h800\",", "deepseek-h8000\","},
                                     std::pair{"\"goal\": \"tokens_per_dollar\"", "\"goal\": \"fast\""},
                                     std::pair{"2026-12-01", "yesterday"}})
    text.replace(text.find(right), std::string(right).size(), wrong);
  const auto found = read(text);
  ASSERT_FALSE(found);
  EXPECT_GE(found.error().size(), 3U);
}

TEST(Offers, ASpotOfferNeedsFailures) {
  std::string text = text_of("rent-or-buy-h100");
  const std::size_t at = text.rfind(",\n      \"failures\": \"llama-3-h100\"");
  text.erase(at, std::string(",\n      \"failures\": \"llama-3-h100\"").size());
  const auto found = read(text);
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("a spot offer needs the failures"));
}

TEST(Offers, CostsOfOwningCanBeChangedOneByOne) {
  std::string text = text_of("h800-or-a100");
  const std::string right = "\"ownership\": \"2026-11\"";
  text.replace(
      text.find(right), right.size(),
      R"("ownership": {"like": "2026-11", "salary": {"value": "$90000/year", "source": "our payroll"}})");
  const auto found = read(text);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_NEAR((found.value().costs.salary.value * purchase_year).base(), 90000, 1e-6);
  EXPECT_EQ(found.value().costs.storage.value, 0.05);
  text.replace(text.find("$90000/year"), 11, "$90000/week");
  const auto wrong = read(text);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(to_text(wrong.error()), HasSubstr("is not an amount such as \"$150/year\""));
}

TEST(Offers, AnUnknownNameIsAnsweredWithTheNearest) {
  const auto found = load_offers(shipped(), "h800-or-a10");
  ASSERT_FALSE(found);
  EXPECT_THAT(to_text(found.error()), HasSubstr("h800-or-a100"));
  EXPECT_FALSE(load_offers(shipped(), "/no/such/file.json"));
}

TEST(Ownership, EveryShippedFileIsRead) {
  const auto found = load_ownership(shipped(), "2026-11");
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_NEAR((found.value().space.value * kilowatts(1.0) * purchase_year).base(), 1800, 1e-6);
}

}  // namespace
}  // namespace trainyard
