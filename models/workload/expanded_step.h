#pragma once
// The step with every rank simulated: all data-parallel pipelines, each rank with its own loads and speed,
// every task of every chunk on its stream. What the folded step takes as equal replicas is told apart here.
#include "models/workload/step_model.h"

namespace trainyard {

struct ExpandedStep {
  Seconds pipeline{};                  // until the last chunk of the last rank ends
  std::vector<Seconds> rank_finish{};  // by pipeline rank: the slowest of its replicas
  std::size_t ranks = 0;
  std::size_t tasks = 0;
  std::size_t edges = 0;
};

/// Simulates `micro_batches` on all ranks of `model`'s plan in time order. Errors: those of the schedule;
/// more tasks than the engine can number.
[[nodiscard]] Result<ExpandedStep> expand_step(StepModel& model, int micro_batches, std::uint64_t seed);

}  // namespace trainyard
