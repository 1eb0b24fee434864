// trainyard completion: a script for the shell, made from the tables of commands and kinds.
#include <fmt/format.h>

#include <array>
#include <ostream>

#include "cli/commands/catalogue.h"
#include "cli/commands/command.h"

namespace trainyard::cli {
namespace {

constexpr std::array<Positional, 1> positionals{{{"SHELL", "bash", true}}};
constexpr std::string_view lesson =
    R"(Examples:
  source <(trainyard completion bash)
  trainyard completion bash > ~/.local/share/bash-completion/completions/trainyard
)";

std::string words_of(const Command& command) {
  std::string words;
  for (const Option& one : command.options) words += fmt::format("--{} ", one.name);
  return words + "--help";
}

constexpr std::string_view bash_form = R"script(# bash completion of trainyard
_trainyard_files() {{
  compopt -o filenames 2>/dev/null  # a folder goes on with a slash
  COMPREPLY=($(compgen -f -- "$1"))
}}
_trainyard() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}} words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{names}help" -- "$current"))
    return
  fi
  case "$previous" in
    --stage) COMPREPLY=($(compgen -W "memory operators graph timeline run" -- "$current")); return ;;
    --kind) COMPREPLY=($(compgen -W "{kinds}" -- "$current")); return ;;
    --output | --trace | --kernels | --keep | --html | --xlsx | --store) _trainyard_files "$current"; return ;;
    --update | --check | --base)
      words="$(for kind in gpus nodes; do trainyard list $kind --names 2>/dev/null; done)"
      _trainyard_files "$current"
      COMPREPLY+=($(compgen -W "$words" -- "$current"))
      return ;;
    --set | --seed | --gpu | --source) return ;;
  esac
  local word before=""
  for word in "${{COMP_WORDS[@]:2:COMP_CWORD-2}}"; do
    [[ "$word" == --* ]] && before=$word
  done
  case "$before" in
    --from | --against)
      if [[ "$current" != -* ]]; then _trainyard_files "$current"; return; fi ;;
  esac
  case "$command" in
{cases}    help) words="{names}" ;;
  esac
  if [[ "$current" != -* ]]; then
    case "$command" in
      run | explain) words="$(trainyard list scenarios --names 2>/dev/null)"; COMPREPLY=($(compgen -f -- "$current")) ;;
      plan) words="$(trainyard list offers --names 2>/dev/null)"; COMPREPLY=($(compgen -f -- "$current")) ;;
      list) words="{kinds}" ;;
      show) words="$(for kind in {kinds}; do trainyard list $kind --names 2>/dev/null; done)" ;;
      completion) words="bash" ;;
    esac
  fi
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
}}
complete -F _trainyard trainyard
)script";

std::string bash_script() {
  std::string names, kinds, cases;
  for (const Command& one : commands()) {
    names += fmt::format("{} ", one.name);
    cases += fmt::format("    {}) words=\"{}\" ;;\n", one.name, words_of(one));
  }
  for (const CatalogueKind& one : catalogue())
    kinds += fmt::format("{}{}", kinds.empty() ? "" : " ", one.name);
  return fmt::format(bash_form, fmt::arg("names", names), fmt::arg("kinds", kinds), fmt::arg("cases", cases));
}

ExitCode run(const Arguments& arguments, Console& console) {
  const std::string& shell = arguments.positionals.front();
  if (shell != "bash")
    return refuse(problem(fmt::format("there is no completion for {}", in_quotes(shell)), "valid: bash"),
                  console, ExitCode::usage);
  console.out << bash_script();
  return ExitCode::done;
}

}  // namespace

Command completion_command() {
  return {"completion", "Print a completion script for the shell.", positionals, {}, lesson, run};
}

}  // namespace trainyard::cli
