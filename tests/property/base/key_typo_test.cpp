#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/json_reader.h"
#include "sim/base/random.h"

namespace trainyard {
namespace {

const std::vector<std::string>& key_names() {
  static const std::vector<std::string> names = {"bandwidth", "capacity",    "clock", "power_limit",
                                                 "source",    "description", "pp",    "interconnect"};
  return names;
}

std::string with_typo(const std::string& name, RandomStream& random) {
  std::string wrong = name;
  const std::size_t at = random.below(name.size());
  const char letter = static_cast<char>('a' + random.below(26));
  switch (random.below(4)) {
    case 0:
      wrong.erase(at, 1);
      break;
    case 1:
      wrong.insert(at, 1, letter);
      break;
    case 2:
      wrong[at] = letter;
      break;
    default:
      std::swap(wrong[at], wrong[(at + 1) % name.size()]);
  }
  return wrong;
}

// A misspelt key gives exactly two problems, at their places: the key nobody knows, with the right one
// offered, and the missing field.
TEST(JsonReader, ReportsEveryTypoOfAKey) {
  RandomStream random(5, stream_id("typos"));
  int tried = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string& name = key_names()[random.below(key_names().size())];
    const std::string wrong = with_typo(name, random);
    if (wrong.empty() || std::find(key_names().begin(), key_names().end(), wrong) != key_names().end())
      continue;
    ++tried;
    std::string text = "{";
    std::pair<int, int> place{2, 1};
    int line = 1;
    for (const std::string& key : key_names()) {
      text += (line == 1 ? "\n" : ",\n") + ("\"" + (key == name ? wrong : key)) + "\": 1";
      ++line;
      if (key == name) place = {line, 1};
    }
    const auto document = JsonDocument::parse(text + "}", "f.json");
    ASSERT_TRUE(document) << text;
    Diagnostics problems;
    JsonReader reader(document.value(), problems);
    for (const std::string& key : key_names()) reader.integer(key, 1, 1);
    reader.finish();
    ASSERT_EQ(problems.size(), 2U) << wrong << "\n" << to_text(problems);
    EXPECT_EQ(problems[0].pointer, "/" + name);
    EXPECT_EQ(problems[1].pointer, "/" + wrong);
    EXPECT_EQ(std::pair(problems[1].line, problems[1].column), place);
    EXPECT_NE(problems[1].hint.find("\"" + name + "\""), std::string::npos)
        << wrong << ": " << problems[1].hint;
  }
  EXPECT_GT(tried, 3000);
}

// Whatever prefix of a document remains, parsing fails with exactly one place, inside the text or at its end.
TEST(JsonDocument, EveryCutDocumentIsReportedOnce) {
  const std::string whole = "{\n \"a\": [1, -2.5e3, true, null],\n \"b\": {\"c\": \"x\\u00e9\\n\"}\n}";
  ASSERT_TRUE(JsonDocument::parse(whole, "f"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto cut = JsonDocument::parse(whole.substr(0, length), "f");
    ASSERT_FALSE(cut) << length;
    ASSERT_EQ(cut.error().size(), 1U);
    EXPECT_GE(cut.error().front().line, 1);
    EXPECT_LE(cut.error().front().line, 4);
    EXPECT_GE(cut.error().front().column, 1);
  }
}

}  // namespace
}  // namespace trainyard
