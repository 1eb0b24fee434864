#include "models/memory/weight_share.h"

#include "models/memory/held_activations.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/workload/segment_cost.h"

namespace trainyard {

Result<double> weight_share(const StepInput& input) {
  TRAINYARD_TRY(schedule, find_schedule(input.plan.schedule));
  if (!schedule->uses_stage_times) return 1.0;
  TRAINYARD_TRY(exchanges, estimate_exchanges(input));
  const RankWork work = rank_work(input, exchanges);
  HeldActivation heaviest;
  for (const StageSpec& stage : input.plan.stages) {
    const HeldActivation held = total(held_activations(work, input.plan, stage));
    if (held.whole > heaviest.whole) heaviest = held;
  }
  return heaviest.whole > Bytes{} ? heaviest.for_weights / heaviest.whole : 1.0;
}

}  // namespace trainyard
