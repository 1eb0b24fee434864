#pragma once
// A store of runs as the command line fills it.
#include <cstdlib>
#include <string>

#include "models/store/database.h"
#include "sim/base/json_reader.h"
#include "tests/support/own_folder.h"

namespace trainyard::gui {

class KeptStore : public OwnFolder {
 protected:
  [[nodiscard]] std::filesystem::path store() const { return file("runs.sqlite"); }
  /// Runs `trainyard WORDS`, which keeps its result.
  void keep(const std::string& words) const {
    const std::string command =
        std::string(TRAINYARD_PROGRAM) + " " + words + " --store " + store().string() + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  void change(const std::string& statements) const {
    Result<Database> database = Database::open(store());
    ASSERT_TRUE(database);
    const Result<void> done = database.value().run(statements);
    ASSERT_TRUE(done) << to_text(done.error());
  }
  /// Damages all but the first page, which says that it is a store.
  void damage() const {
    change("PRAGMA wal_checkpoint(TRUNCATE)");
    std::string bytes = read_file(store()).value();
    constexpr std::size_t page = 4096;  // bytes, as SQLite has it unless asked otherwise
    for (std::size_t at = page; at < bytes.size(); ++at) bytes[at] = '\x5a';
    write("runs.sqlite", bytes);
  }
};

/// While it lives, nobody else reads the store.
class LockedStore {
 public:
  explicit LockedStore(const std::filesystem::path& store) : database_(Database::open(store).value()) {
    EXPECT_TRUE(
        database_.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; UPDATE runs SET summary = summary"));
  }

 private:
  Database database_;
};

}  // namespace trainyard::gui
