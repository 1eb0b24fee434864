// A buyer's report as one JSON document. Field names are fixed by data/schema/plan-report.schema.json: add,
// never rename.
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/purchase/report_rows.h"

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json plan_json(const WorkloadPlan& one) {
  Json out{{"workload", one.workload}, {"runs", one.runs}};
  if (!one.runs) {
    out["why_not"] = one.why_not;
    return out;
  }
  const Plan& p = one.plan;
  out["software"] = one.software;
  out["plan"] = {{"gpus", p.gpus()},
                 {"tp", p.tp},
                 {"sequence_parallel", p.sequence_parallel},
                 {"pp", p.pp},
                 {"vp", p.vp},
                 {"cp", p.cp},
                 {"ep", p.ep},
                 {"etp", p.expert_tp()},
                 {"dp", p.dp},
                 {"zero", p.zero},
                 {"micro_batch", p.micro_batch},
                 {"schedule", p.schedule},
                 {"recompute", recompute_text(p)}};
  out["gpus_used"] = one.gpus;
  out["spare_nodes"] = one.spare_nodes;
  out["step_s"] = one.step.base();
  out["tokens"] = one.tokens;
  out["days"] = one.elapsed.in(days);
  out["goodput"] = one.goodput;
  out["relative_sigma"] = one.sigma;
  out["mfu_non_causal"] = one.mfu;
  out["interruptions_per_day"] = one.interruptions_per_day;
  out["peak_bytes"] = one.peak.base();
  out["capacity_bytes"] = one.capacity.base();
  out["legal_plans"] = one.legal_plans;
  out["simulated_plans"] = one.simulated_plans;
  out["proved"] = one.proved;
  return out;
}

Json items_json(const OfferOutcome& one) {
  Json items = Json::array();
  for (const CostLine& line : one.items) {
    Json years = Json::array();
    for (const Dollars amount : line.by_year) years.push_back(amount.base());
    items.push_back(
        {{"item", line.item}, {"dollars", line.total.base()}, {"by_year", years}, {"basis", line.basis}});
  }
  return items;
}

Json offer_json(const PurchaseReport& report, std::size_t i, int rank) {
  const PurchaseQuestion& question = report.question;
  const Offer& offer = question.offers[i];
  const OfferOutcome& one = report.outcomes[i];
  const Stability::Share& share = report.stability.offers[i];
  Json plans = Json::array(), workloads = Json::array();
  for (const WorkloadPlan& plan : report.plans[i]) plans.push_back(plan_json(plan));
  for (const WorkloadShare& work : one.workloads) {
    workloads.push_back({{"workload", work.workload},
                         {"tokens", work.tokens},
                         {"finished", date_text(question.start, work.finish)},
                         {"share_of_time", work.share},
                         {"tokens_per_dollar", work.tokens_per_dollar},
                         {"tokens_per_kwh", work.tokens_per_kwh}});
  }
  return {{"rank", rank},
          {"offer", offer.name},
          {"family", offer.family},
          {"cluster", offer.cluster},
          {"gpu", offer.gpu},
          {"gpus", offer.count},
          {"acquisition", std::string(to_text(offer.acquisition))},
          {"available", date_text(offer.available)},
          {"feasible", one.feasible},
          {"why_not", one.why_not},
          {"nodes_paid", one.nodes_paid},
          {"ready", date_text(question.start, one.ready)},
          {"finished", one.passes > 0 ? Json(date_text(question.start, one.finish)) : Json(nullptr)},
          {"finish_days", one.finish.in(days)},
          {"total_dollars", one.total.base()},
          {"spent_dollars", one.spent.base()},
          {"capital_dollars", one.capital.base()},
          {"items", items_json(one)},
          {"lost_dollars", one.lost.base()},
          {"standby_dollars", one.standby.base()},
          {"site_power_w", one.site_power.base()},
          {"energy_kwh", one.energy.in(kilowatt_hours)},
          {"passes", one.passes},
          {"tokens", one.tokens},
          {"tokens_per_dollar", one.tokens_per_dollar},
          {"tokens_per_kwh", one.tokens_per_kwh},
          {"workloads", workloads},
          {"plans", plans},
          {"first_share", share.both},
          {"first_share_prices", share.prices},
          {"first_share_estimate", share.estimate},
          {"feasible_share", share.feasible},
          {"tokens_per_dollar_p5", share.low},
          {"tokens_per_dollar_p95", share.high}};
}

Json mix_json(const PurchaseReport& report) {
  if (!report.mix) return nullptr;
  const Mix& mix = *report.mix;
  Json parts = Json::array();
  for (const MixPart& part : mix.parts) {
    Json runs = Json::object();
    for (std::size_t w = 0; w < part.runs.size(); ++w) runs[report.question.workloads[w].name] = part.runs[w];
    parts.push_back({{"offer", report.question.offers[part.offer].name},
                     {"units", part.units},
                     {"gpus", part.gpus},
                     {"dollars", part.cost.base()},
                     {"use", part.used},
                     {"runs", runs}});
  }
  return {{"parts", parts},
          {"dollars", mix.cost.base()},
          {"budget_dollars", mix.budget.base()},
          {"budget_from", mix.budget_from},
          {"power_w", mix.power.base()},
          {"passes", mix.passes},
          {"tokens", mix.tokens},
          {"better_than_single", mix.better_than_single},
          {"best_single", mix.best_single},
          {"single_tokens", mix.single_tokens},
          {"single_dollars", mix.single_cost.base()},
          {"nodes_searched", mix.nodes}};
}

Json axis_json(const RegionAxis& axis, const std::vector<double>& values) {
  return {{"axis", axis.kind},
          {"offer", axis.offer.empty() ? Json(nullptr) : Json(axis.offer)},
          {"values", values}};
}

Json regions_json(const PurchaseReport& report) {
  if (!report.regions) return nullptr;
  Json winners = Json::array();
  for (const int one : report.regions->winner)
    winners.push_back(one < 0 ? Json(nullptr)
                              : Json(report.question.offers[static_cast<std::size_t>(one)].name));
  return {{"x", axis_json(report.regions->x, report.regions->x_values)},
          {"y", axis_json(report.regions->y, report.regions->y_values)},
          {"winners", winners}};
}

}  // namespace

std::string write_json_purchase(const PurchaseReport& report) {
  const PurchaseQuestion& question = report.question;
  Json offers = Json::array(), counts = Json::array(), pairs = Json::array(), sources = Json::array();
  int rank = 0;
  for (const std::size_t i : report.order) offers.push_back(offer_json(report, i, ++rank));
  const auto name_of = [&](const std::optional<std::size_t>& i) {
    return i ? Json(question.offers[*i].name) : Json(nullptr);
  };
  for (const CountAnswer& one : report.counts) {
    counts.push_back({{"family", one.family},
                      {"tried_from", one.tried_from},
                      {"tried_to", one.tried_to},
                      {"fewest_gpus", one.fewest ? Json(question.offers[*one.fewest].count) : Json(nullptr)},
                      {"fewest", name_of(one.fewest)},
                      {"next_below", name_of(one.next_below)},
                      {"fewest_sure", name_of(one.sure)}});
  }
  for (const BreakEven& one : report.break_evens) {
    const char* when = one.utilisation     ? (one.buying_wins_below ? "below" : "above")
                       : one.buying_always ? "always"
                                           : "never";
    std::optional<double> rent;
    if (one.rent) rent = one.rent->in(dollars_per_hour);
    pairs.push_back({{"bought", one.bought},
                     {"rented", one.rented},
                     {"buying_is_cheaper", when},
                     {"utilisation", nullable(one.utilisation)},
                     {"rent_dollars_per_gpu_hour", nullable(rent)}});
  }
  for (const SourcedLine& line : sourced_lines(question))
    sources.push_back(
        {{"what", line.what}, {"value", line.value}, {"evidence", line.evidence}, {"source", line.source}});
  Json curves = Json::array();
  for (const UseCurve& one : report.curves) {
    Json amounts = Json::array();
    for (const Dollars amount : one.per_million) amounts.push_back(amount.base());
    curves.push_back({{"offer", question.offers[one.offer].name},
                      {"use", one.use},
                      {"dollars_per_million_tokens", amounts}});
  }
  Json turning = nullptr;
  if (report.turning) {
    turning = {{"first", report.turning->first},
               {"second", report.turning->second},
               {"first_price_factor", nullable(report.turning->up)},
               {"second_price_factor", nullable(report.turning->down)}};
  }
  const Json document{
      {"format", "trainyard-plan"},
      {"version", 1},
      {"question",
       {{"name", question.name},
        {"text", question.question},
        {"description", question.description},
        {"start", date_text(question.start)},
        {"horizon_days", question.horizon.in(days)},
        {"demand", question.demand == Demand::once ? "once" : "repeated"},
        {"goal", std::string(to_text(question.goal))},
        {"utilisation", question.utilisation.value},
        {"discount", question.discount},
        {"price_spread", question.price_spread}}},
      {"answer", answer_in_words(report)},
      {"answered", report.answered()},
      {"best", report.answered() ? Json(question.offers[report.order.front()].name) : Json(nullptr)},
      {"offers", offers},
      {"counts", counts},
      {"break_even", pairs},
      {"cost_at_use", curves},
      {"turning_price", turning},
      {"mix", mix_json(report)},
      {"why_no_mix", report.why_no_mix.empty() ? Json(nullptr) : Json(report.why_no_mix)},
      {"regions", regions_json(report)},
      {"draws", report.stability.draws},
      {"seed", report.stability.seed},
      {"nobody_share", report.stability.nobody},
      {"same_order_share", report.stability.same_order},
      {"sources", sources},
      {"assumptions", purchase_assumptions(report)}};
  return document.dump(2) + "\n";
}

}  // namespace trainyard
