#pragma once
// Where the tasks of one chunk stand inside it, for traces and explanations.
#include "models/workload/chunk_template.h"

namespace trainyard {

struct ChunkSpan {
  const ChunkTask* task = nullptr;
  Picoseconds start = 0, finish = 0;  // from the chunk's start
};

/// Spans of a chunk with the chain of them that decides its time.
struct ChunkLayout {
  std::vector<ChunkSpan> spans{};
  /// Indices into spans in order of time: each started the moment the one before it ended, the first at the
  /// chunk's start; the last ends the chunk. Where several would do, the stream's own order comes first,
  /// then the first predecessor. Empty when no task has a length.
  std::vector<std::uint32_t> critical{};
  /// Of `duration`, what one rank at mean load takes; 1 when the chunk is not stretched (or shortened). The
  /// rest is waiting for slower ranks, for the host and for sharded parameters.
  double own_share = 1.0;
};

/// The tasks of `chunk` at mean load on one rank, stretched so that the chunk takes `duration` (its mean time
/// in an uneven group). Tasks without length are left out.
[[nodiscard]] ChunkLayout chunk_layout(const ChunkTemplate& chunk, Seconds duration);
[[nodiscard]] std::vector<ChunkSpan> chunk_timeline(const ChunkTemplate& chunk, Seconds duration);

/// A name a reader understands: "attn(F) layer 17", "dispatch layer 3", "head(B)".
[[nodiscard]] std::string task_name(const ChunkTask& task);

}  // namespace trainyard
