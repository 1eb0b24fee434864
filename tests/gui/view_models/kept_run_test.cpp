// Kept results: taken up again, and what is said when their file is not what it was.
#include "gui/view_models/kept_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "gui/view_models/library_list.h"
#include "tests/support/command_line.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {
namespace {

using ::testing::HasSubstr;

class KeptRuns : public OwnFolder {
 protected:
  /// Runs `words` of the command line so that the result is kept; its id.
  std::int64_t kept(std::vector<std::string> words) {
    words.insert(words.end(), {"--store", store.string()});
    const cli::Outcome outcome = cli::run_words(words);
    EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
    return RunStore::open(store).value().list().value().front().id;
  }
  std::string told(const KeptRun& run) const { return to_html("", {{"", kept_content(library, run)}}); }

  const std::filesystem::path store = folder() / "runs.sqlite";
  ProfileLibrary library = ProfileLibrary::shipped().value();
};

TEST_F(KeptRuns, OfTodaySayThatNothingHasChanged) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100", "--set", "gpus=256"});
  const auto run = load_kept(store, id);
  ASSERT_TRUE(run) << to_text(run.error());
  ASSERT_EQ(run.value().entries.size(), 1U);
  EXPECT_EQ(run.value().entries.front().scenario, "llama-3-70b-h100");
  ASSERT_EQ(run.value().entries.front().overrides.size(), 1U);
  EXPECT_EQ(run.value().entries.front().overrides.front().first, "gpus");
  EXPECT_THAT(told(run.value()), HasSubstr("Nothing has changed"));
  EXPECT_THAT(origin_of(run.value()), HasSubstr("UTC by version"));
}

TEST_F(KeptRuns, OfOtherFiguresShowThemBesideTodays) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100"});
  KeptRun run = load_kept(store, id).value();
  const std::size_t at = run.run.report.find("\"time_s\": ") + 10;
  run.run.report.replace(at, run.run.report.find(',', at) - at, "12.5");
  const Content content = kept_content(library, run);
  EXPECT_THAT(told(run), HasSubstr("says otherwise"));
  for (const Block& block : content.blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table == nullptr) continue;
    EXPECT_EQ(table->rows.front().at(0), "step time");
    EXPECT_EQ(table->rows.front().at(1), "12.50 s");
    EXPECT_EQ(table->rows.at(4).at(3), "the same");
  }
}

TEST_F(KeptRuns, OfEveryCommandAreReadable) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"compare", "llama-3-70b-h100", "gpt3-175b-a100"},
           {"sweep", "llama-3-70b-h100", "--vary", "nvlink=300,600"},
           {"search", "llama-3-70b-h100", "--set", "gpus=64", "--tp", "8", "--pp", "4"}}) {
    const std::int64_t id = kept(words);
    const auto run = load_kept(store, id);
    ASSERT_TRUE(run) << words.front() << to_text(run.error());
    EXPECT_FALSE(run.value().entries.empty()) << words.front();
    std::size_t tables = 0;
    for (const Block& block : kept_content(library, run.value()).blocks)
      tables += std::holds_alternative<Table>(block) ? 1 : 0;
    EXPECT_GE(tables, 2U) << words.front();
  }
}

TEST_F(KeptRuns, OfADeletedFileSaySoAndMakeNone) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100"});
  std::filesystem::remove(store);
  const auto run = load_kept(store, id);
  ASSERT_FALSE(run);
  EXPECT_THAT(to_text(run.error()), HasSubstr("no longer there"));
  EXPECT_FALSE(std::filesystem::exists(store));
  for (const LibraryGroup& group : library_groups(library, {}, store)) EXPECT_EQ(group.problem, "");
}

TEST_F(KeptRuns, OfADamagedOrEmptyFileAreAMessage) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100"});
  std::ofstream(store, std::ios::binary) << std::string(8192, 'x');
  const auto damaged = load_kept(store, id);
  ASSERT_FALSE(damaged);
  EXPECT_THAT(to_text(damaged.error()), HasSubstr("runs.sqlite"));
  std::string problems;
  for (const LibraryGroup& group : library_groups(library, {}, store)) problems += group.problem;
  EXPECT_THAT(problems, HasSubstr("runs.sqlite"));
  std::filesystem::remove(store);
  std::ofstream(store, std::ios::binary) << "";
  const auto empty = load_kept(store, id);
  ASSERT_FALSE(empty);
  EXPECT_THAT(to_text(empty.error()), HasSubstr("there is no stored run"));
}

TEST_F(KeptRuns, OfALockedFileAreAMessageAndStay) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100"});
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(store.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(other, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE runs SET title = title;",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  const auto locked = load_kept(store, id);
  EXPECT_EQ(sqlite3_exec(other, "ROLLBACK;", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  if (!locked) {
    EXPECT_THAT(to_text(locked.error()), HasSubstr("runs.sqlite"));
  }
  EXPECT_TRUE(load_kept(store, id)) << "nothing was lost";
}

TEST_F(KeptRuns, WithoutAReportOrAQuestionAreToldNotBroken) {
  const std::int64_t id = kept({"run", "llama-3-70b-h100"});
  KeptRun run = load_kept(store, id).value();
  run.run.report = "{";
  EXPECT_THAT(told(run), HasSubstr("damaged"));
  run.run.report = "{}";
  run.entries = {{"no-such-scenario", {}}};
  EXPECT_THAT(told(run), HasSubstr("cannot be computed"));
  run.run.status = RunStatus::interrupted;
  run.run.items = 7;
  EXPECT_THAT(told(run), HasSubstr("7 results are kept so far"));
}

}  // namespace
}  // namespace trainyard::gui
