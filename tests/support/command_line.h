#pragma once
// The program as a user calls it: words in, exit code and what was written out.
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands/command.h"

namespace trainyard::cli {

struct Outcome {
  ExitCode code;
  std::string out, err;
};

/// `words` without the program's name. Neither stream is a terminal.
inline Outcome run_words(const std::vector<std::string>& words) {
  std::ostringstream out, err;
  Console console{out, err};
  const ExitCode code = run_program(words, console);
  return {code, out.str(), err.str()};
}

}  // namespace trainyard::cli
