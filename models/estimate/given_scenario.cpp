#include "models/estimate/given_scenario.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "hardware_profiles/document_names.h"

namespace trainyard {

std::string label_of(const GivenScenario& given) {
  std::string label =
      is_path(given.scenario) ? std::filesystem::path(given.scenario).stem().string() : given.scenario;
  for (const auto& [path, value] : given.overrides) label += fmt::format(", {}={}", path, value);
  return label;
}

std::vector<std::string> labels_of(const std::vector<GivenScenario>& given) {
  std::vector<std::string> labels;
  std::set<std::string> taken;
  for (const GivenScenario& one : given) {
    const std::string plain = label_of(one);
    std::string label = plain;
    for (int number = 2; !taken.insert(label).second; ++number) label = fmt::format("{} ({})", plain, number);
    labels.push_back(std::move(label));
  }
  return labels;
}

}  // namespace trainyard
