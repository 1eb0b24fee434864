#pragma once
// What runs say of each other: how a step grows over GPUs, and what one switch changes.
#include <string>
#include <vector>

#include "models/validation/run_result.h"

namespace trainyard {

/// Runs that differ in their number of GPUs only, with one batch (strong) or one batch per GPU (weak).
struct ScalingSlope {
  bool weak = false;
  std::string series{};  // "dgxc Llama-3.1-8B H100-SXM bf16 TP1 PP1"
  int points = 0;        // different numbers of GPUs
  int least_gpus = 0, most_gpus = 0;
  double measured = 0, predicted = 0;  // step on most_gpus over step on least_gpus
  [[nodiscard]] double error() const { return predicted / measured - 1.0; }
};
[[nodiscard]] std::vector<ScalingSlope> scaling_slopes(const std::vector<RunResult>& rows);

/// Two runs of one source that are equal but for one switch, or two.
struct SwitchPair {
  std::string change{};  // "tp", "mbs+recompute"
  std::string from{}, to{};
  std::string from_value{}, to_value{};
  double measured = 0, predicted = 0;  // step of `to` over step of `from`
  [[nodiscard]] bool right_direction() const { return (measured > 1.0) == (predicted > 1.0); }
  [[nodiscard]] double log_error() const;  // of predicted over measured
};
/// Those whose measured steps differ by more than 3 %, which is what releases of one program differ by.
[[nodiscard]] std::vector<SwitchPair> switch_pairs(const std::vector<RunResult>& rows);

struct SwitchScore {
  std::string change{};
  int pairs = 0;
  double median_log_error = 0;  // of the magnitudes
  double right = 0;             // share of the pairs with the right direction
};
/// One per change, most pairs first.
[[nodiscard]] std::vector<SwitchScore> score_switches(const std::vector<SwitchPair>& pairs);

}  // namespace trainyard
