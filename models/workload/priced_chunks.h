#pragma once
// Chunks priced once for all plans that run the same ones: those that differ only in pipeline, data
// parallelism, ZeRO stage or schedule.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "models/workload/chunk_simulator.h"
#include "models/workload/chunk_waits.h"

namespace trainyard {

/// Costs of the parts of a layer, and the outcomes of chunks made of them, before what they wait for
/// (chunk_waits.h). Asked by several threads at once. All plans that share one must agree in model, machine,
/// software, spread, sequence, tp, cp, ep, etp, micro-batch and recompute, and their step models in switches
/// and seed.
class PricedChunks {
 public:
  explicit PricedChunks(StepCosts costs) : costs_(costs) {}

  [[nodiscard]] const StepCosts& costs() const { return costs_; }
  /// Null when nobody has put it in yet. Valid as long as this is.
  [[nodiscard]] const ChunkOutcome* find(std::uint64_t key) const;
  const ChunkOutcome& put(std::uint64_t key, ChunkOutcome outcome);

 private:
  StepCosts costs_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, ChunkOutcome> outcomes_;
};

/// What a stage holds, in a number: equal for stages that cost the same.
[[nodiscard]] std::uint64_t content_key(const ModelSpec& model, const StageSpec& stage);
/// Kind and contents of a chunk.
[[nodiscard]] std::uint64_t content_key(const ModelSpec& model, const ChunkStages& chunk);

}  // namespace trainyard
