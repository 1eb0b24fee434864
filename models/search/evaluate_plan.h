#pragma once
// One plan of a search simulated: does it fit, and how long is a step.
#include <memory>

#include "models/search/plan_space.h"
#include "models/workload/step_model.h"

namespace trainyard {

struct PlanOutcome {
  Seconds step{};
  Bytes peak{}, headroom{};
  bool fits = true;
  bool simulated = false;  // a plan that does not fit, or need not be, is not
};

/// What one thread keeps from plan to plan. Structures are forgotten when they grow too large together.
class PlanEvaluator {
 public:
  PlanEvaluator(const PlanSpace& space, const KernelModel& kernels, std::uint64_t seed);

  /// `wanted(memory)` says, once memory is known, whether the plan has to be simulated. Errors: what cannot
  /// be priced.
  [[nodiscard]] Result<PlanOutcome> evaluate(const PlanCandidate& candidate,
                                             std::shared_ptr<PricedChunks> priced, Bytes least_headroom,
                                             const std::function<bool(Bytes)>& wanted);

 private:
  const PlanSpace& space_;
  const KernelModel& kernels_;
  std::uint64_t seed_;
  StepInput input_;
  std::shared_ptr<StepCache> cache_;
};

}  // namespace trainyard
