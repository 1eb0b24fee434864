#include "models/pipeline/schedules/live_activations.h"

#include <cassert>
#include <numeric>

namespace trainyard {

int LiveActivations::chunks() const {
  return std::accumulate(whole.begin(), whole.end(), 0) +
         std::accumulate(weight_waiting.begin(), weight_waiting.end(), 0);
}

LiveActivations peak_live_activations(const ScheduleProgram& program, int rank,
                                      const std::vector<double>& stage_weight, double kept_for_weights) {
  const auto stages = static_cast<std::size_t>(program.stages);
  assert(stage_weight.size() == stages);
  LiveActivations now{.whole = std::vector<int>(stages), .weight_waiting = std::vector<int>(stages)};
  LiveActivations peak = now;
  for (const ChunkOp& op : program.ranks[static_cast<std::size_t>(rank)]) {
    if (op.forward.present()) ++now.whole[static_cast<std::size_t>(op.forward.stage)];
    now.weight = 0.0;  // summed afresh, so that rounding does not depend on the history
    for (std::size_t stage = 0; stage < stages; ++stage) {
      now.weight += stage_weight[stage] * (now.whole[stage] + kept_for_weights * now.weight_waiting[stage]);
    }
    if (now.weight > peak.weight) peak = now;
    if (!op.backward.present()) continue;
    const auto stage = static_cast<std::size_t>(op.backward.stage);
    --(op.kind == ChunkKind::weight_backward ? now.weight_waiting : now.whole)[stage];
    if (op.kind == ChunkKind::input_backward) ++now.weight_waiting[stage];
  }
  return peak;
}

LiveActivations peak_live_chunks(const ScheduleProgram& program, int rank) {
  return peak_live_activations(program, rank,
                               std::vector<double>(static_cast<std::size_t>(program.stages), 1.0));
}

}  // namespace trainyard
