// The table of commands, their help, and the way from words to a command.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "cli/commands/command.h"
#include "models/report/text_table.h"
#include "sim/base/json_reader.h"

namespace trainyard::cli {
namespace {

constexpr std::string_view help_switch = "--help";

std::vector<std::string> command_names() {
  std::vector<std::string> names{"help"};
  for (const Command& one : commands()) names.emplace_back(one.name);
  return names;
}

std::string usage(const Command& command) {
  std::string text = fmt::format("trainyard {}", command.name);
  for (const Positional& one : command.positionals)
    text += one.needed ? fmt::format(" {}", one.name) : fmt::format(" [{}]", one.name);
  for (const Option& one : command.options) {
    text += one.value.empty() ? fmt::format(" [--{}]", one.name)
            : one.many        ? fmt::format(" [--{} {}...]", one.name, one.value)
                              : fmt::format(" [--{} {}]{}", one.name, one.value, one.repeats ? "..." : "");
  }
  return text;
}

/// Two columns, the second aligned.
std::string two_columns(const std::vector<std::pair<std::string, std::string_view>>& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  std::string text;
  for (const auto& [left, right] : rows) text += fmt::format("  {:<{}}  {}\n", left, width, right);
  return text;
}

ExitCode usage_error(const Diagnostics& problems, std::string_view command, Console& console) {
  (void)refuse(problems, console, ExitCode::usage);
  console.err << fmt::format("see trainyard {}{}--help\n", command, command.empty() ? "" : " ");
  return ExitCode::usage;
}

bool asks_for_help(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    if (word == help_switch || word == "-h") return true;
  }
  return false;
}

ExitCode run_help(const std::vector<std::string>& words, Console& console) {
  if (words.empty()) {
    console.out << program_help();
    return ExitCode::done;
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) {
    return usage_error(problem(fmt::format("there is no command {}", in_quotes(words.front())),
                               name_hint(words.front(), command_names())),
                       "", console);
  }
  console.out << command_help(*command);
  return ExitCode::done;
}

}  // namespace

std::span<const Command> commands() {
  static const auto table = std::to_array<Command>({
      run_command(),
      list_command(),
      show_command(),
      explain_command(),
      compare_command(),
      search_command(),
      sweep_command(),
      plan_command(),
      calibrate_command(),
      claims_command(),
      validate_command(),
      runs_command(),
      completion_command(),
      version_command(),
  });
  return table;
}

const Command* find_command(std::string_view name) {
  const auto all = commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Command& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string program_help() {
  std::vector<std::pair<std::string, std::string_view>> rows;
  for (const Command& one : commands()) rows.emplace_back(one.name, one.sentence);
  rows.emplace_back("help [COMMAND]", "What a command does, with examples.");
  std::string text =
      "trainyard simulates the training of large language models on GPU clusters: step time and where it "
      "goes,\n"
      "memory, GPU-hours, days, energy and dollars.\n\n"
      "usage: trainyard COMMAND ...\n\n";
  text += two_columns(rows);
  text +=
      "\nFirst steps:\n"
      "  trainyard run deepseek-v3-h800                            the published run of DeepSeek-V3\n"
      "  trainyard run deepseek-v3-h800 --set node.nic='200 Gb/s'  the same with half the network\n"
      "  trainyard list scenarios                                  what else is there\n"
      "  trainyard explain deepseek-v3-h800 --stage memory         why it fits\n"
      "  trainyard claims                                          popular figures against their sources\n"
      "\nExit codes: 0 done, 1 bad input, 2 wrong usage, 3 does not fit in memory, 4 a bug of ours,\n"
      "130 interrupted (Ctrl-C): where results were kept, the same command goes on from there.\n"
      "Results go to standard output, problems and progress to standard error.\n";
  return text;
}

std::string command_help(const Command& command) {
  std::string text = fmt::format("{}\n\n", command.sentence) + wrapped("usage: ", usage(command));
  std::vector<std::pair<std::string, std::string_view>> rows;
  for (const Positional& one : command.positionals) rows.emplace_back(one.name, one.sentence);
  for (const Option& one : command.options) {
    rows.emplace_back(
        one.value.empty() ? fmt::format("--{}", one.name) : fmt::format("--{} {}", one.name, one.value),
        one.sentence);
  }
  if (!rows.empty()) text += "\n" + two_columns(rows);
  if (!command.lesson.empty()) text += fmt::format("\n{}", command.lesson);
  return text;
}

ExitCode run_program(const std::vector<std::string>& words, Console& console) {
  if (words.empty()) {
    console.err << program_help();
    return ExitCode::usage;
  }
  const std::string& first = words.front();
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (first == "help" || first == help_switch || first == "-h") return run_help(rest, console);
  const Command* command = find_command(first == "--version" ? "version" : first);
  if (command == nullptr) {
    const bool option = first.starts_with("-");
    return usage_error(
        problem(fmt::format("there is no {} {}", option ? "option" : "command", in_quotes(first)),
                option ? "a command stands first, e.g. trainyard run deepseek-v3-h800"
                       : name_hint(first, command_names())),
        "", console);
  }
  if (asks_for_help(rest)) {
    console.out << command_help(*command);
    return ExitCode::done;
  }
  const Result<Arguments> arguments = parse_arguments(rest, command->options, command->positionals);
  if (!arguments) return usage_error(arguments.error(), command->name, console);
  return command->run(arguments.value(), console);
}

Result<void> write_result(std::string_view text, const std::string& file, Console& console) {
  if (file.empty()) {
    console.out << text;
  } else {
    TRAINYARD_TRY(write_file(file, text));
    console.err << fmt::format("wrote {}\n", file);
  }
  return outcome::success();
}

ExitCode refuse(const Diagnostics& problems, Console& console, ExitCode code) {
  for (const Diagnostic& one : problems) {
    if (one.file.empty()) console.err << "trainyard: ";
    console.err << to_text(one) << '\n';
  }
  return code;
}

}  // namespace trainyard::cli
