#include "gui/view_models/what_if.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "gui/view_models/words.h"
#include "models/sweep/knob.h"

namespace trainyard::gui {

namespace {

/// A slider: the knob it moves, its name and explanation in the user's language, and its stops: multiples of
/// the scenario's own number, or fixed ones, in the unit of the knob.
struct Slider {
  const char* knob;  // in knob_aliases()
  const char* label;
  const char* sentence;
  std::vector<double> factors{}, fixed{};
  std::string (*text)(double number) = nullptr;                       // null: with the unit of the knob
  bool cents = false;                                                 // stops at whole cents
  std::optional<double> (*most)(const Scenario& scenario) = nullptr;  // none: no limit
  std::optional<double> usual{};  // where only the changed scenario has the field
};

const std::vector<Slider>& slider_table() {
  using S = const Scenario&;
  static const std::vector<double> rates{0.25, 0.375, 0.5,  0.625, 0.75, 0.875, 1, 1.125,
                                         1.25, 1.5,   1.75, 2,     2.25, 2.5,   3, 4};
  static const std::vector<Slider> table{
      {.knob = "gpus",
       .label = QT_TRANSLATE_NOOP("trainyard", "GPUs"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Data parallelism follows, the global batch stays"),
       .factors = {0.125, 0.25, 0.5, 1, 2, 4, 8},
       .most = [](S s) -> std::optional<double> {
         if (s.machine.fabric.max_gpus == 0) return std::nullopt;
         return s.machine.fabric.max_gpus;
       }},
      {.knob = "nvlink",
       .label = QT_TRANSLATE_NOOP("trainyard", "NVLink per GPU"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Both directions together, as vendors count it"),
       .factors = rates},
      {.knob = "nic",
       .label = QT_TRANSLATE_NOOP("trainyard", "Network per NIC"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "One direction of one NIC"),
       .factors = rates},
      {.knob = "price",
       .label = QT_TRANSLATE_NOOP("trainyard", "Price of a GPU-hour"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Rent of one GPU"),
       .factors = {0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3},
       .text = [](double number) { return fmt::format("${:.2f}", number); },
       .cents = true},
      {.knob = "load_skew",
       .label = QT_TRANSLATE_NOOP("trainyard", "Load skew of experts"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Coefficient of variation of the rows routed to one rank"),
       .fixed = {0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4},
       .text = [](double number) { return fmt::format("{:.2f}", number); }},
      {.knob = "failures",
       .label = QT_TRANSLATE_NOOP("trainyard", "Failures"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Times the published rates; half of it doubles the MTBF"),
       .factors = {0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 8},
       .text = [](double number) { return fmt::format("x {:g}", number); },
       .usual = 1.0},
      {.knob = "micro_batch",
       .label = QT_TRANSLATE_NOOP("trainyard", "Micro-batch"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Sequences a rank runs at once"),
       .fixed = {1, 2, 4, 8, 16}},
      {.knob = "global_batch",
       .label = QT_TRANSLATE_NOOP("trainyard", "Global batch"),
       .sentence = QT_TRANSLATE_NOOP("trainyard", "Sequences in a step"),
       .factors = {0.25, 0.5, 1, 2, 4}},
  };
  return table;
}

const KnobAlias& alias_of(const Slider& slider) {
  return *find_knob_alias(slider.knob);  // a test holds that each is there
}

WhatIfSlider slider_of(const Slider& slider, double base, double now, std::optional<double> most) {
  const SweepKnob knob = knob_of(alias_of(slider));
  WhatIfSlider made{knob.path, words(slider.label), words(slider.sentence), {}, 0};
  std::vector<double> numbers = slider.fixed;
  for (const double factor : slider.factors) {
    const double number =
        slider.cents && factor != 1.0 ? std::round(factor * base * 100.0) / 100.0 : factor * base;
    if (most && number > *most) continue;
    if (knob.continuous || (number >= 1.0 && number == std::floor(number))) numbers.push_back(number);
  }
  numbers.push_back(base);
  numbers.push_back(now);
  std::sort(numbers.begin(), numbers.end());
  constexpr double same = 1e-9;  // relative: two ways to the same number
  for (const double number : numbers) {
    if (!made.stops.empty() && number - made.stops.back().number <= same * std::max(1.0, std::abs(number)))
      continue;
    const bool own = std::abs(number - base) <= same * std::max(1.0, std::abs(base));
    const KnobValue value = knob.value(number);
    made.stops.push_back({number, slider.text == nullptr ? value.text : slider.text(number),
                          own ? std::string{} : value.written});
    if (std::abs(number - now) <= same * std::max(1.0, std::abs(now))) made.at = made.stops.size() - 1;
  }
  return made;
}

constexpr const char* failures_path = "reliability.failures";
constexpr const char* given_goodput = "recipe.goodput";

/// Without what with_failures sets, and the factor on rates that may no longer be there.
Entry without_failures(Entry entry) {
  std::erase_if(entry.overrides, [](const Override& one) {
    return one.first == failures_path || (one.first == given_goodput && one.second == "null") ||
           one.first == find_knob_alias("failures")->path;
  });
  return entry;
}

}  // namespace

std::vector<std::string> slider_knobs() {
  std::vector<std::string> names;
  for (const Slider& slider : slider_table()) names.emplace_back(slider.knob);
  return names;
}

std::vector<WhatIfSlider> what_if_sliders(const Scenario& base, const Scenario& now) {
  std::vector<WhatIfSlider> sliders;
  for (const Slider& slider : slider_table()) {
    const KnobAlias& alias = alias_of(slider);
    std::optional<double> was = number_in(alias, base);
    const std::optional<double> is = number_in(alias, now);
    if (!was) was = slider.usual;
    if (was && is)
      sliders.push_back(
          slider_of(slider, *was, *is, slider.most == nullptr ? std::nullopt : slider.most(base)));
  }
  return sliders;
}

Result<WhatIfFailures> what_if_failures(const ProfileLibrary& library, const Scenario& base,
                                        const Scenario& now) {
  const auto name_in = [](const Scenario& one) {
    return one.reliability ? one.reliability->rates.name : std::string{};
  };
  TRAINYARD_TRY(names, library.names("failures"));
  return WhatIfFailures{names, name_in(base), name_in(now),
                        fmt::format("{:.1f} %", 100.0 * base.recipe.goodput.value)};
}

Entry with_failures(Entry entry, const std::string& own, const std::string& name) {
  entry = without_failures(std::move(entry));
  if (name == own) return entry;
  // Behind what was set before: that comes back when this is taken away.
  if (own.empty()) entry.overrides.emplace_back(given_goodput, "null");
  return with_override(std::move(entry), failures_path, name);
}

Entry without_sliders(Entry entry) {
  entry = without_failures(std::move(entry));
  std::erase_if(entry.overrides, [](const Override& one) {
    return std::any_of(slider_table().begin(), slider_table().end(),
                       [&](const Slider& slider) { return one.first == alias_of(slider).path; });
  });
  return entry;
}

}  // namespace trainyard::gui
