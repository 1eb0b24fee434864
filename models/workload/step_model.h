#pragma once
// The step of a training job: chunks priced on their expert-parallel group, put through the pipeline
// schedule, followed by gradient traffic and the optimizer. Equal replicas are folded: one pipeline stands
// for all.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/pipeline/pipeline_graph.h"
#include "models/workload/chunk_simulator.h"
#include "models/workload/gradient_sync.h"
#include "models/workload/priced_chunks.h"

namespace trainyard {

/// Effects that can be switched off to see what they are worth.
struct StepSwitches {
  bool skew = true;       // uneven loads and speeds
  bool transfers = true;  // pipeline transfers take time
  int draws = 8;          // of the loads, for the mean time of an overlapped pair
};

/// How a chunk is run to find its time: on how many ranks of its expert-parallel group, how often in a row.
struct GroupRun {
  GroupSpread spread{};
  int ranks = 1, repeats = 1;
};
[[nodiscard]] GroupRun group_run(const StepInput& input, const ChunkTemplate& chunk, ChunkKind kind,
                                 const StepSwitches& switches, std::uint64_t seed);

/// One rank's share of a step.
struct RankStep {
  Seconds forward{}, backward{}, weight{}, pair{};  // lone chunks by kind, overlapped pairs
  Seconds sending{};                                // blocking transfers
  Seconds synchronisation{};  // gradient and parameter traffic not hidden, optimizer kernels
  Seconds overhead{};         // once a step, and what stragglers add
  Seconds bubble{};           // the rest of the step
  std::array<Seconds, op_class_count> by_class{};
  ExposedTime exposed{};
  Seconds skew{};
};

/// What follows the pipeline, by pipeline rank where a vector. A rank begins to reduce when its last chunk
/// ends; all update from `reduced` on.
struct StepEnd {
  std::vector<Seconds> reduction{}, optimizer{}, gather{};  // not hidden
  Seconds reduced{};                                        // from the start of the step
  Seconds updated{};                                        // the longest optimizer and gather
  Seconds overhead{};                                       // once a step, and what stragglers add
  bool joined = false;  // steps join: a rank's step begins with its own first chunk
};

struct StepResult {
  Seconds time{};      // end.reduced + end.updated + end.overhead
  Seconds pipeline{};  // until the last chunk ends
  std::vector<RankStep> ranks{};
  PipelineTimeline timeline{};
  StepEnd end{};
  int micro_batches = 0;  // run; more than asked for when the schedule needs more
  std::size_t tasks = 0;  // tasks of all graphs replayed for it
};

/// What step models of one scenario's variations share: structures that do not depend on times.
struct StepCache {
  ChunkSimulatorCache simulators;
  std::map<std::string, std::shared_ptr<const PipelineGraph>> pipelines;
};

/// Everything about a step that does not depend on the number of micro-batches. Cheap to ask for several
/// batch sizes.
class StepModel {
 public:
  /// Errors: constants the GPU lacks, exchanges that do not fit, an unknown schedule.
  [[nodiscard]] static Result<StepModel> make(const StepInput& input, const StepSwitches& switches = {},
                                              std::uint64_t seed = 1);
  /// `priced`: chunks of plans that share them (see PricedChunks); priced anew without it.
  [[nodiscard]] static Result<StepModel> make(const StepInput& input, const KernelModel& kernels,
                                              const StepSwitches& switches, std::uint64_t seed,
                                              std::shared_ptr<StepCache> cache = {},
                                              std::shared_ptr<PricedChunks> priced = {});

  /// A step of `micro_batches` per pipeline. Errors: those of the schedule.
  [[nodiscard]] Result<StepResult> step(int micro_batches);

  /// Durations of a chunk of the schedule, priced on its group.
  [[nodiscard]] const ChunkOutcome& outcome(const ChunkOp& op);
  [[nodiscard]] ChunkTemplate chunk_template(const ChunkOp& op) const;

  [[nodiscard]] const StepInput& input() const { return *input_; }
  [[nodiscard]] const StepCosts& costs() const { return priced_->costs(); }
  [[nodiscard]] const KernelModel& kernels() const { return kernels_; }
  [[nodiscard]] const std::vector<RankSync>& synchronisation() const { return sync_; }
  /// The schedule's program for `micro_batches`, which must be legal for it.
  [[nodiscard]] Result<ScheduleProgram> program(int micro_batches);
  /// The same put on the engine; kept in the cache.
  [[nodiscard]] Result<std::shared_ptr<const PipelineGraph>> pipeline(int micro_batches);
  /// Time of one activation or gradient message between neighbouring pipeline ranks.
  [[nodiscard]] Seconds transfer() const { return transfer_; }
  [[nodiscard]] TransferMode transfer_mode() const;
  /// The least micro-batch count >= `wanted` that the schedule can run, or an error.
  [[nodiscard]] Result<int> legal_micro_batches(int wanted);

 private:
  StepModel(std::shared_ptr<const StepInput> input, KernelModel kernels, StepSwitches switches,
            std::uint64_t seed);
  [[nodiscard]] int signature(const ChunkOp& op) const;
  [[nodiscard]] ChunkStages stages_of(const ChunkOp& op) const;
  /// Adds what sharded parameters and the host let the chunk wait for.
  void add_waits_to(const ChunkOp& op, ChunkOutcome& outcome) const;
  [[nodiscard]] std::vector<StageTimes> stage_times();

  std::shared_ptr<const StepInput>
      input_;  // shared, so that templates may point into the model when it moves
  KernelModel kernels_;
  StepSwitches switches_;
  std::uint64_t seed_;
  std::shared_ptr<PricedChunks> priced_;
  std::vector<RankSync> sync_;
  std::vector<int> sync_class_;  // by rank: equal for ranks that scatter the same behind a backward
  Seconds transfer_{};
  std::vector<int> stage_class_;             // by stage: equal for stages that hold the same
  std::vector<ShardTraffic> shard_traffic_;  // by stage; empty when every rank holds its parameters whole
  std::map<int, ChunkOutcome> outcomes_;
  std::shared_ptr<StepCache> cache_;
  std::size_t chunk_tasks_ = 0;
};

}  // namespace trainyard
