#pragma once
// From a scenario's file to a Scenario: names looked up, `--set` overrides put in, the layers laid out, the
// plan checked.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/estimate/overrides.h"
#include "models/estimate/scenario.h"
#include "sim/base/result.h"

namespace trainyard {

/// Names of the scenarios below the library's root (data/scenarios), sorted.
[[nodiscard]] std::vector<std::string> scenario_names(const ProfileLibrary& library);

/// Name and description of every shipped scenario, by name. Errors: the problems of broken files.
[[nodiscard]] Result<std::vector<DocumentSummary>> list_scenarios(const ProfileLibrary& library);

/// The file of a scenario: a path (with a '/' or ending in ".json") is taken as it is, a name is looked up.
/// Errors: no such name.
[[nodiscard]] Result<std::filesystem::path> find_scenario(const ProfileLibrary& library,
                                                          std::string_view name_or_path);

/// What becomes of a plan that is not legal: it is an error, or, for those who look for a plan, it is left
/// without stages and everything else is read.
enum class IllegalPlan { refused, left_open };

/// Reads and completes a scenario. All problems of the file, of the documents it names and of the plan are
/// told at once. A path in the file is relative to the working directory. Overrides: a first element that is
/// a field of the scenario belongs to its file; "model.", "cluster.", "node.", "fabric.", "gpu." and
/// "software." go to the documents named there. Every override is told among the assumptions.
[[nodiscard]] Result<Scenario> load_scenario(const ProfileLibrary& library, std::string_view name_or_path,
                                             const std::vector<Override>& overrides = {},
                                             IllegalPlan illegal = IllegalPlan::refused);

/// The same for a scenario that is no file. `document` is what JsonDocument::parse gave.
[[nodiscard]] Result<Scenario> read_scenario(const ProfileLibrary& library, const JsonDocument& document,
                                             const std::vector<Override>& overrides = {},
                                             IllegalPlan illegal = IllegalPlan::refused);

}  // namespace trainyard
