#pragma once
// How a report begins: what it covers.
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// The scenarios with their changes, what each of `pages` is about, and the version of the program.
[[nodiscard]] ReportPage report_cover(const std::vector<Entry>& entries,
                                      const std::vector<ReportPage>& pages);

}  // namespace trainyard::gui
