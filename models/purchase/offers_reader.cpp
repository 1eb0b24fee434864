#include "models/purchase/offers_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "hardware_profiles/reading.h"
#include "models/estimate/overrides.h"
#include "models/purchase/question_parts.h"

namespace trainyard {

namespace {

OwnershipCosts read_costs(const ProfileLibrary& library, JsonReader& reader, Diagnostics& others) {
  std::string name;
  std::optional<JsonReader> changes;
  if (reader.is_text("ownership")) {
    name = reader.text("ownership");
  } else {
    changes = reader.object("ownership");
    name = reading::filled_text(*changes, "like");
  }
  OwnershipCosts costs;
  if (name.empty()) return costs;
  JsonReader& at = changes ? *changes : reader;
  const char* key = changes ? "like" : "ownership";
  if (const auto file = data_file(library, "ownership", name); !file) {
    at.report(key, file.error().front().message, file.error().front().hint);
    return costs;
  }
  Result<OwnershipCosts> base = load_ownership(library, name);
  if (!base) {
    append(others, base.error());
    return costs;
  }
  return changes ? read_ownership(*changes, &base.value()) : std::move(base.value());
}

PurchaseCaps read_caps(JsonReader& reader, Date start) {
  PurchaseCaps caps;
  std::optional<JsonReader> at = reader.optional_object("caps");
  if (!at) return caps;
  if (at->has("budget")) caps.budget = at->quantity<Dollars>("budget");
  if (at->has("capital")) caps.capital = at->quantity<Dollars>("capital");
  if (at->has("power")) caps.power = at->quantity<Watts>("power");
  if (at->has("deadline")) {
    const std::string text = at->text("deadline");
    if (const std::optional<Date> date = parse_date(text)) {
      caps.deadline = date;
    } else if (const Result<Seconds> after = parse_quantity<Seconds>(text)) {
      caps.deadline = start + std::chrono::days(static_cast<int>(after.value().in(days)));
    } else {
      at->report("deadline", fmt::format("{} is neither a date such as \"2027-03-01\" nor a time such as "
                                         "\"60 d\"",
                                         in_quotes(text)));
    }
    if (caps.deadline && *caps.deadline <= start) at->report("deadline", "is not after the start");
  }
  return caps;
}

RegionAxis read_axis(JsonReader reader, const std::vector<Offer>& offers) {
  RegionAxis axis;
  axis.kind = reader.choice("axis", {"price", "speed", "electricity", "utilisation", "horizon"});
  constexpr double most = 1e6;    // assumed: beyond lies a slip of the pen
  constexpr double least = 1e-3;  // the same below
  axis.from = reader.number("from", least, axis.kind == "utilisation" ? 1.0 : most);
  axis.to = reader.number("to", least, axis.kind == "utilisation" ? 1.0 : most);
  if (axis.to <= axis.from) reader.report("to", "is not above from");
  constexpr int most_steps = 101;
  axis.steps = static_cast<int>(reader.integer("steps", 2, most_steps, 11));
  const bool of_offer = axis.kind == "price" || axis.kind == "speed";
  if (!of_offer && reader.has("offer"))
    reader.report("offer", fmt::format("an axis of {} belongs to no offer", axis.kind));
  if (!of_offer) return axis;
  axis.offer = reader.text("offer");
  std::vector<std::string> names;
  for (const Offer& one : offers) {
    if (names.empty() || names.back() != one.family) names.push_back(one.family);
  }
  if (!axis.offer.empty() && std::find(names.begin(), names.end(), axis.offer) == names.end())
    reader.report("offer", fmt::format("there is no offer {}", in_quotes(axis.offer)),
                  name_hint(axis.offer, names));
  return axis;
}

}  // namespace

std::vector<std::string> offers_names(const ProfileLibrary& library) {
  return data_names(library, "offers");
}

Result<PurchaseQuestion> load_offers(const ProfileLibrary& library, std::string_view name_or_path,
                                     const std::vector<std::string>& changes) {
  TRAINYARD_TRY(file, data_file(library, "offers", name_or_path));
  TRAINYARD_TRY(document, JsonDocument::load(file, most_written_by_hand));
  Diagnostics problems;
  for (const std::string& text : changes) {
    const Result<Override> one = parse_override(text);
    const Result<JsonDocument> changed =
        one ? document.with_override(one.value().first, one.value().second) : one.error();
    if (changed) {
      document = changed.value();
    } else {
      append(problems, changed.error());
    }
  }
  if (!problems.empty()) return problems;
  return read_offers(library, document);
}

Result<PurchaseQuestion> read_offers(const ProfileLibrary& library, const JsonDocument& document) {
  Diagnostics problems, others;
  JsonReader reader = reading::open(document, problems);
  PurchaseQuestion question;
  question.name = reading::profile_name(reader, "name");
  question.description = reading::filled_text(reader, "description");
  question.question = reading::filled_text(reader, "question");
  question.start = read_date(reader, "start");
  question.horizon = reader.quantity<Seconds>("horizon");
  if (reader.is_text("horizon") && parse_quantity<Seconds>(reader.text("horizon")) &&
      question.horizon < days(1.0))
    reader.report("horizon", "is shorter than a day");
  const std::string demand = reader.choice("demand", {"once", "repeated"});
  question.demand = demand == "repeated" ? Demand::repeated : Demand::once;
  question.goal = purchase_goal(reader.choice("goal", purchase_goal_names(), "tokens_per_dollar"));
  question.utilisation = {.value = 1.0, .source = "every hour, once demanded"};
  if (question.demand == Demand::repeated) {
    question.utilisation = reading::share(reader, "utilisation");
  } else if (reader.has("utilisation")) {
    reader.report("utilisation", "belongs to repeated demand; once demanded, jobs run until they are done");
  }
  question.discount = reader.number("discount", 0.0, 1.0, 0.0);
  question.costs = read_costs(library, reader, others);
  std::optional<PriceList> prices;
  const std::string list = reading::filled_text(reader, "prices");
  if (const Result<PriceList> found = library.load_prices(list.empty() ? "none" : list)) {
    prices = found.value();
  } else if (!list.empty()) {
    for (const Diagnostic& one : found.error()) reader.report("prices", one.message, one.hint);
  }
  question.caps = read_caps(reader, question.start);
  question.workloads = read_workloads(library, reader);
  const OfferContext context{.library = library,
                             .prices = prices ? &*prices : nullptr,
                             .workloads = question.workloads,
                             .costs = question.costs,
                             .start = question.start};
  question.offers = read_offers_list(context, reader);
  if (std::optional<JsonReader> regions = reader.optional_object("regions")) {
    question.regions.push_back(read_axis(regions->object("x"), question.offers));
    question.regions.push_back(read_axis(regions->object("y"), question.offers));
  }
  question.price_spread = reader.number("price_spread", 0.0, 0.9, 0.2);
  constexpr int most_draws = 100000;
  question.draws = static_cast<int>(reader.integer("draws", 1, most_draws, 2000));
  if (reader.has("assumptions")) question.assumptions = reader.texts("assumptions");
  reader.finish();
  append(problems, others);
  if (!problems.empty()) return problems;
  return question;
}

}  // namespace trainyard
