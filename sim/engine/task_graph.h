#pragma once
// The structure of a computation: tasks on in-order streams and what each waits for. Times live apart, so
// that one structure is replayed with many sets of durations (building a graph costs several times one
// replay).
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "sim/base/units.h"

namespace trainyard {

enum class TaskId : std::uint32_t {};
enum class StreamId : std::uint32_t {};
/// What a task is, in the words of whoever built the graph: an index into their own table. The engine never
/// looks inside.
using Tag = std::uint32_t;

inline constexpr TaskId no_task{std::numeric_limits<std::uint32_t>::max()};

[[nodiscard]] constexpr std::size_t index_of(TaskId id) {
  return static_cast<std::size_t>(id);
}
[[nodiscard]] constexpr std::size_t index_of(StreamId id) {
  return static_cast<std::size_t>(id);
}
[[nodiscard]] constexpr TaskId task_at(std::size_t index) {
  return static_cast<TaskId>(index);
}
[[nodiscard]] constexpr StreamId stream_at(std::size_t index) {
  return static_cast<StreamId>(index);
}

/// Compressed sparse rows of predecessors. Ids are a topological order: a predecessor's id is smaller than
/// its task's. A stream runs its tasks one at a time in the order of their ids; that order is an edge of its
/// own and is not stored as one. Made by OrderedGraphBuilder or ProgramBuilder.
class TaskGraph {
 public:
  TaskGraph() = default;

  [[nodiscard]] std::size_t task_count() const { return streams_.size(); }
  [[nodiscard]] std::size_t stream_count() const { return first_of_stream_.size(); }
  [[nodiscard]] std::size_t edge_count() const { return predecessors_.size(); }  // stream order not counted

  [[nodiscard]] std::span<const TaskId> predecessors(TaskId task) const {
    const std::size_t i = index_of(task);
    return {predecessors_.data() + offsets_[i], predecessors_.data() + offsets_[i + 1]};
  }
  [[nodiscard]] StreamId stream(TaskId task) const { return streams_[index_of(task)]; }
  [[nodiscard]] Tag tag(TaskId task) const { return tags_[index_of(task)]; }
  /// The next task of the same stream, or no_task.
  [[nodiscard]] TaskId next_in_stream(TaskId task) const { return next_in_stream_[index_of(task)]; }
  /// The first task of a stream, or no_task when it has none.
  [[nodiscard]] TaskId first_of_stream(StreamId stream) const { return first_of_stream_[index_of(stream)]; }

  /// Row i of `all_predecessors` is [offsets[i], offsets[i + 1]); task_count() + 1 entries, for hot loops.
  [[nodiscard]] std::span<const std::uint32_t> offsets() const { return offsets_; }
  [[nodiscard]] std::span<const TaskId> all_predecessors() const { return predecessors_; }
  [[nodiscard]] std::span<const StreamId> streams() const { return streams_; }
  [[nodiscard]] std::span<const TaskId> next_in_stream() const { return next_in_stream_; }
  [[nodiscard]] std::span<const Tag> tags() const { return tags_; }

  /// Memory the structure holds, in bytes.
  [[nodiscard]] std::size_t bytes_held() const;

 private:
  friend class OrderedGraphBuilder;
  std::vector<std::uint32_t> offsets_{0};
  std::vector<TaskId> predecessors_;
  std::vector<StreamId> streams_;        // by task
  std::vector<TaskId> next_in_stream_;   // by task
  std::vector<Tag> tags_;                // by task
  std::vector<TaskId> first_of_stream_;  // by stream
};

/// A structure with one set of durations; durations[i] belongs to task i.
struct TimedGraph {
  TaskGraph graph;
  std::vector<Picoseconds> durations;
};

}  // namespace trainyard
