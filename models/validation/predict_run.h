#pragma once
// The step of one prepared run by the program's own simulation.
#include <memory>

#include "models/validation/prepare_run.h"
#include "models/validation/run_result.h"
#include "models/workload/step_model.h"

namespace trainyard {

struct RunPrediction {
  Seconds step{};
  std::vector<RunTerm> terms{};  // sum to step, mean over pipeline ranks
};

/// Keeps what a run's variations share: graphs of its chunks and of its pipeline.
class RunPredictor {
 public:
  RunPredictor() : cache_(std::make_shared<StepCache>()) {}

  /// A pipeline in its steady state repeats itself every `pp` micro-batches: of long steps only the first
  /// few rounds are simulated and the rest follows from the last one. Errors: those of StepModel.
  [[nodiscard]] Result<RunPrediction> predict(const StepInput& input);

 private:
  std::shared_ptr<StepCache> cache_;
};

/// Memory of the heaviest rank of a run. Errors: those of the schedule.
[[nodiscard]] Result<Bytes> predict_memory(const StepInput& input, bool with_framework);

}  // namespace trainyard
