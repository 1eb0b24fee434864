// Who is best, and why, in plain words.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compare/compare.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

std::string plain(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

const MetricRow& metric(const Comparison& comparison, std::string_view name) {
  return *std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                       [&](const MetricRow& row) { return row.kind->name == name; });
}

/// "takes 18.9 s a step, 3.1 % less": against the baseline.
std::string change(double base, double value, std::string_view less, std::string_view more) {
  constexpr double least = 0.0005;  // told with a decimal of a percent
  if (!(base > 0.0) || std::abs(value / base - 1.0) < least) return "the same";
  const double percent = 100.0 * (value / base - 1.0);
  return fmt::format("{:.1f} % {}", std::abs(percent), percent < 0 ? less : more);
}

/// The up to three largest steps of a waterfall: "gemm -1.2 s, bubble +0.3 s".
std::string largest_steps(const ExactWaterfall& waterfall) {
  constexpr std::size_t most = 3;
  constexpr double least_share = 0.02;  // of the largest: smaller ones explain nothing
  std::vector<WaterfallStep> steps = waterfall.steps;
  std::stable_sort(steps.begin(), steps.end(), [](const WaterfallStep& a, const WaterfallStep& b) {
    return std::abs(a.amount) > std::abs(b.amount);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(most, steps.size()); ++i) {
    if (static_cast<double>(std::abs(steps[i].amount)) <
        least_share * static_cast<double>(std::abs(steps[0].amount)))
      break;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", plain(steps[i].name),
                        steps[i].amount > 0 ? "+" : "", amount_text(waterfall.unit, steps[i].amount));
  }
  return text;
}

std::string sentence_of(const Comparison& comparison, const Difference& difference) {
  const Compared& base = comparison.items[comparison.baseline];
  const Compared& other = comparison.items[difference.other];
  const auto value = [&](std::string_view name, const Compared& one) {
    return metric(comparison, name).kind->value(one);
  };
  const auto told = [&](std::string_view name, std::string_view less, std::string_view more) {
    return change(value(name, base), value(name, other), less, more);
  };
  std::string text = fmt::format(
      "{} against {}: a step takes {}, {}; the run takes {:.1f} days ({}) and costs {} ({}).", other.label,
      base.label, to_text(other.estimate.step.time, 4), told("step_s", "less", "more"), value("days", other),
      told("days", "fewer", "more"), to_text(other.estimate.cost.total), told("usd", "less", "more"));
  if (!difference.step.steps.empty())
    text += fmt::format(" Of the step: {}.", largest_steps(difference.step));
  if (!difference.dollars.steps.empty())
    text += fmt::format(" Of the dollars: {}.", largest_steps(difference.dollars));
  constexpr double nothing = 0.0005;  // told with a decimal of a percent
  if (difference.step_change && std::max(std::abs(difference.step_change->first),
                                         std::abs(difference.step_change->second)) >= nothing) {
    const auto [low, high] = *difference.step_change;
    text += fmt::format(
        " With the same unknowns in both, the step differs by {:+.1f} to {:+.1f} % (5th to 95th "
        "percentile){}.",
        100.0 * low, 100.0 * high, low < 0.0 && high > 0.0 ? ": too close to call" : "");
  }
  return text;
}

}  // namespace

std::vector<std::string> memory_warnings(const Comparison& comparison) {
  std::vector<std::string> sentences;
  for (const Compared& one : comparison.items) {
    const MemoryEstimate& memory = one.estimate.memory;
    if (!memory.fits)
      sentences.push_back(fmt::format("{} does not fit in memory: its fullest GPU needs {}, usable are {}.",
                                      one.label, to_text(memory.peak), to_text(memory.capacity)));
  }
  return sentences;
}

std::vector<std::string> compare_verdict(const Comparison& comparison) {
  std::vector<std::string> sentences;
  if (comparison.items.size() < 2) return sentences;
  // Draws that move both alike decide what intervals, which overlap, leave open.
  const bool open =
      std::any_of(comparison.differences.begin(), comparison.differences.end(), [](const Difference& one) {
        return !one.step_change || (one.step_change->first < 0.0 && one.step_change->second > 0.0);
      });
  const bool any_fits = std::any_of(comparison.items.begin(), comparison.items.end(),
                                    [](const Compared& one) { return one.estimate.memory.fits; });
  const auto winner = [&](std::string_view name, std::string_view what) {
    const MetricRow& row = metric(comparison, name);
    if (!row.best)
      return fmt::format("{}: {}", what, any_fits ? "all the same" : "none, none fits in memory");
    return fmt::format("{}: {}{}", what, comparison.items[*row.best].label,
                       row.close && open ? " (the 90 % intervals meet)" : "");
  };
  sentences.push_back(fmt::format("{}; {}; {}.", winner("days", "First to finish"), winner("usd", "cheapest"),
                                  winner("tokens_per_s_per_gpu", "most tokens/s per GPU")));
  for (const Difference& one : comparison.differences) sentences.push_back(sentence_of(comparison, one));
  const bool unpaired = std::any_of(comparison.differences.begin(), comparison.differences.end(),
                                    [](const Difference& one) { return !one.step_change; });
  const bool any_close = std::any_of(comparison.metrics.begin(), comparison.metrics.end(),
                                     [](const MetricRow& row) { return row.close; });
  if (any_close && unpaired)
    sentences.emplace_back(
        "Where intervals meet and what is uncertain is not the same in both, the order may be the other way "
        "round.");
  return sentences;
}

std::vector<std::string> short_names(const Comparison& comparison) {
  constexpr std::size_t long_label = 24,
                        most_named = 3;  // more columns of values leave room for letters only
  bool is_long = comparison.items.size() > most_named;
  for (const Compared& one : comparison.items) is_long = is_long || one.label.size() > long_label;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < comparison.items.size(); ++i)
    names.push_back(is_long ? std::string(1, static_cast<char>('A' + i)) : comparison.items[i].label);
  return names;
}

}  // namespace trainyard
