// The table of pages: one line each.
#include <array>

#include "gui/pages/page.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

std::span<const PageKind> page_kinds() {
  static constexpr std::array table{
      PageKind{"compare", QT_TRANSLATE_NOOP("trainyard", "Compare"),
               QT_TRANSLATE_NOOP("trainyard", "Two to six scenarios side by side"), make_compare_page},
      PageKind{"timeline", QT_TRANSLATE_NOOP("trainyard", "Timeline"),
               QT_TRANSLATE_NOOP("trainyard",
                                 "One step on all pipeline ranks and streams, a measured trace beside it"),
               make_timeline_page},
      PageKind{"memory", QT_TRANSLATE_NOOP("trainyard", "Memory"),
               QT_TRANSLATE_NOOP("trainyard", "What fills the GPUs, by pipeline rank and over time"),
               make_memory_page},
      PageKind{"search", QT_TRANSLATE_NOOP("trainyard", "Search"),
               QT_TRANSLATE_NOOP("trainyard", "The best parallel plans, proved"), make_search_page},
      PageKind{"sweep", QT_TRANSLATE_NOOP("trainyard", "Sweep"),
               QT_TRANSLATE_NOOP("trainyard", "Over the values of one or two knobs"), make_sweep_page},
      PageKind{"plan", QT_TRANSLATE_NOOP("trainyard", "Plan"),
               QT_TRANSLATE_NOOP("trainyard", "Which GPUs to buy or rent"), make_plan_page},
      PageKind{"run", QT_TRANSLATE_NOOP("trainyard", "Run"),
               QT_TRANSLATE_NOOP("trainyard", "Tokens, dollars and failures over the calendar"),
               make_run_page},
      PageKind{"validation", QT_TRANSLATE_NOOP("trainyard", "Validation"),
               QT_TRANSLATE_NOOP("trainyard", "Published runs: predicted against measured"),
               make_validation_page},
      PageKind{"calibration", QT_TRANSLATE_NOOP("trainyard", "Calibration"),
               QT_TRANSLATE_NOOP("trainyard", "Fitted constants, and measurements beside them"),
               make_calibration_page},
  };
  return table;
}

ReportPage report_page(const PageKind& kind, const Page& page) {
  ReportPage made{words(kind.title), page.content(), page.picture(), page.about()};
  std::vector<Block>& blocks = made.content.blocks;
  const auto* first = blocks.empty() ? nullptr : std::get_if<Heading>(&blocks.front());
  if (first != nullptr && first->text == made.about) blocks.erase(blocks.begin());  // the title says so
  return made;
}

}  // namespace trainyard::gui
