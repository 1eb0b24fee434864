#include "models/workload/chunk_simulator.h"

#include <algorithm>

#include "sim/base/random.h"
#include "sim/base/statistics.h"
#include "sim/engine/ordered_graph_builder.h"
#include "sim/engine/retime.h"

namespace trainyard {

Seconds ExposedTime::sum() const {
  Seconds total = barrier + gradient_cast + tensor + context + shard + host;
  for (const Seconds t : transfer) total += t;
  return total;
}

ExposedTime& ExposedTime::operator+=(const ExposedTime& other) {
  for (std::size_t i = 0; i < transfer.size(); ++i) transfer[i] += other.transfer[i];
  barrier += other.barrier;
  gradient_cast += other.gradient_cast;
  tensor += other.tensor;
  context += other.context;
  shard += other.shard;
  host += other.host;
  return *this;
}

ExposedTime& ExposedTime::operator*=(double factor) {
  for (Seconds& t : transfer) t *= factor;
  barrier *= factor;
  gradient_cast *= factor;
  tensor *= factor;
  context *= factor;
  shard *= factor;
  host *= factor;
  return *this;
}

void draw_loads(double cv, std::uint64_t seed, std::uint64_t stream, std::size_t count, double* loads,
                double most) {
  if (cv <= 0.0 || count == 1) {
    std::fill_n(loads, count, std::min(1.0, most));
    return;
  }
  RandomStream random(seed, stream_id("load", stream));
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    loads[i] = std::max(0.1, 1.0 + cv * random.normal());
    sum += loads[i];
  }
  const double scale = static_cast<double>(count) / sum;
  for (std::size_t i = 0; i < count; ++i) loads[i] = std::min(loads[i] * scale, most);
}

void draw_speeds(const GroupSpread& spread, std::size_t ranks, std::vector<double>& times) {
  times.assign(ranks, 1.0);
  if (spread.speed_cv <= 0.0) return;
  // Tensor-parallel members wait for each other at every collective: the slowest of them sets a rank's pace.
  const double slowest = spread.speed_cv * expected_maximum_of_normals(spread.members_per_rank);
  if (ranks > 1) {
    RandomStream random(spread.seed, stream_id("speed"));
    double sum = 0.0;
    for (double& t : times) sum += t = std::max(0.5, 1.0 + spread.speed_cv * random.normal());
    for (double& t : times) t *= static_cast<double>(ranks) / sum;
  }
  for (double& t : times) t += slowest;
}

namespace {

/// The tasks of a chain in the order they are emitted: chunk by chunk, template task by template task, rank
/// by rank; a barrier is preceded by the one task all ranks wait for. Both building and refreshing durations
/// walk it.
template <class Sync, class Task>
void walk(const ChunkTemplate& chunk, int ranks, int repeats, Sync&& sync, Task&& task) {
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (std::size_t t = 0; t < chunk.tasks.size(); ++t) {
      if (chunk.tasks[t].kind == ChunkTaskKind::barrier) sync(repeat, t);
      for (int rank = 0; rank < ranks; ++rank) task(repeat, t, rank);
    }
  }
}

}  // namespace

ChunkSimulator::ChunkSimulator(const ChunkTemplate& chunk, int ranks, int repeats)
    : ranks_(ranks), repeats_(repeats) {
  const auto r = static_cast<std::size_t>(ranks);
  OrderedGraphBuilder builder(r * chunk_stream_count + 1);
  const std::size_t tasks = chunk.tasks.size() * r * static_cast<std::size_t>(repeats);
  builder.reserve(tasks + static_cast<std::size_t>(chunk.barriers * repeats), 2 * tasks);
  std::vector<TaskId> ids(chunk.tasks.size() * r, no_task), previous_finish(r, no_task), arrived(r);
  TaskId all_arrived = no_task;
  std::vector<TaskId> wait;
  walk(
      chunk, ranks, repeats,
      [&](int, std::size_t t) {
        const auto arrive = static_cast<std::size_t>(chunk.tasks[t].predecessors[0]);
        for (std::size_t i = 0; i < r; ++i) arrived[i] = ids[arrive * r + i];
        all_arrived = builder.add(stream_at(r * chunk_stream_count), 0, 0, arrived);
      },
      [&](int repeat, std::size_t t, int rank) {
        const ChunkTask& task = chunk.tasks[t];
        const auto i = static_cast<std::size_t>(rank);
        wait.clear();
        if (task.kind == ChunkTaskKind::barrier) {
          wait.push_back(all_arrived);
        } else {
          for (const std::int16_t p : task.predecessors) {
            if (p >= 0) wait.push_back(ids[static_cast<std::size_t>(p) * r + i]);
          }
          if (wait.empty() && repeat > 0) wait.push_back(previous_finish[i]);
        }
        ids[t * r + i] =
            builder.add(stream_at(i * chunk_stream_count + static_cast<std::size_t>(task.stream)),
                        static_cast<Tag>(t), 0, wait);
        if (task.kind == ChunkTaskKind::finish) previous_finish[i] = ids[t * r + i];
      });
  TimedGraph timed = std::move(builder).build();
  graph_ = std::move(timed.graph);
  durations_ = std::move(timed.durations);
  finish_.resize(durations_.size());
}

void ChunkSimulator::fill_durations(const ChunkTemplate& chunk, const GroupSpread& spread) {
  const auto r = static_cast<std::size_t>(ranks_);
  const auto slots = static_cast<std::size_t>(chunk.load_slots);
  loads_.resize(std::max<std::size_t>(1, slots) * static_cast<std::size_t>(repeats_) * r);
  for (std::size_t i = 0; i < slots * static_cast<std::size_t>(repeats_); ++i) {
    draw_loads(spread.load_cv, spread.seed, i, r, loads_.data() + i * r, spread.most_load);
  }
  draw_speeds(spread, r, speeds_);
  std::size_t next = 0;
  walk(
      chunk, ranks_, repeats_, [&](int, std::size_t) { durations_[next++] = 0; },
      [&](int repeat, std::size_t t, int rank) {
        const ChunkTask& task = chunk.tasks[t];
        double time = task.fixed;
        const auto i = static_cast<std::size_t>(rank);
        if (task.load_slot >= 0) {
          const std::size_t slot =
              static_cast<std::size_t>(repeat) * slots + static_cast<std::size_t>(task.load_slot);
          time += task.variable * loads_[slot * r + i];
        }
        if (task.kind == ChunkTaskKind::compute) time *= speeds_[i];
        durations_[next++] = static_cast<Picoseconds>(time * 1e12 + 0.5);
      });
}

ChunkOutcome ChunkSimulator::outcome(const ChunkTemplate& chunk, const GroupSpread& spread) {
  fill_durations(chunk, spread);
  retime(graph_, durations_, finish_);
  ChunkOutcome out;
  out.by_class = chunk.compute_by_class();
  const auto r = static_cast<std::size_t>(ranks_);
  std::vector<Picoseconds> last(r, 0),
      begin(r, 0);  // end of the last compute task; finish of the first chunk
  std::array<Picoseconds, exchange_kind_count> transfer{};
  Picoseconds barrier = 0, cast = 0, tensor = 0, context = 0, total = 0;
  std::vector<std::size_t> at(chunk.tasks.size() * r);  // this repetition's graph ids
  std::size_t next = 0;
  const int counted_from = repeats_ > 1 ? 1 : 0;
  const auto attribute = [&](Picoseconds from, Picoseconds to, const ChunkTask& task, std::size_t i) {
    // Walk back along the exchange or tensor stream from what released the task; what no task covers is
    // waiting for others.
    for (const std::int16_t p : task.predecessors) {
      if (p < 0 || to <= from) continue;
      std::int16_t q = p;
      while (q >= 0 && to > from) {
        const ChunkTask& before = chunk.tasks[static_cast<std::size_t>(q)];
        if (before.stream == ChunkStream::compute) break;
        const std::size_t id = at[static_cast<std::size_t>(q) * r + i];
        const Picoseconds end = std::min(finish_[id], to),
                          start = std::max(finish_[id] - durations_[id], from);
        if (end > start) {
          const Picoseconds part = end - start;
          if (to > end) barrier += to - end;
          switch (before.kind) {
            case ChunkTaskKind::transfer:
              transfer[static_cast<std::size_t>(before.exchange)] += part;
              break;
            case ChunkTaskKind::gradient_cast:
              cast += part;
              break;
            case ChunkTaskKind::tensor_collective:
              tensor += part;
              break;
            case ChunkTaskKind::context_exchange:
              context += part;
              break;
            default:
              barrier += part;
              break;
          }
          to = start;
        }
        q = before.predecessors[0];
      }
    }
    if (to > from) barrier += to - from;
  };
  walk(
      chunk, ranks_, repeats_, [&](int, std::size_t) { ++next; },
      [&](int repeat, std::size_t t, int rank) {
        const ChunkTask& task = chunk.tasks[t];
        const auto i = static_cast<std::size_t>(rank);
        const std::size_t id = next++;
        at[t * r + i] = id;
        if (task.stream != ChunkStream::compute) return;
        const Picoseconds start = finish_[id] - durations_[id];
        if (repeat >= counted_from && start > last[i]) attribute(last[i], start, task, i);
        last[i] = finish_[id];
        if (task.kind != ChunkTaskKind::finish) return;
        if (repeat + 1 == counted_from) begin[i] = finish_[id];
        if (repeat + 1 == repeats_) total += finish_[id] - begin[i];
      });
  const double count = static_cast<double>(ranks_) * (repeats_ - counted_from);
  const auto mean = [&](Picoseconds sum) { return to_seconds(sum) / count; };
  for (std::size_t k = 0; k < transfer.size(); ++k) out.exposed.transfer[k] = mean(transfer[k]);
  out.exposed.barrier = mean(barrier);
  out.exposed.gradient_cast = mean(cast);
  out.exposed.tensor = mean(tensor);
  out.exposed.context = mean(context);
  out.duration = mean(total);
  out.skew = out.duration - chunk.compute_total() - out.exposed.sum();
  return out;
}

namespace {

bool same_structure(const std::vector<ChunkTask>& a, const std::vector<ChunkTask>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ChunkTask& x, const ChunkTask& y) {
    return x.kind == y.kind && x.stream == y.stream && x.predecessors[0] == y.predecessors[0] &&
           x.predecessors[1] == y.predecessors[1] && x.load_slot == y.load_slot;
  });
}

}  // namespace

ChunkSimulator& ChunkSimulatorCache::get(const ChunkTemplate& chunk, int ranks, int repeats) {
  for (const Entry& entry : entries_) {
    if (entry.ranks == ranks && entry.repeats == repeats && same_structure(entry.tasks, chunk.tasks))
      return *entry.simulator;
  }
  entries_.push_back({chunk.tasks, ranks, repeats, std::make_unique<ChunkSimulator>(chunk, ranks, repeats)});
  return *entries_.back().simulator;
}

std::size_t ChunkSimulatorCache::task_count() const {
  std::size_t tasks = 0;
  for (const Entry& entry : entries_) tasks += entry.simulator->task_count();
  return tasks;
}

}  // namespace trainyard
