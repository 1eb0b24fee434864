#pragma once
// The Sweep page: a scenario over the values of one or two knobs.
#include <memory>
#include <string>
#include <vector>

#include "gui/view_models/content.h"
#include "gui/view_models/latest_job.h"
#include "gui/view_models/workbench.h"
#include "models/sweep/sweep_report.h"

namespace trainyard::gui {

/// What the page's controls ask for, as typed.
struct SweepWish {
  std::string x{};     // "nvlink=100..900+100", as --vary takes it
  std::string y{};     // the same, or empty
  std::string goal{};  // "days<=60", or empty
  bool replan = false;
  bool interval = false;
};

/// A sweep and its question, which the report points to.
struct SweepAnswer {
  Entry entry{};
  std::unique_ptr<SweepRequest> request{};
  SweepReport report{};
};
/// Errors: what parse_vary and parse_sweep_goal refuse, a knob varied twice, those of sweep(). A sweep that
/// was stopped is an answer that is not complete.
[[nodiscard]] Result<SweepAnswer> sweep_entry(const ProfileLibrary& library, const Entry& entry,
                                              const SweepWish& wish, const JobControl& control);

/// The best point, charts with their knees marked, every point (their keys are indices into result.points).
[[nodiscard]] Content sweep_content(const SweepAnswer& answer);
/// The entry of the `index`-th point; with a plan kept.
[[nodiscard]] Entry entry_of_point(const SweepAnswer& answer, std::size_t index);

/// "nvlink", "NVLink per GPU ...", an example of what can be typed.
struct KnobChoice {
  std::string name{}, sentence{}, example{};
};
[[nodiscard]] std::vector<KnobChoice> knob_choices();

}  // namespace trainyard::gui
