#include "gui/view_models/compare_content.h"

#include <algorithm>

#include "gui/view_models/content_sink.h"
#include "gui/view_models/words.h"
#include "models/compare/compare_report.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

/// The best in what people ask first, or, of one scenario, its figures.
Tiles headline(const Comparison& comparison) {
  const bool several = comparison.items.size() > 1;
  const bool any_fits = std::any_of(comparison.items.begin(), comparison.items.end(),
                                    [](const Compared& one) { return one.estimate.memory.fits; });
  const auto tile = [&](const char* metric, const char* best_of, const char* alone) {
    const auto row = std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                                  [&](const MetricRow& one) { return one.kind->name == metric; });
    const std::size_t who = row->best.value_or(0);
    const Compared& one = comparison.items[who];
    Tile made{words(several ? best_of : alone), row->kind->text(one, row->values[who]), {}, Tone::plain};
    if (several && row->best) {
      made.detail = one.label + (row->close ? words(" (intervals meet)") : std::string{});
    } else if (several) {
      made.detail = any_fits ? words("all the same") : words("none fits in memory");
    } else if (const auto& range = row->intervals[who]) {
      made.detail = row->kind->text(one, range->first) + " - " + row->kind->text(one, range->second);
    }
    return made;
  };
  return Tiles{
      {tile("step_s", QT_TRANSLATE_NOOP("trainyard", "shortest step"),
            QT_TRANSLATE_NOOP("trainyard", "step time")),
       tile("days", QT_TRANSLATE_NOOP("trainyard", "fewest days"), QT_TRANSLATE_NOOP("trainyard", "days")),
       tile("gpu_hours", QT_TRANSLATE_NOOP("trainyard", "fewest GPU-hours"),
            QT_TRANSLATE_NOOP("trainyard", "GPU-hours")),
       tile("usd", QT_TRANSLATE_NOOP("trainyard", "cheapest"), QT_TRANSLATE_NOOP("trainyard", "dollars"))}};
}

}  // namespace

Content compare_content(const std::vector<CompareEntry>& items) {
  Content content;
  std::vector<Compared> good;
  for (const CompareEntry& item : items) {
    if (item.evaluated) {
      good.push_back({item.label, item.evaluated->scenario, item.evaluated->estimate});
    } else {
      std::string problems = item.label + ": " + to_text(item.problems);
      while (problems.ends_with('\n')) problems.pop_back();
      content.paragraph(std::move(problems), Tone::problem);
    }
  }
  if (good.empty()) {
    if (items.empty()) content.paragraph(words("Open a scenario from the library on the left."));
    return content;
  }
  const Comparison comparison = compare(std::move(good));
  content.add(headline(comparison));
  ContentSink sink(content);
  show_comparison(comparison, sink);
  return content;
}

}  // namespace trainyard::gui
