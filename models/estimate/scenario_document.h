#pragma once
// A scenario as its file says it: names are not yet looked up, the layout is still text.
#include <optional>
#include <string>
#include <vector>

#include "models/estimate/reliability_document.h"
#include "models/estimate/scenario.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// The row of the price list at `level`, or an amount of the scenario's own.
template <class Rate>
struct PriceChoice {
  std::string level{};  // "low", "mid", "high"
  std::optional<Sourced<Rate>> amount{};
};

struct ScenarioDocument {
  std::string name{};
  std::string description{};
  std::string model{}, cluster{}, software{};  // names or paths
  int gpus = 0;
  Plan plan{};           // without dp and stages
  std::string stages{};  // "auto" or a layout
  Recipe recipe{};
  std::optional<ReliabilityDocument> reliability{};  // instead of the recipe's goodput
  Spread spread{};
  std::string price_list{};
  PriceChoice<DollarsPerSecond> gpu_price{};
  PriceChoice<DollarsPerJoule> electricity{};
  std::vector<Uncertainty> uncertain{};
  std::vector<std::string> assumptions{};
};

/// Reads the fields of a scenario; problems are recorded at `reader`, which the caller finishes.
[[nodiscard]] ScenarioDocument read_scenario_fields(JsonReader& reader);

}  // namespace trainyard
