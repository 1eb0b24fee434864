#pragma once
// What a chunk waits for beside its own kernels and exchanges: the host that launches it, and parameters or
// gradients that no rank holds whole.
#include "models/pipeline/schedules/schedule.h"
#include "models/workload/gradient_sync.h"
#include "models/workload/sharded_parameters.h"

namespace trainyard {

/// A chunk and the stages its parts run; a part that is absent is null.
struct ChunkStages {
  ChunkKind kind = ChunkKind::forward;
  const StageSpec* forward = nullptr;
  const StageSpec* backward = nullptr;
};

/// Host time to launch a chunk, and the norm in which it combines with the GPU's.
struct HostTime {
  Seconds time{};
  double norm = 1.0;
};
[[nodiscard]] HostTime host_time(const StepInput& input, const ChunkStages& chunk);

/// Parameter traffic of a chunk, whole: `scattered_per_chunk` is what ZeRO-2 scatters behind each backward of
/// the rank's chunks; `forward` and `backward` are ZeRO-3's traffic of the two stages, null where parameters
/// are held whole.
[[nodiscard]] Seconds shard_time(const ChunkStages& chunk, Seconds scattered_per_chunk,
                                 const ShardTraffic* forward, const ShardTraffic* backward);

/// `duration` with what sharded parameters and the host let it wait for; grows with each argument.
struct WaitedTime {
  Seconds sharded{};   // with parameter traffic
  Seconds launched{};  // with the host as well
};
[[nodiscard]] WaitedTime add_waits(Seconds duration, Seconds traffic, const HostTime& host,
                                   const SoftwareProfile& software);

/// Time of one message of activations between neighbouring pipeline ranks, before the stack's share of it
/// that shows.
[[nodiscard]] Seconds pipeline_message_time(const StepInput& input);

}  // namespace trainyard
