#pragma once
// Tables on paper, where nothing scrolls: numbers whole, texts in lines.
#include <QFont>
#include <vector>

#include "gui/charts/paper_pages.h"
#include "gui/view_models/content.h"

class QPaintDevice;

namespace trainyard::gui {

/// A font of reports.
[[nodiscard]] QFont paper_font(double px, bool bold = false);

/// The rows of `table` below its head, which begins every page. Letters get smaller where columns need more
/// than `width` px, and where that does not do, the columns go on in a second table below the first.
[[nodiscard]] std::vector<PaperPart> table_parts(const Table& table, int width, QPaintDevice& paper);

}  // namespace trainyard::gui
