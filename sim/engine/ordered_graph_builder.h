#pragma once
// Building a graph whose tasks are emitted in an order they could run in: straight into compressed rows,
// nothing to sort.
#include <initializer_list>

#include "sim/engine/task_graph.h"

namespace trainyard {

/// Every predecessor must have been added before (asserted). For programs with forward references see
/// ProgramBuilder.
class OrderedGraphBuilder {
 public:
  explicit OrderedGraphBuilder(std::size_t stream_count = 0) {
    graph_.first_of_stream_.assign(stream_count, no_task);
    last_of_stream_.assign(stream_count, no_task);
  }

  /// Room for `tasks` tasks and `edges` predecessor entries, so that emitting never reallocates.
  void reserve(std::size_t tasks, std::size_t edges);

  StreamId add_stream() {
    graph_.first_of_stream_.push_back(no_task);
    last_of_stream_.push_back(no_task);
    return stream_at(graph_.first_of_stream_.size() - 1);
  }

  /// Appends a task to `stream`; it starts when the stream's previous task and all `predecessors` have
  /// finished.
  TaskId add(StreamId stream, Tag tag, Picoseconds duration, std::span<const TaskId> predecessors) {
    const TaskId id = task_at(graph_.streams_.size());
    assert(id != no_task && duration >= 0 && index_of(stream) < last_of_stream_.size());
    for (const TaskId predecessor : predecessors) {
      assert(predecessor < id);
      graph_.predecessors_.push_back(predecessor);
    }
    assert(graph_.predecessors_.size() <= std::numeric_limits<std::uint32_t>::max());
    graph_.offsets_.push_back(static_cast<std::uint32_t>(graph_.predecessors_.size()));
    graph_.streams_.push_back(stream);
    graph_.tags_.push_back(tag);
    graph_.next_in_stream_.push_back(no_task);
    durations_.push_back(duration);
    TaskId& last = last_of_stream_[index_of(stream)];
    if (last == no_task) {
      graph_.first_of_stream_[index_of(stream)] = id;
    } else {
      graph_.next_in_stream_[index_of(last)] = id;
    }
    last = id;
    return id;
  }
  TaskId add(StreamId stream, Tag tag, Picoseconds duration,
             std::initializer_list<TaskId> predecessors = {}) {
    return add(stream, tag, duration, std::span<const TaskId>(predecessors.begin(), predecessors.size()));
  }

  [[nodiscard]] std::size_t task_count() const { return graph_.task_count(); }
  /// The last task added to `stream`, or no_task.
  [[nodiscard]] TaskId last_of_stream(StreamId stream) const { return last_of_stream_[index_of(stream)]; }

  /// The graph; the builder is empty afterwards.
  [[nodiscard]] TimedGraph build() &&;

 private:
  TaskGraph graph_;
  std::vector<Picoseconds> durations_;
  std::vector<TaskId> last_of_stream_;
};

}  // namespace trainyard
