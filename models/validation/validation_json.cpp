// A validation report as JSON and as CSV.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "models/validation/run_reasons.h"
#include "models/validation/validation_report.h"
#include "sim/base/csv_text.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// A number where there is one to tell, else null.
Json number_if(bool there, double value) {
  return there && std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json score_json(const GroupScore& score) {
  const bool any = score.covered > 0;
  return {{"name", score.name},
          {"rows", score.rows},
          {"covered", score.covered},
          {"median", number_if(any, score.median)},
          {"mean", number_if(any, score.mean)},
          {"p90", number_if(any, score.p90)},
          {"bias", number_if(any, score.bias)},
          {"median_signed", number_if(any, score.median_signed)},
          {"memory_rows", score.memory_rows},
          {"memory_median", number_if(score.memory_rows > 0, score.memory_median)}};
}

Json scores_json(const std::vector<GroupScore>& scores) {
  Json all = Json::array();
  for (const GroupScore& score : scores) all.push_back(score_json(score));
  return all;
}

Json row_json(const RunResult& row, double spread) {
  Json terms = Json::object();
  for (const RunTerm& term : row.terms) terms[term.name] = term.time.in(seconds);
  const bool measured = row.measured > Seconds{};
  return {
      {"id", row.run->id},
      {"predicted_step_s", number_if(row.covered, row.predicted.in(seconds))},
      {"measured_step_s", number_if(measured, row.measured.in(seconds))},
      {"error", number_if(row.covered, row.error())},
      {"covered", row.covered},
      {"reason", row.reason},
      {"likely_reason", row.covered ? likely_reason(row, spread) : std::string()},
      {"tier", row.run->tier},
      {"source", row.run->source},
      {"stack", row.stack},
      {"cluster", row.cluster},
      {"dtype", row.dtype},
      {"measured_from", row.measured_from},
      {"filled", row.rules},
      {"production", row.production},
      {"fitted", row.fitted},
      {"terms_s", std::move(terms)},
      {"predicted_memory_gb",
       row.predicted_memory ? Json(row.predicted_memory->in(gigabytes)) : Json(nullptr)},
      {"measured_memory_gb", row.measured_memory ? Json(row.measured_memory->in(gigabytes)) : Json(nullptr)},
      {"memory_reading", row.memory_reading}};
}

Json summary_json(const ValidationReport& report, std::string_view by) {
  const RunTotals& totals = report.totals;
  Json held = Json::array();
  for (const HeldGroup& group : report.held) {
    Json one = score_json(group.score);
    one["median_bar"] = group.median_bar;
    one["p90_bar"] = group.p90_bar;
    one["bias_bar"] = group.bias_bar;
    one["kept"] = group.keeps();
    held.push_back(std::move(one));
  }
  Json uncovered = Json::array();
  for (const UncoveredReason& one : report.uncovered)
    uncovered.push_back(
        {{"reason", one.reason}, {"rows", one.rows}, {"tier_ab", one.tier_ab}, {"ids", one.ids}});
  Json summary = score_json(totals.all);
  summary.erase("name");
  summary["coverage"] = totals.all.coverage();
  summary["tier_ab"] = score_json(totals.held);
  summary["tier_ab_coverage"] = {{"rows", totals.tier_ab},
                                 {"covered", totals.tier_ab_covered},
                                 {"share", totals.coverage()},
                                 {"bar", totals.coverage_bar}};
  summary["balanced"] = {{"groups", totals.groups},
                         {"median", number_if(totals.groups > 0, totals.balanced_median)},
                         {"bias", number_if(totals.groups > 0, totals.balanced_bias)}};
  summary["held_to"] = std::move(held);
  summary["by"] = by;
  summary["groups"] = scores_json(score_by(report.rows, by));
  summary["not_simulated"] = std::move(uncovered);
  return summary;
}

Json slopes_json(const std::vector<ScalingSlope>& slopes) {
  Json all = Json::array();
  for (const ScalingSlope& slope : slopes) {
    all.push_back({{"kind", slope.weak ? "weak" : "strong"},
                   {"series", slope.series},
                   {"points", slope.points},
                   {"least_gpus", slope.least_gpus},
                   {"most_gpus", slope.most_gpus},
                   {"measured_ratio", slope.measured},
                   {"predicted_ratio", slope.predicted},
                   {"error", slope.error()}});
  }
  return all;
}

Json switches_json(const std::vector<SwitchPair>& pairs) {
  Json all = Json::array();
  for (const SwitchScore& score : score_switches(pairs)) {
    Json members = Json::array();
    for (const SwitchPair& pair : pairs) {
      if (pair.change != score.change) continue;
      members.push_back({{"from", pair.from},
                         {"to", pair.to},
                         {"from_value", pair.from_value},
                         {"to_value", pair.to_value},
                         {"measured_ratio", pair.measured},
                         {"predicted_ratio", pair.predicted}});
    }
    all.push_back({{"change", score.change},
                   {"pairs", score.pairs},
                   {"median_log_error", score.median_log_error},
                   {"right_direction", score.right},
                   {"members", std::move(members)}});
  }
  return all;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "; ") + text;
  return out;
}

}  // namespace

std::string write_json_validation(const ValidationReport& report, std::string_view by) {
  const auto spreads = repeat_spreads(report.rows);
  Json rows = Json::array();
  for (const RunResult& row : report.rows) {
    const auto spread = spreads.find(&row);
    rows.push_back(row_json(row, spread == spreads.end() ? 0.0 : spread->second));
  }
  Json honest = Json::array(), ablation = Json::array();
  for (const ValidationTable& table : report.honest)
    honest.push_back({{"name", table.name}, {"note", table.note}, {"groups", scores_json(table.groups)}});
  for (const AblationScore& one : report.ablation) {
    ablation.push_back({{"name", one.name},
                        {"with", score_json(one.with)},
                        {"without", score_json(one.without)},
                        {"rows_moved", one.moved}});
  }
  const Json document = {{"format", "trainyard-validation"},
                         {"version", 1},
                         {"data", report.data_files},
                         {"without", report.without},
                         {"anchor", report.anchor},
                         {"summary", summary_json(report, by)},
                         {"slopes", slopes_json(report.slopes)},
                         {"switches", switches_json(report.pairs)},
                         {"honest", std::move(honest)},
                         {"ablation", std::move(ablation)},
                         {"rows", std::move(rows)}};
  // Texts of a collection may hold anything: bytes that are no UTF-8 become replacement characters.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string write_csv_validation(const ValidationReport& report) {
  std::string text =
      "id,source,tier,model,gpu,gpus,dtype,stack,cluster,covered,predicted_step_s,measured_step_s,error,"
      "measured_from,predicted_memory_gb,measured_memory_gb,memory_reading,production,reason,filled\n";
  const auto number = [](bool there, double value) {
    return there ? fmt::format("{:.6g}", value) : std::string();
  };
  for (const RunResult& row : report.rows) {
    const PublishedRun& run = *row.run;
    const std::vector<std::string> fields{
        run.id,
        run.source,
        run.tier,
        run.model.name,
        run.hardware.gpu,
        run.hardware.gpus ? std::to_string(*run.hardware.gpus) : "",
        row.dtype,
        row.stack,
        row.cluster,
        row.covered ? "true" : "false",
        number(row.covered, row.predicted.in(seconds)),
        number(row.measured > Seconds{}, row.measured.in(seconds)),
        number(row.covered, row.error()),
        row.measured_from,
        row.predicted_memory ? number(true, row.predicted_memory->in(gigabytes)) : "",
        row.measured_memory ? number(true, row.measured_memory->in(gigabytes)) : "",
        row.memory_reading,
        row.production ? "true" : "false",
        row.reason,
        joined(row.rules)};
    text += csv_line(fields);
  }
  return text;
}

}  // namespace trainyard
