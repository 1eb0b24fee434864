#include "sim/base/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/sourced.h"
#include "sim/base/utf8.h"

namespace trainyard {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Diagnostic, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(to_text(Diagnostic{"a.json", "/x", 14, 17, "is wrong", "do this"}),
            "a.json:14:17: /x: is wrong (do this)");
  EXPECT_EQ(to_text(Diagnostic{"a.json", "", 0, 0, "is wrong", ""}), "a.json: is wrong");
  EXPECT_EQ(to_text(Diagnostic{"", "", 3, 0, "is wrong", ""}), "3: is wrong");
  EXPECT_EQ(to_text(Diagnostic{"", "", 0, 0, "is wrong", ""}), "is wrong");
  EXPECT_EQ(to_text(Diagnostics{{"a", "", 0, 0, "x", ""}, {"b", "", 0, 0, "y", ""}}), "a: x\nb: y\n");
}

TEST(Diagnostic, StaysOnOneLine) {
  EXPECT_EQ(to_text(Diagnostic{"a\nb", "/\x1b[31m", 0, 0, "x\ty", "\xff"}),
            "a\\nb: /\\x1b[31m: x\\ty (\\xff)");
  EXPECT_EQ(printable("caf\u00e9 \u00b5s"), "caf\u00e9 \u00b5s");
}

TEST(Diagnostic, ShortensLongQuotesAtACharacter) {
  EXPECT_EQ(in_quotes("short"), "\"short\"");
  EXPECT_EQ(in_quotes("abcdef", 3), "\"abc...\"");
  EXPECT_EQ(in_quotes("ab\u00e9def", 3), "\"ab...\"");
}

TEST(NearestNames, PutsTheNearestFirst) {
  const std::vector<std::string> names = {"interleaved_1f1b", "1f1b", "gpipe", "dual_pipe", "zero_bubble"};
  EXPECT_THAT(nearest_names("1F1B", names), ElementsAre("1f1b"));
  EXPECT_THAT(nearest_names("gpip", names), ElementsAre("gpipe"));
  EXPECT_THAT(nearest_names("dual-pipe", names), ElementsAre("dual_pipe"));
  EXPECT_THAT(nearest_names("dualpip", names), ElementsAre("dual_pipe"));
  EXPECT_THAT(nearest_names("interleaved", names), ElementsAre("interleaved_1f1b"));
  EXPECT_THAT(nearest_names("something_else", names), IsEmpty());
  EXPECT_THAT(nearest_names("", names), IsEmpty());
  EXPECT_THAT(nearest_names("pt", {"tp", "pp", "dp"}), ElementsAre("tp", "pp"));
  EXPECT_THAT(nearest_names("aaa", {"aab", "aac", "aad", "aae"}, 2), ElementsAre("aab", "aac"));
  EXPECT_THAT(nearest_names(std::string(100000, 'a'), names), IsEmpty());
}

TEST(NameHint, AsksOrLists) {
  EXPECT_EQ(name_hint("h80", {"h800", "a100"}), "did you mean \"h800\"?");
  EXPECT_EQ(name_hint("abc", {"abd", "abe"}), "did you mean \"abd\" or \"abe\"?");
  EXPECT_EQ(name_hint("abc", {"abd", "abe", "abf"}), "did you mean \"abd\", \"abe\" or \"abf\"?");
  EXPECT_EQ(name_hint("tpu", {"h800", "a100"}), "valid: h800, a100");
  EXPECT_EQ(name_hint("x", {}), "");
}

TEST(Utf8, KnowsWellFormedSequences) {
  const std::vector<std::pair<std::string, std::size_t>> cases = {{"a", 1},
                                                                  {"\xC3\xA9", 2},
                                                                  {"\xE2\x82\xAC", 3},
                                                                  {"\xF0\x9F\x98\x80", 4},
                                                                  {"\x80", 0},
                                                                  {"\xC0\xAF", 0},
                                                                  {"\xC1\xBF", 0},
                                                                  {"\xE0\x80\xAF", 0},
                                                                  {"\xED\xA0\x80", 0},
                                                                  {"\xF0\x80\x80\x80", 0},
                                                                  {"\xF4\x90\x80\x80", 0},
                                                                  {"\xF5\x80\x80\x80", 0},
                                                                  {"\xE2\x82", 0},
                                                                  {"\xC3", 0},
                                                                  {"\xF4\x8F\xBF\xBF", 4},
                                                                  {"\xEE\x80\x80", 3}};
  for (const auto& [text, length] : cases)
    EXPECT_EQ(utf8_sequence_length(text, 0), length) << printable(text);
  EXPECT_EQ(utf8_sequence_length("a", 1), 0U);
}

TEST(Evidence, HasANameEach) {
  EXPECT_EQ(to_text(Evidence::published), "published");
  EXPECT_EQ(to_text(Evidence::assumed), "assumed");
}

}  // namespace
}  // namespace trainyard
