#pragma once
// The "reliability" object of a scenario.
#include <string>

#include "models/run/reliability.h"
#include "sim/base/json_reader.h"

namespace trainyard {

struct ReliabilityDocument {
  std::string failures{};     // name or path of the counts
  Reliability reliability{};  // without its rates
};

/// Reads the object; what it leaves out is as usual_checkpoints(), usual_restart() and usual_repair() have
/// it. Problems are recorded at `reader`.
[[nodiscard]] ReliabilityDocument read_reliability(JsonReader& reader);

}  // namespace trainyard
