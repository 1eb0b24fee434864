#include <gtest/gtest.h>

#include <algorithm>

#include "sim/engine/critical_path.h"
#include "sim/engine/retime.h"
#include "sim/engine/simulate.h"
#include "tests/property/engine/random_graphs.h"

namespace trainyard {
namespace {

constexpr std::uint64_t rounds = 300;

TEST(ReplayProperty, SimulationReTimingAndTheSlowSweepAgree) {
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    RandomNumbers random(seed);
    const TimedGraph timed = random_graph(random);
    const Timeline timeline = simulate(timed.graph, timed.durations);
    ASSERT_EQ(timeline, retimed_timeline(timed.graph, timed.durations)) << "seed " << seed;
    ASSERT_EQ(timeline.finish, slow_finish_times(timed)) << "seed " << seed;
    RetimeScratch scratch;
    ASSERT_EQ(timeline.makespan, retimed_makespan(timed.graph, timed.durations, scratch)) << "seed " << seed;
  }
}

TEST(ReplayProperty, TheCriticalPathFillsTheMakespanWithoutGaps) {
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    RandomNumbers random(seed);
    const TimedGraph timed = random_graph(random);
    const Timeline timeline = simulate(timed.graph, timed.durations);
    const std::vector<CriticalStep> path = critical_path(timed.graph, timeline);
    ASSERT_FALSE(path.empty());
    Picoseconds length = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
      length += timeline.elapsed(path[i].task);
      ASSERT_EQ(path[i].waited_for, i == 0 ? no_task : path[i - 1].task) << "seed " << seed;
      ASSERT_EQ(path[i].reason == StartedAfter::beginning, i == 0) << "seed " << seed;
      ASSERT_NE(path[i].reason, StartedAfter::held_slots) << "seed " << seed;
    }
    ASSERT_EQ(length, timeline.makespan) << "seed " << seed;
  }
}

TEST(ReplayProperty, ShorterTasksNeverMakeItLonger) {
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    RandomNumbers random(seed);
    TimedGraph timed = random_graph(random);
    const Picoseconds before = simulate(timed.graph, timed.durations).makespan;
    Picoseconds& one = timed.durations[random.below(timed.durations.size())];
    const Picoseconds cut = one - static_cast<Picoseconds>(random.below(static_cast<std::uint64_t>(one) + 1));
    const Picoseconds shortened = one - cut;
    one = cut;
    const Picoseconds after = simulate(timed.graph, timed.durations).makespan;
    ASSERT_LE(after, before) << "seed " << seed;
    ASSERT_GE(after, before - shortened) << "seed " << seed;
  }
}

TEST(ReplayProperty, StreamsAreBusyForTheSumOfTheirTasks) {
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    RandomNumbers random(seed);
    const TimedGraph timed = random_graph(random);
    const Timeline timeline = simulate(timed.graph, timed.durations);
    Picoseconds busy = 0;
    Picoseconds work = 0;
    for (std::size_t s = 0; s < timed.graph.stream_count(); ++s) {
      ASSERT_GE(timeline.idle(stream_at(s)), 0) << "seed " << seed;
      busy += timeline.busy(stream_at(s));
    }
    for (const Picoseconds duration : timed.durations) work += duration;
    ASSERT_EQ(busy, work) << "seed " << seed;
  }
}

}  // namespace
}  // namespace trainyard
