#pragma once
// The constants that published runs decide: what a software stack adds to its kernels, what long runs add to
// a GPU's burst-measured kernels, what a network reaches. None belongs to one run.
#include <functional>
#include <string>
#include <vector>

#include "models/validation/prepare_run.h"

namespace trainyard {

struct RunConstant {
  std::string id{};        // "software/nemo-2024-bf16/memory_traffic", "gpu/h100-sxm/cublas-bf16/sustained"
  std::string meaning{};   // one sentence
  double shipped = 0;      // as the profiles have it
  double prior = 0;        // expected of one nobody has measured
  double prior_sigma = 0;  // standard deviation of its logarithm
  double least = 0, most = 0;
  std::function<bool(const StepInput&)> touches;
  std::function<void(StepInput&, double)> apply;
};

/// The constants that `runs` can tell something of, each once, in order of their ids: effects their stacks
/// mark as fitted, sustained factors of the kernels they use, shares of their networks between nodes.
[[nodiscard]] std::vector<RunConstant> run_constants(const std::vector<PreparedRun>& runs);

}  // namespace trainyard
