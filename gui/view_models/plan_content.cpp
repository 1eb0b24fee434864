#include "gui/view_models/plan_content.h"

#include <sstream>

#include "gui/view_models/content_sink.h"
#include "gui/view_models/words.h"
#include "models/estimate/overrides.h"
#include "models/purchase/offers_reader.h"
#include "models/purchase/report_rows.h"
#include "sim/base/json_reader.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

Result<JsonDocument> read_document(const ProfileLibrary& library, const PlanWish& wish) {
  const bool is_file = wish.offers.find('/') != std::string::npos || wish.offers.ends_with(".json");
  const std::filesystem::path file = is_file ? std::filesystem::path(wish.offers)
                                             : library.root() / "data" / "offers" / (wish.offers + ".json");
  if (!is_file && !std::filesystem::exists(file))
    return problem(words("no offers named {}", in_quotes(wish.offers)),
                   name_hint(wish.offers, offers_names(library)));
  TRAINYARD_TRY(document, JsonDocument::load(file));
  Diagnostics problems;
  std::istringstream changes(wish.changes);
  for (std::string text; std::getline(changes, text, ';');) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    const Result<Override> one = parse_override(text.substr(first));
    const Result<JsonDocument> changed =
        one ? document.with_override(one.value().first, one.value().second) : one.error();
    if (changed) {
      document = changed.value();
    } else {
      problems.insert(problems.end(), changed.error().begin(), changed.error().end());
    }
  }
  if (!problems.empty()) return problems;
  return document;
}

}  // namespace

Result<PurchaseReport> answer_offers(const ProfileLibrary& library, const PlanWish& wish,
                                     const JobControl& control) {
  TRAINYARD_TRY(document, read_document(library, wish));
  TRAINYARD_TRY(question, read_offers(library, document));
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
