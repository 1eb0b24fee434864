#pragma once
// Building a graph from programs: each stream's tasks in its own order, dependencies in any order, also on
// tasks that come later. Whether such programs can run at all is found here, before anything is simulated.
#include <functional>
#include <string>

#include "sim/base/result.h"
#include "sim/engine/task_graph.h"

namespace trainyard {

/// How a deadlock report calls things. Called only when there is something to report.
struct ProgramNames {
  std::function<std::string(TaskId)> task;  // by the id given out by ProgramBuilder::add
  std::function<std::string(StreamId)> stream;
};

/// Programs put into an order they can run in.
struct OrderedProgram {
  TaskGraph graph;
  std::vector<Picoseconds> durations;  // by graph id
  std::vector<TaskId> graph_id;        // by the id given out by ProgramBuilder::add
};

class ProgramBuilder {
 public:
  explicit ProgramBuilder(std::size_t stream_count = 0) : stream_count_(stream_count) {}
  void reserve(std::size_t tasks, std::size_t edges);

  StreamId add_stream() { return stream_at(stream_count_++); }
  /// Appends a task to the program of `stream`. Ids are given out in order of adding, from 0.
  TaskId add(StreamId stream, Tag tag, Picoseconds duration);
  /// `task` starts only after `on` has finished. Either may be added later, but before build().
  void depend(TaskId task, TaskId on) { edges_.push_back({task, on}); }

  [[nodiscard]] std::size_t task_count() const { return tasks_.size(); }

  /// Orders the tasks (Kahn; first ready, first out; the same programs give the same order).
  /// Error: programs that wait for each other for ever. The message follows one cycle and says, for each task
  /// on it, its stream and what it waits for.
  [[nodiscard]] Result<OrderedProgram> build(const ProgramNames& names = {}) const;

 private:
  struct Task {
    StreamId stream;
    Tag tag;
    Picoseconds duration;
  };
  struct Edge {
    TaskId task;
    TaskId on;
  };
  std::size_t stream_count_;
  std::vector<Task> tasks_;
  std::vector<Edge> edges_;
};

}  // namespace trainyard
