// The replay the other tests lean on must itself notice broken programs.
#include "replay.h"

#include <gmock/gmock.h>

namespace trainyard {
namespace {

ScheduleProgram sound_program() {
  return make_schedule_program("zb-h1", {.pipeline_ranks = 4, .virtual_stages = 1, .micro_batches = 8})
      .value();
}

TEST(Replay, AcceptsASoundProgram) {
  EXPECT_EQ(replay::run(sound_program(), {}).error, "");
}

TEST(Replay, NoticesAMissingOperation) {
  ScheduleProgram program = sound_program();
  program.ranks[2].pop_back();
  EXPECT_EQ(replay::run(program, {}).error, "a forward, backward or weight half is missing");
}

TEST(Replay, NoticesAnOperationDoneTwice) {
  ScheduleProgram program = sound_program();
  program.ranks[2].push_back(program.ranks[2].front());
  EXPECT_EQ(replay::run(program, {}).error, "a forward twice");
}

TEST(Replay, NoticesADeadlock) {
  ScheduleProgram program = sound_program();
  // The last forward of the first rank moved behind a backward that cannot come without it.
  std::vector<ChunkOp>& ops = program.ranks[0];
  const auto last_forward =
      std::find_if(ops.rbegin(), ops.rend(), [](const ChunkOp& op) { return op.kind == ChunkKind::forward; });
  std::rotate(last_forward.base() - 1, last_forward.base(), ops.end());
  EXPECT_THAT(replay::run(program, {}).error,
              testing::AnyOf(testing::HasSubstr("deadlock"), testing::HasSubstr("backward before")));
}

TEST(Replay, NoticesAWeightHalfTooEarly) {
  ScheduleProgram program = sound_program();
  std::vector<ChunkOp>& ops = program.ranks[0];
  const auto is_weight = [](const ChunkOp& op) { return op.kind == ChunkKind::weight_backward; };
  std::rotate(ops.begin(), std::find_if(ops.begin(), ops.end(), is_weight), ops.end());
  EXPECT_NE(replay::run(program, {}).error, "");
}

TEST(Replay, NoticesAChunkOnTheWrongRank) {
  ScheduleProgram program = sound_program();
  std::swap(program.ranks[1], program.ranks[2]);
  EXPECT_EQ(replay::run(program, {}).error, "a forward on the wrong rank");
}

}  // namespace
}  // namespace trainyard
