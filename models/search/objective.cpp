#include "models/search/objective.h"

#include <fmt/format.h>

#include <array>

#include "sim/base/diagnostic.h"

namespace trainyard {

namespace {

struct ObjectiveName {
  Objective objective;
  std::string_view name;
};

constexpr std::array<ObjectiveName, 5> names = {{{Objective::time, "time"},
                                                 {Objective::gpu_hours, "gpu_hours"},
                                                 {Objective::cost, "dollars"},
                                                 {Objective::tokens_per_gpu, "tokens_per_gpu"},
                                                 {Objective::headroom, "headroom"}}};

}  // namespace

std::string_view to_text(Objective objective) {
  for (const ObjectiveName& one : names) {
    if (one.objective == objective) return one.name;
  }
  return "";
}

Result<Objective> parse_objective(std::string_view name) {
  std::vector<std::string> known;
  for (const ObjectiveName& one : names) {
    if (one.name == name) return one.objective;
    known.emplace_back(one.name);
  }
  return problem(fmt::format("\"{}\" is no objective", name), name_hint(name, known));
}

double objective_value(Objective objective, Seconds step, Bytes memory, int gpus, DollarsPerSecond gpu_rent) {
  switch (objective) {
    case Objective::time:
      return step.base();
    case Objective::gpu_hours:
    case Objective::tokens_per_gpu:  // its inverse, for a batch of given size
      return step.base() * gpus;
    case Objective::cost:
      return step.base() * gpus * gpu_rent.base();
    case Objective::headroom:
      return memory.base();
  }
  return 0.0;
}

bool no_worse(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
  }
  return true;
}

}  // namespace trainyard
