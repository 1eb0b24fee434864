#include "gui/view_models/what_if.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

#include "gui/view_models/words.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

/// A knob: the number it has in a scenario (none: it does not apply), how it is shown and set, and the stops
/// of its slider as multiples of that number, or fixed ones.
struct Knob {
  const char* path;
  const char* label;
  const char* sentence;
  std::optional<double> (*number)(const Scenario& scenario);
  std::string (*text)(double number);
  std::string (*value)(double number);
  std::vector<double> factors;
  std::vector<double> fixed;
  bool whole = false;
  bool cents = false;                                                 // stops at whole cents
  std::optional<double> (*most)(const Scenario& scenario) = nullptr;  // none: no limit
};

std::string gb_per_s(double number) {
  return fmt::format("{:g} GB/s", number);
}
std::string whole(double number) {
  return fmt::format("{:.0f}", number);
}

/// Bidirectional, as vendors count it; the field is one direction.
std::string nvlink_text(double number) {
  return fmt::format("{:g} GB/s", 2.0 * number);
}

const std::vector<Knob>& knobs() {
  using S = const Scenario&;
  static const std::vector<double> doublings{0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 8};
  static const std::vector<double> rates{0.25, 0.375, 0.5,  0.625, 0.75, 0.875, 1, 1.125,
                                         1.25, 1.5,   1.75, 2,     2.25, 2.5,   3, 4};
  static const std::vector<Knob> table{
      {"gpus",
       QT_TRANSLATE_NOOP("trainyard", "GPUs"),
       QT_TRANSLATE_NOOP("trainyard", "Data parallelism follows, the global batch stays"),
       [](S s) { return std::optional<double>(s.machine.gpus); },
       whole,
       whole,
       {0.125, 0.25, 0.5, 1, 2, 4, 8},
       {},
       true,
       false,
       [](S s) -> std::optional<double> {
         if (s.machine.fabric.max_gpus == 0) return std::nullopt;
         return s.machine.fabric.max_gpus;
       }},
      {"node.fast",
       QT_TRANSLATE_NOOP("trainyard", "NVLink per GPU"),
       QT_TRANSLATE_NOOP("trainyard", "Both directions together, as vendors count it"),
       [](S s) { return std::optional<double>(s.machine.node.fast.value.in(gigabytes_per_second)); },
       nvlink_text,
       gb_per_s,
       rates,
       {},
       false},
      {"node.nic",
       QT_TRANSLATE_NOOP("trainyard", "Network per NIC"),
       QT_TRANSLATE_NOOP("trainyard", "One direction of one NIC"),
       [](S s) { return std::optional<double>(s.machine.node.nic.value.in(gigabytes_per_second)); },
       gb_per_s,
       gb_per_s,
       rates,
       {},
       false},
      {"prices.gpu",
       QT_TRANSLATE_NOOP("trainyard", "Price of a GPU-hour"),
       QT_TRANSLATE_NOOP("trainyard", "Rent of one GPU"),
       [](S s) { return std::optional<double>(s.prices.gpu.value.base() * 3600.0); },
       [](double number) { return fmt::format("${:.2f}", number); },
       [](double number) { return fmt::format("${:.6g}/GPU-hour", number); },
       {0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3},
       {},
       false,
       true},
      {"spread.load_cv.value",
       QT_TRANSLATE_NOOP("trainyard", "Load skew of experts"),
       QT_TRANSLATE_NOOP("trainyard", "Coefficient of variation of the rows routed to one rank"),
       [](S s) -> std::optional<double> {
         if (s.plan.ep <= 1) return std::nullopt;
         return s.spread.load_cv.value;
       },
       [](double number) { return fmt::format("{:.2f}", number); },
       [](double number) { return fmt::format("{:g}", number); },
       {},
       {0, 0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4},
       false},
      {"reliability.rate_factor",
       QT_TRANSLATE_NOOP("trainyard", "Failures"),
       QT_TRANSLATE_NOOP("trainyard", "Times the published rates; half of it doubles the MTBF"),
       [](S s) -> std::optional<double> {
         if (!s.reliability) return std::nullopt;
         return s.reliability->rate_factor.value;
       },
       [](double number) { return fmt::format("x {:g}", number); },
       [](double number) { return fmt::format("{:g}", number); },
       doublings,
       {},
       false},
      {"plan.micro_batch",
       QT_TRANSLATE_NOOP("trainyard", "Micro-batch"),
       QT_TRANSLATE_NOOP("trainyard", "Sequences a rank runs at once"),
       [](S s) { return std::optional<double>(s.plan.micro_batch); },
       whole,
       whole,
       {},
       {1, 2, 4, 8, 16},
       true},
      {"recipe.global_batch",
       QT_TRANSLATE_NOOP("trainyard", "Global batch"),
       QT_TRANSLATE_NOOP("trainyard", "Sequences in a step"),
       [](S s) { return std::optional<double>(s.recipe.global_batch); },
       whole,
       whole,
       {0.25, 0.5, 1, 2, 4},
       {},
       true},
  };
  return table;
}

WhatIfSlider slider_of(const Knob& knob, double base, double now, std::optional<double> most) {
  WhatIfSlider slider{knob.path, words(knob.label), words(knob.sentence), {}, 0};
  std::vector<double> numbers = knob.fixed;
  for (const double factor : knob.factors) {
    const double number =
        knob.cents && factor != 1.0 ? std::round(factor * base * 100.0) / 100.0 : factor * base;
    if (most && number > *most) continue;
    if (!knob.whole || (number >= 1.0 && number == std::floor(number))) numbers.push_back(number);
  }
  numbers.push_back(base);
  numbers.push_back(now);
  std::sort(numbers.begin(), numbers.end());
  constexpr double same = 1e-9;  // relative: two ways to the same number
  for (const double number : numbers) {
    if (!slider.stops.empty() &&
        number - slider.stops.back().number <= same * std::max(1.0, std::abs(number)))
      continue;
    const bool own = std::abs(number - base) <= same * std::max(1.0, std::abs(base));
    slider.stops.push_back({number, knob.text(number), own ? std::string{} : knob.value(number)});
    if (std::abs(number - now) <= same * std::max(1.0, std::abs(now))) slider.at = slider.stops.size() - 1;
  }
  return slider;
}

}  // namespace

std::vector<WhatIfSlider> what_if_sliders(const Scenario& base, const Scenario& now) {
  std::vector<WhatIfSlider> sliders;
  for (const Knob& knob : knobs()) {
    const std::optional<double> was = knob.number(base), is = knob.number(now);
    if (was && is)
      sliders.push_back(slider_of(knob, *was, *is, knob.most == nullptr ? std::nullopt : knob.most(base)));
  }
  return sliders;
}

Entry without_sliders(Entry entry) {
  std::erase_if(entry.overrides, [](const Override& one) {
    return std::any_of(knobs().begin(), knobs().end(),
                       [&](const Knob& knob) { return one.first == knob.path; });
  });
  return entry;
}

}  // namespace trainyard::gui
