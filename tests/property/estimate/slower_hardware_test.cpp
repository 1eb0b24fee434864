// Hardware that got slower never makes a step shorter, over every shipped scenario.
#include <gmock/gmock.h>

#include <functional>

#include "models/estimate/scenario_reader.h"
#include "models/estimate/step_input_of.h"
#include "models/workload/step_model.h"
#include "tests/support/parameter_names.h"

namespace trainyard {
namespace {

struct Part {
  const char* name;
  std::function<void(Machine&, double)> scale;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"NIC", [](Machine& machine, double by) { machine.node.nic.value = machine.node.nic.value * by; }},
      {"NVLink", [](Machine& machine, double by) { machine.node.fast.value = machine.node.fast.value * by; }},
      {"HBM",
       [](Machine& machine, double by) {
         machine.gpu.memory_bandwidth.value = machine.gpu.memory_bandwidth.value * by;
       }},
      {"peak",
       [](Machine& machine, double by) {
         for (auto& [format, peak] : machine.gpu.peak) peak.value = peak.value * by;
       }},
  };
  return all;
}

/// Enough micro-batches that the schedule's steady phase counts; fewer than a real step, to stay quick.
int micro_batches(const Scenario& scenario) {
  return std::min(scenario.plan.micro_batches(), 3 * scenario.plan.pp);
}

Seconds step_time(const Scenario& scenario) {
  Result<StepModel> model = StepModel::make(step_input_of(scenario), {.draws = 2});
  EXPECT_TRUE(model) << (model ? "" : to_text(model.error()));
  Result<StepResult> step = model.value().step(micro_batches(scenario));
  EXPECT_TRUE(step) << (step ? "" : to_text(step.error()));
  return step.value().time;
}

class EveryScenario : public testing::TestWithParam<std::string> {
 protected:
  /// The plan is laid out once, for the hardware as it is: a change of plan is another question.
  Scenario loaded() const {
    Result<Scenario> scenario = load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), GetParam());
    EXPECT_TRUE(scenario) << (scenario ? "" : to_text(scenario.error()));
    return scenario.value();
  }
};

TEST_P(EveryScenario, TakesNoShorterOnSlowerHardware) {
  const Scenario scenario = loaded();
  const Seconds base = step_time(scenario);
  for (const Part& part : parts()) {
    Seconds before = base;
    for (const double factor : {0.9, 0.7, 0.5, 0.25}) {
      Scenario slower = scenario;
      part.scale(slower.machine, factor);
      const Seconds time = step_time(slower);
      // zb-h1 orders its chunks by their times with a heuristic, which may miss the best order by a little.
      const double tolerance = scenario.plan.schedule == "zb-h1" ? 0.005 : 1e-9;
      EXPECT_GE(time.base(), before.base() * (1 - tolerance)) << part.name << " x " << factor;
      before = time;
    }
    if (std::string_view(part.name) == "HBM" || std::string_view(part.name) == "peak") {
      EXPECT_GT(before.base(), 1.1 * base.base()) << part.name << " hardly counts";
    }
  }
}

TEST_P(EveryScenario, TakesNoShorterWithMoreUnevenRanks) {
  Scenario scenario = loaded();
  Seconds before{};
  for (const double cv : {0.0, 0.04, 0.08, 0.16}) {
    scenario.spread.load_cv.value = cv;
    scenario.spread.capacity_factor.reset();
    const Seconds time = step_time(scenario);
    EXPECT_GE(time.base(), before.base() * (1 - 1e-3)) << "load CV " << cv;
    before = time;
  }
  before = Seconds{};
  for (const double factor : {1.0, 1.02, 1.05}) {
    scenario.spread.clock_factor.value = factor;
    const Seconds time = step_time(scenario);
    EXPECT_GE(time, before) << "clock factor " << factor;
    before = time;
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, EveryScenario,
                         testing::ValuesIn(scenario_names(ProfileLibrary(TRAINYARD_SOURCE_DIR))),
                         [](const testing::TestParamInfo<std::string>& parameter) {
                           return parameter_name(parameter.param);
                         });

}  // namespace
}  // namespace trainyard
