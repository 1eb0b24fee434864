#pragma once
// What the Timeline page gets off the GUI thread, and what a report says about it.
#include <filesystem>
#include <memory>

#include "gui/view_models/content.h"
#include "gui/view_models/latest_job.h"
#include "gui/view_models/timeline_model.h"
#include "gui/view_models/workbench.h"
#include "models/estimate/align_trace.h"

namespace trainyard::gui {

/// A timeline with what is to be said about it.
struct ShownTimeline {
  std::string title{};
  std::shared_ptr<const TimelineModel> model{};
  std::string note{};            // what was left out; empty: nothing
  std::filesystem::path file{};  // of a measured one
};

/// One step of `entry`. Errors: those of load_scenario and step_timeline.
[[nodiscard]] Result<ShownTimeline> simulated_timeline(const ProfileLibrary& library, const Entry& entry);
/// A trace of a profiler. Errors: those of read_trace; "reading was cancelled" when `control` says stop.
[[nodiscard]] Result<ShownTimeline> measured_timeline(const std::filesystem::path& file,
                                                      const JobControl& control = {});

/// "Critical path: 19.02 s = 17.02 s compute (89.4 %) + 1.196 s exposed expert exchange (6.3 %) + ...", the
/// longest first; empty when the path is not known.
[[nodiscard]] std::string critical_text(const TimelineModel& model);

/// "Shifted by +1.2 s: fits pipeline rank 3 best, agreement 0.62 (compute, communication).".
[[nodiscard]] std::string alignment_text(const TraceAlignment& found);

/// For each timeline: the critical path by what it spends time on, busy time by kind of each process (of its
/// first lane), and the names that take longest.
[[nodiscard]] Content timeline_content(const std::vector<ShownTimeline>& timelines);

}  // namespace trainyard::gui
