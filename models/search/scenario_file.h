#pragma once
// A found plan written as a scenario that `trainyard run` takes.
#include <string>
#include <vector>

#include "models/estimate/overrides.h"
#include "models/estimate/scenario.h"
#include "models/parallel/plan.h"
#include "sim/base/result.h"

namespace trainyard {

struct ScenarioFile {
  std::string text{};
  std::vector<std::string> overrides_left{};  // "--set gpu.memory=96 GB": what a scenario cannot hold itself
};

/// The scenario in `document` (the text of its file) with `plan` in place of its own and the overrides of its
/// own fields put in. `laid_out`: the stages are those the program makes itself and are told as "auto".
/// Errors: a text that is no JSON object, overrides that cannot be put in.
[[nodiscard]] Result<ScenarioFile> scenario_with_plan(const std::string& document, const Plan& plan,
                                                      bool laid_out, const std::string& name,
                                                      const std::vector<Override>& overrides);

/// What `--set` has to change in `scenario` so that it runs `plan`, with the stages the program makes itself
/// (`laid_out`) or those of `plan`; nothing that is already so.
[[nodiscard]] std::vector<Override> plan_changes(const Scenario& scenario, const Plan& plan, bool laid_out);

}  // namespace trainyard
