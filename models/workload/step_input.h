#pragma once
// What a training step is simulated from.
#include <optional>
#include <string>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "models/parallel/plan.h"

namespace trainyard {

/// The machine of a scenario.
struct Machine {
  ClusterProfile cluster{};
  NodeProfile node{};
  FabricProfile fabric{};
  GpuProfile gpu{};
  int gpus = 0;
};

/// How unevenly work falls on equal ranks, and how a long run differs from the kernel measurements.
struct Spread {
  Sourced<double> load_cv{};       // coefficient of variation, over ranks, of the rows routed to one rank
  Sourced<double> gpu_speed_cv{};  // of compute speed, over GPUs
  Sourced<double> clock_factor{
      .value = 1.0, .source = {}, .evidence = Evidence::assumed, .relative_sigma = 0.0};
  // ^ compute time in a long run over that in the kernel measurements
  double hottest = 1.0;  // rows of the expert-parallel rank that sets the pace, over the mean
  std::optional<double>
      capacity_factor{};  // rows above this multiple of the mean are dropped (DeepSeek-V2: 1.0)
};

/// Factors on times that an error bar or a what-if varies; 1 everywhere in an ordinary estimate.
struct TimeFactors {
  double exchange = 1.0;     // transfers of expert-parallel exchanges
  double collectives = 1.0;  // gradient and parameter traffic
};

struct StepInput {
  ModelSpec model{};
  Machine machine{};
  SoftwareProfile software{};
  Plan plan{};
  Spread spread{};
  TimeFactors factors{};
  int sequence = 0;               // tokens of one sequence
  bool without_bubble = false;    // a step of endless micro-batches, scaled back: see models/validation
  double kept_for_weights = 1.0;  // ScheduleInput::kept_for_weights; weight_share() in models/memory
};

}  // namespace trainyard
