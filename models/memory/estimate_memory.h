#pragma once
// Will the plan fit? Memory of every pipeline rank, read off the schedule's program.
#include "models/memory/footprint.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/workload/exchange.h"
#include "models/workload/step_input.h"
#include "sim/base/result.h"

namespace trainyard {

/// Memory of one GPU of every pipeline rank at its peak, and whether the heaviest fits.
///  - weights: 2 B each, and an fp8 copy of the linear layers' for stacks that multiply in fp8
///  - gradients: the stack's bytes for every parameter held; ZeRO-1 shards the optimizer only
///  - optimizer: fp32 master copy and moments; ZeRO-1: of this rank's shard
///  - activations: what the chunks alive at the heaviest moment of `program` keep (held_activations.h)
///  - buffers: what the operators of one layer need while they run, rows in transport, pipeline messages.
///    Gradient buckets are slices of the gradients, gathered parameters land in the weights: neither counts.
///  - framework: as the software profile tells
/// Capacity is what the cluster says is usable of a GPU (else the GPU's memory) less the allocator's reserve.
/// Errors: `program` is for another number of stages or ranks than the plan.
[[nodiscard]] Result<MemoryEstimate> estimate_memory(const StepInput& input, const ScheduleProgram& program,
                                                     const ExchangeTimes& exchanges);

/// The same without looking for plans that fit, for searches over many plans.
[[nodiscard]] Result<MemoryEstimate> estimate_footprint(const StepInput& input,
                                                        const ScheduleProgram& program,
                                                        const ExchangeTimes& exchanges);

}  // namespace trainyard
