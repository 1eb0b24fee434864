// The trainyard program. Whatever a command throws is our bug: bad input travels as Result.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/command.h"

namespace {

/// Colour is for a terminal, unless NO_COLOR says otherwise (no-color.org) or the terminal cannot.
bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return isatty(STDOUT_FILENO) == 1 && !refused && !dumb;
}

int tell_bug(std::string_view what) {
  std::cerr << "trainyard: this is a bug of ours: " << what
            << "\nplease report it with the command line and the files it names\n";
  return static_cast<int>(trainyard::cli::ExitCode::our_bug);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::ios::sync_with_stdio(false);
    trainyard::cli::Console console{std::cout, std::cerr, wants_colour(), isatty(STDERR_FILENO) == 1};
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    const trainyard::cli::ExitCode code = trainyard::cli::run_program(words, console);
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "trainyard: standard output could not be written\n";
      return static_cast<int>(trainyard::cli::ExitCode::bad_input);
    }
    return static_cast<int>(code);
  } catch (const std::exception& error) {
    return tell_bug(error.what());
  } catch (...) {
    return tell_bug("an exception of unknown kind");
  }
}
