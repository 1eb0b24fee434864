#pragma once
// The answer to a scenario, every number a report shows. A pure function of the scenario.
#include <map>
#include <string>
#include <vector>

#include "models/compute/kernel_uncertainty.h"
#include "models/cost/cost.h"
#include "models/estimate/scenario.h"
#include "models/memory/footprint.h"
#include "models/run/run.h"
#include "sim/base/result.h"

namespace trainyard {

/// One named share of a whole; `detail` says what it is made of.
struct Part {
  std::string name{};
  Seconds time{};
  std::string detail{};
};

/// Where the time of one pipeline rank goes during a step. The names are DeepSeek's: lone forward, lone
/// (input or full) backward, lone weight gradient, overlapped forward-and-backward, idle, optimizer phase.
/// They sum to the step.
struct SchedulePhases {
  Seconds forward{}, backward{}, weight{}, forward_backward{}, bubble{}, optimizer{};
  [[nodiscard]] Seconds sum() const {
    return forward + backward + weight + forward_backward + bubble + optimizer;
  }
};

struct StepEstimate {
  Seconds time{};
  std::vector<Part>
      parts{};  // sum to time: compute by operator class, exposed communication by kind, bubble, optimizer
  std::vector<SchedulePhases> ranks{};  // one per pipeline rank
  SchedulePhases mean{};
  double tokens_per_s_per_gpu = 0;
  double mfu_causal = 0, mfu_non_causal = 0;
  FlopsPerSecond mfu_peak{};  // the peak they refer to
  std::string mfu_formula{};
  int micro_batches = 0;
  std::size_t tasks = 0;  // of the simulated graph
};

/// 90 % interval of one quantity and what it is made of.
struct Interval {
  Seconds p5{}, p50{}, p95{};
  struct Driver {
    std::string input{};       // what was varied
    double weight = 0;         // share of the variance
    double low = 0, high = 0;  // step time in s at the input's 5th and 95th percentile (or over its choices)
    std::string source{};
  };
  std::vector<Driver> drivers{};  // heaviest first
  int samples = 0;
};

struct Estimate {
  StepEstimate step{};
  Interval interval{};
  MemoryEstimate memory{};
  RunEstimate run{};
  CostEstimate cost{};
  std::vector<KernelUse> kernels{};  // which constants answered, and how well they are known; heaviest first
  std::vector<std::string> assumptions{};
};

struct EstimateOptions {
  bool expand = false;  // simulate every rank instead of one per group of equal replicas
  bool interval = true;
  std::uint64_t seed = 1;
};

/// Errors: an illegal plan, constants the GPU profile lacks. A plan that does not fit in memory is no error:
/// see memory.fits.
[[nodiscard]] Result<Estimate> estimate(const Scenario& scenario, const EstimateOptions& options = {});

}  // namespace trainyard
