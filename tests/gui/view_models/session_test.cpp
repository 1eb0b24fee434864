#include "gui/view_models/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/view_models/library_list.h"
#include "gui/view_models/scenario_text.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

std::filesystem::path written(const std::string& name, const std::string& text) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / name;
  EXPECT_TRUE(write_file(file, text));
  return file;
}

TEST(Session, IsReadAsItWasWritten) {
  const Session session{
      {{"deepseek-v3-h800", {{"plan.pp", "8"}, {"node.nic", "200 Gb/s"}}}, {"my \"run\".json", {}}},
      1,
      "memory"};
  const Result<Session> back = read_session(written("session.json", write_session(session)));
  ASSERT_TRUE(back) << to_text(back.error());
  EXPECT_EQ(back.value(), session);
}

TEST(Session, KeepsTheTraceAndItsShiftToThePicosecond) {
  const Session session{{{"deepseek-v3-h800", {}}},
                        0,
                        "timeline",
                        SessionTrace{"/some where/train.json.gz", -1'234'567'890'123}};
  const Result<Session> back = read_session(written("session-trace.json", write_session(session)));
  ASSERT_TRUE(back) << to_text(back.error());
  EXPECT_EQ(back.value(), session);
  const auto broken = read_session(
      written("session-shift.json",
              R"({"trainyard_session": 1, "entries": [], "trace": {"file": "a", "shift_ps": "1 ms"}})"));
  ASSERT_FALSE(broken);
  EXPECT_THAT(to_text(broken.error()), HasSubstr("/trace/shift_ps"));
}

TEST(Session, BrokenFilesAreToldWithTheirPlace) {
  const auto told = [](const std::string& text) {
    const Result<Session> read = read_session(written("broken-session.json", text));
    EXPECT_FALSE(read);
    return read ? std::string{} : to_text(read.error());
  };
  EXPECT_THAT(told("{"), HasSubstr("broken-session.json:1"));
  EXPECT_THAT(told("{}"), HasSubstr("trainyard_session"));
  EXPECT_THAT(told(R"({"trainyard_session": 1, "entries": [{"scenario": "a", "set": ["plan.pp"]}]})"),
              HasSubstr("/entries/0/set"));
  EXPECT_THAT(told(R"({"trainyard_session": 1, "entries": [], "pgae": "x"})"),
              HasSubstr("did you mean \"page\"?"));
  std::string seven = R"({"trainyard_session": 1, "entries": [)";
  for (int i = 0; i < 7; ++i) seven += std::string(i > 0 ? "," : "") + R"({"scenario": "a", "set": []})";
  EXPECT_THAT(told(seven + "]}"), HasSubstr("at most 6"));
  EXPECT_FALSE(read_session("/no/such/file.json"));
}

TEST(LibraryList, HoldsEveryShippedScenarioAndTellsWhatIsGone) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  const auto groups = library_groups(library, {"/no/such/run.json"}, {});
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_GE(groups[0].items.size(), 7U);
  EXPECT_EQ(groups[0].problem, "");
  ASSERT_EQ(groups[1].items.size(), 1U);
  EXPECT_EQ(groups[1].items[0].scenario, "");
  EXPECT_THAT(groups[1].items[0].sentence, HasSubstr("no longer there"));
  EXPECT_TRUE(groups[2].items.empty());
}

TEST(LibraryList, AStoreThatIsNoDatabaseIsToldNotFatal) {
  const auto file =
      written("no-store.sqlite", "this is no database, and long enough to be read as one page of it");
  const auto groups = library_groups(ProfileLibrary::shipped().value(), {}, file);
  EXPECT_NE(groups[2].problem, "");
  EXPECT_TRUE(groups[2].items.empty());
}

TEST(LibraryList, ADeletedStoreIsAnEmptyGroup) {
  const auto groups = library_groups(ProfileLibrary::shipped().value(), {}, "/no/such/store.sqlite");
  EXPECT_EQ(groups[2].problem, "");
}

TEST(LibraryList, RecentFilesStandOnceNewestFirst) {
  EXPECT_THAT(with_recent({"a", "b"}, "b"), ::testing::ElementsAre("b", "a"));
  std::vector<std::string> many(12, "x");
  EXPECT_EQ(
      with_recent(std::vector<std::string>{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
                  "new")
          .size(),
      12U);
}

TEST(ScenarioText, ProblemsAreThoseOfTheCommandLine) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  const Entry entry{"deepseek-v3-h800", {}};
  std::string text = scenario_text(library, entry).value();
  EXPECT_TRUE(scenario_problems(library, text, "mine.json", {}).empty());
  const std::string good = "\"dualpipe\"";
  text.replace(text.find(good), good.size(), "\"dualpip\"");
  const Diagnostics problems = scenario_problems(library, text, "mine.json", {});
  ASSERT_FALSE(problems.empty());
  EXPECT_THAT(to_text(problems), HasSubstr("mine.json:"));
  EXPECT_THAT(to_text(problems), HasSubstr("dualpipe"));
  EXPECT_FALSE(scenario_problems(library, "{", "mine.json", {}).empty());
}

TEST(ScenarioText, ChangesAreReadLineByLine) {
  const std::vector<Override> changes{{"plan.pp", "8"}, {"node.nic", "200 Gb/s"}};
  EXPECT_EQ(read_override_lines(override_lines(changes) + "\n  \n").value(), changes);
  const auto broken = read_override_lines("plan.pp=8\nplan.tp\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().front().line, 2);
}

}  // namespace
}  // namespace trainyard::gui
