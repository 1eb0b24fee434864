#include "gui/view_models/plan_content.h"

#include "gui/view_models/content_sink.h"
#include "gui/view_models/words.h"
#include "models/purchase/offers_reader.h"
#include "models/purchase/report_rows.h"
#include "sim/base/quantity_text.h"
#include "sim/base/text_parts.h"

namespace trainyard::gui {

Result<PurchaseReport> answer_offers(const ProfileLibrary& library, const PlanWish& wish,
                                     const JobControl& control) {
  TRAINYARD_TRY(question, load_offers(library, wish.offers, parts_of(wish.changes, ';')));
  const PlanFinder search =
      searching_finder(library, {.threads = 0, .stop = control.stop, .search = search_plans});
  PurchaseOptions options;
  options.progress = [&](std::string_view, std::size_t done, std::size_t all) {
    control.progress(words("searching"), done, all);
  };
  const PlanFinder finder = [&](const Offer& offer, const Workload& workload) -> Result<WorkloadPlan> {
    if (control.stop->load()) return problem(words("stopped"));
    return search(offer, workload);
  };
  return answer_purchase(question, finder, options);
}

Content plan_content(const PurchaseReport& report) {
  Content content;
  if (!report.order.empty()) {
    const std::size_t first = report.order.front();
    const OfferOutcome& best = report.outcomes[first];
    const bool good = report.answered();
    content.add(
        Tiles{{{words("best offer"), good ? best.offer : words("none"),
                offer_words(report.question.offers[first]), good ? Tone::good : Tone::problem},
               {words("finished"), date_text(report.question.start, best.finish), words("everything once")},
               {words("total cost"), to_text(best.total),
                words("until {}", date_text(report.question.start, report.question.horizon))},
               {words("best in"), fmt::format("{:.0f} %", 100.0 * report.stability.offers[first].both),
                words("of the draws")}}});
  }
  ContentSink sink(content);
  show_purchase(report, sink);
  return content;
}

}  // namespace trainyard::gui
