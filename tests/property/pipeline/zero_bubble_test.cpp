// Zero-bubble schedules on stages of unequal times: an order made for them must never lose against 1F1B or
// against the order for equal times, and must keep to its memory.
#include <gmock/gmock.h>

#include <random>

#include "models/pipeline/pipeline_graph.h"
#include "models/pipeline/schedules/live_activations.h"

namespace trainyard {
namespace {

struct Case {
  ScheduleInput input{};
  Picoseconds transfer = 0;
};

/// Stages around one forward, two backwards and some weight half, a few of them much longer.
Case random_case(std::mt19937& random) {
  const auto pick = [&](int least, int most) {
    return least + static_cast<int>(random() % static_cast<unsigned>(most - least + 1));
  };
  Case result;
  result.input.pipeline_ranks = pick(1, 16);
  result.input.micro_batches = pick(1, 60);
  const int weight = pick(0, 150);
  for (int stage = 0; stage < result.input.pipeline_ranks; ++stage) {
    const double scale = (pick(0, 5) == 0 ? 2.0 : 1.0) * pick(90, 110) / 100.0;
    result.input.stage_times.push_back(
        {nanoseconds(100 * scale), nanoseconds(pick(95, 180) * scale), nanoseconds(weight * scale)});
  }
  result.transfer = pick(0, 1) * to_picoseconds(nanoseconds(pick(0, 30)));
  result.input.transfer = to_seconds(result.transfer);
  return result;
}

Picoseconds makespan(const ScheduleProgram& program, const Case& with) {
  const PipelineGraph graph = PipelineGraph::build(program, TransferMode::asynchronous).value();
  const auto duration = [&](int rank, const ChunkOp& op) {
    const StageTimes& times = with.input.stage_times[static_cast<std::size_t>(rank)];
    switch (op.kind) {
      case ChunkKind::forward:
        return to_picoseconds(times.forward);
      case ChunkKind::input_backward:
        return to_picoseconds(times.input_backward);
      case ChunkKind::weight_backward:
        return to_picoseconds(times.weight_backward);
      default:
        return to_picoseconds(times.input_backward) + to_picoseconds(times.weight_backward);
    }
  };
  return graph.retime(graph.make_times(duration, with.transfer, with.transfer)).makespan;
}

TEST(ZeroBubbleH1, NeverLosesAgainstOneFOneBNorAgainstTheOrderForEqualTimes) {
  std::mt19937 random(20240501);
  double gained = 0.0;
  for (int i = 0; i < 400; ++i) {
    const Case c = random_case(random);
    SCOPED_TRACE(testing::Message() << "case " << i << " p=" << c.input.pipeline_ranks
                                    << " m=" << c.input.micro_batches);
    ScheduleInput equal = c.input;
    equal.stage_times.clear();
    const Picoseconds own = makespan(make_schedule_program("zb-h1", c.input).value(), c);
    const Picoseconds fixed = makespan(make_schedule_program("zb-h1", equal).value(), c);
    const Picoseconds one_f_one_b = makespan(make_schedule_program("1f1b", c.input).value(), c);
    if (c.input.micro_batches >=
        c.input.pipeline_ranks) {  // with fewer, equal times have another order than the paper's
      EXPECT_LE(own, fixed);
    }
    EXPECT_LE(own, one_f_one_b);
    gained += static_cast<double>(fixed - own) / static_cast<double>(fixed);
  }
  EXPECT_GT(gained, 0.0);
}

TEST(ZeroBubbleH1, KeepsToItsMemoryOnUnequalStages) {
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    const Case c = random_case(random);
    const ScheduleProgram program = make_schedule_program("zb-h1", c.input).value();
    const auto stages = static_cast<std::size_t>(c.input.stages());
    for (int rank = 0; rank < c.input.pipeline_ranks; ++rank) {
      ASSERT_LE(peak_live_chunks(program, rank).chunks(),
                std::min(c.input.pipeline_ranks, c.input.micro_batches));
      // Counting only what waits for its input backward gives the limit of 1F1B.
      const LiveActivations before =
          peak_live_activations(program, rank, std::vector<double>(stages, 1.0), 0.0);
      ASSERT_LE(before.weight, c.input.pipeline_ranks - rank);
    }
  }
}

/// From the first start to the last end of the rank that needs longest.
Picoseconds longest_rank(const ScheduleProgram& program, const Case& with) {
  const PipelineGraph graph = PipelineGraph::build(program, TransferMode::asynchronous).value();
  const auto duration = [&](int rank, const ChunkOp& op) {
    const StageTimes& times = with.input.stage_times[static_cast<std::size_t>(rank)];
    return to_picoseconds(op.kind == ChunkKind::forward          ? times.forward
                          : op.kind == ChunkKind::input_backward ? times.input_backward
                                                                 : times.weight_backward);
  };
  const PipelineTimeline timeline = graph.retime(graph.make_times(duration, with.transfer, with.transfer));
  Picoseconds longest = 0;
  for (int rank = 0; rank < with.input.pipeline_ranks; ++rank) {
    const std::size_t ops = program.ranks[static_cast<std::size_t>(rank)].size();
    longest = std::max(
        longest, timeline.finish[graph.op_index(rank, ops - 1)] - timeline.start[graph.op_index(rank, 0)]);
  }
  return longest;
}

TEST(SearchedZeroBubble, NeverLosesAgainstTheHandcraftedOrders) {
  std::mt19937 random(20240801);
  for (int i = 0; i < 200; ++i) {
    const Case c = random_case(random);
    SCOPED_TRACE(testing::Message() << "case " << i << " p=" << c.input.pipeline_ranks
                                    << " m=" << c.input.micro_batches);
    const auto span = [&](std::string_view name) {
      return longest_rank(make_schedule_program(name, c.input).value(), c);
    };
    const Picoseconds one_p = span("zb-1p"), two_p = span("zb-2p");
    EXPECT_LE(one_p, span("zb-h1"));
    EXPECT_LE(two_p, span("zb-h2"));
    EXPECT_LE(two_p, one_p);
  }
}

TEST(SearchedZeroBubble, KeepsToItsMemoryWhateverWaitsForWeights) {
  std::mt19937 random(11);
  for (int i = 0; i < 100; ++i) {
    Case c = random_case(random);
    for (const double kept : {1.0, 0.5, 0.3, 0.0}) {
      c.input.kept_for_weights = kept;
      for (const std::string_view name : {"zb-1p", "zb-2p"}) {
        const ScheduleProgram program = make_schedule_program(name, c.input).value();
        const std::vector<double> one(static_cast<std::size_t>(c.input.stages()), 1.0);
        for (int rank = 0; rank < c.input.pipeline_ranks; ++rank) {
          ASSERT_LE(peak_live_activations(program, rank, one, kept).weight,
                    find_schedule(name).value()->activation_bound(c.input, rank) + 1e-6)
              << name << ", rank " << rank << ", " << kept << " kept";
        }
      }
    }
  }
}

}  // namespace
}  // namespace trainyard
