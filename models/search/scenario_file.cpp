#include "models/search/scenario_file.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "models/parallel/layout.h"

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;

Json recompute_json(const Plan& plan) {
  if (plan.recompute == Recompute::modules) {
    Json modules = Json::array();
    for (const RecomputeModule one : recompute_modules()) {
      if (plan.recompute_modules.has(one)) modules.push_back(std::string(to_text(one)));
    }
    return {{"modules", modules}};
  }
  if (plan.recompute == Recompute::full && plan.recompute_share < 1.0)
    return {{"full_layers_share", plan.recompute_share}};
  return std::string(to_text(plan.recompute));
}

Json plan_fields(const Plan& plan, bool laid_out) {
  Json out = {{"tp", plan.tp}};
  if (plan.sequence_parallel) out["sequence_parallel"] = true;
  out["pp"] = plan.pp;
  if (plan.vp > 1) out["vp"] = plan.vp;
  if (plan.cp > 1) {
    out["cp"] = plan.cp;
    out["cp_comm"] = std::string(to_text(plan.cp_comm));
    out["cp_balanced"] = plan.cp_balanced;
  }
  out["ep"] = plan.ep;
  if (plan.etp != 0) out["etp"] = plan.etp;
  out["micro_batch"] = plan.micro_batch;
  out["zero"] = plan.zero;
  if (plan.shard_group > 0) out["shard_group"] = plan.shard_group;
  if (!plan.reshard) out["reshard"] = false;
  out["schedule"] = plan.schedule;
  out["recompute"] = recompute_json(plan);
  out["stages"] = laid_out ? std::string("auto") : to_text(plan.stages);
  return out;
}

/// First elements that name another document than the scenario, or the plan itself.
constexpr std::array<std::string_view, 5> elsewhere{"node", "fabric", "gpu", "plan", "gpus"};
constexpr std::array<std::string_view, 3> documents{"model", "cluster", "software"};

bool belongs_elsewhere(const std::string& path) {
  const std::size_t dot = path.find('.');
  const std::string first = path.substr(0, dot);
  for (const std::string_view one : elsewhere) {
    if (first == one) return true;
  }
  for (const std::string_view one : documents) {
    if (first == one && dot != std::string::npos) return true;
  }
  return false;
}

Json value_of(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

Json& at_path(Json& root, const std::string& path) {
  Json* at = &root;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    if (at->is_array()) {
      at = &(*at)[static_cast<std::size_t>(std::stoul(key))];
    } else {
      if (!at->is_object()) *at = Json::object();
      at = &(*at)[key];
    }
    begin = end + 1;
  }
  return *at;
}

}  // namespace

Result<ScenarioFile> scenario_with_plan(const std::string& document, const Plan& plan, bool laid_out,
                                        const std::string& name, const std::vector<Override>& overrides) {
  Json scenario = Json::parse(document, nullptr, false);
  if (!scenario.is_object()) return problem("the scenario's file is no JSON object");
  ScenarioFile out;
  for (const auto& [path, value] : overrides) {
    const std::string first = path.substr(0, path.find('.'));
    if (first == "plan" || first == "gpus") continue;  // the plan says it all
    if (belongs_elsewhere(path)) {
      out.overrides_left.push_back(fmt::format("--set '{}={}'", path, value));
      continue;
    }
    Json& field = at_path(scenario, path);
    // A sourced field given as its value alone keeps no source of another value.
    if (field.is_object() && field.contains("value") && !value.starts_with('{')) {
      field = {{"value", value_of(value)}, {"source", "--set"}, {"evidence", "assumed"}};
    } else {
      field = value_of(value);
    }
  }
  scenario.erase("$schema");  // relative to where the original stands
  scenario["name"] = name;
  scenario["gpus"] = plan.gpus();
  scenario["plan"] = plan_fields(plan, laid_out);
  if (!laid_out && scenario.contains("uncertain")) {
    // The layout is decided now.
    Json kept = Json::array();
    for (const Json& one : scenario["uncertain"]) {
      if (one.value("input", "") != "stages") kept.push_back(one);
    }
    scenario["uncertain"] = kept;
  }
  out.text = scenario.dump(2) + '\n';
  return out;
}

std::vector<Override> plan_changes(const Scenario& scenario, const Plan& plan, bool laid_out) {
  // Every field a plan can have; null takes away what only the scenario has.
  static constexpr std::array<std::string_view, 15> names{
      "tp",  "sequence_parallel", "pp",   "vp",          "cp",      "cp_comm",  "cp_balanced", "ep",
      "etp", "micro_batch",       "zero", "shard_group", "reshard", "schedule", "recompute"};
  const Json was = plan_fields(scenario.plan, true), is = plan_fields(plan, true);
  const auto text_of = [](const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  std::vector<Override> changes;
  if (plan.gpus() != scenario.machine.gpus) changes.emplace_back("gpus", fmt::format("{}", plan.gpus()));
  bool moved = false;
  for (const std::string_view name : names) {
    const std::string key(name);
    const Json before = was.value(key, Json()), after = is.value(key, Json());
    if (before == after) continue;
    changes.emplace_back("plan." + key, text_of(after));
    moved = moved || key == "pp" || key == "vp" || key == "schedule";
  }
  if (!laid_out && plan.stages != scenario.plan.stages) {
    changes.emplace_back("plan.stages", to_text(plan.stages));
  } else if (laid_out && (moved || plan.stages != scenario.plan.stages)) {
    changes.emplace_back("plan.stages", "auto");
  }
  return changes;
}

}  // namespace trainyard
