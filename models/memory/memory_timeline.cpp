#include "models/memory/memory_timeline.h"

#include <algorithm>
#include <cassert>

namespace trainyard {

HeldMoment RankMemoryTimeline::peak() const {
  HeldMoment most;
  for (const HeldMoment& one : moments)
    if (one.bytes > most.bytes) most = one;
  return most;
}

RankMemoryTimeline memory_timeline(const ScheduleProgram& program, int rank,
                                   const std::vector<HeldActivation>& stages,
                                   const std::vector<Seconds>& start, const std::vector<Seconds>& finish,
                                   Seconds end) {
  const std::vector<HeldBytes> held = held_by_operation(program, rank, stages);
  assert(start.size() == held.size() && finish.size() == held.size());
  RankMemoryTimeline timeline{.rank = rank, .moments = {}};
  std::vector<HeldMoment>& moments = timeline.moments;
  const auto add = [&](Seconds at, Bytes held_now, int chunks) {
    if (!moments.empty() && moments.back().bytes == held_now && moments.back().chunks == chunks) return;
    moments.push_back({.at = at, .bytes = held_now, .chunks = chunks});
  };
  bool freed = false;  // the last moment is the end of an operation
  for (std::size_t i = 0; i < held.size(); ++i) {
    // Nothing lasts between an operation and one that follows at once.
    if (freed && moments.back().at == start[i]) moments.pop_back();
    add(start[i], held[i].during, held[i].chunks_during);
    const std::size_t before = moments.size();
    add(finish[i], held[i].after, held[i].chunks_after);
    freed = moments.size() > before;
  }
  if (!moments.empty() && moments.back().at < end)
    moments.push_back({.at = end, .bytes = moments.back().bytes, .chunks = moments.back().chunks});
  return timeline;
}

Result<std::vector<RankMemoryTimeline>> memory_timelines(StepModel& model, const StepResult& step) {
  TRAINYARD_TRY(graph, model.pipeline(step.micro_batches));
  const ScheduleProgram& program = graph->program();
  const Plan& plan = model.input().plan;
  const RankWork work = rank_work(model.input(), model.costs().exchanges);
  std::vector<HeldActivation> totals;
  for (const StageSpec& stage : plan.stages) totals.push_back(total(held_activations(work, plan, stage)));
  std::vector<RankMemoryTimeline> timelines;
  for (int rank = 0; rank < plan.pp; ++rank) {
    const std::size_t count = program.ranks[static_cast<std::size_t>(rank)].size();
    std::vector<Seconds> start, finish;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t op = graph->op_index(rank, i);
      start.push_back(to_seconds(step.timeline.start[op]));
      finish.push_back(to_seconds(step.timeline.finish[op]));
    }
    timelines.push_back(memory_timeline(program, rank, totals, start, finish, step.time));
  }
  return timelines;
}

}  // namespace trainyard
