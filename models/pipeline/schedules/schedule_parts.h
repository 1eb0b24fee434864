#pragma once
// What the schedule files share: their entry points (listed in schedules.cpp) and the checks that several of
// them make.
#include "models/pipeline/schedules/schedule.h"

namespace trainyard::schedule_parts {

[[nodiscard]] Schedule gpipe();
[[nodiscard]] Schedule one_f_one_b();
[[nodiscard]] Schedule interleaved_one_f_one_b();
[[nodiscard]] Schedule zero_bubble_h1();
[[nodiscard]] Schedule zero_bubble_h2();
[[nodiscard]] Schedule zero_bubble_1p();
[[nodiscard]] Schedule zero_bubble_2p();
[[nodiscard]] Schedule dual_pipe();

[[nodiscard]] inline ChunkOp forward_op(Chunk chunk) {
  return {.kind = ChunkKind::forward, .forward = chunk, .backward = {}};
}
/// `kind` is backward, input_backward or weight_backward.
[[nodiscard]] inline ChunkOp backward_op(ChunkKind kind, Chunk chunk) {
  return {.kind = kind, .forward = {}, .backward = chunk};
}
[[nodiscard]] inline ChunkOp pair_op(Chunk forward, Chunk backward) {
  return {.kind = ChunkKind::forward_backward, .forward = forward, .backward = backward};
}

/// Problems every schedule has in common: counts below one; times that are not one per stage, finite and not
/// negative.
[[nodiscard]] Diagnostics check_counts(const ScheduleInput& input);
/// check_counts, and one model chunk per rank, as schedule `name` demands.
[[nodiscard]] Diagnostics check_single_chunk(const ScheduleInput& input, std::string_view name);

/// An empty program in one direction, stage s on rank s mod p.
[[nodiscard]] ScheduleProgram empty_program(const ScheduleInput& input);

/// "8 or 12": the two values around a wrong one; those below `least` are left out.
[[nodiscard]] std::string nearest_pair(int below, int above, int least);

}  // namespace trainyard::schedule_parts
