#pragma once
// What a stored run was asked: scenarios and options, so that the question can be asked again.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/store/run_store.h"

namespace trainyard {

/// A scenario (of `plan`: a file of offers) with its changes, "node.nic=200 Gb/s" each.
struct AskedScenario {
  std::string name{};  // shipped, or the full path of a file
  std::vector<std::string> set{};
  bool operator==(const AskedScenario&) const = default;
};

struct AskedRun {
  std::vector<AskedScenario> scenarios{};
  std::map<std::string, std::vector<std::string>> options{};  // as typed, without "--"; flags: {""}
  bool operator==(const AskedRun&) const = default;

  /// The last value of an option; empty when it was not given.
  [[nodiscard]] std::string option(const std::string& name) const;
};

/// One JSON object.
[[nodiscard]] std::string write_asked(const AskedRun& asked);
/// Of a run kept before the question was: what its title tells, which names the scenario and its changes but
/// no options. Errors: what is kept is no such object; a title that names nothing.
[[nodiscard]] Result<AskedRun> read_asked(const StoredRun& run);

}  // namespace trainyard
