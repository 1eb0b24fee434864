#pragma once
// One chunk of a pipeline schedule on one rank, as tasks on three streams: compute, expert exchange,
// tensor-parallel collectives.
#include <cstdint>
#include <string>
#include <vector>

#include "models/pipeline/schedules/schedule.h"
#include "models/workload/segment_cost.h"

namespace trainyard {

enum class ChunkStream : std::uint8_t { compute, exchange, tensor };  // tensor: context-parallel too
inline constexpr int chunk_stream_count = 3;

/// What a task of a chunk is.
enum class ChunkTaskKind : std::uint8_t {
  compute,
  arrive,         // zero time: this rank is ready for an exchange
  barrier,        // handshake after all ranks of the expert-parallel group have arrived
  transfer,       // dispatch or combine
  gradient_cast,  // on the exchange stream, before gradients are dispatched
  tensor_collective,
  context_exchange,  // keys and values of other context-parallel ranks
  finish             // zero time: everything of the chunk is done
};

/// What a compute task works on, for reports and the timeline.
enum class ChunkPart : std::uint8_t {
  attention_forward,
  shared_forward,
  ffn_forward,
  ffn_backward,
  shared_backward,
  ffn_weight,
  attention_backward,
  attention_weight,
  embedding,
  head_forward,
  head_backward,
  head_weight,
  mtp_forward,
  mtp_backward,
  mtp_weight,
  none
};
[[nodiscard]] std::string_view to_text(ChunkPart part);

inline constexpr std::int16_t at_chunk_start = -1;

struct ChunkTask {
  ChunkTaskKind kind = ChunkTaskKind::compute;
  ChunkStream stream = ChunkStream::compute;
  ChunkPart part = ChunkPart::none;
  ExchangeKind exchange = ExchangeKind::dispatch;
  std::int16_t layer = -1;      // model layer; -1 outside
  std::int16_t load_slot = -1;  // which draw of the load scales `variable`; -1: none
  std::int16_t predecessors[2] = {
      at_chunk_start, at_chunk_start};  // local indices; at_chunk_start: none but the chunk's start
  double fixed = 0, variable = 0;       // seconds
  const SegmentCost* cost = nullptr;    // compute tasks; lives in the StepCosts the template was made from
};

/// Tasks in an order they can run in; the last is `finish`.
struct ChunkTemplate {
  std::vector<ChunkTask> tasks;
  int load_slots = 0;
  int barriers = 0;
  [[nodiscard]] std::array<Seconds, op_class_count> compute_by_class() const;  // at mean load
  [[nodiscard]] Seconds compute_total() const;
};

/// The stages a chunk runs: `forward` and/or `backward` (null when absent).
struct ChunkParts {
  const StageSpec* forward = nullptr;
  const StageSpec* backward = nullptr;
  bool input_gradient = true;  // of the backward part
  bool weight_gradient = true;
};

/// A pair of chunks of a stack that overlaps them runs on the overlapped costs, anything else alone; a stack
/// that does not runs the backward of a pair after its forward.
/// Order of an overlapped slot, as in DeepSeek's H800 trace: attn(F), mlp(B), mlp(W), mlp(F), attn(B),
/// attn(W) on compute; dispatch of gradients, dispatch(F), combine of gradients, combine(F) on the exchange
/// stream.
[[nodiscard]] ChunkTemplate make_chunk(const StepInput& input, const StepCosts& costs,
                                       const ChunkParts& parts);

}  // namespace trainyard
