#pragma once
// The part that commands on a scenario share.
#include "cli/commands/command.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard::cli {

inline constexpr Positional scenario_positional{
    "SCENARIO", "a shipped scenario (trainyard list scenarios) or a file", true};
inline constexpr Option set_option{
    "set", "PATH=VALUE", "change one field, e.g. plan.pp=8 or node.nic='200 Gb/s'; any number of times",
    true};

/// Every `--set`. Errors: what is no override, all of them.
[[nodiscard]] Result<std::vector<Override>> overrides_of(const Arguments& arguments);

/// The scenario of the first positional, with its `--set`.
[[nodiscard]] Result<Scenario> load_scenario(const Arguments& arguments);

}  // namespace trainyard::cli
