#include "gui/view_models/scenario_text.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "gui/view_models/words.h"
#include "models/estimate/scenario_reader.h"
#include "sim/base/json_reader.h"

namespace trainyard::gui {

Result<std::string> scenario_text(const ProfileLibrary& library, const Entry& entry) {
  TRAINYARD_TRY(file, find_scenario(library, entry.scenario));
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return problem(words("{} cannot be read", file.string()));
  return text.str();
}

Diagnostics scenario_problems(const ProfileLibrary& library, const std::string& text, const std::string& file,
                              const std::vector<Override>& overrides) {
  const Result<JsonDocument> document = JsonDocument::parse(text, file);
  if (!document) return document.error();
  const Result<Scenario> scenario = read_scenario(library, document.value(), overrides);
  return scenario ? Diagnostics{} : scenario.error();
}

Result<std::vector<Override>> read_override_lines(const std::string& text) {
  std::vector<Override> overrides;
  Diagnostics problems;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Result<Override> one = parse_override(line);
    if (one) {
      overrides.push_back(std::move(one.value()));
      continue;
    }
    for (Diagnostic& each : one.error()) {
      each.file = words("changes");
      each.line = number;
      problems.push_back(std::move(each));
    }
  }
  if (!problems.empty()) return problems;
  return overrides;
}

std::string override_lines(const std::vector<Override>& overrides) {
  std::string text;
  for (const auto& [path, value] : overrides) text += fmt::format("{}={}\n", path, value);
  return text;
}

}  // namespace trainyard::gui
