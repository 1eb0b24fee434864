#include "sim/engine/critical_path.h"

#include <algorithm>
#include <tuple>

#include "sim/engine/resources.h"

namespace trainyard {

namespace {

/// Tasks that held slots, by device and by when they gave them back.
class Holders {
 public:
  Holders(const TaskGraph& graph, const Timeline& timeline, const Resources* resources)
      : graph_(graph), timeline_(timeline), resources_(resources) {
    if (resources == nullptr) return;
    for (std::size_t i = 0; i < graph.task_count(); ++i) {
      const TaskId task = task_at(i);
      if (resources->use(task).held_slots > 0) {
        entries_.push_back({resources->device(graph.stream(task)), timeline.finish_of(task), task});
      }
    }
    std::sort(entries_.begin(), entries_.end());
  }

  /// A task that started earlier than `task` and gave slots of its device back when `task` started, or
  /// no_task.
  [[nodiscard]] TaskId released_for(TaskId task) const {
    if (resources_ == nullptr || resources_->use(task).held_slots == 0) return no_task;
    const Picoseconds start = timeline_.start_of(task);
    const Entry first{resources_->device(graph_.stream(task)), start, TaskId{}};
    for (auto entry = std::lower_bound(entries_.begin(), entries_.end(), first);
         entry != entries_.end() && std::get<0>(*entry) == std::get<0>(first) && std::get<1>(*entry) == start;
         ++entry) {
      if (timeline_.start_of(std::get<2>(*entry)) < start) return std::get<2>(*entry);
    }
    return no_task;
  }

 private:
  using Entry = std::tuple<DeviceId, Picoseconds, TaskId>;
  const TaskGraph& graph_;
  const Timeline& timeline_;
  const Resources* resources_;
  std::vector<Entry> entries_;
};

std::vector<TaskId> previous_in_stream(const TaskGraph& graph) {
  std::vector<TaskId> previous(graph.task_count(), no_task);
  for (std::size_t i = 0; i < graph.task_count(); ++i) {
    const TaskId next = graph.next_in_stream(task_at(i));
    if (next != no_task) previous[index_of(next)] = task_at(i);
  }
  return previous;
}

}  // namespace

std::string_view to_text(StartedAfter reason) {
  switch (reason) {
    case StartedAfter::beginning:
      return "beginning";
    case StartedAfter::stream_order:
      return "stream order";
    case StartedAfter::predecessor:
      return "predecessor";
    case StartedAfter::held_slots:
      return "held slots";
  }
  return "";
}

std::vector<CriticalStep> critical_path(const TaskGraph& graph, const Timeline& timeline,
                                        const Resources* resources) {
  if (graph.task_count() == 0) return {};
  const auto last = std::find(timeline.finish.begin(), timeline.finish.end(), timeline.makespan);
  return critical_path_to(graph, timeline, task_at(static_cast<std::size_t>(last - timeline.finish.begin())),
                          resources);
}

std::vector<CriticalStep> critical_path_to(const TaskGraph& graph, const Timeline& timeline, TaskId last,
                                           const Resources* resources) {
  std::vector<CriticalStep> path;
  const std::vector<TaskId> previous = previous_in_stream(graph);
  const Holders holders(graph, timeline, resources);
  TaskId task = last;
  while (task != no_task) {
    const Picoseconds start = timeline.start_of(task);
    const auto released_it = [&](TaskId other) {
      return other != no_task && timeline.finish_of(other) == start;
    };
    CriticalStep step{task, StartedAfter::beginning, no_task};
    const auto predecessors = graph.predecessors(task);
    const auto latest = std::find_if(predecessors.begin(), predecessors.end(), released_it);
    if (start == 0) {
      step.reason = StartedAfter::beginning;
    } else if (released_it(previous[index_of(task)])) {
      step = {task, StartedAfter::stream_order, previous[index_of(task)]};
    } else if (latest != predecessors.end()) {
      step = {task, StartedAfter::predecessor, *latest};
    } else {
      step = {task, StartedAfter::held_slots, holders.released_for(task)};
      assert(step.waited_for != no_task && "a task starts when something lets it");
    }
    path.push_back(step);
    task = step.waited_for;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace trainyard
