// A comparison as JSON.
#include <nlohmann/json.hpp>

#include "models/compare/compare_report.h"

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;

Json waterfall_json(const ExactWaterfall& waterfall) {
  static constexpr const char* units[] = {"ps", "bytes", "micro_usd"};
  Json steps = Json::array();
  for (const WaterfallStep& step : waterfall.steps)
    steps.push_back({{"name", step.name}, {"amount", step.amount}});
  return {{"unit", units[static_cast<std::size_t>(waterfall.unit)]},
          {"from", waterfall.from},
          {"to", waterfall.to},
          {"steps", std::move(steps)}};
}

}  // namespace

std::string write_json_comparison(const Comparison& comparison) {
  Json made{{"format", "trainyard-compare"}, {"version", 1}};
  made["verdict"] = compare_verdict(comparison);
  for (const std::string& one : memory_warnings(comparison)) made["verdict"].push_back(one);
  made["baseline"] = comparison.baseline;
  Json items = Json::array();
  for (const Compared& one : comparison.items) {
    items.push_back({{"label", one.label},
                     {"scenario", one.scenario.name},
                     {"fits", one.estimate.memory.fits},
                     {"assumptions", one.estimate.assumptions}});
  }
  made["scenarios"] = std::move(items);
  Json inputs = Json::array();
  for (const InputRow& row : comparison.inputs)
    inputs.push_back({{"field", row.field}, {"values", row.values}});
  made["inputs"] = std::move(inputs);
  Json metrics = Json::array();
  for (const MetricRow& row : comparison.metrics) {
    Json one{{"name", std::string(row.kind->name)}, {"values", row.values}};
    Json intervals = Json::array();
    for (const auto& range : row.intervals)
      intervals.push_back(range ? Json{{"p5", range->first}, {"p95", range->second}} : Json());
    one["intervals"] = std::move(intervals);
    one["best"] = row.best ? Json(*row.best) : Json();
    one["intervals_meet"] = row.close;
    metrics.push_back(std::move(one));
  }
  made["metrics"] = std::move(metrics);
  Json differences = Json::array();
  for (const Difference& one : comparison.differences) {
    differences.push_back({{"scenario", one.other},
                           {"step_time", waterfall_json(one.step)},
                           {"memory", waterfall_json(one.memory)},
                           {"dollars", waterfall_json(one.dollars)},
                           {"step_change", one.step_change ? Json{{"p5", one.step_change->first},
                                                                  {"p95", one.step_change->second}}
                                                           : Json()}});
  }
  made["differences"] = std::move(differences);
  return made.dump(2) + "\n";
}

}  // namespace trainyard
