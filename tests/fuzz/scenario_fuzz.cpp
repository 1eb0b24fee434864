// Any bytes as a scenario with an override: problems with places, or a scenario whose plan uses its GPUs. The
// first line is the override ("path=value"), the rest the scenario.
#include <cstdint>
#include <string>

#include "models/estimate/scenario_reader.h"
#include "tests/fuzz/shipped_library.h"

namespace {

using namespace trainyard;

/// Paths lead out of the shipped documents, and what lies there is no matter of this target.
bool names_a_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.find(".json") != std::string::npos ||
         text.find("\\u") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (names_a_path(text)) return 0;
  const std::size_t line = text.find('\n');
  std::vector<Override> overrides;
  if (const Result<Override> one = parse_override(text.substr(0, line))) overrides.push_back(one.value());
  const Result<JsonDocument> document =
      JsonDocument::parse(line == std::string::npos ? text : text.substr(line + 1), "fuzz.json");
  if (!document) return 0;
  const Result<Scenario> scenario = read_scenario(shipped_library(), document.value(), overrides);
  if (!scenario) {
    require_told(scenario.error());
    return 0;
  }
  const Plan& plan = scenario.value().plan;
  require(plan.gpus() == scenario.value().machine.gpus);
  require(plan.stages.size() == static_cast<std::size_t>(plan.pp) * static_cast<std::size_t>(plan.vp));
  require(plan.micro_batches() >= 1);
  require(scenario.value().recipe.tokens > 0.0 && scenario.value().prices.gpu.value.base() > 0.0);
  return 0;
}
