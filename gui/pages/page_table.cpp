// The table of pages: one line each.
#include <array>

#include "gui/pages/page.h"

namespace trainyard::gui {

std::span<const PageKind> page_kinds() {
  static constexpr std::array table{
      PageKind{"compare", QT_TRANSLATE_NOOP("trainyard", "Compare"),
               QT_TRANSLATE_NOOP("trainyard", "Two to six scenarios side by side"), make_compare_page},
      PageKind{"timeline", QT_TRANSLATE_NOOP("trainyard", "Timeline"),
               QT_TRANSLATE_NOOP("trainyard",
                                 "One step on all pipeline ranks and streams, a measured trace beside it"),
               make_timeline_page},
  };
  return table;
}

}  // namespace trainyard::gui
