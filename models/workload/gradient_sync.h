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
};
/// One entry per pipeline rank. Stages are counted with tensor parallelism; DualPipe ranks hold two stages.
[[nodiscard]] std::vector<RankParameters> rank_parameters(const ModelSpec& model, const Plan& plan);

/// Copies of the parameters beyond data parallelism: 2 for schedules that run two directions (DualPipe),
/// else 1.
[[nodiscard]] int parameter_copies(const Plan& plan);
/// The stages a pipeline rank holds.
[[nodiscard]] std::vector<int> stages_of_rank(const Plan& plan, int rank);

/// ZeRO-0: all-reduce of the gradients, every rank updates all it holds. ZeRO-1: reduce-scatter of the
/// gradients, update of the shard, all-gather of the parameters.
struct RankSync {
  Seconds reduce{};  // whole traffic, hidden or not
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
