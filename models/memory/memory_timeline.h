#pragma once
// Memory over time: the activations that a pipeline rank holds from chunk to chunk of a simulated step.
#include <vector>

#include "models/memory/held_activations.h"
#include "models/workload/step_model.h"

namespace trainyard {

/// Held from `at` on, until the next moment.
struct HeldMoment {
  Seconds at{};  // from the start of the step
  Bytes bytes{};
  int chunks = 0;
};

/// One pipeline rank; the first moment is its first chunk, the last the end of the step.
struct RankMemoryTimeline {
  int rank = 0;
  std::vector<HeldMoment> moments{};  // in order of time
  /// The greatest of `moments`: the activations that estimate_memory() counts for the rank.
  [[nodiscard]] HeldMoment peak() const;
};

/// What a rank holds when each operation of its program runs from `start` to `finish` (by position in the
/// program). A chunk counts from the start of its forward to the end of the backward that frees it.
/// `stages`: the totals of every stage, as heaviest_moment() takes them.
[[nodiscard]] RankMemoryTimeline memory_timeline(const ScheduleProgram& program, int rank,
                                                 const std::vector<HeldActivation>& stages,
                                                 const std::vector<Seconds>& start,
                                                 const std::vector<Seconds>& finish, Seconds end);

/// Every pipeline rank of `model`'s step of `step.micro_batches`. Errors: those of the schedule.
[[nodiscard]] Result<std::vector<RankMemoryTimeline>> memory_timelines(StepModel& model,
                                                                       const StepResult& step);

}  // namespace trainyard
