#pragma once
// Sweeps of DeepSeek-V3 cut down to 5 layers and 16 experts on 16 GPUs: the parts of the large one, in a
// moment.
#include <gtest/gtest.h>

#include "models/sweep/sweep_report.h"
#include "tests/support/cut_down_models.h"

namespace trainyard::sweep_test {

inline const ProfileLibrary& library() {
  static const ProfileLibrary shipped(TRAINYARD_SOURCE_DIR);
  return shipped;
}

inline SweptScenario small_scenario() {
  std::vector<Override> changes = cut_down::deepseek_v3();
  changes.insert(changes.end(), {{"plan.pp", "2"}, {"plan.ep", "8"}});
  return {library(), "deepseek-v3-h800", std::move(changes)};
}

inline SweepKnob knob(const std::string& text) {
  Result<SweepKnob> read = parse_vary(text);
  EXPECT_TRUE(read) << (read ? std::string() : to_text(read.error()));
  return read ? std::move(read.value()) : SweepKnob{};
}

inline SweepRequest request_over(const std::vector<std::string>& varied) {
  SweepRequest request;
  request.threads = 2;
  for (const std::string& one : varied) request.knobs.push_back(knob(one));
  return request;
}

inline SweepResult swept(const SweepRequest& request, const SweepHooks& hooks = {},
                         const SweptScenario& scenario = small_scenario()) {
  Result<SweepResult> result = sweep(scenario, request, hooks);
  EXPECT_TRUE(result) << (result ? std::string() : to_text(result.error()));
  return result ? std::move(result.value()) : SweepResult{};
}

inline SweepReport report_of(const SweepRequest& request, SweepResult result,
                             std::vector<SweepGoal> goals = {}) {
  const SweepColumn* column = usual_column(request.knobs, goals);
  return {&request, std::move(result), column, std::move(goals)};
}

inline SweepGoal goal(const std::string& text) {
  Result<SweepGoal> read = parse_sweep_goal(text);
  EXPECT_TRUE(read) << (read ? std::string() : to_text(read.error()));
  return read ? read.value() : SweepGoal{};
}

}  // namespace trainyard::sweep_test
