#include <gmock/gmock.h>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard {
namespace {

using testing::ElementsAre;

int count(const std::vector<ChunkOp>& ops, ChunkKind kind) {
  return static_cast<int>(
      std::count_if(ops.begin(), ops.end(), [&](const ChunkOp& op) { return op.kind == kind; }));
}

ScheduleProgram dual_pipe(int ranks, int micro_batches) {
  return make_schedule_program("dualpipe",
                               {.pipeline_ranks = ranks, .virtual_stages = 1, .micro_batches = micro_batches})
      .value();
}

// DeepSeek-V3: 16 ranks, 120 micro-batches per pipeline.
TEST(DualPipe, DoesTheCountedOperationsOnEveryRankOfV3) {
  const ScheduleProgram program = dual_pipe(16, 120);
  for (int rank = 0; rank < 16; ++rank) {
    SCOPED_TRACE(rank);
    const int depth = std::min(rank, 15 - rank);
    const int apart = depth == 7 ? 1 : 0;  // the middle ranks leave their first pair apart
    const std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
    EXPECT_EQ(count(ops, ChunkKind::forward), 23 - depth + apart);
    EXPECT_EQ(count(ops, ChunkKind::forward_backward), 97 + depth - apart);
    EXPECT_EQ(count(ops, ChunkKind::weight_backward), 15 - depth);
    EXPECT_EQ(count(ops, ChunkKind::input_backward), 15 - depth);
    EXPECT_EQ(count(ops, ChunkKind::backward), 8 + apart);
  }
}

TEST(DualPipe, HoldsStageAndMirrorStageOnEveryRank) {
  const ScheduleProgram program = dual_pipe(4, 8);
  ASSERT_EQ(program.directions(), 2);
  EXPECT_THAT(program.stage_rank[0], ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(program.stage_rank[1], ElementsAre(3, 2, 1, 0));
  for (std::size_t rank = 0; rank < 4; ++rank) {
    for (const ChunkOp& op : program.ranks[rank]) {
      for (const Chunk& chunk : {op.forward, op.backward}) {
        if (!chunk.present()) continue;
        EXPECT_EQ(chunk.direction, chunk.micro_batch < 4 ? 0 : 1);
        EXPECT_EQ(chunk.stage, chunk.direction == 0 ? static_cast<int>(rank) : 3 - static_cast<int>(rank));
      }
    }
  }
}

TEST(DualPipe, PairsOppositeDirections) {
  for (const std::vector<ChunkOp>& ops : dual_pipe(8, 20).ranks) {
    for (const ChunkOp& op : ops) {
      if (op.kind == ChunkKind::forward_backward) {
        EXPECT_NE(op.forward.direction, op.backward.direction);
      }
    }
  }
}

// The whole program of both kinds of rank at p = 4, m = 8, written out from the published steps. F, B, I
// (input backward), W, each with direction and number within the direction; a pair joins two with &.
std::string text(const std::vector<ChunkOp>& ops, int per_direction) {
  const auto part = [&](char letter, const Chunk& chunk) {
    return std::string(1, letter) + (chunk.direction == 0 ? "a" : "b") +
           std::to_string(chunk.micro_batch % per_direction);
  };
  std::string result;
  for (const ChunkOp& op : ops) {
    if (!result.empty()) result += ' ';
    if (op.forward.present()) result += part('F', op.forward);
    if (op.kind == ChunkKind::forward_backward) result += '&';
    if (!op.backward.present()) continue;
    const char letter = op.kind == ChunkKind::input_backward    ? 'I'
                        : op.kind == ChunkKind::weight_backward ? 'W'
                                                                : 'B';
    result += part(letter, op.backward);
  }
  return result;
}

TEST(DualPipe, FollowsThePublishedStepsAtTheEnds) {
  const ScheduleProgram program = dual_pipe(4, 8);
  EXPECT_EQ(text(program.ranks[0], 4),
            "Fa0 Fa1 Fa2 Fb0 Ib0 Wb0 Fb1 Fa3&Bb1 Fb2&Ba0 Bb2 Fb3&Ba1 Bb3 Ia2 Wa2 Ia3 Wa3");
  EXPECT_EQ(text(program.ranks[3], 4),
            "Fb0 Fb1 Fb2 Fa0 Ia0 Wa0 Fa1 Fb3&Ba1 Fa2&Bb0 Ba2 Fa3&Bb1 Ba3 Ib2 Wb2 Ib3 Wb3");
}

TEST(DualPipe, FollowsThePublishedStepsInTheMiddle) {
  const ScheduleProgram program = dual_pipe(4, 8);
  EXPECT_EQ(text(program.ranks[1], 4),
            "Fa0 Fb0 Fa1 Fb1 Fa2 Bb0 Fb2&Ba0 Fa3&Bb1 Fb3&Ba1 Bb2 Ba2 Ib3 Ia3 Wb3 Wa3");
}

}  // namespace
}  // namespace trainyard
