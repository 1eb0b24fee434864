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

/// The entry as it was opened, without what the sliders set.
[[nodiscard]] Entry without_sliders(Entry entry);

}  // namespace trainyard::gui
