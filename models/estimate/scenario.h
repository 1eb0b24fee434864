#pragma once
// A scenario: everything an estimate needs, complete and immutable once resolved.
#include <optional>
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "models/parallel/plan.h"
#include "models/run/recipe.h"
#include "sim/base/json_reader.h"

namespace trainyard {

/// The machine of a scenario.
struct Machine {
  ClusterProfile cluster{};
  NodeProfile node{};
  FabricProfile fabric{};
  GpuProfile gpu{};
  int gpus = 0;
};

/// How unevenly work falls on equal ranks.
struct Spread {
  Sourced<double> load_cv{};         // coefficient of variation of the rows routed to one rank, over ranks
  Sourced<double> gpu_speed_cv{};    // of compute speed, over GPUs
  Sourced<double> clock_factor{};    // compute time in a long run over that in the kernel measurements
  std::optional<double> capacity_factor{};  // rows above this multiple of the mean are dropped (DeepSeek-V2: 1.0)
};

/// An input nobody published, sampled for the interval. `choices` (equally likely) or a normal around the scenario's value.
struct Uncertainty {
  std::string input{};     // what it is, in the field's words; also the key the estimator knows
  double sigma = 0.0;      // relative standard deviation, for numbers
  std::vector<std::string> choices{};
  std::string source{};
};

struct Prices {
  Sourced<DollarsPerSecond> gpu{};           // rent of one GPU
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
  Spread spread{};
  Prices prices{};
  std::vector<Uncertainty> uncertain{};
  std::vector<std::string> assumptions{};    // sentences: what was assumed because nobody published it
};

}  // namespace trainyard
