#pragma once
// A scenario: everything an estimate needs, complete and immutable once resolved.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "models/parallel/plan.h"
#include "models/run/recipe.h"
#include "models/run/reliability.h"
#include "models/workload/step_input.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// An input nobody published, sampled for the interval. `choices` (equally likely) or a normal around the
/// scenario's value.
struct Uncertainty {
  std::string input{};  // what it is, in the field's words; also the key the estimator knows
  double sigma = 0.0;   // relative standard deviation, for numbers
  std::vector<std::string> choices{};
  std::string source{};
};

struct Prices {
  Sourced<DollarsPerSecond> gpu{};  // rent of one GPU
  Sourced<DollarsPerJoule> electricity{};
};

struct Scenario {
  std::string name{};
  std::string description{};
  ModelSpec model{};
  Machine machine{};
  SoftwareProfile software{};
  Plan plan{};
  Recipe recipe{};
  std::optional<Reliability> reliability{};  // then the recipe's goodput is computed, not given
  Spread spread{};
  Prices prices{};
  std::vector<Uncertainty> uncertain{};
  std::vector<std::string> assumptions{};          // sentences: what was assumed because nobody published it
  std::vector<std::filesystem::path> documents{};  // the files it was read from, in the order they were read
};

}  // namespace trainyard
