// What one rank holds over time, on programs small enough to be followed by hand.
#include "models/memory/memory_timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trainyard {
namespace {

using ::testing::ElementsAre;

ChunkOp op(ChunkKind kind, int forward, int backward) {
  ChunkOp out{.kind = kind, .forward = {}, .backward = {}};
  if (forward >= 0) out.forward = {.stage = 0, .micro_batch = forward};
  if (backward >= 0) out.backward = {.stage = 0, .micro_batch = backward};
  return out;
}

struct Timed {
  ChunkOp op;
  double start, finish;  // s
};

RankMemoryTimeline timeline_of(const std::vector<Timed>& timed, double end) {
  ScheduleProgram program{
      .stages = 1, .micro_batches = 3, .virtual_stages = 1, .stage_rank = {{0}}, .ranks = {{}}};
  std::vector<Seconds> start, finish;
  for (const Timed& one : timed) {
    program.ranks[0].push_back(one.op);
    start.push_back(seconds(one.start));
    finish.push_back(seconds(one.finish));
  }
  return memory_timeline(program, 0, {{.name = "", .whole = bytes(10), .for_weights = bytes(7)}}, start,
                         finish, seconds(end));
}

/// {at, bytes, chunks} of every moment.
std::vector<std::vector<double>> told(const RankMemoryTimeline& timeline) {
  std::vector<std::vector<double>> rows;
  for (const HeldMoment& one : timeline.moments)
    rows.push_back({one.at.base(), one.bytes.base(), static_cast<double>(one.chunks)});
  return rows;
}

using Row = std::vector<double>;

TEST(MemoryTimeline, RisesAtAForwardAndFallsAtTheEndOfItsBackward) {
  const RankMemoryTimeline timeline =
      timeline_of({{op(ChunkKind::forward, 0, -1), 1, 2}, {op(ChunkKind::backward, -1, 0), 5, 7}}, 9);
  EXPECT_THAT(told(timeline), ElementsAre(Row{1, 10, 1}, Row{7, 0, 0}, Row{9, 0, 0}));
}

TEST(MemoryTimeline, KeepsWhatWaitsForItsWeightGradient) {
  const RankMemoryTimeline timeline = timeline_of({{op(ChunkKind::forward, 0, -1), 0, 1},
                                                   {op(ChunkKind::input_backward, -1, 0), 1, 2},
                                                   {op(ChunkKind::weight_backward, -1, 0), 3, 4}},
                                                  4);
  EXPECT_THAT(told(timeline), ElementsAre(Row{0, 10, 1}, Row{2, 7, 1}, Row{4, 0, 0}));
}

TEST(MemoryTimeline, HasNoDipWhereTheNextChunkFollowsAtOnce) {
  const RankMemoryTimeline timeline = timeline_of({{op(ChunkKind::forward, 0, -1), 0, 1},
                                                   {op(ChunkKind::backward, -1, 0), 1, 3},
                                                   {op(ChunkKind::forward, 1, -1), 3, 4},
                                                   {op(ChunkKind::backward, -1, 1), 4, 6}},
                                                  6);
  EXPECT_THAT(told(timeline), ElementsAre(Row{0, 10, 1}, Row{6, 0, 0}));
}

TEST(MemoryTimeline, ForgetsNoPeakOfNoLength) {
  const RankMemoryTimeline timeline =
      timeline_of({{op(ChunkKind::forward, 0, -1), 0, 1}, {op(ChunkKind::forward_backward, 1, 0), 2, 2}}, 3);
  EXPECT_EQ(timeline.peak().bytes, bytes(20));
  EXPECT_EQ(timeline.peak().at, seconds(2));
  EXPECT_EQ(timeline.moments.back().bytes, bytes(10));
}

TEST(MemoryTimeline, OfARankWithoutChunksIsEmpty) {
  EXPECT_TRUE(timeline_of({}, 3).moments.empty());
  EXPECT_EQ(timeline_of({}, 3).peak().bytes, Bytes{});
}

}  // namespace
}  // namespace trainyard
