#include "cli/commands/scenario_arguments.h"

namespace trainyard::cli {

Result<std::vector<Override>> overrides_of(const Arguments& arguments) {
  std::vector<Override> overrides;
  Diagnostics problems;
  for (const std::string& text : arguments.values("set")) {
    Result<Override> one = parse_override(text);
    if (one) {
      overrides.push_back(std::move(one.value()));
    } else {
      append(problems, one.error());
    }
  }
  if (!problems.empty()) return problems;
  return overrides;
}

Result<Scenario> load_scenario(const Arguments& arguments) {
  TRAINYARD_TRY(overrides, overrides_of(arguments));
  TRAINYARD_TRY(library, ProfileLibrary::shipped());
  return trainyard::load_scenario(library, arguments.positionals.front(), overrides);
}

}  // namespace trainyard::cli
