#include "sim/engine/simulate.h"

#include <gtest/gtest.h>

#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/retime.h"

namespace trainyard {
namespace {

/// Two streams: a(10) then c(5) on the first, b(4) then d(20) on the second; c waits for b, d waits for a.
TimedGraph two_streams() {
  OrderedGraphBuilder builder(2);
  const TaskId a = builder.add(stream_at(0), 1, 10);
  const TaskId b = builder.add(stream_at(1), 2, 4);
  builder.add(stream_at(0), 3, 5, {b});
  builder.add(stream_at(1), 4, 20, {a});
  return std::move(builder).build();
}

TEST(Simulate, RunsStreamsInOrderAndWaitsForPredecessors) {
  const TimedGraph timed = two_streams();
  const Timeline timeline = simulate(timed.graph, timed.durations);
  EXPECT_EQ(timeline.start, (std::vector<Picoseconds>{0, 0, 10, 10}));
  EXPECT_EQ(timeline.finish, (std::vector<Picoseconds>{10, 4, 15, 30}));
  EXPECT_EQ(timeline.makespan, 30);
  EXPECT_EQ(timeline.busy(stream_at(0)), 15);
  EXPECT_EQ(timeline.idle(stream_at(0)), 15);
  EXPECT_EQ(timeline.idle(stream_at(1)), 6);
}

TEST(Simulate, GivesTheTimelineOfReTiming) {
  const TimedGraph timed = two_streams();
  EXPECT_EQ(simulate(timed.graph, timed.durations), retimed_timeline(timed.graph, timed.durations));
}

TEST(Simulate, WakesEveryStreamThatWaitsForOneTask) {
  OrderedGraphBuilder builder(4);
  const TaskId source = builder.add(stream_at(0), 0, 7);
  for (std::size_t s = 1; s < 4; ++s)
    builder.add(stream_at(s), 0, static_cast<Picoseconds>(s), {source, source});
  const TimedGraph timed = std::move(builder).build();
  EXPECT_EQ(simulate(timed.graph, timed.durations).finish, (std::vector<Picoseconds>{7, 8, 9, 10}));
}

TEST(Simulate, TasksWithoutDurationPassAtOnce) {
  OrderedGraphBuilder builder(2);
  const TaskId a = builder.add(stream_at(0), 0, 0);
  const TaskId b = builder.add(stream_at(1), 0, 0, {a});
  builder.add(stream_at(0), 0, 3, {b});
  const TimedGraph timed = std::move(builder).build();
  EXPECT_EQ(simulate(timed.graph, timed.durations).finish, (std::vector<Picoseconds>{0, 0, 3}));
}

TEST(Simulate, AnEmptyGraphTakesNoTime) {
  OrderedGraphBuilder builder(3);
  const TimedGraph timed = std::move(builder).build();
  EXPECT_EQ(simulate(timed.graph, timed.durations).makespan, 0);
  EXPECT_EQ(timed.graph.first_of_stream(stream_at(1)), no_task);
}

TEST(Simulate, UsesATimelineAgain) {
  const TimedGraph timed = two_streams();
  Timeline timeline;
  simulate(timed.graph, timed.durations, timeline);
  const Timeline first = timeline;
  simulate(timed.graph, timed.durations, timeline);
  EXPECT_EQ(first, timeline);
}

TEST(Retime, OnlyTheMakespanIntoAScratchThatIsUsedAgain) {
  const TimedGraph timed = two_streams();
  RetimeScratch scratch;
  EXPECT_EQ(retimed_makespan(timed.graph, timed.durations, scratch), 30);
  const std::vector<Picoseconds> doubled{20, 8, 10, 40};
  EXPECT_EQ(retimed_makespan(timed.graph, doubled, scratch), 60);
}

TEST(TaskGraph, KeepsStructureTagsAndStreams) {
  const TimedGraph timed = two_streams();
  const TaskGraph& graph = timed.graph;
  EXPECT_EQ(graph.task_count(), 4U);
  EXPECT_EQ(graph.edge_count(), 2U);
  EXPECT_EQ(graph.tag(task_at(3)), 4U);
  EXPECT_EQ(graph.stream(task_at(3)), stream_at(1));
  EXPECT_EQ(graph.next_in_stream(task_at(1)), task_at(3));
  EXPECT_EQ(graph.next_in_stream(task_at(3)), no_task);
  ASSERT_EQ(graph.predecessors(task_at(2)).size(), 1U);
  EXPECT_EQ(graph.predecessors(task_at(2))[0], task_at(1));
  EXPECT_TRUE(graph.predecessors(task_at(0)).empty());
  EXPECT_GT(graph.bytes_held(), 0U);
}

#ifndef NDEBUG
TEST(OrderedGraphBuilderDeathTest, RefusesAPredecessorNotYetAdded) {
  OrderedGraphBuilder builder(1);
  EXPECT_DEATH(builder.add(stream_at(0), 0, 1, {task_at(0)}), "predecessor < id");
}
#endif

}  // namespace
}  // namespace trainyard
