#pragma once
// The library's fixed texts, listed for translation.
#include <span>

namespace trainyard::gui {

/// Names of figures, parts, items and choices, whole or with {} for what is filled in.
[[nodiscard]] std::span<const char* const> library_names();
/// Titles, heads and marks with {}, whose words between the {} are so few that they are only looked for
/// there.
[[nodiscard]] std::span<const char* const> library_titles();

}  // namespace trainyard::gui
