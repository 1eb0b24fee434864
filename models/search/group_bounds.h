#pragma once
// Closed bounds of the plans of one group: a step time the simulation is never below, and memory the plan
// never needs less than.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/memory/held_activations.h"
#include "models/search/chunk_bound.h"
#include "models/search/plan_space.h"
#include "models/workload/step_model.h"

namespace trainyard {

struct PlanBound {
  Seconds step{};
  Bytes memory{};
};

/// Per rank of DualPipe's program: how often it runs what.
struct RankCounts {
  struct Entry {
    ChunkKind kind;
    int forward, backward;  // stages; -1: none
    int count, before_last_backward;
  };
  std::vector<Entry> entries{};
  int depth = 0;  // stages between the rank and its nearer end
  ChunkOp last{};
};
[[nodiscard]] std::vector<RankCounts> count_program(const ScheduleProgram& program);

/// Chunks and sums are kept from plan to plan: ask for the plans of the group in the order of the space. One
/// thread at a time.
///
/// The step is at least, over the pipeline ranks, what must run before the rank's first chunk + all it runs +
/// what must run after its last backward; then comes the traffic that nothing can hide. A rank's chunks are
/// taken at chunk_bound(). For 1F1B, interleaved or not, and GPipe on equal stages that is the closed formula
/// (m + p - 1)(F + B) itself.
class GroupBounds {
 public:
  GroupBounds(const PlanSpace& space, std::uint32_t group, const KernelModel& kernels, std::uint64_t seed);
  ~GroupBounds();

  /// Errors: exchanges or groups that cannot be priced, constants the GPU lacks.
  [[nodiscard]] Result<PlanBound> bound(const PlanCandidate& candidate);
  /// The chunks of a micro-batch and recompute, as asked for by bound(); null where they cannot be priced.
  [[nodiscard]] std::shared_ptr<PricedChunks> priced(const PlanCandidate& candidate);

 private:
  struct Layer;  // what one micro-batch and recompute cost
  struct Ends;   // gradients, optimizer and resident memory of one cut of the model
  struct Waits;
  Result<Layer*> layer_of(const PlanCandidate& candidate);
  Result<const Ends*> ends_of(const PlanCandidate& candidate);
  void set_plan(const PlanCandidate& candidate);
  Seconds duration(Layer& layer, ChunkKind kind, int forward, int backward);
  Seconds waited(Layer& layer, const PlanCandidate& candidate, const Ends& ends, ChunkKind kind, int forward,
                 int backward, int rank);
  Result<Seconds> pipelined(Layer& layer, const PlanCandidate& candidate, const Ends& ends);
  Bytes held(Layer& layer, int content);
  Bytes memory(Layer& layer, const PlanCandidate& candidate, const Ends& ends);
  const std::vector<RankCounts>& dual_pipe_counts(int pp, int micro_batches);

  const PlanSpace& space_;
  std::uint32_t group_;
  const KernelModel& kernels_;
  std::uint64_t seed_;
  StepInput input_;
  std::uint32_t laid_out_;  // the layout input_ has
  std::map<std::pair<int, int>, std::unique_ptr<Layer>> layers_;
  std::map<std::tuple<int, std::uint32_t, int, int>, std::unique_ptr<Ends>> ends_;
  std::map<std::pair<int, int>, std::vector<RankCounts>> dual_pipe_;
  std::map<int, DrawnWork> drawn_;  // by ranks
};

}  // namespace trainyard
