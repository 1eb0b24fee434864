#pragma once
// A scenario's file being edited: its text, and what is wrong with it.
#include <string>

#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// The file behind an entry, as text. Errors: no such scenario, not readable.
[[nodiscard]] Result<std::string> scenario_text(const ProfileLibrary& library, const Entry& entry);

/// Every problem of `text` as a scenario named `file` with `overrides`, as `trainyard run` would tell them;
/// empty when it can be simulated.
[[nodiscard]] Diagnostics scenario_problems(const ProfileLibrary& library, const std::string& text,
                                            const std::string& file, const std::vector<Override>& overrides);

/// "plan.pp=8" per line. Errors: lines that are no override, each with its number.
[[nodiscard]] Result<std::vector<Override>> read_override_lines(const std::string& text);
[[nodiscard]] std::string override_lines(const std::vector<Override>& overrides);

}  // namespace trainyard::gui
