#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/json_reader.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;

std::string failure(std::string text) {
  const Result<JsonDocument> parsed = JsonDocument::parse(std::move(text), "f.json");
  return parsed ? "no failure" : to_text(parsed.error());
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

TEST(JsonDocument, SaysWhereAndWhatIsBroken) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "f.json:1:1: found the end of the text, expected a value\n"},
      {"{\n  \"a\": 1,\n}",
       "f.json:3:1: found \"}\", expected a key in double quotes after \",\" (a comma behind the last member "
       "is not JSON)\n"},
      {"[1, 2,]",
       "f.json:1:7: /2: found \"]\", expected a value after \",\" (a comma behind the last value is not "
       "JSON)\n"},
      {"{\"a\" 1}", "f.json:1:6: /a: found \"1\", expected \":\" after a key\n"},
      {"{\"a\": 1 \"b\": 2}",
       "f.json:1:9: found \"\"\", expected \",\" or \"}\" after a member of an object\n"},
      {"{a: 1}", "f.json:1:2: found \"a\", expected a key in double quotes\n"},
      {"{\"a\": 'x'}", "f.json:1:7: /a: found \"'x'\", expected a value (texts stand in double quotes)\n"},
      {"{ // note\n}", "f.json:1:3: found \"//\", expected a key in double quotes (JSON has no comments)\n"},
      {"[1 2]", "f.json:1:4: found \"2\", expected \",\" or \"]\" after a value of an array\n"},
      {"{} x", "f.json:1:4: found \"x\", expected the end of the text\n"},
      {"[tru]", "f.json:1:2: /0: found \"tru\", expected a value\n"},
      {"[NaN]", "f.json:1:2: /0: found \"NaN\", expected a value (JSON has no NaN and no infinity)\n"},
      {"[-Infinity]", "f.json:1:3: /0: found \"Infinity\", expected a digit\n"},
      {"[01]", "f.json:1:3: /0: found \"1\", expected no digit after a leading zero\n"},
      {"[1.]", "f.json:1:4: /0: found \"]\", expected a digit after the decimal point\n"},
      {"[1e]", "f.json:1:4: /0: found \"]\", expected a digit of the exponent\n"},
      {"[\"a", "f.json:1:2: /0: the text that starts here has no closing quote\n"},
      {"[\"a\nb\"]",
       "f.json:1:4: /0: found \"\\n\", expected no control character inside a text (is a quote missing?)\n"},
      {"[\"\\x\"]", "f.json:1:4: /0: found \"x\", expected one of \" \\ / b f n r t u after a backslash\n"},
      {"[\"\\u12g4\"]", "f.json:1:7: /0: found \"g4\", expected four hexadecimal digits after \\u\n"},
      {"[\"\\ud800\"]", "f.json:1:9: /0: half of a \\uD8xx\\uDCxx pair stands alone\n"},
      {"[\"\\udc00\"]", "f.json:1:9: /0: half of a \\uD8xx\\uDCxx pair stands alone\n"},
      {"[\"\\ud800\\u0041\"]", "f.json:1:15: /0: half of a \\uD8xx\\uDCxx pair stands alone\n"},
      {"[\"\xC3(\"]", "f.json:1:3: /0: the byte \"\\xc3\" is not UTF-8 here (save the file as UTF-8)\n"},
      {"{\"a\": [1, 1e999]}",
       "f.json:1:11: /a/1: the number \"1e999\" is beyond the range of numbers (about 1e-307 to 1e308)\n"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(failure(text), expected) << text;
}

TEST(JsonDocument, ReportsAllDuplicateKeysInOrder) {
  EXPECT_EQ(failure("{\"a\": {\"x/y\": 1,\n \"x/y\": 2}, \"b\": 1,\n\"a\": 3, \"a\": 4}"),
            "f.json:2:2: /a/x~1y: the key \"x/y\" stands here again, first on line 1 (keep one of them)\n"
            "f.json:3:1: /a: the key \"a\" stands here again, first on line 1 (keep one of them)\n"
            "f.json:3:9: /a: the key \"a\" stands here again, first on line 1 (keep one of them)\n");
}

TEST(JsonDocument, SeesDuplicatesThroughEscapes) {
  EXPECT_THAT(failure("{\"a\": 1, \"\\u0061\": 2}"), HasSubstr("1:10: /a: the key"));
}

TEST(JsonDocument, LimitsTheNesting) {
  EXPECT_EQ(failure(nested(64)), "no failure");
  EXPECT_THAT(failure(nested(65)), HasSubstr("1:65: "));
  EXPECT_THAT(failure(nested(65)), HasSubstr("deeper than 64 levels"));
  EXPECT_THAT(failure(std::string(1000000, '[')), HasSubstr("deeper than 64 levels"));
}

TEST(JsonDocument, ReadsEveryEscapeAndAByteOrderMark) {
  const auto document = JsonDocument::parse(
      "\xEF\xBB\xBF{\"t\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00\"}", "f.json");
  ASSERT_TRUE(document) << to_text(document.error());
  Diagnostics problems;
  JsonReader reader(document.value(), problems);
  EXPECT_EQ(reader.text("t"), "\"\\/\b\f\n\r\t\u00e9\u20ac\U0001F600");
  EXPECT_TRUE(problems.empty());
}

/// What remains wrong with {"plan": {"pp": 1}, "stages": [1, 2], "name": "x"} after an override, read as the
/// table below reads it.
std::string after_override(std::string_view path, std::string_view value) {
  const auto document = JsonDocument::parse(
      "{\"plan\": {\"pp\": 1},\n \"stages\": [1, 2], \"name\": \"x\", \"none\": null}", "f.json");
  const auto changed = document.value().with_override(path, value);
  if (!changed) return to_text(changed.error());
  Diagnostics problems;
  JsonReader reader(changed.value(), problems);
  std::string result;
  JsonReader plan = reader.object("plan");
  result += std::to_string(plan.integer("pp", 1, 64));
  for (const std::int64_t stage : reader.integers("stages", 0, 100)) result += " " + std::to_string(stage);
  result += " " + reader.text("name");
  if (auto inner = reader.optional_object("none")) result += " " + inner->text("deep");
  if (auto added = reader.optional_object("added")) result += " " + added->object("a").text("b");
  reader.finish();
  return result + "\n" + to_text(problems);
}

TEST(Override, ReplacesCreatesAndReadsTextsAsTexts) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"plan.pp", "16", "16 1 2 x\n"},       {"stages.1", "7", "1 1 7 x\n"},
      {"stages", "[4]", "1 4 x\n"},          {"name", "80 GiB", "1 1 2 80 GiB\n"},
      {"name", "\"16\"", "1 1 2 16\n"},      {"name", "", "1 1 2 \n"},
      {"added.a.b", "new", "1 1 2 x new\n"}, {"none.deep", "down", "1 1 2 x down\n"},
      {"plan", "{\"pp\": 3}", "3 1 2 x\n"},
  };
  for (const auto& [path, value, expected] : cases)
    EXPECT_EQ(after_override(path, value), expected) << path << "=" << value;
}

TEST(Override, ReportsProblemsAgainstItself) {
  EXPECT_EQ(after_override("plan.pp", "65"),
            "1 1 2 x\n--set plan.pp=65: /plan/pp: is the number 65, expected a whole number from 1 to 64\n");
  EXPECT_EQ(after_override("plan.pq", "8"),
            "1 1 2 x\n--set plan.pq=8: /plan/pq: unknown key \"pq\" (did you mean \"pp\"?)\n");
  EXPECT_EQ(after_override("plan", "{}"),
            "1 1 2 x\n--set plan={}: /plan/pp: is missing, expected a whole number from 1 to 64\n");
  EXPECT_EQ(after_override("name", "1"), "1 1 2 \n--set name=1: /name: is the number 1, expected a text\n");
}

TEST(Override, RefusesPathsThatLeadNowhere) {
  EXPECT_EQ(after_override("stages.2", "7"),
            "--set stages.2=7: /stages: is an array of 2, the index \"2\" is out of range (valid: 0 to 1)\n");
  EXPECT_EQ(after_override("stages.first", "7"),
            "--set stages.first=7: /stages: is an array, \"first\" is no index of it (valid: 0 to 1)\n");
  EXPECT_EQ(after_override("stages.99999999999999999999999", "7"),
            "--set stages.99999999999999999999999=7: /stages: is an array of 2, the index "
            "\"99999999999999999999999\" is out of range (valid: 0 to 1)\n");
  EXPECT_EQ(after_override("name.x", "7"), "--set name.x=7: /name: is a text, it has no field \"x\"\n");
  EXPECT_EQ(after_override("plan..x", "7"),
            "--set plan..x=7: the path has an empty part (write it like plan.pp=16)\n");
  EXPECT_EQ(after_override("", "7"), "--set =7: the path has an empty part (write it like plan.pp=16)\n");
  EXPECT_THAT(after_override("plan", "{\"pp\": 1"),
              HasSubstr("found the end of the text, expected \",\" or \"}\""));
  EXPECT_THAT(after_override("plan", "{\"pp\": 1, \"pp\": 2}"),
              HasSubstr("the key \"pp\" stands here twice"));
  EXPECT_THAT(after_override("plan.pp", "1e999"), HasSubstr("beyond the range of numbers"));
  EXPECT_THAT(after_override("plan.pp", nested(63)), HasSubstr("deeper than 64 levels"));
}

TEST(Override, LeavesTheOriginalAsItWas) {
  const auto document = JsonDocument::parse("{\"a\": 1}", "f.json").value();
  const auto changed = document.with_override("a", "2").value().with_override("a", "x").value();
  Diagnostics problems, problems_after;
  EXPECT_EQ(JsonReader(document, problems).integer("a", 0, 9), 1);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(JsonReader(changed, problems_after).integer("a", 0, 9, 5), 5);
  EXPECT_EQ(to_text(problems_after),
            "--set a=x: /a: is the text \"x\", expected a whole number from 0 to 9\n");
}

}  // namespace
}  // namespace trainyard
