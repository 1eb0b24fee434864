#pragma once
// The Compare page: scenarios side by side.
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// One entry on the page: evaluated, or why not.
struct CompareItem {
  std::string label{};
  std::optional<Evaluated> evaluated{};
  Diagnostics problems{};
};

/// Headline figures, step time and memory stacked by component with intervals as whiskers, every metric with
/// its difference to the first. Numbers are those of `trainyard run`.
[[nodiscard]] Content compare_content(const std::vector<CompareItem>& items);

}  // namespace trainyard::gui
