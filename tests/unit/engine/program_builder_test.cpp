#include "sim/engine/program_builder.h"

#include <gmock/gmock.h>

#include "sim/engine/simulate.h"

namespace trainyard {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ProgramBuilder, OrdersForwardReferences) {
  ProgramBuilder builder;
  const StreamId left = builder.add_stream();
  const StreamId right = builder.add_stream();
  const TaskId first = builder.add(left, 10, 1);
  const TaskId second = builder.add(left, 11, 2);
  const TaskId late = builder.add(right, 12, 5);
  builder.depend(first, late);
  const auto program = builder.build();
  ASSERT_TRUE(program);
  const OrderedProgram& ordered = program.value();
  const Timeline timeline = simulate(ordered.graph, ordered.durations);
  EXPECT_EQ(timeline.finish_of(ordered.graph_id[index_of(late)]), 5);
  EXPECT_EQ(timeline.finish_of(ordered.graph_id[index_of(first)]), 6);
  EXPECT_EQ(timeline.finish_of(ordered.graph_id[index_of(second)]), 8);
  EXPECT_EQ(ordered.graph.tag(ordered.graph_id[index_of(late)]), 12U);
}

TEST(ProgramBuilder, NamesTheTasksOfADeadlock) {
  // Each rank sends only after it has received from the other.
  ProgramBuilder builder(2);
  const TaskId receive_0 = builder.add(stream_at(0), 0, 1);
  const TaskId send_0 = builder.add(stream_at(0), 0, 1);
  const TaskId receive_1 = builder.add(stream_at(1), 0, 1);
  const TaskId send_1 = builder.add(stream_at(1), 0, 1);
  builder.add(stream_at(1), 0, 1);
  builder.depend(receive_0, send_1);
  builder.depend(receive_1, send_0);
  const std::vector<std::string> names{"receive on 0", "send on 0", "receive on 1", "send on 1", "end"};
  const auto program =
      builder.build({.task = [&](TaskId task) { return names[index_of(task)]; },
                     .stream = [](StreamId stream) { return "rank " + std::to_string(index_of(stream)); }});
  ASSERT_FALSE(program);
  ASSERT_EQ(program.error().size(), 1U);
  EXPECT_THAT(
      program.error()[0].message,
      AllOf(
          HasSubstr("5 tasks can never start; 4 wait for each other"),
          HasSubstr("\"receive on 0\" on \"rank 0\" waits for \"send on 1\" on \"rank 1\" (dependency)"),
          HasSubstr("\"send on 1\" on \"rank 1\" waits for \"receive on 1\" on \"rank 1\" (stream order)")));
}

TEST(ProgramBuilder, SaysWhenATaskWaitsForItself) {
  ProgramBuilder builder(1);
  const TaskId task = builder.add(stream_at(0), 0, 1);
  builder.depend(task, task);
  const auto program = builder.build();
  ASSERT_FALSE(program);
  EXPECT_EQ(
      program.error()[0].message,
      "deadlock: 1 task can never start; 1 waits for itself: task 0 on stream 0 waits for task 0 on stream 0 "
      "(dependency)");
}

TEST(ProgramBuilder, ShortensALongCycle) {
  ProgramBuilder builder(40);
  for (std::size_t s = 0; s < 40; ++s) builder.add(stream_at(s), 0, 1);
  for (std::size_t s = 0; s < 40; ++s) builder.depend(task_at(s), task_at((s + 1) % 40));
  const auto program = builder.build();
  ASSERT_FALSE(program);
  EXPECT_THAT(program.error()[0].message, HasSubstr("; and 24 more"));
}

TEST(ProgramBuilder, EmptyProgramsAreAnEmptyGraph) {
  const auto program = ProgramBuilder(2).build();
  ASSERT_TRUE(program);
  EXPECT_EQ(program.value().graph.task_count(), 0U);
  EXPECT_EQ(program.value().graph.stream_count(), 2U);
}

}  // namespace
}  // namespace trainyard
