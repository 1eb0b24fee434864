#include "models/validation/run_rules.h"

#include <gmock/gmock.h>

#include "tests/support/published_rows.h"

namespace trainyard {
namespace {

using made_up::plain_row;
using made_up::read_rows;
using made_up::read_rules;
using ::testing::AllOf;
using ::testing::HasSubstr;

bool matches(std::string_view pattern, const std::string& value) {
  return matches_pattern(pattern, &value);
}

TEST(RunPatterns, ArePlainTextsStarsAndAlternativesInAnyCase) {
  struct Case {
    const char *pattern, *value;
    bool met;
  };
  const Case cases[] = {
      {"GB200", "GB200", true},
      {"GB200", "GB2000", false},
      {"GB200", "xGB200", false},
      {"gb200", "GB200", true},
      {"A100*", "A100-SXM4-80GB", true},
      {"A100*", "A100", true},
      {"A100*", "GA100", false},
      {"*80GB", "A100-SXM4-80GB", true},
      {"*80gb", "A100-SXM4-40GB", false},
      {"mlperf-*8b*", "mlperf-v5.0-llama31-8b-4n", true},
      {"mlperf-*8b*", "mlperf-v5.0-llama2-70b", false},
      {"*a*b*c*", "xxaxxbxxcxx", true},
      {"*a*b*c*", "cba", false},
      {"*ab", "aab", true},  // the star has to give back what it took
      {"*", "anything", true},
      {"A100*|H100*", "h100-sxm", true},
      {"A100*|H100*", "H200-SXM", false},
      {"1|2|4", "4", true},
      {"1|2|4", "41", false},
  };
  for (const Case& one : cases)
    EXPECT_EQ(matches(one.pattern, one.value), one.met) << one.pattern << " on " << one.value;
}

TEST(RunPatterns, AbsentHoldsForWhatIsNotTold) {
  const std::string empty;
  for (const char* pattern : {"absent", "absent|1", "1|absent", ">1|absent"}) {
    EXPECT_TRUE(matches_pattern(pattern, nullptr)) << pattern;
    EXPECT_TRUE(matches_pattern(pattern, &empty)) << pattern;
  }
  for (const char* pattern : {"1", "*", ">0", "absentee"})
    EXPECT_FALSE(matches_pattern(pattern, nullptr)) << pattern << ": no value, no match";
  EXPECT_FALSE(matches("absent", "1"));
  EXPECT_TRUE(matches("absent|1", "1"));
}

TEST(RunPatterns, BoundsCompareNumbers) {
  EXPECT_TRUE(matches(">1", "2"));
  EXPECT_FALSE(matches(">1", "1"));
  EXPECT_TRUE(matches(">=1", "1"));
  EXPECT_TRUE(matches("<=8", "8"));
  EXPECT_FALSE(matches("<8", "8"));
  EXPECT_TRUE(matches("<8", "-0.5"));
  EXPECT_TRUE(matches(">8192", "131072")) << "as numbers: as texts it would be less";
  EXPECT_FALSE(matches(">1", "many"));
  EXPECT_FALSE(matches(">many", "2"));
}

TEST(RunPatterns, BoundsMayBeAlternatives) {
  EXPECT_TRUE(matches(">64|absent", "72"));
  EXPECT_FALSE(matches(">64|absent", "64"));
  EXPECT_TRUE(matches("<2|>64", "1"));
  EXPECT_TRUE(matches("<2|>64", "65"));
  EXPECT_FALSE(matches("<2|>64", "32"));
  EXPECT_TRUE(matches("8|>64", "8"));
}

RunSettings settings(const RunRules& rules, const std::string& changes = "{}") {
  static std::vector<PublishedRun> runs;  // of the row asked for last
  runs = read_rows({plain_row(changes)});
  return settings_of(runs.front(), rules);
}

TEST(RunRules, ALaterRuleWinsKnobByKnob) {
  const RunRules rules = read_rules(R"(
    {"name": "first", "source": "s", "when": {"id": "own-*"}, "set": {"stack": "a", "vp": 2}},
    {"name": "second", "source": "s", "when": {"hardware.gpu": "H100*", "parallel.tp": ">1"}, "set": {"stack": "b"}},
    {"name": "third", "source": "s", "when": {"hardware.gpu": "H100*", "parallel.ep": ">1"}, "set": {"stack": "c"}})")
                             .value();
  const RunSettings found = settings(rules);
  ASSERT_NE(found.find("stack"), nullptr);
  EXPECT_EQ(found.find("stack")->value, "b") << "the third asks for two things, one of which does not hold";
  EXPECT_EQ(found.find("stack")->rule->name, "second");
  EXPECT_EQ(found.find("vp")->value, "2") << "a number, as text";
  EXPECT_EQ(found.find("vp")->rule->name, "first");
  EXPECT_EQ(found.find("tp"), nullptr);
  EXPECT_EQ(settings(rules, R"({"parallel": {"ep": 2}})").find("stack")->value, "c");
  EXPECT_EQ(settings(rules, R"({"parallel": {"tp": null}})").find("stack")->value, "a");
  EXPECT_TRUE(settings(rules, R"({"id": "other-1", "hardware": {"gpu": "B200"}})").values.empty());
}

TEST(RunRules, OnlyThoseOverTheRowReplaceWhatItPrints) {
  const char* const text = R"({"name": "r", "source": "s", "when": {}, "set": {"tp": 2, "cp": 2}%s})";
  const auto with = [&](const std::string& over) {
    std::string rule = text;
    rule.replace(rule.find("%s"), 2, over);
    const RunRules rules = made_up::plain_rules("," + rule);
    const std::vector<PublishedRun> runs = read_rows({plain_row()});
    return made_up::prepared(runs, rules).front().input.plan;
  };
  const Plan kept = with(""), replaced = with(R"(, "over_row": true)");
  EXPECT_EQ(kept.tp, 8) << "the row prints it";
  EXPECT_EQ(kept.cp, 2) << "the row does not";
  EXPECT_EQ(replaced.tp, 2);
  EXPECT_EQ(replaced.cp, 2);
}

std::string problems(const std::string& rules) {
  const auto read = read_rules(rules);
  return read ? std::string() : to_text(read.error());
}

TEST(RunRules, AreRefusedWithWhatIsWrong) {
  EXPECT_EQ(problems(R"({"name": "a", "source": "s", "when": {}, "set": {"vp": 2}})"), "");
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "when": {}, "set": {"recomputes": "none"}})"),
              AllOf(HasSubstr("rules.json"), HasSubstr("is no knob"), HasSubstr("\"recompute\"")));
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "when": {}, "set": {"vp": 2}},
                          {"name": "a", "source": "s", "when": {}, "set": {"vp": 4}})"),
              HasSubstr("\"a\" stands twice"));
  EXPECT_THAT(problems(R"({"name": "a", "when": {}, "set": {"vp": 2}})"), HasSubstr("source"));
  EXPECT_THAT(problems(R"({"name": "a", "source": "", "when": {}, "set": {"vp": 2}})"),
              HasSubstr("expected where the rule was read"));
  EXPECT_THAT(problems(R"({"source": "s", "when": {}, "set": {"vp": 2}})"), HasSubstr("name"));
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "when": {}, "set": {}})"), HasSubstr("sets nothing"));
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "set": {"vp": 2}})"), HasSubstr("when"));
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "when": {}, "set": {"vp": [2]}})"), HasSubstr("vp"));
  EXPECT_THAT(problems(R"({"name": "a", "source": "s", "when": {}, "set": {"vp": 2}, "over_rows": true})"),
              HasSubstr("over_row"));
}

TEST(RunRules, AllProblemsAreToldAtOnce) {
  EXPECT_THAT(problems(R"({"name": "a", "source": "", "when": {}, "set": {"vvp": 2}},
                          {"name": "a", "source": "s", "when": {}, "set": {}})"),
              AllOf(HasSubstr("is no knob"), HasSubstr("is empty"), HasSubstr("stands twice"),
                    HasSubstr("sets nothing")));
}

}  // namespace
}  // namespace trainyard
