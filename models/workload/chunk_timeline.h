#pragma once
// Where the tasks of one chunk stand inside it, for traces and explanations.
#include "models/workload/chunk_template.h"

namespace trainyard {

struct ChunkSpan {
  const ChunkTask* task = nullptr;
  Picoseconds start = 0, finish = 0;  // from the chunk's start
};

/// The tasks of `chunk` at mean load on one rank, stretched so that the chunk takes `duration` (its mean time
/// in an uneven group). Tasks without length are left out.
[[nodiscard]] std::vector<ChunkSpan> chunk_timeline(const ChunkTemplate& chunk, Seconds duration);

/// A name a reader understands: "attn(F) layer 17", "dispatch layer 3", "head(B)".
[[nodiscard]] std::string task_name(const ChunkTask& task);

}  // namespace trainyard
