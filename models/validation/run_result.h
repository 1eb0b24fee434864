#pragma once
// What the model says of one published run, beside what was measured.
#include <optional>
#include <string>
#include <vector>

#include "models/validation/published_run.h"
#include "sim/base/units.h"

namespace trainyard {

/// One share of the predicted step, e.g. {"attention", 1.2 s}.
struct RunTerm {
  std::string name{};
  Seconds time{};
};

struct RunResult {
  const PublishedRun* run = nullptr;
  bool covered = false;  // simulated and comparable
  std::string reason{};  // why not; empty when covered
  std::string stack{};   // software profile
  std::string cluster{};
  std::string dtype{};               // normalised: bf16, fp8, nvfp4
  std::vector<std::string> rules{};  // "micro-batch 1: rule NAME (source)": how unknown knobs were filled
  Seconds predicted{};
  Seconds measured{};
  std::string measured_from{};   // "step time", "tokens/s/GPU", "TFLOPS inverted by ..."
  bool production = false;       // reported but never fitted nor held to a bar: its knobs are not public
  bool fitted = false;           // its source's rows took part in the fit of the shipped constants
  std::vector<RunTerm> terms{};  // sum to predicted
  std::optional<Bytes> predicted_memory{}, measured_memory{};
  std::string memory_reading{};  // "allocated", "reserved", "nvidia-smi", "formula"; empty: none
  /// predicted / measured - 1; 0 when not covered.
  [[nodiscard]] double error() const { return covered ? predicted / measured - 1.0 : 0.0; }
};

}  // namespace trainyard
