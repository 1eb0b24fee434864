#pragma once
// Effects of the model that can be left out, to see what each is worth.
#include <span>
#include <string_view>

#include "models/workload/step_input.h"

namespace trainyard {

struct Ablation {
  std::string_view name;
  std::string_view sentence;  // what is left out
  void (*apply)(StepInput& input);
};

/// Every effect, one line each.
[[nodiscard]] std::span<const Ablation> ablations();
/// Errors: no such effect, with the nearest.
[[nodiscard]] Result<const Ablation*> find_ablation(std::string_view name);

}  // namespace trainyard
