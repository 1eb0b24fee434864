// The store of runs: what is kept, files of an earlier program, and files that cannot be used.
#include "models/store/run_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "models/store/database.h"
#include "models/store/schema.h"
#include "sim/base/json_reader.h"
#include "tests/support/own_folder.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class RunStoreFile : public OwnFolder {
 protected:
  [[nodiscard]] RunStore opened() const { return RunStore::open(file("runs.sqlite")).value(); }
  /// A finished run.
  static std::int64_t kept(RunStore& store, const std::string& key, const RunOrigin& origin = {}) {
    const StoredRun run = store.begin("run", key, "a title", origin).value();
    return store.finish(run.id, {.report = "{\"of\": \"" + key + "\"}", .text = "text", .summary = "18.9 s"})
        .value();
  }
};

TEST_F(RunStoreFile, KeepsWhoKeptARunAndWhatItWasAsked) {
  RunStore store = opened();
  const std::int64_t id = kept(store, "k", {"0.7.0", "{\"scenarios\": []}"});
  const StoredRun run = opened().load(id).value();
  EXPECT_EQ(run.program, "0.7.0");
  EXPECT_EQ(run.asked, "{\"scenarios\": []}");
  EXPECT_EQ(run.report, "{\"of\": \"k\"}");
  EXPECT_EQ(run.text, "text");
  EXPECT_EQ(run.status, RunStatus::done);
}

TEST_F(RunStoreFile, TheSameAnswerStandsOnceWithTheNewerOrigin) {
  RunStore store = opened();
  const std::int64_t first = kept(store, "k", {"0.7.0", "old"});
  EXPECT_EQ(kept(store, "k", {"0.8.0", "new"}), first);
  ASSERT_THAT(store.list().value(), SizeIs(1));
  EXPECT_EQ(store.load(first).value().program, "0.8.0");
  EXPECT_EQ(store.load(first).value().asked, "new");
}

TEST_F(RunStoreFile, OneOfTheFirstVersionKeepsItsRuns) {
  {
    Database database = Database::open(file("runs.sqlite")).value();
    ASSERT_TRUE(database.run(store_schema::migrations[0]));
    ASSERT_TRUE(database.run(
        fmt::format("PRAGMA user_version = 1; PRAGMA application_id = {}", store_schema::application)));
    ASSERT_TRUE(
        database.run("INSERT INTO runs (command, title, key, status, started, text, report) VALUES "
                     "('run', 'llama-3-70b-h100', 'k', 'done', '2025-01-31 09:15:00', 't', '{}')"));
  }
  RunStore store = opened();
  const StoredRun run = store.load(1).value();
  EXPECT_EQ(run.title, "llama-3-70b-h100");
  EXPECT_EQ(run.text, "t");
  EXPECT_EQ(run.program, "") << "nobody wrote it down";
  EXPECT_EQ(run.asked, "");
  EXPECT_EQ(kept(store, "another", {"0.8.0", "asked"}), 2);
}

TEST_F(RunStoreFile, FilesThatCannotBeUsedAreToldAndStayAsTheyWere) {
  const std::string newer = file("newer.sqlite");
  {
    Database database = Database::open(newer).value();
    ASSERT_TRUE(database.run(fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}",
                                         store_schema::version + 1, store_schema::application)));
  }
  const std::string text =
      write("text.sqlite", "this is no database, and long enough to be read as one page of it");
  for (const auto& [name, told] : {std::pair{newer, "written by a newer trainyard"},
                                   {text, "is no SQLite database"},
                                   {folder().string(), "is a folder"}}) {
    SCOPED_TRACE(name);
    const std::string before = name == folder() ? "" : read_file(name).value();
    const auto refused = RunStore::open(name);
    ASSERT_FALSE(refused);
    EXPECT_THAT(to_text(refused.error()), HasSubstr(told));
    if (name != folder()) {
      EXPECT_EQ(read_file(name).value(), before);
    }
  }
}

TEST_F(RunStoreFile, AnEmptyFileBecomesAStoreAndARunThatIsNotThereIsTold) {
  write("runs.sqlite", "");
  const auto missing = opened().load(3);
  ASSERT_FALSE(missing);
  EXPECT_THAT(to_text(missing.error()), HasSubstr("there is no stored run 3 (nothing is stored yet)"));
}

TEST_F(RunStoreFile, ADamagedPageIsToldAndNothingIsWritten) {
  std::int64_t id = 0;
  {
    RunStore store = opened();
    for (int i = 0; i < 200; ++i) id = kept(store, std::to_string(i));
  }
  std::string bytes = read_file(file("runs.sqlite")).value();
  ASSERT_GT(bytes.size(), 8192U);
  // All but the first page, which says that it is a store.
  for (std::size_t at = 4096; at < bytes.size(); ++at) bytes[at] = '\x5a';
  write("runs.sqlite", bytes);
  Result<RunStore> store = RunStore::open(file("runs.sqlite"));
  ASSERT_TRUE(store) << to_text(store.error());
  const auto run = store.value().load(id);
  ASSERT_FALSE(run);
  EXPECT_THAT(to_text(run.error()), HasSubstr("is damaged"));
  EXPECT_FALSE(store.value().list());
  EXPECT_EQ(read_file(file("runs.sqlite")).value(), bytes);
}

}  // namespace
}  // namespace trainyard
