#pragma once
// One published row as a scenario: everything its step is simulated from, and how each unknown was filled.
#include <optional>
#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/validation/run_rules.h"
#include "models/workload/step_input.h"

namespace trainyard {

struct PreparedRun {
  const PublishedRun* run = nullptr;
  std::string reason{};  // why it cannot be simulated; empty when it can
  StepInput input{};
  std::string stack{}, cluster{}, dtype{};
  std::vector<std::string> filled{};  // "micro-batch 1 (rule NAME)"
  bool production = false;
  double weight = 1.0;
  double load = 1.0;  // of the busiest expert-parallel rank
  std::optional<Seconds> measured{};
  std::string measured_from{};
  std::optional<Bytes> measured_memory{};
  std::string memory_reading{};
};

/// Keeps the profiles it has read.
class RunPreparer {
 public:
  RunPreparer(const ProfileLibrary& library, const RunRules& rules) : library_(library), rules_(rules) {}
  [[nodiscard]] PreparedRun prepare(const PublishedRun& run);

 private:
  const ProfileLibrary& library_;
  const RunRules& rules_;
  std::map<std::string, Result<Machine>> machines_;
  std::map<std::string, Result<SoftwareProfile>> stacks_;
};

/// The step time a row tells, by its primary metric and its own conventions; empty when it tells none.
/// `model` and `flops` ("causal", "full", "hardware-2021") invert TFLOPS and MFU.
struct MeasuredStep {
  std::optional<Seconds> time{};
  std::string from{};
};
[[nodiscard]] MeasuredStep measured_step(const PublishedRun& run, const ModelSpec& model,
                                         double tokens_per_step, std::string_view flops, double peak_tflops);

}  // namespace trainyard
