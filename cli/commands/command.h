#pragma once
// The commands of the program, one source file and one table line each.
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/arguments.h"

namespace trainyard::cli {

/// What the program tells its caller.
enum class ExitCode {
  done = 0,
  bad_input = 1,
  usage = 2,
  does_not_fit = 3,
  our_bug = 4,
  interrupted = 130  // as shells tell a program ended by Ctrl-C: 128 + SIGINT
};

/// Where a command writes: results to `out`, problems and progress to `err`.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool colour = false;    // of `out`
  bool terminal = false;  // whether `err` is one, where a line may be written over
};

struct Command {
  std::string_view name;
  std::string_view sentence;
  std::span<const Positional> positionals;
  std::span<const Option> options;
  std::string_view lesson;  // the end of its help: what it shows, and examples
  ExitCode (*run)(const Arguments& arguments, Console& console);
};

[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] const Command* find_command(std::string_view name);

/// "0.7.0".
[[nodiscard]] std::string_view program_version();

/// The help of the whole program, and of one command.
[[nodiscard]] std::string program_help();
[[nodiscard]] std::string command_help(const Command& command);

/// Runs `words` (without the program's name). Never throws what a command throws: that is the caller's to
/// tell as our bug.
[[nodiscard]] ExitCode run_program(const std::vector<std::string>& words, Console& console);

/// Tells problems on `console.err`, one per line.
[[nodiscard]] ExitCode refuse(const Diagnostics& problems, Console& console,
                              ExitCode code = ExitCode::bad_input);

/// A result to `file`, which is told on `console.err`, or to standard output where `file` is empty. Errors:
/// the file cannot be written.
[[nodiscard]] Result<void> write_result(std::string_view text, const std::string& file, Console& console);

// The commands themselves.
[[nodiscard]] Command run_command();
[[nodiscard]] Command list_command();
[[nodiscard]] Command show_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command compare_command();
[[nodiscard]] Command search_command();
[[nodiscard]] Command plan_command();
[[nodiscard]] Command calibrate_command();
[[nodiscard]] Command claims_command();
[[nodiscard]] Command validate_command();
[[nodiscard]] Command runs_command();
[[nodiscard]] Command sweep_command();
[[nodiscard]] Command completion_command();
[[nodiscard]] Command version_command();

}  // namespace trainyard::cli
