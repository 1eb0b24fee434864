// The workloads of a buyer's question.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "hardware_profiles/reading.h"
#include "models/estimate/scenario_reader.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/purchase/question_parts.h"

namespace trainyard {

namespace {

std::vector<int> counts(JsonReader& reader, std::string_view key, int least, int most) {
  std::vector<int> found;
  if (!reader.has(key)) return found;
  for (const std::int64_t one : reader.integers(key, least, most)) found.push_back(static_cast<int>(one));
  if (found.empty()) reader.report(key, "is empty, expected at least one value");
  return found;
}

SearchSpace read_space(JsonReader reader) {
  constexpr int most = 60000;  // as the search takes them
  SearchSpace space;
  space.tp = counts(reader, "tp", 1, most);
  space.pp = counts(reader, "pp", 1, most);
  space.vp = counts(reader, "vp", 1, most);
  space.cp = counts(reader, "cp", 1, most);
  space.ep = counts(reader, "ep", 1, most);
  space.etp = counts(reader, "etp", 0, most);
  space.micro_batch = counts(reader, "micro_batch", 1, most);
  space.zero = counts(reader, "zero", 0, 3);
  if (reader.has("schedules")) {
    space.schedules = reader.texts("schedules");
    for (const std::string& name : space.schedules) {
      const std::vector<std::string> known = schedule_names();
      if (std::find(known.begin(), known.end(), name) == known.end())
        reader.report("schedules", fmt::format("there is no schedule {}", in_quotes(name)),
                      name_hint(name, known));
    }
  }
  if (reader.has("recompute")) {
    for (const std::string& name : reader.texts("recompute")) {
      std::vector<std::string> known;
      bool found = false;
      for (const Recompute one :
           {Recompute::none, Recompute::selective, Recompute::deepseek, Recompute::full}) {
        known.emplace_back(to_text(one));
        if (name != known.back()) continue;
        found = true;
        space.recompute.push_back({.recompute = one});
      }
      if (!found)
        reader.report("recompute", fmt::format("{} is no way to recompute", in_quotes(name)),
                      name_hint(name, known));
    }
  }
  return space;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_overrides(JsonReader& reader) {
  std::vector<std::pair<std::string, std::string>> found;
  std::optional<JsonReader> set = reader.optional_object("set");
  if (!set) return found;
  for (const std::string& key : set->keys()) found.emplace_back(key, set->text(key));
  std::vector<Override> all(found.begin(), found.end());
  if (const auto sorted = OverrideSet::sort(all); !sorted) {
    for (const Diagnostic& one : sorted.error()) reader.report("set", one.message, one.hint);
  }
  return found;
}

void check_overrides(const ProfileLibrary& library, const Workload& workload,
                     const std::vector<std::pair<std::string, std::string>>& more, JsonReader& reader) {
  std::vector<Override> all(workload.overrides.begin(), workload.overrides.end());
  all.insert(all.end(), more.begin(), more.end());
  const auto read = load_scenario(library, workload.scenario, all, IllegalPlan::left_open);
  if (read) return;
  for (const Diagnostic& one : read.error())
    reader.report("set",
                  fmt::format("{} of the scenario {}: {}", one.pointer, workload.scenario, one.message),
                  one.hint);
}

std::vector<Workload> read_workloads(const ProfileLibrary& library, JsonReader& reader) {
  std::vector<Workload> workloads;
  SearchSpace space;
  if (std::optional<JsonReader> narrowed = reader.optional_object("search")) space = read_space(*narrowed);
  for (JsonReader& one : reader.objects("workloads")) {
    Workload workload;
    workload.name = reading::filled_text(one, "name");
    workload.scenario = reading::filled_text(one, "scenario");
    if (const auto file = find_scenario(library, workload.scenario); !file && !workload.scenario.empty())
      one.report("scenario", file.error().front().message, file.error().front().hint);
    constexpr double endless = std::numeric_limits<double>::infinity();
    if (one.has("tokens")) workload.tokens = one.count("tokens", 1.0, endless);
    constexpr double most_runs = 1e6;  // assumed: beyond lies a slip of the pen
    workload.runs = one.number("runs", 0.0, most_runs, 1.0);
    if (workload.runs <= 0.0) one.report("runs", "is zero, expected a number above zero");
    workload.overrides = read_overrides(one);
    if (!workload.overrides.empty() && find_scenario(library, workload.scenario))
      check_overrides(library, workload, {}, one);
    workload.space = space;
    if (std::optional<JsonReader> narrowed = one.optional_object("search"))
      workload.space = read_space(*narrowed);
    const auto same = [&](const Workload& other) { return other.name == workload.name; };
    if (std::any_of(workloads.begin(), workloads.end(), same))
      one.report("name", fmt::format("a second workload {}", in_quotes(workload.name)));
    workloads.push_back(std::move(workload));
  }
  if (reader.has("workloads") && workloads.empty())
    reader.report("workloads", "is empty, expected at least one workload");
  return workloads;
}

}  // namespace trainyard
