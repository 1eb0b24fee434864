#pragma once
// The knobs of the what-if panel: what they are now, where their sliders stop, what they set.
#include <string>
#include <vector>

#include "gui/view_models/workbench.h"

namespace trainyard::gui {

struct WhatIfStop {
  double number = 0;
  std::string text{};   // "900 GB/s", as shown
  std::string value{};  // as --set takes it; empty: the scenario's own
};

/// One slider for one scenario.
struct WhatIfSlider {
  std::string path{};   // the field it sets
  std::string label{};  // "NVLink per GPU"
  std::string sentence{};
  std::vector<WhatIfStop> stops{};  // ascending
  std::size_t at = 0;               // the stop of `entry` as it is now
};

/// The knobs that have a slider, by their names in knob_aliases(). The others change what a plan is (its
/// sizes, its schedule), which the search answers, or are asked for seldom.
[[nodiscard]] std::vector<std::string> slider_knobs();

/// The sliders that make sense for `base` (the entry without its what-ifs), standing where `now` is. The same
/// number as in the scenario sets nothing.
[[nodiscard]] std::vector<WhatIfSlider> what_if_sliders(const Scenario& base, const Scenario& now);

/// Whose rates of failures are counted.
struct WhatIfFailures {
  std::vector<std::string> names{};  // of the library
  std::string own{};                 // the scenario's; empty: it gives its goodput instead
  std::string now{};
  std::string goodput{};  // "100.0 %", where it is given
};
/// Errors: a library that cannot be listed.
[[nodiscard]] Result<WhatIfFailures> what_if_failures(const ProfileLibrary& library, const Scenario& base,
                                                      const Scenario& now);
/// Failures counted by the rates of `name`; by `own` as in the scenario. A goodput that it gives is taken
/// away.
[[nodiscard]] Entry with_failures(Entry entry, const std::string& own, const std::string& name);

/// The entry as it was opened, without what the sliders and the choice of failures set.
[[nodiscard]] Entry without_sliders(Entry entry);

}  // namespace trainyard::gui
