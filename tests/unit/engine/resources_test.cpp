#include "sim/engine/resources.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>

#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/simulate.h"

namespace trainyard {
namespace {

using testing::ElementsAre;

const StreamId compute = stream_at(0);
const StreamId communication = stream_at(1);

/// A device with 100 slots under two streams.
Resources one_device() {
  Resources resources;
  const DeviceId device = resources.add_device(100);
  resources.place(compute, device);
  resources.place(communication, device);
  return resources;
}

TEST(Stretch, FollowsTheSlotsLeft) {
  EXPECT_EQ(stretch(1.0, 0, 100), 1.0);
  EXPECT_EQ(stretch(1.0, 20, 100), 1.25);
  EXPECT_EQ(stretch(0.5, 20, 100), 1.125);
  EXPECT_EQ(stretch(0.0, 100, 100), 1.0);
  EXPECT_TRUE(std::isinf(stretch(0.1, 100, 100)));
  EXPECT_DOUBLE_EQ(sensitivity_from_stretch(1.125, 20, 100), 0.5);
  EXPECT_EQ(sensitivity_from_stretch(0.9, 20, 100), 0.0);
}

TEST(ElasticTask, IsSlowedWhileAHolderRuns) {
  // Undisturbed for 40, then 30 at 1/1.25 of the speed (24 done), then the last 36: 106.
  OrderedGraphBuilder builder(2);
  const TaskId work = builder.add(compute, 0, 100);
  builder.add(communication, 0, 40);
  const TaskId holder = builder.add(communication, 0, 30);
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  resources.elastic(work, 1.0);
  resources.hold(holder, 20);
  ASSERT_TRUE(resources.problems(timed.graph).empty());
  const Timeline timeline = simulate(timed.graph, timed.durations, resources);
  EXPECT_THAT(timeline.finish, ElementsAre(106, 40, 70));
  EXPECT_EQ(timeline.busy(compute), 106);
  EXPECT_EQ(timeline.makespan, 106);
}

TEST(ElasticTask, StartsSlowedAndSpeedsUp) {
  // 50 at half speed (25 done), then the other 75.
  OrderedGraphBuilder builder(2);
  const TaskId holder = builder.add(communication, 0, 50);
  const TaskId work = builder.add(compute, 0, 100);
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  resources.hold(holder, 50);
  resources.elastic(work, 1.0);
  EXPECT_EQ(simulate(timed.graph, timed.durations, resources).finish_of(work), 125);
}

TEST(ElasticTask, StandsStillWhileEverySlotIsHeld) {
  OrderedGraphBuilder builder(2);
  const TaskId work = builder.add(compute, 0, 100);
  builder.add(communication, 0, 10);
  const TaskId holder = builder.add(communication, 0, 30);
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  resources.elastic(work, 0.3);
  resources.hold(holder, 100);
  EXPECT_EQ(simulate(timed.graph, timed.durations, resources).finish_of(work), 130);
}

TEST(ElasticTask, DoesNotNoticeAHandOverOfEqualSlots) {
  // Two holders one after the other are one holder of twice the time.
  OrderedGraphBuilder builder(2);
  const TaskId work = builder.add(compute, 0, 1000);
  const std::array holders{builder.add(communication, 0, 111), builder.add(communication, 0, 111)};
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  resources.elastic(work, 0.7);
  for (const TaskId holder : holders) resources.hold(holder, 33);
  const Picoseconds two = simulate(timed.graph, timed.durations, resources).finish_of(work);
  const double stretched = stretch(0.7, 33, 100);
  EXPECT_EQ(two, 222 + 1000 - std::llround(222 / stretched));
}

TEST(Holder, WaitsForSlotsInOrderOfAsking) {
  // 60 of 100 are held until 10. The second asks for 50 and waits; the third would fit but stands behind it.
  OrderedGraphBuilder builder(3);
  const TaskId first = builder.add(stream_at(0), 0, 10);
  const TaskId second = builder.add(stream_at(1), 0, 5);
  const TaskId third = builder.add(stream_at(2), 0, 7);
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  resources.place(stream_at(2), resources.device(compute));
  resources.hold(first, 60);
  resources.hold(second, 50);
  resources.hold(third, 40);
  const Timeline timeline = simulate(timed.graph, timed.durations, resources);
  EXPECT_THAT(timeline.start, ElementsAre(0, 10, 10));
  EXPECT_THAT(timeline.finish, ElementsAre(10, 15, 17));
}

/// Flows on streams of their own over links of a gigabyte per second (a byte per nanosecond), each after its
/// latency.
struct FlowCase {
  Picoseconds latency;
  double bytes;
  std::vector<std::uint32_t> route;
};

std::vector<Picoseconds> finish_in_nanoseconds(const std::vector<double>& link_gigabytes_per_second,
                                               const std::vector<FlowCase>& flows) {
  OrderedGraphBuilder builder(flows.size());
  Resources resources;
  for (const double capacity : link_gigabytes_per_second) resources.add_link(gigabytes_per_second(capacity));
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const TaskId task = builder.add(stream_at(i), 0, flows[i].latency * 1000);
    std::vector<LinkId> route;
    for (const std::uint32_t link : flows[i].route) route.push_back(static_cast<LinkId>(link));
    resources.flow(task, bytes(flows[i].bytes), route);
  }
  const TimedGraph timed = std::move(builder).build();
  EXPECT_TRUE(resources.problems(timed.graph).empty());
  std::vector<Picoseconds> finish = simulate(timed.graph, timed.durations, resources).finish;
  for (Picoseconds& time : finish) {
    EXPECT_EQ(time % 1000, 0);
    time /= 1000;
  }
  return finish;
}

TEST(Flow, AloneTakesLatencyPlusBytesOverTheNarrowestLink) {
  EXPECT_THAT(finish_in_nanoseconds({1, 0.5, 2}, {{3, 100, {0, 1, 2}}}), ElementsAre(203));
}

TEST(Flow, TwoOnOneLinkHalveIt) {
  // Half speed until 200, when the first has moved its 100; the second moves its other 100 alone.
  EXPECT_THAT(finish_in_nanoseconds({1}, {{0, 100, {0}}, {0, 200, {0}}}), ElementsAre(200, 300));
}

TEST(Flow, OneThatJoinsMidwayTakesItsShareFromThen) {
  // 50 moved alone, then half speed: 50 more until 150; the newcomer has 50 of 100 then and ends at 200.
  EXPECT_THAT(finish_in_nanoseconds({1}, {{0, 100, {0}}, {50, 100, {0}}}), ElementsAre(150, 200));
}

TEST(Flow, ThreeOverTwoLinksAreMaxMinFair) {
  // Links of 1 and 2: A over both, B over the first, C over the second. A = B = 0.5, C = 1.5. All of A and B
  // end at 200; C has moved 300 then and has the second link's 2 for the last 100.
  EXPECT_THAT(finish_in_nanoseconds({1, 2}, {{0, 100, {0, 1}}, {0, 100, {0}}, {0, 400, {1}}}),
              ElementsAre(200, 200, 250));
}

TEST(Flow, WithoutRouteOrBytesTakesItsLatencyOnly) {
  EXPECT_THAT(finish_in_nanoseconds({1}, {{4, 100, {}}, {6, 0, {0}}}), ElementsAre(4, 6));
}

TEST(Flow, HoldsSlotsUntilItsBytesHaveMoved) {
  // The transfer lasts 10 + 90 ps and holds half of the device all that time.
  OrderedGraphBuilder builder(2);
  const TaskId work = builder.add(compute, 0, 100);
  const TaskId transfer = builder.add(communication, 0, 10);
  const TimedGraph timed = std::move(builder).build();
  Resources resources = one_device();
  const std::array route{resources.add_link(terabytes_per_second(1))};
  resources.elastic(work, 1.0);
  resources.hold(transfer, 50);
  resources.flow(transfer, bytes(90), route);
  const Timeline timeline = simulate(timed.graph, timed.durations, resources);
  EXPECT_EQ(timeline.finish_of(transfer), 100);
  EXPECT_EQ(timeline.finish_of(work), 150);
  EXPECT_THAT(uncontended_durations(timed.graph, timed.durations, resources), ElementsAre(100, 100));
}

TEST(Resources, TellsWhatCannotBeGranted) {
  OrderedGraphBuilder builder(2);
  const TaskId greedy = builder.add(compute, 0, 1);
  const TaskId homeless = builder.add(communication, 0, 1);
  const TaskId lost = builder.add(communication, 0, 1);
  const TimedGraph timed = std::move(builder).build();
  Resources resources;
  resources.place(compute, resources.add_device(100));
  resources.add_link(BytesPerSecond());
  resources.hold(greedy, 101);
  resources.elastic(homeless, 1.0);
  resources.flow(lost, bytes(1), std::array{static_cast<LinkId>(3)});
  const Diagnostics problems = resources.problems(timed.graph);
  std::vector<std::string> messages;
  for (const Diagnostic& found : problems) messages.push_back(found.message);
  EXPECT_THAT(messages,
              ElementsAre("link 0 has no capacity", "task 0 on stream 0 holds 101 slots of a device with 100",
                          "task 1 on stream 1 uses slots, but its stream stands on no device",
                          "a flow uses link 3 of 1"));
}

TEST(Resources, EqualUsesAreStoredOnce) {
  Resources resources = one_device();
  resources.hold(task_at(999'999), 20);
  const std::size_t before = resources.bytes_held();
  for (std::size_t i = 0; i < 999'999; ++i) resources.hold(task_at(i), 20);
  EXPECT_EQ(resources.bytes_held(), before);
  EXPECT_LT(before, 4'100'000U);
}

}  // namespace
}  // namespace trainyard
