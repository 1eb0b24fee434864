#include "models/store/asked_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> parts_of(std::string_view text, std::string_view between) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t at = text.find(between);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + between.size());
  }
}

/// "llama-3-70b-h100, node.nic=200 Gb/s, gpus=64". A part without '=' belongs to the value before it.
AskedScenario scenario_of_title(const std::string& title) {
  AskedScenario found;
  for (std::string& part : parts_of(title, ", ")) {
    const std::size_t sign = part.find('=');
    if (found.name.empty()) {
      found.name = std::move(part);
    } else if (sign != std::string::npos && sign > 0) {
      found.set.push_back(std::move(part));
    } else if (!found.set.empty()) {
      found.set.back() += ", " + part;
    }
  }
  return found;
}

std::set<std::string> knobs_of_report(const std::string& report) {
  std::set<std::string> names;
  const Json document = Json::parse(report, nullptr, false);
  if (!document.is_object() || !document.contains("knobs") || !document["knobs"].is_array()) return names;
  for (const Json& knob : document["knobs"]) {
    if (knob.is_object() && knob.contains("name") && knob["name"].is_string())
      names.insert(knob["name"].get<std::string>());
  }
  return names;
}

AskedRun asked_of_title(const StoredRun& run) {
  AskedRun asked;
  if (run.command == "plan") {  // "h800-or-a100: 2,000 H800 or 5,000 A100?"
    asked.scenarios.push_back({run.title.substr(0, run.title.find(": ")), {}});
  } else if (run.command == "compare") {
    for (const std::string& one : parts_of(run.title, " / "))
      asked.scenarios.push_back(scenario_of_title(one));
  } else if (run.command == "sweep") {
    AskedScenario told = scenario_of_title(run.title);
    const std::set<std::string> knobs = knobs_of_report(run.report);
    AskedScenario scenario{told.name, {}};
    for (std::string& one : told.set) {
      constexpr std::string_view flag = ", replanned";
      if (one.ends_with(flag)) {
        one.resize(one.size() - flag.size());
        asked.options["replan"] = {""};
      }
      (knobs.contains(one.substr(0, one.find('='))) ? asked.options["vary"] : scenario.set)
          .push_back(std::move(one));
    }
    asked.scenarios.push_back(std::move(scenario));
  } else {
    asked.scenarios.push_back(scenario_of_title(run.title));
  }
  return asked;
}

std::optional<std::vector<std::string>> texts(const Json& list) {
  std::vector<std::string> found;
  if (!list.is_array()) return std::nullopt;
  for (const Json& one : list) {
    if (!one.is_string()) return std::nullopt;
    found.push_back(one.get<std::string>());
  }
  return found;
}

std::optional<AskedRun> read(const std::string& text) {
  const Json document = Json::parse(text, nullptr, false);
  if (!document.is_object() || !document.contains("scenarios") || !document["scenarios"].is_array())
    return std::nullopt;
  AskedRun asked;
  for (const Json& one : document["scenarios"]) {
    if (!one.is_object() || !one.contains("name") || !one["name"].is_string()) return std::nullopt;
    const auto set = texts(one.value("set", Json::array()));
    if (!set) return std::nullopt;
    asked.scenarios.push_back({one["name"].get<std::string>(), *set});
  }
  const Json options = document.value("options", Json::object());
  if (!options.is_object()) return std::nullopt;
  for (const auto& [name, values] : options.items()) {
    const auto given = texts(values);
    if (!given) return std::nullopt;
    asked.options[name] = *given;
  }
  return asked;
}

}  // namespace

std::string AskedRun::option(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() || found->second.empty() ? std::string{} : found->second.back();
}

std::string write_asked(const AskedRun& asked) {
  Json scenarios = Json::array(), options = Json::object();
  for (const AskedScenario& one : asked.scenarios)
    scenarios.push_back({{"name", one.name}, {"set", one.set}});
  for (const auto& [name, values] : asked.options) options[name] = values;
  return Json{{"scenarios", std::move(scenarios)}, {"options", std::move(options)}}.dump();
}

Result<AskedRun> read_asked(const StoredRun& run) {
  AskedRun asked;
  if (run.asked.empty()) {
    asked = asked_of_title(run);
  } else if (std::optional<AskedRun> kept = read(run.asked)) {
    asked = std::move(*kept);
  } else {
    return problem(fmt::format("run {} does not say what it was asked: its record is damaged", run.id));
  }
  if (asked.scenarios.empty() || asked.scenarios.front().name.empty())
    return problem(fmt::format("run {} does not name a scenario", run.id));
  return asked;
}

}  // namespace trainyard
