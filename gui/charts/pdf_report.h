#pragma once
// Pages of content as a PDF.
#include <QByteArray>
#include <string>
#include <vector>

#include "gui/view_models/content.h"

namespace trainyard::gui {

/// A4 upright with page numbers, blocks below each other; a block that does not fit goes to the next page,
/// and what stands above it as its heading, too. A long table is cut between rows with its head repeated.
[[nodiscard]] QByteArray pdf_report(const std::string& title, const std::vector<ReportPage>& pages);

}  // namespace trainyard::gui
