#pragma once
// What the Timeline page gets off the GUI thread, and what a report says about it.
#include <filesystem>
#include <memory>

#include "gui/view_models/content.h"
#include "gui/view_models/timeline_model.h"
#include "gui/view_models/workbench.h"

namespace trainyard::gui {

/// A timeline with what is to be said about it.
struct ShownTimeline {
  std::string title{};
  std::shared_ptr<const TimelineModel> model{};
  std::string note{};  // what was left out; empty: nothing
};

/// One step of `entry`. Errors: those of load_scenario and step_timeline.
[[nodiscard]] Result<ShownTimeline> simulated_timeline(const ProfileLibrary& library, const Entry& entry);
/// A trace of a profiler. Errors: those of read_trace.
[[nodiscard]] Result<ShownTimeline> measured_timeline(const std::filesystem::path& file);

/// For each timeline: busy time by kind of each process (of its first lane), and the names that take longest.
[[nodiscard]] Content timeline_content(const std::vector<ShownTimeline>& timelines);

}  // namespace trainyard::gui
