#pragma once
#include <string>
#include <vector>

#include "sim/base/sourced.h"

namespace trainyard {

/// The batch size grows from `from` sequences to the recipe's global batch over the first `tokens` tokens,
/// linearly in tokens.
struct BatchRamp {
  int from = 0;  // sequences; 0: no ramp
  double tokens = 0;
};

/// A later phase with its own sequence length, e.g. context extension.
struct ContextPhase {
  std::string name{};
  int sequence = 0;
  int global_batch = 0;  // sequences
  double steps = 0;
};

/// What is trained: tokens, batch, phases.
struct Recipe {
  double tokens = 0;  // of the main phase
  int sequence = 0;
  int global_batch = 0;  // sequences
  BatchRamp ramp{};
  std::vector<ContextPhase> phases{};
  Sourced<double> goodput{};  // useful time over elapsed time, 0..1

  [[nodiscard]] double tokens_per_step() const { return static_cast<double>(sequence) * global_batch; }
};

}  // namespace trainyard
