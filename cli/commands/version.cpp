// trainyard version.
#include <ostream>

#include "cli/commands/command.h"

namespace trainyard::cli {
namespace {

ExitCode run(const Arguments& /*arguments*/, Console& console) {
  console.out << "trainyard " << TRAINYARD_VERSION << '\n';
  return ExitCode::done;
}

}  // namespace

std::string_view program_version() {
  return TRAINYARD_VERSION;
}

Command version_command() {
  return {"version", "Print the version.", {}, {}, {}, run};
}

}  // namespace trainyard::cli
