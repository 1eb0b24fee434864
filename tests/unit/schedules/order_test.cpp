// Whole programs of small cases, compared with the published figures.
#include <gmock/gmock.h>

#include "models/pipeline/schedules/live_activations.h"
#include "models/pipeline/schedules/schedule.h"

namespace trainyard {
namespace {

/// "F0.1": forward of stage 0, micro-batch 1; B whole backward, I input half, W weight half.
std::string text(const ScheduleProgram& program, std::size_t rank, bool with_stage) {
  std::string result;
  for (const ChunkOp& op : program.ranks[rank]) {
    const Chunk& chunk = op.forward.present() ? op.forward : op.backward;
    if (!result.empty()) result += ' ';
    result += op.kind == ChunkKind::forward          ? 'F'
              : op.kind == ChunkKind::backward       ? 'B'
              : op.kind == ChunkKind::input_backward ? 'I'
                                                     : 'W';
    if (with_stage) result += std::to_string(chunk.stage) + ".";
    result += std::to_string(chunk.micro_batch);
  }
  return result;
}

ScheduleProgram program(std::string_view name, int p, int v, int m) {
  return make_schedule_program(name, {.pipeline_ranks = p, .virtual_stages = v, .micro_batches = m}).value();
}

TEST(Gpipe, RunsAllForwardsThenAllBackwardsInReverse) {
  EXPECT_EQ(text(program("gpipe", 2, 1, 3), 0, false), "F0 F1 F2 B2 B1 B0");
}

TEST(OneFOneB, WarmsUpByTheDistanceToTheEnd) {
  const ScheduleProgram p = program("1f1b", 4, 1, 5);
  EXPECT_EQ(text(p, 0, false), "F0 F1 F2 F3 B0 F4 B1 B2 B3 B4");
  EXPECT_EQ(text(p, 3, false), "F0 B0 F1 B1 F2 B2 F3 B3 F4 B4");
}

TEST(OneFOneB, RunsWithFewerMicroBatchesThanRanks) {
  EXPECT_EQ(text(program("1f1b", 4, 1, 1), 0, false), "F0 B0");
  EXPECT_EQ(text(program("1f1b", 4, 1, 2), 1, false), "F0 F1 B0 B1");
}

// Megatron-LM, p = 2, v = 2, m = 4: rank 0 warms up with (2-0-1)*2 + (2-1)*2 = 4 chunks, rank 1 with 2.
TEST(InterleavedOneFOneB, FollowsMegatronsOrder) {
  const ScheduleProgram p = program("interleaved-1f1b", 2, 2, 4);
  EXPECT_EQ(text(p, 0, true),
            "F0.0 F0.1 F2.0 F2.1 F0.2 B2.0 F0.3 B2.1 F2.2 B0.0 F2.3 B0.1 B2.2 B2.3 B0.2 B0.3");
  EXPECT_EQ(text(p, 1, true),
            "F1.0 F1.1 F3.0 B3.0 F3.1 B3.1 F1.2 B1.0 F1.3 B1.1 F3.2 B3.2 F3.3 B3.3 B1.2 B1.3");
}

// Megatron-Core with microbatch_group_size_per_vp_stage = 3: a last group of two, as many as there are ranks.
TEST(InterleavedOneFOneB, EndsWithASmallerGroupWhereMicroBatchesDoNotDivide) {
  const ScheduleProgram p = program("interleaved-1f1b", 2, 2, 5);
  EXPECT_EQ(
      text(p, 0, true),
      "F0.0 F0.1 F0.2 F2.0 F2.1 F2.2 B2.0 F0.3 B2.1 F0.4 B2.2 F2.3 B0.0 F2.4 B0.1 B0.2 B2.3 B2.4 B0.3 B0.4");
  EXPECT_EQ(
      text(p, 1, true),
      "F1.0 F1.1 F1.2 F3.0 B3.0 F3.1 B3.1 F3.2 B3.2 F1.3 B1.0 F1.4 B1.1 F3.3 B1.2 F3.4 B3.3 B3.4 B1.3 B1.4");
}

// The order of the ZB-H1 figure: rank r keeps r weight halves back, so that every rank holds p micro-batches.
TEST(ZeroBubbleH1, WithEqualTimesGivesThePublishedOrder) {
  const ScheduleProgram p = program("zb-h1", 3, 1, 5);
  EXPECT_EQ(text(p, 0, false), "F0 F1 F2 I0 W0 F3 I1 W1 F4 I2 W2 I3 W3 I4 W4");
  EXPECT_EQ(text(p, 2, false), "F0 I0 F1 I1 F2 I2 W0 F3 I3 W1 F4 I4 W2 W3 W4");
}

// The order of the ZB-H2 figure (figure 3, bottom): 2(p-rank)-1 forwards before the first gradient, weight
// halves put off at the end by 2 rank rounds.
TEST(ZeroBubbleH2, GivesThePublishedOrder) {
  const ScheduleProgram p = program("zb-h2", 3, 1, 7);
  EXPECT_EQ(text(p, 0, false), "F0 F1 F2 F3 F4 I0 W0 F5 I1 W1 F6 I2 W2 I3 W3 I4 W4 I5 W5 I6 W6");
  EXPECT_EQ(text(p, 1, false), "F0 F1 F2 I0 W0 F3 I1 W1 F4 I2 F5 I3 F6 I4 W2 I5 W3 I6 W4 W5 W6");
  EXPECT_EQ(text(p, 2, false), "F0 I0 W0 F1 I1 W1 F2 I2 F3 I3 F4 I4 F5 I5 F6 I6 W2 W3 W4 W5 W6");
}

TEST(ZeroBubble2p, FillsTheWarmUpUntilTheFirstGradient) {
  // The gradient of micro-batch 0 is back after 3 forwards and 2 input backwards.
  EXPECT_EQ(text(program("zb-2p", 3, 1, 7), 0, false).substr(0, 18), "F0 F1 F2 F3 F4 I0 ");
}

// One stage is longer than the others: the ranks behind it wait, and how much weight work fits into their
// gaps depends on the times.
TEST(ZeroBubbleH1, OrdersByTheTimesOfTheStages) {
  const auto order = [](double weight) {
    ScheduleInput input{.pipeline_ranks = 4, .virtual_stages = 1, .micro_batches = 12};
    for (int stage = 0; stage < 4; ++stage) {
      const double scale = stage == 1 ? 1.6 : 1.0;
      input.stage_times.push_back(
          {milliseconds(9.3 * scale), milliseconds(17.3 * scale), milliseconds(weight)});
    }
    input.transfer = milliseconds(1.5);
    return text(make_schedule_program("zb-h1", input).value(), 2, false);
  };
  EXPECT_NE(order(14.0), order(4.6));
  EXPECT_NE(order(14.0), text(program("zb-h1", 4, 1, 12), 2, false));
}

TEST(LiveActivations, CountsTheWeightHalfAsThePartThatStays) {
  const ScheduleProgram p = program("zb-h1", 3, 1, 5);
  // Rank 2 keeps one whole micro-batch and, at its fullest, two that wait for their weight half.
  const LiveActivations held = peak_live_activations(p, 2, {10.0, 10.0, 10.0}, 0.5);
  EXPECT_EQ(held.whole[2], 1);
  EXPECT_EQ(held.weight_waiting[2], 2);
  EXPECT_DOUBLE_EQ(held.weight, 20.0);
  EXPECT_EQ(held.chunks(), 3);
}

TEST(LiveActivations, FindsTheHeaviestMomentNotTheFullest) {
  // Two chunks per rank; the second weighs a hundred times the first, so that the moment with most of the
  // second counts.
  const ScheduleProgram p = program("interleaved-1f1b", 2, 2, 4);
  const LiveActivations held = peak_live_activations(p, 1, {1.0, 1.0, 1.0, 100.0});
  EXPECT_EQ(held.whole[3], 1);
  EXPECT_EQ(held.whole[1], 2);
}

}  // namespace
}  // namespace trainyard
