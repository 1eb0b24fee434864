#pragma once
#include "models/estimate/scenario.h"
#include "models/memory/weight_share.h"

namespace trainyard {

/// What one step of the scenario's main phase is simulated from.
[[nodiscard]] inline StepInput step_input_of(const Scenario& scenario) {
  StepInput input;
  input.model = scenario.model;
  input.machine = scenario.machine;
  input.software = scenario.software;
  input.plan = scenario.plan;
  input.spread = scenario.spread;
  input.sequence = scenario.recipe.sequence;
  if (const Result<double> share = weight_share(input)) input.kept_for_weights = share.value();
  return input;
}

}  // namespace trainyard
