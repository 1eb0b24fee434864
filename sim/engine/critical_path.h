#pragma once
// Why the last task finished when it did.
#include <string_view>

#include "sim/engine/timeline.h"

namespace trainyard {

class Resources;

/// What a task's start waited for last.
enum class StartedAfter {
  beginning,     // nothing: it started at time 0
  stream_order,  // the task before it on its stream
  predecessor,   // a task it depends on
  held_slots,    // a task that held slots it wanted
};
[[nodiscard]] std::string_view to_text(StartedAfter reason);

struct CriticalStep {
  TaskId task = no_task;
  StartedAfter reason = StartedAfter::beginning;
  TaskId waited_for = no_task;  // the step before, or no_task at the beginning

  bool operator==(const CriticalStep&) const = default;
};

/// The chain of tasks from time 0 to the makespan in which each started the moment the one before it
/// finished; in order of time. Where several would do, stream order comes first, then the first predecessor
/// named, then the least id. `resources` must be those of the replay, if it had any.
[[nodiscard]] std::vector<CriticalStep> critical_path(const TaskGraph& graph, const Timeline& timeline,
                                                      const Resources* resources = nullptr);
/// The same chain up to the finish of `last`.
[[nodiscard]] std::vector<CriticalStep> critical_path_to(const TaskGraph& graph, const Timeline& timeline,
                                                         TaskId last, const Resources* resources = nullptr);

}  // namespace trainyard
