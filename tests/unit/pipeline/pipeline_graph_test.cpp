#include "models/pipeline/pipeline_graph.h"

#include <gmock/gmock.h>

#include "models/pipeline/schedules/live_activations.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

ScheduleProgram program(std::string_view name, int ranks, int micro_batches, int virtual_stages = 1) {
  return make_schedule_program(
             name,
             {.pipeline_ranks = ranks, .virtual_stages = virtual_stages, .micro_batches = micro_batches})
      .value();
}

struct Costs {
  Picoseconds forward, input_backward, backward, weight, pair;
};

Picoseconds duration(const Costs& costs, const ChunkOp& op) {
  switch (op.kind) {
    case ChunkKind::forward:
      return costs.forward;
    case ChunkKind::backward:
      return costs.backward;
    case ChunkKind::input_backward:
      return costs.input_backward;
    case ChunkKind::weight_backward:
      return costs.weight;
    case ChunkKind::forward_backward:
      break;
  }
  return costs.pair;
}

PipelineTimeline run(const ScheduleProgram& program, const Costs& costs,
                     TransferMode mode = TransferMode::free, Picoseconds transfer = 0) {
  const PipelineGraph graph = PipelineGraph::build(program, mode).value();
  return graph.retime(
      graph.make_times([&](int, const ChunkOp& op) { return duration(costs, op); }, transfer, transfer));
}

constexpr Costs unit{.forward = 1, .input_backward = 1, .backward = 2, .weight = 1, .pair = 3};

// Published formula (P/2-1)(F&B+B-3W) with F = B-input = W = 1, F&B = 3.
TEST(PipelineGraph, DualPipeIdlesByItsFormulaAtTheEndsAndInTheMiddle) {
  for (const RankPhases& rank : run(program("dualpipe", 8, 20), unit).ranks) EXPECT_EQ(rank.idle, 6);
  for (const RankPhases& rank : run(program("dualpipe", 16, 120), unit).ranks) EXPECT_EQ(rank.idle, 14);
}

// With pairs shorter than their parts, 8 ranks: the middle still idles by the formula, 3 (2+2-3), the ends
// less.
TEST(PipelineGraph, DualPipeWithShortPairsIdlesLessAtTheEnds) {
  Costs costs = unit;
  costs.pair = 2;
  const PipelineTimeline timeline = run(program("dualpipe", 8, 20), costs);
  EXPECT_EQ(timeline.ranks[3].idle, 3);
  EXPECT_EQ(timeline.ranks[0].idle, 1);
}

// Chunk times of DeepSeek-V3 in microseconds (a reconstruction from its trace): an independent event
// simulation gives 18.57 s.
TEST(PipelineGraph, AgreesWithAnIndependentSimulationOfV3) {
  const Costs costs{
      .forward = 49'100, .input_backward = 78'000, .backward = 110'000, .weight = 32'000, .pair = 143'800};
  const PipelineTimeline timeline = run(program("dualpipe", 16, 120), costs);
  EXPECT_NEAR(static_cast<double>(timeline.makespan), 18.57e6, 0.01e6);
}

TEST(PipelineGraph, NamesPhasesByKindOfChunk) {
  const PipelineTimeline timeline =
      run(program("dualpipe", 16, 120),
          {.forward = 10, .input_backward = 15, .backward = 24, .weight = 9, .pair = 31});
  const RankPhases& first = timeline.ranks[0];
  EXPECT_EQ(first.forward, 23 * 10);
  EXPECT_EQ(first.backward, 8 * 24 + 15 * 15);
  EXPECT_EQ(first.weight, 15 * 9);
  EXPECT_EQ(first.pair, 97 * 31);
  EXPECT_EQ(first.bubble(), timeline.makespan - first.forward - first.backward - first.weight - first.pair);
  EXPECT_EQ(timeline.ranks[7].pair, 103 * 31);
  const RankPhases mean = mean_phases(timeline);
  EXPECT_GT(mean.pair, timeline.ranks[0].pair);
  EXPECT_LT(mean.pair, timeline.ranks[7].pair);
}

// Two ranks, one micro-batch, F 1, B 2, a transfer of 10: forward, 10, forward, backward, 10, backward.
TEST(PipelineGraph, WaitsForTransfersOfBothDirections) {
  for (const TransferMode mode : {TransferMode::asynchronous, TransferMode::blocking}) {
    EXPECT_EQ(run(program("1f1b", 2, 1), unit, mode, 10).makespan, 1 + 10 + 1 + 2 + 10 + 2);
  }
  EXPECT_EQ(run(program("1f1b", 2, 1), unit, TransferMode::free, 10).makespan, 6);
}

TEST(PipelineGraph, BlockingHoldsTheSenderUp) {
  // GPipe, two ranks, three micro-batches: the first rank sends three outputs, the second three gradients.
  const PipelineTimeline timeline = run(program("gpipe", 2, 3), unit, TransferMode::blocking, 10);
  EXPECT_EQ(timeline.ranks[0].sending, 30);
  EXPECT_EQ(timeline.ranks[1].sending, 30);
  EXPECT_EQ(timeline.start[1], 11);  // the second forward of rank 0
}

TEST(PipelineGraph, QueuesTheSendsOfOneRankToOneNeighbour) {
  // Forwards of 1 against transfers of 10: the third output leaves after two others, at 30 on the second
  // rank.
  const PipelineTimeline timeline = run(program("gpipe", 2, 3), unit, TransferMode::asynchronous, 10);
  EXPECT_EQ(timeline.start[1], 1);
  const std::size_t third_forward_of_rank_1 = 6 + 2;
  EXPECT_EQ(timeline.start[third_forward_of_rank_1], 31);
}

TEST(PipelineGraph, ActivationAndGradientTimesBelongToTheirBorder) {
  const PipelineGraph graph = PipelineGraph::build(program("1f1b", 3, 1), TransferMode::asynchronous).value();
  PipelineTimes times = graph.make_times([](int, const ChunkOp&) { return Picoseconds{1}; });
  times.activation = {100, 20};
  times.gradient = {3000, 400};
  const PipelineTimeline timeline = graph.retime(times);
  EXPECT_EQ(timeline.makespan, 1 + 100 + 1 + 20 + 1 + 1 + 400 + 1 + 3000 + 1);
}

TEST(PipelineGraph, StagesOnOneRankExchangeForFree) {
  EXPECT_EQ(run(program("interleaved-1f1b", 1, 2, 3), unit, TransferMode::blocking, 10).makespan, 2 * 3 * 3);
}

TEST(PipelineGraph, TellsWhereItsTasksComeFrom) {
  const PipelineGraph graph = PipelineGraph::build(program("1f1b", 2, 1), TransferMode::asynchronous).value();
  int activations = 0, gradients = 0, chunks = 0;
  for (std::size_t i = 0; i < graph.graph().task_count(); ++i) {
    const PipelineGraph::TaskOrigin origin = graph.origin(task_at(i));
    chunks += !origin.transfer;
    activations += origin.transfer && !origin.gradient;
    gradients += origin.transfer && origin.gradient;
    if (origin.transfer) {
      EXPECT_EQ(graph.rank_of_op(origin.op), origin.gradient ? 1 : 0);
    }
  }
  EXPECT_EQ(chunks, 4);
  EXPECT_EQ(activations, 1);
  EXPECT_EQ(gradients, 1);
  EXPECT_EQ(graph.op(graph.op_index(1, 1)).kind, ChunkKind::backward);
}

TEST(PipelineGraph, ReusesATimeline) {
  const PipelineGraph graph =
      PipelineGraph::build(program("zb-h1", 4, 8), TransferMode::asynchronous).value();
  const auto times = [&](Picoseconds forward) {
    return graph.make_times([&](int, const ChunkOp& op) { return op.forward.present() ? forward : 5; }, 1, 1);
  };
  PipelineTimeline reused = graph.retime(times(9));
  graph.retime(times(3), reused);
  const PipelineTimeline fresh = graph.retime(times(3));
  EXPECT_EQ(reused.finish, fresh.finish);
  EXPECT_EQ(reused.ranks, fresh.ranks);
}

TEST(HeldChunks, PeakAgreesWithTheProgramOrder) {
  const ScheduleProgram dual_pipe = program("dualpipe", 8, 20);
  const PipelineGraph graph = PipelineGraph::build(dual_pipe, TransferMode::free).value();
  const PipelineTimeline timeline = run(dual_pipe, unit);
  for (int rank = 0; rank < 8; ++rank) {
    int peak = 0;
    Picoseconds last = -1;
    const std::vector<HeldChunks> held = held_chunks(dual_pipe, timeline, rank, graph.op_index(rank, 0));
    for (const HeldChunks& moment : held) {
      EXPECT_GT(moment.at, last);
      last = moment.at;
      peak = std::max(peak, moment.chunks);
    }
    // A pair's own backward frees only when the pair has ended, so that its moment counts both.
    EXPECT_EQ(peak, peak_live_chunks(dual_pipe, rank).chunks());
    EXPECT_EQ(held.back().chunks, 0);
  }
}

TEST(PipelineGraphErrors, ADeadlockNamesWhoWaits) {
  ScheduleProgram broken = program("1f1b", 2, 2);
  // Rank 1 wants micro-batch 1 first, rank 0 gives it only after the backward of micro-batch 0.
  broken.ranks[0] = {broken.ranks[0][0], broken.ranks[0][2], broken.ranks[0][1], broken.ranks[0][3]};
  broken.ranks[1] = {broken.ranks[1][2], broken.ranks[1][3], broken.ranks[1][0], broken.ranks[1][1]};
  const auto graph = PipelineGraph::build(broken, TransferMode::asynchronous);
  ASSERT_FALSE(graph.has_value());
  EXPECT_THAT(graph.error()[0].message, HasSubstr("deadlock"));
  EXPECT_THAT(graph.error()[0].message, HasSubstr("backward of stage 0, micro-batch 0"));
  EXPECT_THAT(graph.error()[0].message, HasSubstr("rank 1"));
}

std::string all_messages(const ScheduleProgram& broken) {
  const auto graph = PipelineGraph::build(broken, TransferMode::free);
  return graph.has_value() ? "accepted" : to_text(graph.error());
}

TEST(PipelineGraphErrors, IncompleteOrDisorderedProgramsAreRefused) {
  const ScheduleProgram sound = program("zb-h1", 2, 2);  // rank 0: F0 F1 I0 W0 I1 W1
  ScheduleProgram broken = sound;
  broken.ranks[0].pop_back();
  EXPECT_THAT(all_messages(broken), HasSubstr("the weight half of stage 0, micro-batch 1 is missing"));
  broken = sound;
  broken.ranks[0].erase(broken.ranks[0].begin());
  EXPECT_THAT(all_messages(broken), HasSubstr("the forward of stage 0, micro-batch 0 is missing"));
  broken = sound;
  broken.ranks[0].push_back(sound.ranks[0][0]);
  EXPECT_THAT(all_messages(broken),
              HasSubstr("the forward of stage 0, micro-batch 0 stands in the program twice"));
  broken = sound;
  broken.ranks[0].push_back(sound.ranks[0].back());
  EXPECT_THAT(all_messages(broken),
              HasSubstr("the weight half of stage 0, micro-batch 1 stands in the program twice"));
  broken = sound;
  std::swap(broken.ranks[0][2], broken.ranks[0][3]);
  EXPECT_THAT(all_messages(broken),
              HasSubstr("the weight half of stage 0, micro-batch 0 stands before the input half"));
  broken = sound;
  std::rotate(broken.ranks[0].begin(), broken.ranks[0].begin() + 2, broken.ranks[0].begin() + 3);
  EXPECT_THAT(all_messages(broken),
              HasSubstr("the backward of stage 0, micro-batch 0 stands before the forward"));
  broken = sound;
  std::swap(broken.ranks[0], broken.ranks[1]);
  EXPECT_THAT(all_messages(broken), HasSubstr("does not belong to rank 0"));
}

}  // namespace
}  // namespace trainyard
