// The engine on reference workload W0: 10 million tasks on 2,048 streams. Times are also told per task and as
// a multiple of a bare loop over the same arrays, which says more than nanoseconds on an unknown machine.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <random>

#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/radix_heap.h"
#include "sim/engine/resources.h"
#include "sim/engine/retime.h"
#include "sim/engine/simulate.h"

namespace trainyard {
namespace {

constexpr std::size_t task_count = 10'000'000;
constexpr std::size_t stream_count = 2048;

/// How many edges W0 stores. Its 25 million edges are 10 million of stream order, which the engine does not
/// store, and 15 million others; the harsher reading stores 25 million besides stream order.
enum class Edges : std::int64_t { with_stream_order = 15, besides_stream_order = 25 };

std::size_t stored_edges(Edges edges) {
  return task_count / 10 * static_cast<std::size_t>(edges);
}

/// Processor time of this process, in nanoseconds: other programs on the machine disturb it least.
double processor_nanoseconds() {
  return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC);
}

/// A cheap, seeded stream of 64-bit numbers (SplitMix64), so that generating does not hide building.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return ((next() >> 32) * bound) >> 32; }

 private:
  std::uint64_t state_;
};

/// Task i runs on stream i mod 2,048 for 1 to 100 us and waits for tasks among the 8,192 before it.
TimedGraph workload(Edges edges) {
  OrderedGraphBuilder builder(stream_count);
  builder.reserve(task_count, stored_edges(edges));
  Numbers numbers(1);
  std::array<TaskId, 3> row{};
  const std::size_t even = edges == Edges::with_stream_order ? 1 : 2;
  for (std::size_t i = 0; i < task_count; ++i) {
    const std::size_t count = i == 0 ? 0 : even + i % 2;
    const std::size_t window = std::min<std::size_t>(i, 4 * stream_count);
    for (std::size_t k = 0; k < count; ++k) row[k] = task_at(i - 1 - numbers.below(window));
    const auto duration = static_cast<Picoseconds>(1'000'000 + numbers.below(99'000'000));
    builder.add(stream_at(i % stream_count), static_cast<Tag>(i % 16), duration, std::span(row).first(count));
  }
  return std::move(builder).build();
}

/// The same predecessors as plain arrays, stream order among them, and nothing but a loop: what the machine
/// can do at best.
struct BareArrays {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> predecessors;
  std::vector<Picoseconds> durations;
  std::vector<Picoseconds> finish;

  explicit BareArrays(const TimedGraph& timed) : durations(timed.durations), finish(timed.durations.size()) {
    const TaskGraph& graph = timed.graph;
    std::vector<TaskId> last(graph.stream_count(), no_task);
    offsets.reserve(graph.task_count() + 1);
    predecessors.reserve(graph.task_count() + graph.edge_count());
    for (std::size_t i = 0; i < graph.task_count(); ++i) {
      TaskId& previous = last[index_of(graph.stream(task_at(i)))];
      if (previous != no_task) predecessors.push_back(static_cast<std::uint32_t>(previous));
      for (const TaskId p : graph.predecessors(task_at(i)))
        predecessors.push_back(static_cast<std::uint32_t>(p));
      offsets.push_back(static_cast<std::uint32_t>(predecessors.size()));
      previous = task_at(i);
    }
  }
  Picoseconds scan() {
    Picoseconds makespan = 0;
    for (std::size_t i = 0; i < durations.size(); ++i) {
      Picoseconds start = 0;
      for (std::uint32_t e = offsets[i]; e < offsets[i + 1]; ++e)
        start = std::max(start, finish[predecessors[e]]);
      finish[i] = start + durations[i];
      makespan = std::max(makespan, finish[i]);
    }
    return makespan;
  }
};

/// A workload with the time of the bare loop over it, made when first asked for.
struct Reference {
  TimedGraph timed;
  Picoseconds makespan = 0;
  double bare_ns_per_task = 0.0;

  static const Reference& of(Edges edges) {
    static const Reference with(Edges::with_stream_order);
    if (edges == Edges::with_stream_order) return with;
    static const Reference besides(Edges::besides_stream_order);
    return besides;
  }

 private:
  explicit Reference(Edges edges) : timed(workload(edges)) {
    BareArrays arrays(timed);
    std::array<double, 5> times{};
    for (double& time : times) {
      const double begin = processor_nanoseconds();
      makespan = arrays.scan();
      time = processor_nanoseconds() - begin;
    }
    std::sort(times.begin(), times.end());
    bare_ns_per_task = times[2] / static_cast<double>(task_count);
  }
};

/// Adds ns_per_task, ratio_to_bare and bytes_per_task to a benchmark whose loop took `spent` over all
/// iterations.
void report(benchmark::State& state, double spent, double bare_ns, std::size_t bytes) {
  const double runs = static_cast<double>(state.iterations());
  const double ns = spent / runs / static_cast<double>(task_count);
  state.counters["ns_per_task"] = ns;
  state.counters["ratio_to_bare"] = ns / bare_ns;
  if (bytes > 0)
    state.counters["bytes_per_task"] = static_cast<double>(bytes) / static_cast<double>(task_count);
}

std::size_t bytes_of(const TimedGraph& timed) {
  return timed.graph.bytes_held() + timed.durations.capacity() * sizeof(Picoseconds);
}

void w0_build(benchmark::State& state) {
  const auto edges = static_cast<Edges>(state.range(0));
  const double bare = Reference::of(edges).bare_ns_per_task;
  std::size_t bytes = 0;
  const double begin = processor_nanoseconds();
  for (auto _ : state) {
    const TimedGraph timed = workload(edges);
    bytes = bytes_of(timed);
    benchmark::DoNotOptimize(timed.durations.data());
  }
  report(state, processor_nanoseconds() - begin, bare, bytes);
}

void w0_bare_loop(benchmark::State& state) {
  const Reference& reference = Reference::of(static_cast<Edges>(state.range(0)));
  BareArrays arrays(reference.timed);
  const double begin = processor_nanoseconds();
  for (auto _ : state) benchmark::DoNotOptimize(arrays.scan());
  report(state, processor_nanoseconds() - begin, reference.bare_ns_per_task, 0);
}

void w0_retime(benchmark::State& state) {
  const Reference& reference = Reference::of(static_cast<Edges>(state.range(0)));
  RetimeScratch scratch;
  Picoseconds makespan = retimed_makespan(reference.timed.graph, reference.timed.durations, scratch);
  const double begin = processor_nanoseconds();
  for (auto _ : state) makespan = retimed_makespan(reference.timed.graph, reference.timed.durations, scratch);
  const double spent = processor_nanoseconds() - begin;
  if (makespan != reference.makespan) state.SkipWithError("another makespan than the bare loop");
  const std::size_t scratch_bytes =
      (scratch.finish.capacity() + scratch.stream_free.capacity()) * sizeof(Picoseconds);
  report(state, spent, reference.bare_ns_per_task, bytes_of(reference.timed) + scratch_bytes);
}

void w0_simulate(benchmark::State& state) {
  const Reference& reference = Reference::of(static_cast<Edges>(state.range(0)));
  Timeline timeline;
  const double begin = processor_nanoseconds();
  for (auto _ : state) simulate(reference.timed.graph, reference.timed.durations, timeline);
  const double spent = processor_nanoseconds() - begin;
  if (timeline.makespan != reference.makespan) state.SkipWithError("another makespan than the bare loop");
  const std::size_t times = (timeline.start.capacity() + timeline.finish.capacity()) * sizeof(Picoseconds);
  // Besides: the state of each stream (24 B) and its one pending event (16 B, twice for the growth of
  // vectors).
  const std::size_t streams = std::size_t{24 + 2 * 16} * stream_count;
  report(state, spent, reference.bare_ns_per_task, bytes_of(reference.timed) + times + streams);
}

/// A million tasks on 1,024 devices, each with a stream of elastic tasks and a stream of tasks that hold 20
/// of its 132 slots.
void shared_slots(benchmark::State& state) {
  constexpr std::size_t tasks = 1'000'000;
  OrderedGraphBuilder builder(stream_count);
  builder.reserve(tasks, tasks);
  Resources resources;
  Numbers numbers(2);
  for (std::size_t d = 0; d < stream_count / 2; ++d) {
    const DeviceId device = resources.add_device(132);
    resources.place(stream_at(2 * d), device);
    resources.place(stream_at(2 * d + 1), device);
  }
  for (std::size_t i = 0; i < tasks; ++i) {
    const std::size_t window = std::min<std::size_t>(i, 4 * stream_count);
    std::array<TaskId, 1> row{};
    if (window > 0) row[0] = task_at(i - 1 - numbers.below(window));
    const std::size_t stream = i % stream_count;
    const auto duration = static_cast<Picoseconds>(1'000'000 + numbers.below(99'000'000));
    const TaskId task = builder.add(stream_at(stream), 0, duration, std::span(row).first(window > 0 ? 1 : 0));
    if (stream % 2 == 0) {
      resources.elastic(task, 0.9);
    } else {
      resources.hold(task, 20);
    }
  }
  const TimedGraph timed = std::move(builder).build();
  Timeline timeline;
  for (auto _ : state) simulate(timed.graph, timed.durations, resources, timeline);
  state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * tasks));
}

/// Every stream sends to every other, one flow after the other, through its own outgoing and the other's
/// incoming link; all messages have sizes of their own, so that no two flows finish together.
void shared_links(benchmark::State& state) {
  const auto ports = static_cast<std::size_t>(state.range(0));
  OrderedGraphBuilder builder(ports);
  Resources resources;
  Numbers numbers(3);
  for (std::size_t l = 0; l < 2 * ports; ++l) resources.add_link(gigabytes_per_second(50));
  for (std::size_t shift = 1; shift < ports; ++shift) {
    for (std::size_t from = 0; from < ports; ++from) {
      const TaskId task = builder.add(stream_at(from), 0, 500'000);
      const std::array route{static_cast<LinkId>(from), static_cast<LinkId>(ports + (from + shift) % ports)};
      resources.flow(task, bytes(static_cast<double>(900'000 + numbers.below(200'000))), route);
    }
  }
  const TimedGraph timed = std::move(builder).build();
  Timeline timeline;
  for (auto _ : state) simulate(timed.graph, timed.durations, resources, timeline);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(timed.graph.task_count()));
}

/// The hold model: a heap with a steady number of entries, pop the first and push it again at an exponential
/// delay.
void radix_heap_hold(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  constexpr std::size_t holds = 1 << 16;
  std::mt19937_64 random(7);
  std::exponential_distribution<double> exponential(1e-6);
  std::vector<std::uint64_t> delays(holds);
  for (std::uint64_t& delay : delays) delay = static_cast<std::uint64_t>(exponential(random));
  RadixHeap<std::uint32_t> heap;
  for (std::size_t i = 0; i < pending; ++i)
    heap.push(delays[i % holds] + i % 1024, static_cast<std::uint32_t>(i));
  for (auto _ : state) {
    for (std::size_t i = 0; i < holds; ++i) {
      const auto entry = heap.pop();
      heap.push(entry.key + delays[i], entry.payload);
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * holds));
}

BENCHMARK(w0_build)->ArgName("stored_edges_e6")->Arg(15)->Arg(25)->Unit(benchmark::kMillisecond);
BENCHMARK(w0_bare_loop)->ArgName("stored_edges_e6")->Arg(15)->Arg(25)->Unit(benchmark::kMillisecond);
BENCHMARK(w0_retime)->ArgName("stored_edges_e6")->Arg(15)->Arg(25)->Unit(benchmark::kMillisecond);
BENCHMARK(w0_simulate)->ArgName("stored_edges_e6")->Arg(15)->Arg(25)->Unit(benchmark::kMillisecond);
BENCHMARK(shared_slots)->Unit(benchmark::kMillisecond);
BENCHMARK(shared_links)->ArgName("ports")->Arg(16)->Arg(128)->Unit(benchmark::kMillisecond);
BENCHMARK(radix_heap_hold)->ArgName("pending")->Arg(1000)->Arg(100'000)->Arg(1'000'000);

}  // namespace
}  // namespace trainyard
