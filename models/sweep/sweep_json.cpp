// The sweep for programs: JSON by data/schema/sweep-report.schema.json, and CSV.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/sweep/sweep_report.h"
#include "sim/base/csv_text.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// Reads back as the same number.
std::string exact(double number) {
  return Json(number).dump();
}

Json knob_json(const SweepKnob& knob) {
  Json values = Json::array();
  for (const KnobValue& one : knob.values)
    values.push_back({{"text", one.text}, {"written", one.written}, {"number", one.number}});
  return {{"name", knob.name},
          {"path", knob.path},
          {"label", knob.label},
          {"numeric", knob.numeric},
          {"values", std::move(values)}};
}

Json knee_json(const Knee& knee) {
  return {{"part", knee.part.empty() ? Json(nullptr) : Json(knee.part)},
          {"at", knee.at},
          {"at_text", knee.at_text},
          {"shows", knee.below ? "below" : "above"},
          {"time_at_knee_s", knee.here.base()},
          {"time_at_end_s", knee.end.base()},
          {"time_at_other_end_s", knee.far.base()},
          {"end", knee.end_text},
          {"text", knee_text(knee)}};
}

Json points_json(const std::vector<SweepPoint>& points) {
  Json all = Json::array();
  for (const SweepPoint& one : points) all.push_back(Json::parse(write_point(one)));
  return all;
}

}  // namespace

std::string write_json_sweep(const SweepReport& report) {
  const SweepResult& result = report.result;
  Json knobs = Json::array(), knees = Json::array(), goals = Json::array();
  for (const SweepKnob& one : report.request->knobs) knobs.push_back(knob_json(one));
  for (const Knee& one : result.knees) knees.push_back(knee_json(one));
  for (const SweepGoal& one : report.goals) goals.push_back(one.text);
  const std::optional<std::size_t> best = best_point(report);
  const Json document = {{"format", "trainyard-sweep"},
                         {"version", 1},
                         {"scenario", result.scenario},
                         {"description", result.description},
                         {"machine", result.machine},
                         {"replan", report.request->point.replan},
                         {"knobs", std::move(knobs)},
                         {"column", report.column->name},
                         {"goals", std::move(goals)},
                         {"base", Json::parse(write_point(result.base))},
                         {"points", points_json(result.points)},
                         {"best", best ? Json(*best) : Json(nullptr)},
                         {"knees", std::move(knees)},
                         {"no_knees", result.no_knees.empty() ? Json(nullptr) : Json(result.no_knees)},
                         {"between", points_json(result.between)}};
  return document.dump(2) + "\n";
}

std::string write_csv_sweep(const SweepReport& report) {
  std::vector<std::string> parts;
  for (const SweepPoint& point : report.result.points) {
    for (const auto& [name, time] : point.parts) {
      if (std::find(parts.begin(), parts.end(), name) == parts.end()) parts.push_back(name);
    }
  }
  std::string text;
  for (const SweepKnob& knob : report.request->knobs) text += csv_cell(knob.name) + ",";
  text +=
      "status,gpus,step_s,step_p5_s,step_p95_s,days,gpu_hours,usd,mfu,tokens_per_s_per_gpu,goodput,memory_"
      "bytes";
  for (const std::string& part : parts) text += "," + csv_cell(part + "_s");
  text += ",plan,reason\n";
  for (const SweepPoint& point : report.result.points) {
    for (const std::string& value : point.values) text += csv_cell(value) + ",";
    text += !point.simulated ? "not simulated" : point.fits ? "fits" : "does not fit";
    if (!point.simulated) {
      text += std::string(11 + parts.size() + 1, ',') + "," + csv_cell(point.reason) + "\n";
      continue;
    }
    text += fmt::format(",{},{}", point.gpus, exact(point.step.base()));
    text += point.interval ? fmt::format(",{},{}", exact(point.interval->first.base()),
                                         exact(point.interval->second.base()))
                           : std::string(",,");
    for (const double number : {point.days, point.gpu_hours, point.cost.base(), point.mfu,
                                point.tokens_per_s_per_gpu, point.goodput, point.memory.base()})
      text += "," + exact(number);
    for (const std::string& part : parts) text += "," + exact(part_time(point, part).base());
    text += "," + csv_cell(point.plan) + ",\n";
  }
  return text;
}

}  // namespace trainyard
