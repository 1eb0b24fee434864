#include "models/validation/run_filter.h"

#include <gmock/gmock.h>

#include "tests/support/made_up_runs.h"

namespace trainyard {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunFilters : public ::testing::Test {
 protected:
  std::vector<std::string> chosen(const std::string& text) {
    const Result<RunFilter> filter = parse_run_filter(text);
    if (!filter) return {to_text(filter.error())};
    std::vector<std::string> ids;
    for (const RunResult& row : report_.rows)
      if (filter.value().matches(row)) ids.push_back(row.run->id);
    return ids;
  }
  static std::string refused(const std::string& text) {
    const Result<RunFilter> filter = parse_run_filter(text);
    return filter ? "accepted" : to_text(filter.error());
  }

  ValidationReport report_ = made_up::small_report();
};

TEST_F(RunFilters, CompareTextsAndNumbers) {
  EXPECT_EQ(chosen("").size(), report_.rows.size());
  EXPECT_THAT(chosen("gpu=a100-sxm"), ElementsAre("a-1", "a-2", "a-3"));
  EXPECT_THAT(chosen("gpu=A100"), IsEmpty());
  EXPECT_THAT(chosen("gpu~100"), ElementsAre("a-1", "a-2", "a-3", "b-1", "b-2"));
  EXPECT_THAT(chosen("gpu=H100-SXM|GB200, tier=A|B"), ElementsAre("b-1", "b-2", "c-2"));
  EXPECT_THAT(chosen("gpu!=A100-SXM|GB200"), ElementsAre("b-1", "b-2"));
  EXPECT_THAT(chosen("gpus>=16 & gpus<4096"), ElementsAre("a-2", "b-1", "b-2"));
  EXPECT_THAT(chosen("gpus<=8,gpus>4"), ElementsAre("a-1", "a-3"));
  EXPECT_THAT(chosen("dtype=fp8"), ElementsAre("b-1")) << "the row says mxfp8";
  EXPECT_THAT(chosen("best40=true"), ElementsAre("b-1"));
  EXPECT_THAT(chosen("source=c,tp=1.0,ep>8"), ElementsAre("c-1"));
  EXPECT_THAT(chosen("quality=\"noisy\""), ElementsAre("b-1"));
}

TEST_F(RunFilters, CompareRawFields) {
  EXPECT_THAT(chosen("batch.mbs=2"), ElementsAre("b-1"));
  EXPECT_THAT(chosen("parallel.ep>=8"), ElementsAre("b-2", "c-1"));
  EXPECT_THAT(chosen("parallel.ep!=8").size(), 7u) << "what is not told is not 8";
}

TEST_F(RunFilters, AskForTheStackOfResultsOnly) {
  EXPECT_THAT(chosen("stack~made-up,gpu=GB200"), ElementsAre("c-1"));
  const RunFilter filter = parse_run_filter("stack=other, gpu=GB200").value();
  EXPECT_TRUE(filter.asks_for_stack());
  EXPECT_TRUE(filter.matches(*report_.rows[5].run));
  EXPECT_FALSE(filter.matches(report_.rows[5]));
  EXPECT_FALSE(filter.matches(*report_.rows[0].run));
}

TEST_F(RunFilters, ValuesInQuotesMayHoldSeparators) {
  const RunFilter filter = parse_run_filter(R"(model="a, b|c"|d)").value();
  ASSERT_EQ(filter.conditions.size(), 1u);
  EXPECT_THAT(filter.conditions[0].values, ElementsAre("a, b|c", "d"));
}

TEST_F(RunFilters, TellEveryMistake) {
  EXPECT_THAT(refused("gpuu=x"), HasSubstr("there is no field \"gpuu\" (did you mean \"gpu\""));
  EXPECT_THAT(refused("gpu"), HasSubstr("has no comparison"));
  EXPECT_THAT(refused("gpu!x"), HasSubstr("has no comparison"));
  EXPECT_THAT(refused("gpu="), HasSubstr("has no value"));
  EXPECT_THAT(refused("gpu=a||b"), HasSubstr("has no value"));
  EXPECT_THAT(refused("gpus>many"), HasSubstr("an order needs one number"));
  EXPECT_THAT(refused("gpus>1|2"), HasSubstr("an order needs one number"));
  EXPECT_THAT(refused("gpu=a,,tier=A"), HasSubstr("a condition is empty"));
  EXPECT_THAT(refused("gpu=\"a"), HasSubstr("a quote does not end"));
  const std::string both = refused("gpuu=x, gpus>many");
  EXPECT_THAT(both, HasSubstr("gpuu"));
  EXPECT_THAT(both, HasSubstr("many"));
}

TEST_F(RunFilters, KnowThePathsOfTheRows) {
  const RunFilter filter = parse_run_filter("parallel.tpp=1, parallel.tp=1").value();
  const Diagnostics problems = check_run_filter(filter, *report_.runs);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(to_text(problems),
              AllOf(HasSubstr("no row has a field \"parallel.tpp\""), HasSubstr("\"parallel.tp\"")));
}

}  // namespace
}  // namespace trainyard
