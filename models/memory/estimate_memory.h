#pragma once
// Will the plan fit? Memory of every pipeline rank, read off the schedule's program.
#include "models/memory/footprint.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/workload/exchange.h"
#include "models/workload/step_input.h"
#include "sim/base/result.h"

namespace trainyard {

/// Memory of one GPU of every pipeline rank at its peak, and whether the heaviest fits.
///  - weights, gradients, optimizer states: whole or in shards, as the plan says (resident_state.h)
///  - activations: what the chunks alive at the heaviest moment of `program` keep (held_activations.h)
///  - buffers: what the operators of one layer need while they run, rows in transport, pipeline messages.
///    Gradient buckets are slices of the gradients and parameters gathered by ZeRO-1 land in the weights:
///    neither counts. What ZeRO-2 and 3 have of one layer at a time does.
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
