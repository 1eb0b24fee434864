#pragma once
// The end of a step on one pipeline rank: gradient reduction, clipping, optimizer, parameter gathering.
#include <vector>

#include "models/compute/kernel_time.h"
#include "models/workload/step_input.h"
#include "sim/base/result.h"

namespace trainyard {

/// Parameters one GPU of a pipeline rank holds, all of its stages together.
struct RankParameters {
  double shared =
      0;  // replicated over the whole data-parallel group (attention, norms, shared experts, embedding, head)
  double experts = 0;  // routed experts, replicated over expert_replicas()
  [[nodiscard]] double total() const { return shared + experts; }
  bool operator==(const RankParameters&) const = default;
};
/// Of one transformer layer: what ZeRO-3 gathers and scatters at a time.
[[nodiscard]] RankParameters layer_parameters(const ModelSpec& model, const Plan& plan, bool moe);
/// One entry per pipeline rank. Stages are counted with tensor parallelism; DualPipe ranks hold two stages.
[[nodiscard]] std::vector<RankParameters> rank_parameters(const ModelSpec& model, const Plan& plan);

/// Copies of the parameters beyond data parallelism: 2 for schedules that run two directions (DualPipe),
/// else 1.
[[nodiscard]] int parameter_copies(const Plan& plan);
/// The stages a pipeline rank holds.
[[nodiscard]] std::vector<int> stages_of_rank(const Plan& plan, int rank);

/// ZeRO-0: all-reduce of the gradients, every rank updates all it holds. ZeRO-1: reduce-scatter of the
/// gradients, update of the shard, all-gather of the parameters. ZeRO-2: the same, but gradients are
/// scattered behind the backward of every micro-batch, since no rank has room for all of them. ZeRO-3:
/// gathers and scatters are part of every chunk (sharded_parameters.h) and none is left for the end, unless
/// plan.gathers_once(). Shard groups smaller than the data-parallel group: an all-reduce of the shards
/// between the groups follows each scatter.
struct RankSync {
  Seconds reduce{};                  // whole traffic, hidden or not
  Seconds reduce_per_micro_batch{};  // ZeRO-2: the traffic behind every backward but the last, whose own is
                                     // `reduce`
  Seconds gather{};
  Seconds optimizer{};  // gradient norm, AdamW, zeroing, casts
};

/// One entry per pipeline rank. Errors: groups the collectives cannot price.
[[nodiscard]] Result<std::vector<RankSync>> estimate_gradient_sync(const StepInput& input,
                                                                   const KernelModel& kernels);

/// Exposed part of `traffic` cut into `buckets` equal pieces, the i-th of which is ready after i/buckets of
/// `window`: two streams, one producing, one sending in order. Returns how long the sender still runs after
/// the window.
[[nodiscard]] Seconds exposed_after(Seconds window, Seconds traffic, int buckets);

}  // namespace trainyard
