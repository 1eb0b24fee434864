#include "models/pipeline/pipeline_timeline.h"

namespace trainyard {

RankPhases mean_phases(const PipelineTimeline& timeline) {
  RankPhases sum;
  if (timeline.ranks.empty()) return sum;
  for (const RankPhases& rank : timeline.ranks) {
    sum.forward += rank.forward;
    sum.backward += rank.backward;
    sum.weight += rank.weight;
    sum.pair += rank.pair;
    sum.sending += rank.sending;
    sum.idle += rank.idle;
  }
  const auto count = static_cast<Picoseconds>(timeline.ranks.size());
  return {.forward = sum.forward / count,
          .backward = sum.backward / count,
          .weight = sum.weight / count,
          .pair = sum.pair / count,
          .sending = sum.sending / count,
          .idle = sum.idle / count};
}

std::vector<HeldChunks> held_chunks(const ScheduleProgram& program, const PipelineTimeline& timeline,
                                    int rank, std::size_t first_op) {
  std::vector<HeldChunks> result;
  int chunks = 0;
  const auto change = [&](Picoseconds at, int by) {
    chunks += by;
    if (!result.empty() && result.back().at == at) {
      result.back().chunks = chunks;
    } else {
      result.push_back({at, chunks});
    }
  };
  std::size_t index = first_op;
  for (const ChunkOp& op : program.ranks[static_cast<std::size_t>(rank)]) {
    if (op.forward.present()) change(timeline.start[index], 1);
    if (op.backward.present() && op.kind != ChunkKind::input_backward) change(timeline.finish[index], -1);
    ++index;
  }
  return result;
}

}  // namespace trainyard
