#pragma once
// A shipped scenario with an estimate made up for the writers: every field filled with a number of its own.
#include "models/estimate/estimate.h"
#include "models/estimate/scenario_reader.h"

namespace trainyard::testing_support {

inline Scenario scenario() {
  Result<Scenario> found = load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), "deepseek-v3-h800");
  return std::move(found.value());
}

inline Estimate estimate() {
  Estimate e;
  e.step.time = seconds(19.0);
  e.step.parts = {{"GEMM", seconds(8.0), ""},
                  {"attention", seconds(4.0), ""},
                  {"exposed expert exchange", seconds(3.0), "dispatch 1.0 s, combine 2.0 s"},
                  {"bubble", seconds(3.75), ""},
                  {"optimizer", seconds(0.25), ""}};
  SchedulePhases phases{seconds(1.0),   seconds(2.0), seconds(0.5),
                        seconds(13.25), seconds(2.0), seconds(0.25)};
  e.step.ranks = {phases, phases, phases, phases};
  e.step.ranks[0].bubble = seconds(1.5);
  e.step.ranks[0].forward = seconds(1.5);
  e.step.mean = phases;
  e.step.tokens_per_s_per_gpu = 1617.0;
  e.step.mfu_causal = 0.4;
  e.step.mfu_non_causal = 0.45;
  e.step.mfu_peak = teraflops(989);
  e.step.mfu_formula = "6 x active matrix parameters + attention";
  e.step.micro_batches = 120;
  e.step.tasks = 27000;
  e.interval.p5 = seconds(18.0);
  e.interval.p50 = seconds(19.2);
  e.interval.p95 = seconds(20.5);
  e.interval.samples = 400;
  e.interval.drivers = {{"stages", 0.6, 18.5, 20.0, "not published"},
                        {"load_cv", 0.399, 18.8, 19.3, "a trace"},
                        {"gemm", 0.001, 19.0, 19.0, "x"}};
  StageMemory stage;
  for (int rank = 0; rank < 4; ++rank) {
    stage.rank = rank;
    stage.stages = "stage 1 and 14: layers 3-6, 51-54";
    stage.parameters = 3.3e9;
    stage.weights = gigabytes(rank == 0 ? 12.0 : 9.8);
    stage.gradients = gigabytes(13.1);
    stage.optimizer = gigabytes(5.8);
    stage.activations = gigabytes(45.7);
    stage.buffers = gigabytes(1.5);
    stage.framework = gigabytes(3.0);
    stage.in_flight = 17;
    stage.activation_owners = {{"expert input", gigabytes(16.5)}, {"expert up output", gigabytes(9.1)}};
    e.memory.stages.push_back(stage);
  }
  e.memory.peak_rank = 1;
  e.memory.peak = gigabytes(78.9);
  e.memory.capacity = gigabytes(82.4);
  e.memory.owner = "activations (expert input 16.5 GB)";
  e.run.gpus = 2048;
  e.run.tokens = 14.8e12;
  e.run.elapsed = days(52.0);
  e.run.days = 52.0;
  e.run.gpu_hours = 2'555'904.0;
  e.run.gpu_hours_per_trillion_tokens = 172'696.2;
  e.run.energy = megawatt_hours(3500);
  e.run.goodput = 1.0;
  e.run.phases = {{"main", 14.8e12, 239'000, days(52.0)},
                  {"context extension to 32K", 62.9e9, 1000, hours(20)}};
  e.run.total_gpu_hours = 2'600'000.0;
  e.cost.total = dollars(5'111'808.0);
  e.cost.all_phases = dollars(5'200'000.0);
  e.cost.electricity = dollars(308'000.0);
  e.cost.items = {{"rent", dollars(5'111'808.0), "2.56M GPU-hours x $2.00/h"}};
  // The step's 18.0 and 20.5 s over its 19.0.
  e.totals = TotalIntervals{.days = {49.26, 52.55, 56.11},
                            .gpu_hours = {2'421'382.7, 2'582'808.3, 2'757'686.0},
                            .dollars = {4'842'765.0, 5'165'616.0, 5'515'372.0},
                            .goodput = {1.0, 1.0, 1.0},
                            .failure_weight = 0.0};
  e.assumptions = {"The layers of each stage are laid out by the simulator.", "No failure is counted."};
  return e;
}

}  // namespace trainyard::testing_support
