// Every schedule on the engine, over many (p, v, m), held against a plain replay that shares no code with it.
#include <gmock/gmock.h>

#include "models/pipeline/pipeline_graph.h"
#include "sim/engine/simulate.h"
#include "tests/property/schedules/replay.h"
#include "tests/support/parameter_names.h"

namespace trainyard {
namespace {

Picoseconds duration(const replay::Costs& costs, const ChunkOp& op) {
  switch (op.kind) {
    case ChunkKind::forward:
      return costs.forward;
    case ChunkKind::backward:
      return costs.input_backward + costs.weight_backward;
    case ChunkKind::input_backward:
      return costs.input_backward;
    case ChunkKind::weight_backward:
      return costs.weight_backward;
    case ChunkKind::forward_backward:
      break;
  }
  return costs.pair;
}

PipelineTimes times_of(const PipelineGraph& graph, const replay::Costs& costs) {
  return graph.make_times([&](int, const ChunkOp& op) { return duration(costs, op); }, costs.transfer,
                          costs.transfer);
}

class EveryPipeline : public testing::TestWithParam<int> {
 protected:
  template <class Body>
  static void for_each_program(Body body) {
    const Schedule& schedule = schedules()[static_cast<std::size_t>(GetParam())];
    for (const int p : {1, 2, 3, 4, 6, 8, 13, 16}) {
      for (const int v : {1, 2, 4}) {
        for (const int m : {1, 2, 3, 4, 5, 8, 12, 16, 26, 32, 48, 64}) {
          const ScheduleInput input{.pipeline_ranks = p, .virtual_stages = v, .micro_batches = m};
          if (!schedule.check(input).empty()) continue;
          SCOPED_TRACE(testing::Message() << schedule.name << " p=" << p << " v=" << v << " m=" << m);
          body(schedule.make(input));
          if (HasFatalFailure()) return;
        }
      }
    }
  }
};

constexpr replay::Costs costs{
    .forward = 41, .input_backward = 60, .weight_backward = 23, .pair = 101, .transfer = 7};

TEST_P(EveryPipeline, TakesAsLongAsAPlainReplay) {
  for_each_program([](const ScheduleProgram& program) {
    replay::Costs free = costs;
    free.transfer = 0;
    const PipelineGraph graph = PipelineGraph::build(program, TransferMode::free).value();
    const PipelineTimeline timeline = graph.retime(times_of(graph, costs));
    const replay::Outcome plain = replay::run(program, free);
    ASSERT_EQ(plain.error, "");
    ASSERT_EQ(timeline.makespan, plain.makespan);
    for (std::size_t rank = 0; rank < plain.idle.size(); ++rank)
      ASSERT_EQ(timeline.ranks[rank].idle, plain.idle[rank]);
  });
}

TEST_P(EveryPipeline, DelaysByTheTransferWhereSendsDoNotMeet) {
  for_each_program([](const ScheduleProgram& program) {
    // Both outputs of a pair leave together and queue; virtual stages on one rank exchange for free. The
    // plain replay knows neither.
    if (program.directions() == 2 || (program.virtual_stages > 1 && program.ranks.size() == 1)) return;
    const PipelineGraph graph = PipelineGraph::build(program, TransferMode::asynchronous).value();
    ASSERT_EQ(graph.retime(times_of(graph, costs)).makespan, replay::run(program, costs).makespan);
  });
}

TEST_P(EveryPipeline, PhasesOfEveryRankAddUpToTheMakespan) {
  for_each_program([](const ScheduleProgram& program) {
    for (const TransferMode mode : {TransferMode::free, TransferMode::asynchronous, TransferMode::blocking}) {
      const PipelineGraph graph = PipelineGraph::build(program, mode).value();
      const PipelineTimeline timeline = graph.retime(times_of(graph, costs));
      for (const RankPhases& rank : timeline.ranks) {
        ASSERT_EQ(rank.total(), timeline.makespan);
        ASSERT_GE(rank.idle, 0);
        ASSERT_EQ(rank.sending > 0, mode == TransferMode::blocking && program.ranks.size() > 1);
      }
    }
  });
}

TEST_P(EveryPipeline, NeverGetsFasterWhenTransfersHoldMoreUp) {
  for_each_program([](const ScheduleProgram& program) {
    Picoseconds before = 0;
    for (const TransferMode mode : {TransferMode::free, TransferMode::asynchronous, TransferMode::blocking}) {
      const PipelineGraph graph = PipelineGraph::build(program, mode).value();
      const Picoseconds makespan = graph.retime(times_of(graph, costs)).makespan;
      ASSERT_GE(makespan, before);
      before = makespan;
    }
  });
}

TEST_P(EveryPipeline, ReplaysTheSameInOrderOfTime) {
  for_each_program([](const ScheduleProgram& program) {
    const PipelineGraph graph = PipelineGraph::build(program, TransferMode::asynchronous).value();
    const PipelineTimes times = times_of(graph, costs);
    const Timeline simulated = simulate(graph.graph(), graph.task_durations(times));
    const PipelineTimeline retimed = graph.retime(times);
    ASSERT_EQ(simulated.makespan, retimed.makespan);
    ASSERT_EQ(simulated.finish, retimed.task_finish);
  });
}

TEST_P(EveryPipeline, NeverGetsFasterWhenOneOperationGetsSlower) {
  for_each_program([](const ScheduleProgram& program) {
    const PipelineGraph graph = PipelineGraph::build(program, TransferMode::asynchronous).value();
    PipelineTimes times = times_of(graph, costs);
    const Picoseconds before = graph.retime(times).makespan;
    for (std::size_t op = 0; op < graph.op_count(); op += 1 + graph.op_count() / 7) {
      times.ops[op] += 50;
      const Picoseconds after = graph.retime(times).makespan;
      ASSERT_GE(after, before);
      ASSERT_LE(after, before + 50);
      times.ops[op] -= 50;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Table, EveryPipeline, testing::Range(0, static_cast<int>(schedules().size())),
                         [](const testing::TestParamInfo<int>& parameter) {
                           return parameter_name(schedules()[static_cast<std::size_t>(parameter.param)].name);
                         });

}  // namespace
}  // namespace trainyard
