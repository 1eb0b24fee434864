#pragma once
// What one micro-batch leaves on a pipeline stage between its forward and its backward, by owner, and the
// moment of a rank's program at which that weighs most.
#include <string>
#include <vector>

#include "models/compute/operators.h"
#include "models/pipeline/schedules/schedule.h"

namespace trainyard {

/// Bytes of one owner on one stage for one micro-batch.
struct HeldActivation {
  std::string name{};
  Bytes whole{};        // until any part of the backward is done
  Bytes for_weights{};  // of that, from the input gradient until the weight gradient is done
};

/// Everything a stage keeps, layers, MTP modules and head together; owners of one name are summed. `plan`
/// tells which layers are recomputed whole.
///
/// After the input gradient of a chunk the inputs of its linear layers stay for the weight gradient, and
/// the gradients of their outputs take the place of the outputs (queries, up projections). What is read by
/// neither goes: the softmax statistics, and residuals and latents whose normed form was saved too.
/// Source: the rule of "Zero Bubble Pipeline Parallelism" (arXiv 2401.10241), which counts 32 of 34 bytes
/// kept for a GPT layer. Assumed: output gradients that would need room of their own are used up at once;
/// so are the logits, by the head's weight gradient; what a recompute brought back is not kept for a weight
/// gradient that comes later.
[[nodiscard]] std::vector<HeldActivation> held_activations(const RankWork& work, const Plan& plan,
                                                           const StageSpec& stage);
/// `work` as the layer at `index` of the `layers` of a stage has it: without recompute where the plan
/// recomputes other layers only.
[[nodiscard]] RankWork layer_work(const RankWork& work, const Plan& plan, std::size_t index,
                                  std::size_t layers);
[[nodiscard]] HeldActivation total(const std::vector<HeldActivation>& held);

/// The heaviest moment of one rank.
struct HeldPeak {
  std::vector<int> whole{};           // per stage: chunks no part of whose backward is done
  std::vector<int> weight_waiting{};  // per stage: input gradient done, weight gradient not yet
  Bytes bytes{};
  std::size_t op = 0;  // index into the rank's program: what runs at that moment
  [[nodiscard]] int chunks() const;
};

/// `stages`: the totals of every stage. A chunk counts from the start of its forward to the end of the
/// backward that frees it; of several equally heavy moments the first is told.
[[nodiscard]] HeldPeak heaviest_moment(const ScheduleProgram& program, int rank,
                                       const std::vector<HeldActivation>& stages);

/// What a rank holds while one operation of its program runs, and from its end on.
struct HeldBytes {
  Bytes during{}, after{};
  int chunks_during = 0, chunks_after = 0;
};
/// One entry per operation of the rank, in order; the greatest `during` is that of heaviest_moment().
[[nodiscard]] std::vector<HeldBytes> held_by_operation(const ScheduleProgram& program, int rank,
                                                       const std::vector<HeldActivation>& stages);

}  // namespace trainyard
