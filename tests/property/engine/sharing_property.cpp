#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "sim/engine/critical_path.h"
#include "sim/engine/resources.h"
#include "sim/engine/retime.h"
#include "sim/engine/simulate.h"
#include "tests/property/engine/random_graphs.h"

namespace trainyard {
namespace {

using Routes = std::vector<std::vector<LinkId>>;  // by flow; empty: not running

struct Network {
  std::vector<BytesPerSecond> capacities;
  Routes routes;
};

std::vector<LinkId> random_route(RandomNumbers& random, std::size_t links) {
  std::vector<LinkId> route;
  for (std::uint64_t hops = 1 + random.below(3); hops > 0; --hops) {
    const auto link = static_cast<LinkId>(random.below(links));
    if (std::find(route.begin(), route.end(), link) == route.end()) route.push_back(link);
  }
  return route;
}

std::vector<BytesPerSecond> random_capacities(RandomNumbers& random) {
  std::vector<BytesPerSecond> capacities;
  for (std::uint64_t i = 1 + random.below(10); i > 0; --i) {
    capacities.push_back(gigabytes_per_second(static_cast<double>(1 + random.below(40))));
  }
  return capacities;
}

/// Max-min rates the slow way: raise all rates together until a link is full, freeze its flows, go on with
/// the others.
std::vector<double> slow_rates(const Network& network) {
  const std::size_t flows = network.routes.size();
  std::vector<double> rates(flows, 0.0);
  std::vector<bool> frozen(flows, false);
  for (std::size_t f = 0; f < flows; ++f) frozen[f] = network.routes[f].empty();
  while (std::find(frozen.begin(), frozen.end(), false) != frozen.end()) {
    double raise = std::numeric_limits<double>::infinity();
    std::size_t fullest = 0;
    for (std::size_t l = 0; l < network.capacities.size(); ++l) {
      double left = network.capacities[l].base();
      int open = 0;
      for (std::size_t f = 0; f < flows; ++f) {
        for (const LinkId link : network.routes[f]) {
          if (static_cast<std::size_t>(link) != l) continue;
          left -= rates[f];
          open += frozen[f] ? 0 : 1;
        }
      }
      if (open > 0 && left / open < raise) {
        raise = left / open;
        fullest = l;
      }
    }
    for (std::size_t f = 0; f < flows; ++f) {
      if (!frozen[f]) rates[f] += raise;
    }
    for (std::size_t f = 0; f < flows; ++f) {
      for (const LinkId link : network.routes[f])
        frozen[f] = frozen[f] || static_cast<std::size_t>(link) == fullest;
    }
  }
  return rates;
}

void expect_max_min_fair(const Network& network, const MaxMinSharing& sharing, std::uint64_t seed) {
  const std::vector<double> expected = slow_rates(network);
  std::vector<double> used(network.capacities.size(), 0.0);
  std::vector<double> most(network.capacities.size(), 0.0);
  for (std::size_t f = 0; f < network.routes.size(); ++f) {
    if (network.routes[f].empty()) continue;
    const double rate = sharing.rate(static_cast<FlowId>(f)).base();
    ASSERT_NEAR(rate, expected[f], expected[f] * 1e-9) << "seed " << seed << " flow " << f;
    for (const LinkId link : network.routes[f]) {
      used[static_cast<std::size_t>(link)] += rate;
      most[static_cast<std::size_t>(link)] = std::max(most[static_cast<std::size_t>(link)], rate);
    }
  }
  for (std::size_t l = 0; l < used.size(); ++l) {
    ASSERT_LE(used[l], network.capacities[l].base() * (1 + 1e-12)) << "seed " << seed << " link " << l;
  }
  for (std::size_t f = 0; f < network.routes.size(); ++f) {
    if (network.routes[f].empty()) continue;
    const double rate = sharing.rate(static_cast<FlowId>(f)).base();
    const bool held_back = std::any_of(network.routes[f].begin(), network.routes[f].end(), [&](LinkId link) {
      const auto l = static_cast<std::size_t>(link);
      return used[l] >= network.capacities[l].base() * (1 - 1e-9) && rate >= most[l] * (1 - 1e-9);
    });
    ASSERT_TRUE(held_back) << "seed " << seed << ": no link holds flow " << f << " back";
  }
}

TEST(SharingProperty, RatesStayMaxMinFairWhileFlowsComeAndGo) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomNumbers random(seed);
    Network network{random_capacities(random), Routes(12)};
    MaxMinSharing sharing(network.capacities, network.routes.size());
    for (int change = 0; change < 40; ++change) {
      const std::size_t f = random.below(network.routes.size());
      if (network.routes[f].empty()) {
        network.routes[f] = random_route(random, network.capacities.size());
        sharing.start(static_cast<FlowId>(f), network.routes[f]);
      } else {
        sharing.stop(static_cast<FlowId>(f));
        network.routes[f].clear();
      }
      if (random.one_in(3)) continue;  // several changes at one moment
      (void)sharing.settle();
      expect_max_min_fair(network, sharing, seed);
      if (HasFatalFailure()) return;
    }
  }
}

/// Gives the tasks of a random graph random uses of devices and links.
Resources random_resources(RandomNumbers& random, const TaskGraph& graph) {
  Resources resources;
  const std::vector<BytesPerSecond> capacities = random_capacities(random);
  for (const BytesPerSecond capacity : capacities) resources.add_link(capacity);
  constexpr std::int32_t slots = 20;
  const std::array devices{resources.add_device(slots), resources.add_device(slots)};
  for (std::size_t s = 0; s < graph.stream_count(); ++s)
    resources.place(stream_at(s), devices[random.below(2)]);
  for (std::size_t i = 0; i < graph.task_count(); ++i) {
    const std::uint64_t kind = random.below(5);
    if (kind == 0) resources.elastic(task_at(i), static_cast<double>(random.below(5)) / 4.0);
    if (kind == 1 || kind == 2)
      resources.hold(task_at(i), static_cast<std::int32_t>(random.below(slots + 1)));
    if (kind == 2 || kind == 3) {
      resources.flow(task_at(i), bytes(static_cast<double>(random.below(20'000))),
                     random_route(random, capacities.size()));
    }
  }
  return resources;
}

TEST(SharingProperty, ReplaysRespectOrderSlotsAndTheLongestPath) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    RandomNumbers random(seed);
    const TimedGraph timed = random_graph(random);
    const TaskGraph& graph = timed.graph;
    const Resources resources = random_resources(random, graph);
    ASSERT_TRUE(resources.problems(graph).empty());
    const Timeline timeline = simulate(graph, timed.durations, resources);
    ASSERT_EQ(timeline, simulate(graph, timed.durations, resources)) << "seed " << seed;

    const std::vector<Picoseconds> alone = uncontended_durations(graph, timed.durations, resources);
    std::vector<Picoseconds> earliest(graph.task_count());
    ASSERT_GE(timeline.makespan, retime(graph, alone, earliest)) << "seed " << seed;
    for (std::size_t i = 0; i < graph.task_count(); ++i) {
      ASSERT_GE(timeline.elapsed(task_at(i)), alone[i]) << "seed " << seed << " task " << i;
      const TaskId next = graph.next_in_stream(task_at(i));
      if (next != no_task) {
        ASSERT_GE(timeline.start_of(next), timeline.finish[i]) << "seed " << seed;
      }
      for (const TaskId predecessor : graph.predecessors(task_at(i))) {
        ASSERT_GE(timeline.start[i], timeline.finish_of(predecessor)) << "seed " << seed;
      }
    }
    // Slots are only taken at starts, so it is enough to count there.
    for (std::size_t i = 0; i < graph.task_count(); ++i) {
      std::int32_t held = 0;
      for (std::size_t j = 0; j < graph.task_count(); ++j) {
        const bool runs = timeline.start[j] <= timeline.start[i] && timeline.start[i] < timeline.finish[j];
        const bool same_device =
            resources.device(graph.stream(task_at(i))) == resources.device(graph.stream(task_at(j)));
        if (runs && same_device) held += resources.use(task_at(j)).held_slots;
      }
      ASSERT_LE(held, 20) << "seed " << seed;
    }
    const std::vector<CriticalStep> path = critical_path(graph, timeline, &resources);
    Picoseconds length = 0;
    for (const CriticalStep& step : path) length += timeline.elapsed(step.task);
    ASSERT_EQ(length, timeline.makespan) << "seed " << seed;
  }
}

TEST(SharingProperty, ResourcesThatNobodyUsesChangeNothing) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    RandomNumbers random(seed);
    const TimedGraph timed = random_graph(random);
    Resources resources;
    resources.place(stream_at(0), resources.add_device(4));
    resources.add_link(gigabytes_per_second(1));
    ASSERT_EQ(simulate(timed.graph, timed.durations, resources), simulate(timed.graph, timed.durations));
  }
}

}  // namespace
}  // namespace trainyard
