#pragma once
// The Compare page: scenarios side by side.
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"
#include "models/compare/compare.h"

namespace trainyard::gui {

/// One entry on the page: evaluated, or why not.
struct CompareEntry {
  std::string label{};
  std::optional<Evaluated> evaluated{};
  Diagnostics problems{};
};

/// Headline figures, then what `trainyard compare` shows of those that can be simulated: the verdict, step
/// time and memory stacked by component, every figure with its difference to the first, waterfalls.
[[nodiscard]] Content compare_content(const std::vector<CompareEntry>& items);

}  // namespace trainyard::gui
