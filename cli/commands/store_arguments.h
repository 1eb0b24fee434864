#pragma once
// What commands that store their results share: --store, --no-store, and a record that never makes a command
// fail.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/command.h"
#include "models/estimate/scenario.h"
#include "models/store/asked_run.h"
#include "models/store/run_store.h"

namespace trainyard::cli {

inline constexpr Option store_option{
    "store", "FILE", "keep the result in FILE instead of the usual store (see trainyard runs --help)"};
inline constexpr Option no_store_option{"no-store", "", "do not keep the result"};

/// The parts of input_key that a scenario stands for: the documents it was read from, word for word, what was
/// changed by --set, and a stamp of the library and of this program. Append the options that matter.
[[nodiscard]] std::vector<std::string> scenario_inputs(const Scenario& scenario);

/// The positionals with --set, files by their full path, so that the run can be asked again from anywhere.
[[nodiscard]] std::vector<AskedScenario> asked_scenarios(const Arguments& arguments);
/// A shipped name as it is, a file by its full path.
[[nodiscard]] std::string whole_path(const std::string& scenario);

/// The store that the arguments or the environment name. Errors: those of RunStore::open.
[[nodiscard]] Result<RunStore> open_store(const Arguments& arguments);

/// One run on its way into the store. Without a store, or when the store fails, a warning is told once on
/// `console.err` and the command goes on as with --no-store.
class RunRecord {
 public:
  /// `inputs` as for input_key; the command's name is added. `scenarios` are what was asked about, when that
  /// is not what asked_scenarios() takes from the arguments.
  RunRecord(const Arguments& arguments, Console& console, std::string_view command,
            const std::vector<std::string>& inputs, std::string_view title,
            const std::vector<AskedScenario>& scenarios = {});
  ~RunRecord();  // a run that was not finished is marked as interrupted
  RunRecord(const RunRecord&) = delete;
  RunRecord& operator=(const RunRecord&) = delete;

  /// What an interrupted run of the same inputs had found. Empty when there was none.
  [[nodiscard]] const std::map<std::string, std::string>& items() const { return items_; }
  /// Keeps a result. Any thread, one at a time.
  void put(std::string_view key, std::string_view value);
  /// Stores the outcome.
  void finish(const RunOutcome& outcome);
  /// Takes a run away that failed, with what it had put.
  void forget();
  /// Tells that Ctrl-C was heard and how to go on; the exit code for it.
  [[nodiscard]] ExitCode interrupted(std::size_t done, std::size_t total, std::string_view unit);

 private:
  void warn(const Diagnostics& problems);

  Console& console_;
  std::optional<RunStore> store_{};
  std::int64_t id_ = 0;
  std::map<std::string, std::string> items_{};
};

}  // namespace trainyard::cli
