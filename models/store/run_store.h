#pragma once
// Earlier runs of the program in one SQLite file: their reports, and of long ones that were interrupted the
// results found so far. Times of the day stand here and nowhere in a result.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace trainyard {

enum class RunStatus { running, interrupted, done };
[[nodiscard]] std::string_view to_text(RunStatus status);

struct StoredRun {
  std::int64_t id = 0;
  std::string command{};  // "run", "sweep", ...
  std::string title{};    // for a person: "deepseek-v3-h800, node.nic over 8 values"
  std::string key{};      // of its inputs, see input_key
  RunStatus status = RunStatus::running;
  std::string started{}, finished{};  // UTC, "2025-01-31 09:15:00"; finished is empty unless done
  std::string summary{};              // its main numbers on one line
  std::string text{};                 // the report for a person, without colour; empty in list()
  std::string report{};               // the JSON report, to the byte; empty in list()
  std::size_t items = 0;              // results kept of an unfinished run
  std::string program{};              // version of the program that kept it; empty: an old one
  std::string asked{};                // see asked_run.h; empty: by an old program
};

/// Who keeps a run, and what it was asked: what it takes to ask again.
struct RunOrigin {
  std::string program{}, asked{};
};

/// What a finished run leaves.
struct RunOutcome {
  std::string report{}, text{}, summary{};
};

/// What list() shows; an empty field admits everything.
struct StoredRunFilter {
  std::string command{}, title{};  // title: any part of it, case ignored
};

/// 32 hexadecimal digits that stand for the inputs of a run: equal for equal `parts`, in order. Whatever the
/// results depend on belongs in: Scenario::fingerprint, options, the program's version.
[[nodiscard]] std::string input_key(const std::vector<std::string>& parts);

/// Where the store is when nobody says: $TRAINYARD_STORE, else $XDG_DATA_HOME/trainyard/runs.sqlite, else
/// ~/.local/share/trainyard/runs.sqlite. Errors: no home folder is known.
[[nodiscard]] Result<std::filesystem::path> default_store_file();

/// The file and its open connection. May be used by several threads; several processes may share a file.
/// Every operation can fail (locked for longer than 5 s, read-only, full disk, damaged): then nothing of it
/// was written, and what was stored before is still there.
class RunStore {
 public:
  /// Opens `file`; creates it with its folder when it is missing. Errors: no database, of a newer program,
  /// not readable, locked.
  static Result<RunStore> open(const std::filesystem::path& file);
  RunStore(RunStore&&) noexcept;
  RunStore& operator=(RunStore&&) noexcept;
  ~RunStore();  // writes what put_item still holds

  /// The newest unfinished run of `command` with this `key`, with its items; a new one when there is none.
  [[nodiscard]] Result<StoredRun> begin(std::string_view command, std::string_view key,
                                        std::string_view title, const RunOrigin& origin = {});
  /// Keeps a result of run `id`. Written in batches, twice a second; flush() writes at once.
  [[nodiscard]] Result<void> put_item(std::int64_t id, std::string_view key, std::string_view value);
  [[nodiscard]] Result<void> flush();
  /// Everything put so far, by key.
  [[nodiscard]] Result<std::map<std::string, std::string>> items(std::int64_t id);
  /// Writes what is held and marks the run as interrupted.
  [[nodiscard]] Result<void> interrupt(std::int64_t id);
  /// Stores the report and drops the items. An earlier run of the same command and key with the same report
  /// only gets the new times, so that repeating a command does not fill the file. Returns the id under which
  /// the run stands.
  [[nodiscard]] Result<std::int64_t> finish(std::int64_t id, const RunOutcome& outcome);

  /// Newest first, without texts and reports.
  [[nodiscard]] Result<std::vector<StoredRun>> list(const StoredRunFilter& filter = {});
  /// Errors: no such run, with the ids there are.
  [[nodiscard]] Result<StoredRun> load(std::int64_t id);
  [[nodiscard]] Result<void> remove(std::int64_t id);
  [[nodiscard]] const std::filesystem::path& file() const;

 private:
  struct State;
  explicit RunStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trainyard
