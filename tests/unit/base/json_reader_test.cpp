#include "sim/base/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace trainyard {
namespace {

using ::testing::ElementsAre;

/// The problems found when `read` reads `text`.
std::string problems_of(std::string text, const std::function<void(JsonReader&)>& read) {
  const auto document = JsonDocument::parse(std::move(text), "f.json");
  if (!document) return to_text(document.error());
  Diagnostics problems;
  JsonReader reader(document.value(), problems);
  read(reader);
  reader.finish();
  return to_text(problems);
}

TEST(JsonReader, ReadsEveryKindOfField) {
  const char* text =
      R"({"t": "x", "c": "b", "y": true, "i": -3, "e": 4.096e3, "n": 2.5, "k": "14.8T", "k2": 12, "ts": ["a", "b"],
    "is": [1, 2], "ns": [0.5, 1e3], "q": "80 GiB", "null": null,
    "s": {"value": "400 Gb/s", "source": "data sheet", "evidence": "measured", "sigma": 0.05}, "sd": {"value": "14.8T", "source": "s"},
    "os": [{"v": 1}, {"v": 2}], "x": 1})";
  EXPECT_EQ(problems_of(text,
                        [](JsonReader& r) {
                          EXPECT_EQ(r.text("t"), "x");
                          EXPECT_EQ(r.text("absent", "y"), "y");
                          EXPECT_EQ(r.optional_text("absent"), std::nullopt);
                          EXPECT_EQ(r.choice("c", {"a", "b"}), "b");
                          EXPECT_EQ(r.choice("absent", {"a", "b"}, "a"), "a");
                          EXPECT_TRUE(r.boolean("y"));
                          EXPECT_TRUE(r.boolean("absent", true));
                          EXPECT_EQ(r.integer("i", -5, 5), -3);
                          EXPECT_EQ(r.integer("e", 0, 5000), 4096);
                          EXPECT_EQ(r.integer("absent", 0, 5, 4), 4);
                          EXPECT_EQ(r.number("n", 0, 5), 2.5);
                          EXPECT_EQ(r.count("k"), 14.8e12);
                          EXPECT_EQ(r.count("k2"), 12);
                          EXPECT_EQ(r.count("absent", 0, 9, 7), 7);
                          EXPECT_THAT(r.texts("ts"), ElementsAre("a", "b"));
                          EXPECT_THAT(r.integers("is", 1, 2), ElementsAre(1, 2));
                          EXPECT_THAT(r.numbers("ns", 0, 1e3), ElementsAre(0.5, 1000));
                          EXPECT_EQ(r.quantity<Bytes>("q"), gibibytes(80));
                          EXPECT_EQ(r.quantity<Bytes>("absent", bytes(3)), bytes(3));
                          EXPECT_FALSE(r.has("null"));
                          EXPECT_EQ(r.integer("null", 0, 9, 9), 9);
                          const auto s = r.sourced<BytesPerSecond>("s");
                          EXPECT_EQ(s.value, gigabytes_per_second(50));
                          EXPECT_EQ(s.source, "data sheet");
                          EXPECT_EQ(s.evidence, Evidence::measured);
                          EXPECT_EQ(s.relative_sigma, 0.05);
                          EXPECT_EQ(r.sourced<double>("sd").value, 14.8e12);
                          EXPECT_EQ(r.sourced<double>("absent", {.value = 3.0}).value, 3.0);
                          std::int64_t sum = 0;
                          for (JsonReader& inner : r.objects("os")) sum += inner.integer("v", 0, 9);
                          EXPECT_EQ(sum, 3);
                          r.ignore("x");
                        }),
            "");
}

TEST(JsonReader, ReportsMissingFieldsAtTheEnclosingObject) {
  EXPECT_EQ(problems_of("{\n  \"memory\": {}\n}",
                        [](JsonReader& r) {
                          JsonReader m = r.object("memory");
                          EXPECT_EQ(m.quantity<BytesPerSecond>("bandwidth"), bytes_per_second(1));
                          EXPECT_EQ(m.text("t"), "");
                          EXPECT_EQ(m.choice("c", {"a", "b"}), "a");
                          EXPECT_FALSE(m.boolean("y"));
                          EXPECT_EQ(m.integer("i", 2, 8), 2);
                          EXPECT_EQ(m.number("n", -8, 0.5), 0.5);
                          EXPECT_EQ(m.count("k"), 1);
                          EXPECT_TRUE(m.texts("ts").empty());
                          EXPECT_EQ(m.sourced<Watts>("s").value, watts(1));
                          EXPECT_TRUE(m.objects("os").empty());
                        }),
            "f.json:2:13: /memory/bandwidth: is missing, expected a rate such as \"3.35 TB/s\"\n"
            "f.json:2:13: /memory/t: is missing, expected a text\n"
            "f.json:2:13: /memory/c: is missing, expected one of \"a\", \"b\"\n"
            "f.json:2:13: /memory/y: is missing, expected true or false\n"
            "f.json:2:13: /memory/i: is missing, expected a whole number from 2 to 8\n"
            "f.json:2:13: /memory/n: is missing, expected a number from -8 to 0.5\n"
            "f.json:2:13: /memory/k: is missing, expected a count such as 4096 or \"14.8T\"\n"
            "f.json:2:13: /memory/ts: is missing, expected an array of texts\n"
            "f.json:2:13: /memory/s: is missing, expected an object with \"value\", a power such as \"700 "
            "W\", and \"source\"\n"
            "f.json:2:13: /memory/os: is missing, expected an array of objects\n");
}

TEST(JsonReader, ReportsWrongValuesWhereTheyStand) {
  EXPECT_EQ(problems_of(R"({"t": 1, "c": "dul_pipe", "c2": 3, "y": "yes",
"i": 1.5, "i2": 99, "n": "2", "k": "14.8X", "k2": -1, "ts": ["a", 2],
"is": 3, "q": 80, "q2": "3.35 TB", "q3": null, "o": [], "os": [{}, 4], "oo": 5, "i3": 1e300})",
                        [](JsonReader& r) {
                          r.integer("i3", 0, 9);
                          EXPECT_FALSE(r.optional_object("oo")->has("x"));
                          EXPECT_EQ(r.objects("os").size(), 1U);
                          r.object("o").text("never reported");
                          r.quantity<Bytes>("q3");
                          r.quantity<BytesPerSecond>("q2");
                          r.quantity<Bytes>("q");
                          r.integers("is", 0, 9);
                          EXPECT_THAT(r.texts("ts"), ElementsAre("a"));
                          r.count("k2", 0);
                          r.count("k");
                          r.number("n", 0, std::numeric_limits<double>::infinity());
                          r.integer("i2", 0, 9);
                          r.integer("i", 0, 9);
                          r.boolean("y");
                          r.choice("c2", {"gpipe", "dual_pipe"});
                          EXPECT_EQ(r.choice("c", {"gpipe", "dual_pipe"}), "gpipe");
                          r.text("t");
                          r.text("t");  // told once
                        }),
            "f.json:1:7: /t: is the number 1, expected a text\n"
            "f.json:1:15: /c: \"dul_pipe\" is not known here (did you mean \"dual_pipe\"?)\n"
            "f.json:1:33: /c2: is the number 3, expected a text (valid: gpipe, dual_pipe)\n"
            "f.json:1:41: /y: is the text \"yes\", expected true or false\n"
            "f.json:2:6: /i: is the number 1.5, expected a whole number from 0 to 9\n"
            "f.json:2:17: /i2: is the number 99, expected a whole number from 0 to 9\n"
            "f.json:2:26: /n: is the text \"2\", expected a number of at least 0\n"
            "f.json:2:36: /k: \"14.8X\" has the unknown magnitude \"X\", expected a count such as 4096 or "
            "\"14.8T\" "
            "(valid: K (1e3), M (1e6), B (1e9), T (1e12))\n"
            "f.json:2:51: /k2: is the number -1, expected a count of at least 0\n"
            "f.json:2:67: /ts/1: is the number 2, expected a text\n"
            "f.json:3:7: /is: is the number 3, expected an array of whole numbers\n"
            "f.json:3:15: /q: 80 has no unit, expected an amount of data such as \"80 GiB\"\n"
            "f.json:3:25: /q2: \"3.35 TB\" is an amount of data, expected a rate such as \"3.35 TB/s\"\n"
            "f.json:3:42: /q3: is null, expected an amount of data such as \"80 GiB\"\n"
            "f.json:3:53: /o: is an array, expected an object\n"
            "f.json:3:68: /os/1: is the number 4, expected an object\n"
            "f.json:3:78: /oo: is the number 5, expected an object\n"
            "f.json:3:87: /i3: is the number 1e300, expected a whole number from 0 to 9\n");
}

TEST(JsonReader, SourcedValuesNeedASource) {
  EXPECT_EQ(
      problems_of(R"({"a": "700 W", "b": {"value": "700 W"}, "c": {"value": "700 W", "source": " "},
"d": {"value": "700", "source": "s", "evidence": "mesured", "sigma": -1, "sorce": 1}})",
                  [](JsonReader& r) {
                    for (const char* key : {"a", "b", "c", "d"}) static_cast<void>(r.sourced<Watts>(key));
                  }),
      "f.json:1:7: /a: is the text \"700 W\", expected an object with \"value\" and \"source\" (every number "
      "tells where it comes from)\n"
      "f.json:1:21: /b/source: is missing, expected a text\n"
      "f.json:1:75: /c/source: is empty, expected where the value comes from\n"
      "f.json:2:16: /d/value: \"700\" has no unit, expected a power such as \"700 W\"\n"
      "f.json:2:50: /d/evidence: \"mesured\" is not known here (did you mean \"measured\" or \"assumed\"?)\n"
      "f.json:2:70: /d/sigma: is the number -1, expected a number from 0 to 10\n"
      "f.json:2:74: /d/sorce: unknown key \"sorce\" (did you mean \"source\"?)\n");
}

TEST(JsonReader, FinishReportsUnknownKeysInsideToo) {
  EXPECT_EQ(
      problems_of(
          R"({"plan": {"pp": 1, "tpp": 2, "zzzzzz": 3}, "list": [{"a": 1, "A2": 1}], "o~/": 1, "foreign": {"x": {"y": 1}}})",
          [](JsonReader& r) {
            JsonReader plan = r.object("plan");
            plan.integer("pp", 1, 8);
            plan.integer("tp", 1, 8, 1);
            r.object("plan").finish();  // the same reader: what was read stays read
            r.objects("list").front().integer("a", 0, 9);
            JsonReader foreign = r.object("foreign");
            foreign.accept_unknown_keys();
            foreign.object("x");
          }),
      "f.json:1:20: /plan/tpp: unknown key \"tpp\" (did you mean \"pp\" or \"tp\"?)\n"
      "f.json:1:30: /plan/zzzzzz: unknown key \"zzzzzz\" (valid: pp, tp)\n"
      "f.json:1:62: /list/0/A2: unknown key \"A2\" (did you mean \"a\"?)\n"
      "f.json:1:73: /o~0~1: unknown key \"o~/\" (valid: plan, list, foreign)\n");
}

TEST(JsonReader, ReportsInTheWordsOfTheCaller) {
  EXPECT_EQ(problems_of("{\"a\": 1,\n\"o\": {\"b\": 2}}",
                        [](JsonReader& r) {
                          JsonReader o = r.object("o");
                          EXPECT_EQ(o.pointer(), "/o");
                          EXPECT_EQ(o.file_name(), "f.json");
                          EXPECT_THAT(r.keys(), ElementsAre("a", "o"));
                          o.report("", "does not fit");
                          o.report("b", "is too small", "try 3");
                          r.report("a", "is odd");
                          r.report("gone", "is not there");
                          o.ignore("b");
                          r.ignore("a");
                        }),
            "f.json:1:1: /gone: is not there\n"
            "f.json:1:7: /a: is odd\n"
            "f.json:2:6: /o: does not fit\n"
            "f.json:2:12: /o/b: is too small (try 3)\n");
}

TEST(JsonReader, WantsAnObjectAtTheRoot) {
  EXPECT_EQ(problems_of("[1]",
                        [](JsonReader& r) {
                          EXPECT_EQ(r.text("a"), "");
                          EXPECT_TRUE(r.keys().empty());
                          r.report("a", "silent: the document is no object");
                        }),
            "f.json:1:1: the document is an array, expected an object\n");
}

TEST(JsonReader, KeepsProblemsOfOtherFilesApart) {
  const auto document = JsonDocument::parse("{\"a\": 1}", "b.json").value();
  Diagnostics problems = {{"a.json", "/z", 99, 1, "earlier", ""}};
  JsonReader reader(document, problems);
  reader.text("a");
  reader.text("missing");
  EXPECT_EQ(to_text(problems),
            "a.json:99:1: /z: earlier\nb.json:1:1: /missing: is missing, expected a text\nb.json:1:7: /a: is "
            "the number 1, expected a text\n");
}

}  // namespace
}  // namespace trainyard
