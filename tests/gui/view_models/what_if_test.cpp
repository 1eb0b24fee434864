#include "gui/view_models/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "models/estimate/scenario_reader.h"
#include "models/sweep/knob.h"

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

TEST(WhatIf, EverySliderMovesAKnobOfTheSweepsAndTheOthersAreLeftOutKnowingly) {
  // Sizes and choices of a plan are searched, not slid; the rest is the hardware and recipe one seldom varies
  // by hand, and stands on the Sweep page.
  std::vector<std::string> known{"tp",
                                 "pp",
                                 "vp",
                                 "cp",
                                 "ep",
                                 "zero",
                                 "schedule",
                                 "recompute",
                                 "nvlink_per_direction",
                                 "nics",
                                 "oversubscription",
                                 "hbm",
                                 "electricity",
                                 "pue",
                                 "tokens",
                                 "sequence",
                                 "goodput",
                                 "gpu_speed_spread"};
  std::set<std::string> fields;
  for (const std::string& name : slider_knobs()) {
    const KnobAlias* alias = find_knob_alias(name);
    ASSERT_NE(alias, nullptr) << name;
    EXPECT_NE(alias->field, nullptr) << name << " has no number to slide";
    EXPECT_TRUE(fields.insert(std::string(alias->path)).second) << alias->path << " has two sliders";
    known.push_back(name);
  }
  std::vector<std::string> all;
  for (const KnobAlias& alias : knob_aliases()) all.emplace_back(alias.name);
  EXPECT_THAT(known, ::testing::UnorderedElementsAreArray(all));
}

TEST(WhatIf, SlidersSpeakTheUnitOfTheirKnob) {
  const Scenario base = read({"deepseek-v3-h800", {}});
  std::map<std::string, std::string> shown, set;
  for (const WhatIfSlider& slider : what_if_sliders(base, base)) {
    shown[slider.path] = slider.stops[slider.at].text;
    set[slider.path] = slider.stops.back().value;
  }
  EXPECT_EQ(shown["gpus"], "2048");
  EXPECT_EQ(shown["node.fast"], "400 GB/s");
  EXPECT_EQ(set["node.fast"], "800 GB/s") << "four times 200 GB/s a direction";
  EXPECT_EQ(shown["node.nic"], "400 Gb/s");
  EXPECT_EQ(set["node.nic"], "1600 Gb/s");
  EXPECT_EQ(shown["prices.gpu"], "$2.00");
  EXPECT_EQ(set["prices.gpu"], "$6/GPU-hour");
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

TEST(WhatIf, CountingFailuresBringsBackAGoodputThatWasSet) {
  const Entry set{"deepseek-v3-h800", {{"recipe.goodput", "0.9"}}};
  const Entry counted = with_failures(set, "", "llama-3-h100");
  EXPECT_TRUE(read(counted).reliability);
  EXPECT_EQ(with_failures(counted, "", "opt-175b").overrides.size(), counted.overrides.size());
  EXPECT_EQ(with_failures(counted, "", ""), set);
  EXPECT_EQ(without_sliders(counted), set);
}

TEST(WhatIf, FailuresOfAnyoneCanBeCountedInEveryScenario) {
  const ProfileLibrary library = ProfileLibrary::shipped().value();
  for (const std::string& name : scenario_names(library)) {
    const Entry plain{name, {}};
    const Scenario base = read(plain);
    const WhatIfFailures own = what_if_failures(library, base, base).value();
    EXPECT_GE(own.names.size(), 5U);
    EXPECT_EQ(own.own.empty(), !base.reliability.has_value()) << name;
    EXPECT_EQ(own.now, own.own);
    for (const std::string& rates : own.names) {
      const Entry counted = with_failures(plain, own.own, rates);
      const Scenario now = read(counted);
      ASSERT_TRUE(now.reliability) << name << " " << rates;
      EXPECT_EQ(what_if_failures(library, base, now).value().now, rates);
      // With failures counted the slider of their rates is there.
      const auto sliders = what_if_sliders(base, now);
      EXPECT_TRUE(std::any_of(sliders.begin(), sliders.end(), [](const WhatIfSlider& one) {
        return one.path == "reliability.rate_factor" && one.stops[one.at].number == 1.0;
      })) << name;
      EXPECT_EQ(with_failures(with_override(counted, "reliability.rate_factor", "2"), own.own, own.own),
                plain)
          << "the way back leaves nothing behind";
      EXPECT_EQ(without_sliders(counted), plain);
    }
  }
}

}  // namespace
}  // namespace trainyard::gui
