#pragma once
// From one step to months: steps of the recipe, phases, goodput -> GPU-hours, days, energy.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/run/goodput.h"
#include "models/run/recipe.h"
#include "sim/base/result.h"

namespace trainyard {

struct PhaseRun {
  std::string name{};
  double tokens = 0;
  double steps = 0;
  Seconds time{};  // before goodput
};

struct RunEstimate {
  int gpus = 0;
  double tokens = 0;     // main phase
  Seconds elapsed{};     // main phase, goodput included
  double gpu_hours = 0;  // main phase
  double gpu_hours_per_trillion_tokens = 0;
  double days = 0;
  Joules energy{};                 // of the main phase: nodes' power x elapsed x PUE
  std::vector<PhaseRun> phases{};  // main phase (with its ramp) first, then the later ones
  double total_gpu_hours = 0;      // all phases
  double goodput = 1;
  std::optional<GoodputEstimate> reliability{};  // what the goodput is made of; none: it was given
};

/// Time of one step of `sequences` sequences of `sequence` tokens.
using StepTime = std::function<Result<Seconds>(int sequence, int sequences)>;

/// Walks the recipe. The ramp is integrated exactly over a batch that grows linearly in tokens; steps are
/// timed at up to six batch sizes, each a multiple of `batch_quantum` sequences (one micro-batch of every
/// replica), and lie on straight lines between them. A ramp's start is moved to the nearest multiple; a later
/// phase's batch is timed at the next one up. The main phase's batch has to be a multiple. Other errors:
/// nothing to train, a goodput outside (0, 1], a ramp that shrinks or outlasts the run, those of `step_time`.
[[nodiscard]] Result<RunEstimate> estimate_run(const Recipe& recipe, int gpus, int batch_quantum,
                                               Watts power_per_gpu, double pue, const StepTime& step_time);

}  // namespace trainyard
