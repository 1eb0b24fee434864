#pragma once
#include "models/workload/step_input.h"
#include "sim/base/result.h"

namespace trainyard {

/// Of what a micro-batch leaves on the heaviest stage, the part that its weight gradients still need after
/// its input gradients: what ScheduleInput::kept_for_weights asks for. 1 for schedules that do not ask.
/// Errors: those of the exchanges.
[[nodiscard]] Result<double> weight_share(const StepInput& input);

}  // namespace trainyard
