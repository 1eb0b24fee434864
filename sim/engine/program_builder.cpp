#include "sim/engine/program_builder.h"

#include <algorithm>

#include "sim/engine/ordered_graph_builder.h"

namespace trainyard {

namespace {

/// Rows of task ids, filled by counting: row i is [offsets[i], offsets[i + 1]).
struct Rows {
  std::vector<std::size_t> offsets;
  std::vector<TaskId> items;

  [[nodiscard]] std::span<const TaskId> row(TaskId task) const {
    const std::size_t i = index_of(task);
    return {items.data() + offsets[i], items.data() + offsets[i + 1]};
  }
};

/// Groups value(edge) by key(edge), in the order of the edges.
template <class Edges, class Key, class Value>
Rows grouped(const Edges& edges, std::size_t rows, Key key, Value value) {
  Rows result;
  result.offsets.assign(rows + 1, 0);
  for (const auto& edge : edges) ++result.offsets[index_of(key(edge)) + 1];
  for (std::size_t i = 0; i < rows; ++i) result.offsets[i + 1] += result.offsets[i];
  std::vector<std::size_t> next(result.offsets.begin(), result.offsets.end() - 1);
  result.items.resize(edges.size());
  for (const auto& edge : edges) result.items[next[index_of(key(edge))]++] = value(edge);
  return result;
}

struct StreamNeighbours {
  std::vector<TaskId> previous;  // by task
  std::vector<TaskId> next;      // by task
};

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

/// Words for one deadlock: follows what each unfinished task waits for until a task comes round again.
class DeadlockReport {
 public:
  DeadlockReport(const Rows& predecessors, const std::vector<TaskId>& previous_in_stream,
                 const std::vector<bool>& done, const std::vector<StreamId>& streams,
                 const ProgramNames& names)
      : predecessors_(predecessors),
        previous_(previous_in_stream),
        done_(done),
        streams_(streams),
        names_(names) {}

  [[nodiscard]] Diagnostics diagnostics() const {
    constexpr std::size_t most_named = 16;  // enough for a pipeline's worth of ranks, still readable
    const std::vector<TaskId> cycle = waiting_cycle();
    const auto waiting = static_cast<std::size_t>(std::count(done_.begin(), done_.end(), false));
    std::string message = "deadlock: " + std::to_string(waiting) + (waiting == 1 ? " task" : " tasks") +
                          " can never start; " + std::to_string(cycle.size()) +
                          (cycle.size() == 1 ? " waits for itself" : " wait for each other") + ": ";
    for (std::size_t i = 0; i < std::min(cycle.size(), most_named); ++i) {
      const TaskId task = cycle[i];
      const TaskId on = cycle[(i + 1) % cycle.size()];
      if (i > 0) message += "; ";
      message += described(task) + " waits for " + described(on) +
                 (previous_[index_of(task)] == on ? " (stream order)" : " (dependency)");
    }
    if (cycle.size() > most_named) message += "; and " + std::to_string(cycle.size() - most_named) + " more";
    return problem(std::move(message),
                   "change the order of tasks on one of these streams, or drop one of these dependencies");
  }

 private:
  [[nodiscard]] TaskId waits_for(TaskId task) const {
    const TaskId previous = previous_[index_of(task)];
    if (previous != no_task && !done_[index_of(previous)]) return previous;
    for (const TaskId predecessor : predecessors_.row(task)) {
      if (!done_[index_of(predecessor)]) return predecessor;
    }
    assert(false && "an unfinished task waits for something");
    return no_task;
  }
  /// Each task waits for the one after it, the last for the first.
  [[nodiscard]] std::vector<TaskId> waiting_cycle() const {
    const auto first = std::find(done_.begin(), done_.end(), false);
    TaskId task = task_at(static_cast<std::size_t>(first - done_.begin()));
    std::vector<std::size_t> seen_at(done_.size(), done_.size());
    std::vector<TaskId> walk;
    while (seen_at[index_of(task)] == done_.size()) {
      seen_at[index_of(task)] = walk.size();
      walk.push_back(task);
      task = waits_for(task);
    }
    walk.erase(walk.begin(), walk.begin() + static_cast<std::ptrdiff_t>(seen_at[index_of(task)]));
    return walk;
  }
  [[nodiscard]] std::string described(TaskId task) const {
    const StreamId stream = streams_[index_of(task)];
    const std::string task_name =
        names_.task ? quoted(names_.task(task)) : "task " + std::to_string(index_of(task));
    const std::string stream_name =
        names_.stream ? quoted(names_.stream(stream)) : "stream " + std::to_string(index_of(stream));
    return task_name + " on " + stream_name;
  }

  const Rows& predecessors_;
  const std::vector<TaskId>& previous_;
  const std::vector<bool>& done_;
  const std::vector<StreamId>& streams_;
  const ProgramNames& names_;
};

}  // namespace

void ProgramBuilder::reserve(std::size_t tasks, std::size_t edges) {
  tasks_.reserve(tasks);
  edges_.reserve(edges);
}

TaskId ProgramBuilder::add(StreamId stream, Tag tag, Picoseconds duration) {
  assert(index_of(stream) < stream_count_ && duration >= 0);
  const TaskId id = task_at(tasks_.size());
  assert(id != no_task);
  tasks_.push_back({stream, tag, duration});
  return id;
}

Result<OrderedProgram> ProgramBuilder::build(const ProgramNames& names) const {
  const std::size_t count = tasks_.size();
  for ([[maybe_unused]] const Edge& edge : edges_)
    assert(index_of(edge.task) < count && index_of(edge.on) < count);
  const Rows predecessors = grouped(
      edges_, count, [](const Edge& e) { return e.task; }, [](const Edge& e) { return e.on; });
  const Rows successors = grouped(
      edges_, count, [](const Edge& e) { return e.on; }, [](const Edge& e) { return e.task; });

  StreamNeighbours neighbours{std::vector<TaskId>(count, no_task), std::vector<TaskId>(count, no_task)};
  std::vector<std::uint32_t> waits(count, 0);
  std::vector<TaskId> last_of_stream(stream_count_, no_task);
  std::vector<TaskId> order;
  order.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    TaskId& last = last_of_stream[index_of(tasks_[i].stream)];
    waits[i] = static_cast<std::uint32_t>(predecessors.row(task_at(i)).size());
    if (last != no_task) {
      neighbours.previous[i] = last;
      neighbours.next[index_of(last)] = task_at(i);
      ++waits[i];
    }
    last = task_at(i);
    if (waits[i] == 0) order.push_back(task_at(i));
  }
  for (std::size_t done = 0; done < order.size(); ++done) {
    const TaskId task = order[done];
    const auto release = [&](TaskId waiting) {
      if (--waits[index_of(waiting)] == 0) order.push_back(waiting);
    };
    for (const TaskId successor : successors.row(task)) release(successor);
    if (neighbours.next[index_of(task)] != no_task) release(neighbours.next[index_of(task)]);
  }

  if (order.size() < count) {
    std::vector<bool> done(count, false);
    std::vector<StreamId> streams(count);
    for (const TaskId task : order) done[index_of(task)] = true;
    for (std::size_t i = 0; i < count; ++i) streams[i] = tasks_[i].stream;
    return DeadlockReport(predecessors, neighbours.previous, done, streams, names).diagnostics();
  }

  OrderedGraphBuilder builder(stream_count_);
  builder.reserve(count, edges_.size());
  std::vector<TaskId> graph_id(count, no_task);
  std::vector<TaskId> row;
  for (const TaskId task : order) {
    row.clear();
    for (const TaskId predecessor : predecessors.row(task)) row.push_back(graph_id[index_of(predecessor)]);
    const Task& t = tasks_[index_of(task)];
    graph_id[index_of(task)] = builder.add(t.stream, t.tag, t.duration, row);
  }
  TimedGraph ordered = std::move(builder).build();
  return OrderedProgram{std::move(ordered.graph), std::move(ordered.durations), std::move(graph_id)};
}

}  // namespace trainyard
