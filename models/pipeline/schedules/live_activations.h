#pragma once
// How many micro-batches' activations a rank holds, read off its program: the order of the chunks decides it,
// not their times.
#include <vector>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard {

/// What one rank holds at the moment its activations weigh most.
struct LiveActivations {
  std::vector<int> whole{};           // per stage: forward started, no part of the backward done
  std::vector<int> weight_waiting{};  // per stage: input backward done, weight half not yet
  double weight = 0.0;                // the sum over stages, in the unit of the stage weights

  [[nodiscard]] int chunks() const;  // both kinds, all stages
};

/// The heaviest moment of `rank`. `stage_weight` (one per stage, any unit, e.g. bytes) is what one
/// micro-batch leaves on a stage; `kept_for_weights`, 0 to 1, is the part of it that stays after the input
/// backward until the weight half is done. A chunk counts from the start of its forward to the end of the
/// backward that frees it; in a pair both parts count throughout.
[[nodiscard]] LiveActivations peak_live_activations(const ScheduleProgram& program, int rank,
                                                    const std::vector<double>& stage_weight,
                                                    double kept_for_weights = 1.0);

/// The same with every chunk weighing one: the number a schedule's activation bound speaks of.
[[nodiscard]] LiveActivations peak_live_chunks(const ScheduleProgram& program, int rank);

}  // namespace trainyard
