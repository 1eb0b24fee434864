#include "models/estimate/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace trainyard {
namespace {

const std::vector<std::string>& scenario_keys() {
  static const std::vector<std::string> keys{
      "name",   "description", "model",       "cluster", "gpus",      "software",   "plan",
      "recipe", "spread",      "reliability", "prices",  "uncertain", "assumptions"};
  return keys;
}

/// Scenario fields of the form {"value", "source"} that need not stand in the file to be overridden.
constexpr std::array<std::string_view, 16> sourced_scenario_fields{"recipe.goodput",
                                                                   "spread.load_cv",
                                                                   "spread.gpu_speed_cv",
                                                                   "spread.clock_factor",
                                                                   "prices.gpu",
                                                                   "prices.electricity",
                                                                   "reliability.rate_factor",
                                                                   "reliability.repair",
                                                                   "reliability.checkpoint.write",
                                                                   "reliability.checkpoint.read",
                                                                   "reliability.checkpoint.copy",
                                                                   "reliability.checkpoint.copy_start",
                                                                   "reliability.checkpoint.size",
                                                                   "reliability.restart.detect",
                                                                   "reliability.restart.replace",
                                                                   "reliability.restart.initialise"};

struct Place {
  ScenarioPart kind = ScenarioPart::scenario;
  std::string path{};
};

bool takes_off(std::string& path, std::string_view prefix) {
  if (path.size() <= prefix.size() || !path.starts_with(prefix)) return false;
  path.erase(0, prefix.size());
  return true;
}

/// Where `path` is written. A cluster names its node and its fabric, a node its GPU:
/// "cluster.node.gpu.memory" and "gpu.memory" are the same field, "gpu=h100-sxm" puts another GPU into the
/// node. Nothing when the first element is unknown.
std::optional<Place> place_of(std::string path) {
  if (path == "node" || path == "fabric") return Place{ScenarioPart::cluster, path};
  if (path == "gpu") return Place{ScenarioPart::node, path};
  if (!takes_off(path, "cluster.node.")) {
    if (path.starts_with("cluster.fabric.")) takes_off(path, "cluster.");
  } else {
    path.insert(0, "node.");
  }
  if (path.starts_with("node.gpu.")) takes_off(path, "node.");
  if (path == "gpu.kernels") return Place{ScenarioPart::gpu, "kernels"};
  if (takes_off(path, "gpu.kernels.")) {
    // family.role.name -> families.family.role.parameters.name
    const std::size_t first = path.find('.');
    const std::size_t second = first == std::string::npos ? first : path.find('.', first + 1);
    if (second != std::string::npos && path.find('.', second + 1) == std::string::npos)
      path.insert(second, ".parameters");
    return Place{ScenarioPart::kernels, "families." + path};
  }
  static constexpr std::array<std::pair<std::string_view, ScenarioPart>, 6> parts{
      {{"model.", ScenarioPart::model},
       {"cluster.", ScenarioPart::cluster},
       {"node.", ScenarioPart::node},
       {"fabric.", ScenarioPart::fabric},
       {"gpu.", ScenarioPart::gpu},
       {"software.", ScenarioPart::software}}};
  for (const auto& [prefix, kind] : parts) {
    if (takes_off(path, prefix)) return Place{kind, path};
  }
  const std::string first = path.substr(0, path.find('.'));
  const std::vector<std::string>& keys = scenario_keys();
  if (std::find(keys.begin(), keys.end(), first) == keys.end()) return std::nullopt;
  return Place{ScenarioPart::scenario, path};
}

std::vector<std::string> first_elements() {
  std::vector<std::string> names = scenario_keys();
  names.insert(names.end(), {"node", "fabric", "gpu"});
  return names;
}

/// Whether the document has an object with a "value" at `path`.
bool is_sourced(const JsonDocument& document, std::string_view path) {
  Diagnostics ignored;
  JsonReader reader(document, ignored);
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    if (!reader.has(key)) return false;
    std::string_view rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    const std::size_t before = ignored.size();
    std::optional<JsonReader> inner = reader.optional_object(key);
    if (!inner || ignored.size() != before) return false;  // an array, a text or a number
    if (rest.empty()) return inner->has("value");
    reader = *inner;
    path = rest;
  }
}

bool is_plain(std::string_view value) {
  const std::size_t begin = value.find_first_not_of(" \t");
  return begin == std::string_view::npos || (value[begin] != '{' && value[begin] != '[');
}

}  // namespace

Result<Override> parse_override(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return problem(fmt::format("--set {} is no override, expected path=value", in_quotes(text)),
                   "write it like --set plan.pp=8");
  }
  return Override{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Result<OverrideSet> OverrideSet::sort(const std::vector<Override>& overrides) {
  OverrideSet set;
  set.given_ = overrides;
  Diagnostics problems;
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    const auto& [path, value] = overrides[i];
    std::optional<Place> place = place_of(path);
    if (place) {
      set.placed_.push_back({place->kind, std::move(place->path), i});
      continue;
    }
    const std::string first = path.substr(0, path.find('.'));
    problems.push_back({fmt::format("--set {}={}", path, value),
                        {},
                        0,
                        0,
                        fmt::format("a scenario has no part {}", in_quotes(first)),
                        name_hint(first, first_elements())});
  }
  if (!problems.empty()) return problems;
  return set;
}

JsonDocument OverrideSet::apply(ScenarioPart kind, JsonDocument document, Diagnostics& problems) {
  const auto put = [&](std::size_t given, const std::string& path, const std::string& value) {
    typed_[fmt::format("--set {}={}", path, value)] =
        fmt::format("--set {}={}", given_[given].first, given_[given].second);
    Result<JsonDocument> changed = document.with_override(path, value);
    if (changed) {
      document = std::move(changed.value());
    } else {
      append(problems, changed.error());
    }
  };
  for (const Placed& placed : placed_) {
    if (placed.kind != kind) continue;
    const std::string& value = given_[placed.given].second;
    // A kernel constant may stand in another document, which this one is transferred from.
    const bool constant = kind == ScenarioPart::kernels &&
                          placed.path.find(".parameters.") != std::string::npos &&
                          !placed.path.ends_with(".value");
    const bool known = constant || (kind == ScenarioPart::scenario &&
                                    std::find(sourced_scenario_fields.begin(), sourced_scenario_fields.end(),
                                              placed.path) != sourced_scenario_fields.end());
    if (is_plain(value) && value != "null" && (known || is_sourced(document, placed.path))) {
      put(placed.given, placed.path, R"({"source": "--set", "evidence": "assumed"})");
      put(placed.given, placed.path + ".value", value);
    } else {
      put(placed.given, placed.path, value);
    }
  }
  return document;
}

void OverrideSet::restore_names(Diagnostics& problems) const {
  for (Diagnostic& one : problems) {
    const auto typed = typed_.find(one.file);
    if (typed != typed_.end()) one.file = typed->second;
  }
}

}  // namespace trainyard
