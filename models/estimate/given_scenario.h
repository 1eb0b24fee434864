#pragma once
// A scenario as a user gives it, before anything is read, and what it is called beside others.
#include <string>
#include <vector>

#include "models/estimate/overrides.h"

namespace trainyard {

struct GivenScenario {
  std::string scenario{};  // a shipped name or a file
  std::vector<Override> overrides{};
  bool operator==(const GivenScenario&) const = default;
};

/// "deepseek-v3-h800, plan.pp=8"; of a file its stem.
[[nodiscard]] std::string label_of(const GivenScenario& given);
/// A label for each, all different: equal ones are numbered, "a", "a (2)".
[[nodiscard]] std::vector<std::string> labels_of(const std::vector<GivenScenario>& given);

}  // namespace trainyard
