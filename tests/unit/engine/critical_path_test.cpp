#include "sim/engine/critical_path.h"

#include <gmock/gmock.h>

#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/resources.h"
#include "sim/engine/simulate.h"

namespace trainyard {
namespace {

using testing::ElementsAre;

TEST(CriticalPath, SaysWhyEachTaskWaited) {
  OrderedGraphBuilder builder(2);
  const TaskId a = builder.add(stream_at(0), 0, 10);
  builder.add(stream_at(1), 0, 4);
  const TaskId c = builder.add(stream_at(1), 0, 20, {a});
  const TaskId d = builder.add(stream_at(1), 0, 1);
  const TimedGraph timed = std::move(builder).build();
  const Timeline timeline = simulate(timed.graph, timed.durations);
  EXPECT_THAT(critical_path(timed.graph, timeline),
              ElementsAre(CriticalStep{a, StartedAfter::beginning, no_task},
                          CriticalStep{c, StartedAfter::predecessor, a},
                          CriticalStep{d, StartedAfter::stream_order, c}));
}

TEST(CriticalPath, NamesTheHolderOfWantedSlots) {
  OrderedGraphBuilder builder(2);
  const TaskId holder = builder.add(stream_at(0), 0, 10);
  const TaskId waiting = builder.add(stream_at(1), 0, 5);
  const TimedGraph timed = std::move(builder).build();
  Resources resources;
  const DeviceId device = resources.add_device(8);
  for (std::size_t s = 0; s < 2; ++s) resources.place(stream_at(s), device);
  resources.hold(holder, 5);
  resources.hold(waiting, 5);
  const Timeline timeline = simulate(timed.graph, timed.durations, resources);
  EXPECT_THAT(critical_path(timed.graph, timeline, &resources),
              ElementsAre(CriticalStep{holder, StartedAfter::beginning, no_task},
                          CriticalStep{waiting, StartedAfter::held_slots, holder}));
}

TEST(CriticalPath, OfNothingIsEmpty) {
  EXPECT_TRUE(critical_path(TaskGraph(), Timeline()).empty());
}

TEST(CriticalPath, HasAWordForEachReason) {
  EXPECT_EQ(to_text(StartedAfter::beginning), "beginning");
  EXPECT_EQ(to_text(StartedAfter::stream_order), "stream order");
  EXPECT_EQ(to_text(StartedAfter::predecessor), "predecessor");
  EXPECT_EQ(to_text(StartedAfter::held_slots), "held slots");
}

}  // namespace
}  // namespace trainyard
