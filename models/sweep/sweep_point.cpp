#include "models/sweep/sweep_point.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"
#include "models/search/search_report.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

/// The problems of a point on one line. That the plan as a whole is illegal is left to the hint.
void explain(SweepPoint& point, const Diagnostics& problems) {
  for (const Diagnostic& one : problems) {
    if (point.hint.empty()) point.hint = one.hint;
    if (problems.size() > 1 && one.pointer == "/plan") continue;
    if (point.reason.find(one.message) != std::string::npos) continue;
    point.reason += (point.reason.empty() ? "" : "; ") + one.message;
  }
}

/// Why a search found nothing, or an empty text.
std::string nothing_found(const SearchResult& result) {
  if (!result.ranked.empty()) return {};
  return fmt::format("none of {} legal plans can run: {}", result.space.legal, rejected_text(result.space));
}

void fill(SweepPoint& point, const Scenario& scenario, const Estimate& estimate, bool interval) {
  point.simulated = true;
  point.fits = estimate.memory.fits;
  point.gpus = scenario.machine.gpus;
  point.plan = plan_text(scenario.plan);
  point.step = estimate.step.time;
  if (interval) point.interval.emplace(estimate.interval.p5, estimate.interval.p95);
  point.days = estimate.run.days;
  point.gpu_hours = estimate.run.gpu_hours;
  point.cost = estimate.cost.total;
  point.mfu = estimate.step.mfu_non_causal;
  point.tokens_per_s_per_gpu = estimate.step.tokens_per_s_per_gpu;
  point.goodput = estimate.run.goodput;
  point.memory = estimate.memory.peak;
  for (const Part& part : estimate.step.parts) point.parts.emplace_back(part.name, part.time);
}

}  // namespace

std::optional<SweepPoint> simulate_point(const SweptScenario& swept, const std::vector<SweepKnob>& knobs,
                                         const std::vector<KnobValue>& values, const PointRequest& request,
                                         int search_threads, const std::atomic<bool>* stop) {
  SweepPoint point;
  std::vector<Override> overrides = swept.overrides;
  for (std::size_t k = 0; k < knobs.size(); ++k) {
    point.values.push_back(values[k].text);
    point.numbers.push_back(values[k].number);
    overrides.emplace_back(knobs[k].path, values[k].written);
  }
  Result<Scenario> scenario = load_scenario(swept.library, swept.name, overrides,
                                            request.replan ? IllegalPlan::left_open : IllegalPlan::refused);
  if (!scenario) {
    explain(point, scenario.error());
    return point;
  }
  if (request.replan) {
    SearchRequest wish;
    wish.objectives = {request.objective};
    wish.top = 1;
    wish.threads = search_threads;
    wish.seed = request.seed;
    wish.stop = stop;
    const Result<SearchResult> found = search_plans(scenario.value(), wish);
    if (!found) {
      explain(point, found.error());
      return point;
    }
    if (!found.value().proved) return std::nullopt;
    point.reason = nothing_found(found.value());
    if (!point.reason.empty()) return point;
    scenario = with_plan(std::move(scenario.value()), found.value().ranked.front().plan);
  }
  const Result<Estimate> estimate = trainyard::estimate(
      scenario.value(), {.expand = false, .interval = request.interval, .seed = request.seed});
  if (!estimate) {
    explain(point, estimate.error());
    return point;
  }
  fill(point, scenario.value(), estimate.value(), request.interval);
  return point;
}

std::string write_point(const SweepPoint& point) {
  Json json = {{"values", point.values}, {"numbers", point.numbers}, {"simulated", point.simulated}};
  if (!point.simulated) {
    json["reason"] = point.reason;
    json["hint"] = point.hint;
    return json.dump();
  }
  Json parts = Json::object();
  for (const auto& [name, time] : point.parts) parts[name] = time.base();
  json.update({{"fits", point.fits},
               {"gpus", point.gpus},
               {"plan", point.plan},
               {"step_s", point.step.base()},
               {"step_p5_s", point.interval ? Json(point.interval->first.base()) : Json(nullptr)},
               {"step_p95_s", point.interval ? Json(point.interval->second.base()) : Json(nullptr)},
               {"days", point.days},
               {"gpu_hours", point.gpu_hours},
               {"usd", point.cost.base()},
               {"mfu", point.mfu},
               {"tokens_per_s_per_gpu", point.tokens_per_s_per_gpu},
               {"goodput", point.goodput},
               {"memory_bytes", point.memory.base()},
               {"parts_s", std::move(parts)}});
  return json.dump();
}

std::optional<SweepPoint> read_point(const std::string& text) {
  // What a store gives back was written by write_point; a damaged value is simulated again.
  try {
    const Json json = Json::parse(text);
    SweepPoint point;
    point.values = json.at("values").get<std::vector<std::string>>();
    point.numbers = json.at("numbers").get<std::vector<double>>();
    point.simulated = json.at("simulated").get<bool>();
    if (!point.simulated) {
      point.reason = json.at("reason").get<std::string>();
      point.hint = json.at("hint").get<std::string>();
      return point;
    }
    const auto number = [&](const char* key) { return json.at(key).get<double>(); };
    point.fits = json.at("fits").get<bool>();
    point.gpus = json.at("gpus").get<int>();
    point.plan = json.at("plan").get<std::string>();
    point.step = seconds(number("step_s"));
    if (!json.at("step_p5_s").is_null())
      point.interval.emplace(seconds(number("step_p5_s")), seconds(number("step_p95_s")));
    point.days = number("days");
    point.gpu_hours = number("gpu_hours");
    point.cost = dollars(number("usd"));
    point.mfu = number("mfu");
    point.tokens_per_s_per_gpu = number("tokens_per_s_per_gpu");
    point.goodput = number("goodput");
    point.memory = bytes(number("memory_bytes"));
    for (const auto& [name, time] : json.at("parts_s").items())
      point.parts.emplace_back(name, seconds(time.get<double>()));
    return point;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace trainyard
