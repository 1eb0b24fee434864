#include "gui/view_models/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/estimate/scenario_reader.h"

namespace trainyard::gui {
namespace {

Scenario read(const Entry& entry) {
  return load_scenario(ProfileLibrary::shipped().value(), entry.scenario, entry.overrides,
                       IllegalPlan::left_open)
      .value();
}

TEST(WhatIf, EverySliderOfEveryShippedScenarioSetsWhatItSays) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  for (const std::string& name : scenario_names(library)) {
    const Scenario base = read({name, {}});
    const auto sliders = what_if_sliders(base, base);
    EXPECT_GE(sliders.size(), 6U) << name;
    for (std::size_t s = 0; s < sliders.size(); ++s) {
      const WhatIfSlider& slider = sliders[s];
      EXPECT_TRUE(slider.stops[slider.at].value.empty())
          << name << " " << slider.path << ": stands on its own";
      EXPECT_GE(slider.stops.size(), 2U) << name << " " << slider.path;
      for (std::size_t i = 0; i < slider.stops.size(); ++i) {
        if (i > 0) {
          EXPECT_GT(slider.stops[i].number, slider.stops[i - 1].number);
        }
        const Entry moved = with_override({name, {}}, slider.path, slider.stops[i].value);
        const Result<Scenario> now =
            load_scenario(library, moved.scenario, moved.overrides, IllegalPlan::left_open);
        ASSERT_TRUE(now) << name << " " << slider.path << "=" << slider.stops[i].value << "\n"
                         << to_text(now.error());
        const auto again = what_if_sliders(base, now.value());
        ASSERT_EQ(again.size(), sliders.size());
        EXPECT_EQ(again[s].at, i) << name << " " << slider.path << "=" << slider.stops[i].value;
        EXPECT_EQ(again[s].stops[i].text, slider.stops[i].text);
      }
    }
  }
}

TEST(WhatIf, AValueBetweenTheStopsGetsAStop) {
  const Scenario base = read({"deepseek-v3-h800", {}}),
                 now = read({"deepseek-v3-h800", {{"node.fast", "333 GB/s"}}});
  for (const WhatIfSlider& slider : what_if_sliders(base, now)) {
    if (slider.path == "node.fast") {
      EXPECT_EQ(slider.stops[slider.at].text, "666 GB/s");
    }
  }
}

TEST(WhatIf, ResetTakesAwayOnlyWhatSlidersSet) {
  const Entry entry{"a", {{"gpus", "8"}, {"plan.pp", "2"}, {"prices.gpu", "$1/GPU-hour"}}};
  EXPECT_THAT(without_sliders(entry).overrides, ::testing::ElementsAre(Override{"plan.pp", "2"}));
}

}  // namespace
}  // namespace trainyard::gui
