#pragma once
// The answer to a scenario, every number a report shows. A pure function of the scenario.
#include <map>
#include <optional>
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
  std::vector<double> logarithms{};  // of the sampled step times over the estimate's, ascending
  /// The same in the order drawn: estimates of one seed and the same uncertain inputs met the same draws.
  std::vector<double> draws{};
};

/// Percentiles of one total.
struct TotalRange {
  double p5 = 0, p50 = 0, p95 = 0;
};

/// 90 % intervals of the main phase's totals, over what is uncertain in the step and in the failures. A price
/// is what is asked for and stays as it is.
struct TotalIntervals {
  TotalRange days{}, gpu_hours{}, dollars{}, goodput{};
  double failure_weight = 0;  // share of the variance of the days' logarithm that failures bring
};

struct Estimate {
  StepEstimate step{};
  Interval interval{};
  std::optional<TotalIntervals> totals{};  // with the interval only
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
