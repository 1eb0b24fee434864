// Any text as the scenarios of a comparison, one a line: an item that reads back from what it says, or a
// problem; and a label of its own for each.
#include <cstdint>
#include <set>
#include <sstream>
#include <string>

#include "models/compare/compare.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

/// The changes alone: behind a scenario's name, a ':' counts only where a field's name follows.
std::string changes_of(const GivenScenario& item) {
  std::string text = ":";
  for (const auto& [path, value] : item.overrides) text += path + "=" + value + ";";
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream lines(std::string(reinterpret_cast<const char*>(data), size));
  std::vector<GivenScenario> items;
  for (std::string line; std::getline(lines, line) && items.size() < most_compared;) {
    const Result<GivenScenario> item = parse_compare_item(line, items.empty() ? nullptr : &items.front());
    if (!item) {
      require_told(item.error());
      continue;
    }
    const GivenScenario plain{item.value().scenario, {}};
    const Result<GivenScenario> again = parse_compare_item(changes_of(item.value()), &plain);
    require(again && again.value() == item.value());
    items.push_back(item.value());
  }
  const std::vector<std::string> labels = labels_of(items);
  require(labels.size() == items.size());
  require(std::set<std::string>(labels.begin(), labels.end()).size() == labels.size());
  return 0;
}
