#include "models/estimate/uncertain_inputs.h"

#include <array>

#include "models/parallel/plan.h"
#include "sim/base/text_parts.h"

namespace trainyard {
namespace {

constexpr std::array<UncertainInput, 16> inputs{{
    {"load_cv", "spread of the routed rows over expert-parallel ranks", true},
    {"gpu_speed_cv", "spread of compute speed over GPUs", true},
    {"clock_factor", "compute time in a long run over that of the kernel measurements", true},
    {"gemm", "time of the linear layers' GEMMs", true},
    {"grouped_gemm", "time of the experts' grouped GEMMs", true},
    {"attention", "time of the attention kernels", true},
    {"memory_kernels", "time of bandwidth-bound kernels", true},
    {"small_kernels", "number of small unfused kernels", true},
    {"expert_exchange", "time of the rows' way to their experts and back", true},
    {"collectives", "time of gradient and parameter collectives", true},
    {"stages", "layout of the layers over pipeline stages, each choice a layout text or \"auto\"", false},
    {"gpus",
     "number of GPUs; step times are scaled to the scenario's own number, so that GPU-hours are compared",
     false},
    {"deduplicate",
     "whether a row goes once to a node or rank, or once per chosen expert: \"true\" or \"false\"", false},
    {"recompute", "what is recomputed in the backward pass", false},
    {"pipeline_transfer", "\"asynchronous\" or \"blocking\" transfers between stages", false},
    {"micro_batch", "sequences per micro-batch", false},
}};

}  // namespace

std::span<const UncertainInput> uncertain_inputs() {
  return inputs;
}

std::vector<std::string> uncertain_input_names() {
  std::vector<std::string> names;
  for (const UncertainInput& one : inputs) names.emplace_back(one.name);
  return names;
}

std::string wrong_choice(std::string_view input, std::string_view choice) {
  if (input == "deduplicate") {
    return choice == "true" || choice == "false" ? "" : "\"true\" or \"false\"";
  }
  if (input == "pipeline_transfer") {
    return choice == "asynchronous" || choice == "blocking" ? "" : "\"asynchronous\" or \"blocking\"";
  }
  if (input == "recompute") {
    for (const Recompute one :
         {Recompute::none, Recompute::selective, Recompute::full, Recompute::deepseek}) {
      if (choice == to_text(one)) return "";
    }
    return "\"none\", \"selective\", \"full\" or \"deepseek\"";
  }
  if (input == "gpus" || input == "micro_batch") {
    const std::optional<int> number = number_of<int>(choice);
    return number && *number > 0 ? "" : "a whole number above zero";
  }
  return "";  // a layout is read with the model, by the estimator
}

}  // namespace trainyard
