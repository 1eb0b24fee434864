#include "models/estimate/memory_over_time.h"

#include "models/estimate/step_input_of.h"

namespace trainyard {

Result<std::vector<RankMemoryTimeline>> memory_over_time(const Scenario& scenario, std::uint64_t seed) {
  Diagnostics illegal =
      check_plan(scenario.plan, scenario.model, scenario.machine.gpus, scenario.machine.node.gpus);
  if (!illegal.empty()) return illegal;
  TRAINYARD_TRY(model, StepModel::make(step_input_of(scenario), StepSwitches{}, seed));
  TRAINYARD_TRY(step, model.step(scenario.plan.micro_batches()));
  return memory_timelines(model, step);
}

}  // namespace trainyard
