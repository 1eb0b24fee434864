#pragma once
// Which task of each stream may start next. Shared by the replays; not for users of the engine.
#include "sim/engine/task_graph.h"

namespace trainyard::detail {

/// Asks for the memory at `address` before it is needed; does nothing else.
inline void fetch(const void* address) {
  __builtin_prefetch(address);
}

/// Only the next task of a stream can be waiting, and it waits for one unfinished predecessor at a time: when
/// that one finishes, its row is read on from there. So each edge is read once, no transposed graph is
/// needed, and the memory is a few words per stream. While a task is unfinished, its entry of `finish` holds
/// the first stream that waits for it.
class StreamProgress {
 public:
  /// `finish` (one entry per task) receives the finish times; it must outlive this.
  StreamProgress(const TaskGraph& graph, std::vector<Picoseconds>& finish)
      : graph_(graph), finish_(finish), states_(graph.stream_count()) {
    assert(graph.stream_count() < (std::size_t{1} << 31) - 2);
    finish_.assign(graph.task_count(), nobody_waits);
  }

  /// Calls ready(stream, task) for each stream whose first task waits for nothing, in order of streams.
  template <class Ready>
  void begin(Ready&& ready) {
    for (std::size_t s = 0; s < states_.size(); ++s)
      take_up(stream_at(s), graph_.first_of_stream(stream_at(s)), ready);
  }

  /// Records that `task` of `stream` finished at `now`, then calls ready(stream, task) for each task that
  /// waited for nothing else: those of other streams (the latest to wait first), then the next of this
  /// stream.
  template <class Ready>
  void finished(StreamId stream, TaskId task, Picoseconds now, Ready&& ready) {
    assert(finish_[index_of(task)] < 0 && now >= 0);
    auto waiting = static_cast<Mark>(finish_[index_of(task)]);
    finish_[index_of(task)] = now;
    while (waiting != nobody_waits) {
      const StreamId other = waiting_stream(waiting);
      waiting = states_[index_of(other)].next_waiting;
      read_on(other, ready);
    }
    take_up(stream, graph_.next_in_stream(task), ready);
  }

 private:
  // Entry of an unfinished task: -1 when no stream waits for it, otherwise -2 - stream.
  using Mark = std::int32_t;
  static constexpr Mark nobody_waits = -1;
  static constexpr StreamId waiting_stream(Mark mark) { return static_cast<StreamId>(-2 - mark); }
  static constexpr Mark mark_of(StreamId stream) { return -2 - static_cast<Mark>(stream); }

  struct State {
    TaskId task = no_task;             // the stream's next task
    std::uint32_t edge = 0;            // its first predecessor entry not known to be finished
    std::uint32_t row_end = 0;         // the end of its predecessor entries
    Mark next_waiting = nobody_waits;  // the next stream that waits for the same task
  };

  template <class Ready>
  void take_up(StreamId stream, TaskId task, Ready& ready) {
    if (task == no_task) return;
    State& state = states_[index_of(stream)];
    state.task = task;
    state.edge = graph_.offsets()[index_of(task)];
    state.row_end = graph_.offsets()[index_of(task) + 1];
    fetch_ahead(graph_.next_in_stream(task));
    read_on(stream, ready);
  }
  // Streams advance side by side, each through memory of its own, so the processor sees no pattern and every
  // first touch would wait for main memory. `next` is taken up when the task before it has finished: time
  // enough to fetch its row, and what stands one step further on the way there.
  void fetch_ahead(TaskId next) const {
    if (next == no_task) return;
    fetch(graph_.all_predecessors().data() + graph_.offsets()[index_of(next)]);
    const TaskId after = graph_.next_in_stream(next);
    if (after == no_task) return;
    fetch(graph_.offsets().data() + index_of(after));
    fetch(graph_.next_in_stream().data() + index_of(after));
    fetch(finish_.data() + index_of(after));
  }
  template <class Ready>
  void read_on(StreamId stream, Ready& ready) {
    State& state = states_[index_of(stream)];
    const TaskId* const predecessors = graph_.all_predecessors().data();
    for (; state.edge < state.row_end; ++state.edge) {
      Picoseconds& mark = finish_[index_of(predecessors[state.edge])];
      if (mark < 0) {
        state.next_waiting = static_cast<Mark>(mark);
        mark = mark_of(stream);
        return;
      }
    }
    ready(stream, state.task);
  }

  const TaskGraph& graph_;
  std::vector<Picoseconds>& finish_;
  std::vector<State> states_;
};

}  // namespace trainyard::detail
