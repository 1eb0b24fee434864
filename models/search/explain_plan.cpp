#include "models/search/explain_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/estimate/estimate.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

using Align = TextTable::Align;

constexpr std::size_t width = 110;

/// Parts of both steps by name, in the order of the first that has them.
struct PartPair {
  std::string name;
  Seconds here{}, best{};
  [[nodiscard]] Seconds difference() const { return here - best; }
};

std::vector<PartPair> paired(const StepEstimate& here, const StepEstimate& best) {
  std::vector<PartPair> pairs;
  const auto at = [&](const std::string& name) -> PartPair& {
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const PartPair& one) { return one.name == name; });
    if (found != pairs.end()) return *found;
    pairs.push_back({name, {}, {}});
    return pairs.back();
  };
  for (const Part& part : here.parts) at(part.name).here += part.time;
  for (const Part& part : best.parts) at(part.name).best += part.time;
  std::stable_sort(pairs.begin(), pairs.end(), [](const PartPair& a, const PartPair& b) {
    return std::abs(a.difference().base()) > std::abs(b.difference().base());
  });
  return pairs;
}

std::string seconds_text(Seconds time, bool sign = false) {
  return sign ? fmt::format("{:+.3f}", time.base()) : fmt::format("{:.3f}", time.base());
}

/// "mostly bubble and exposed_dispatch": the parts that make up most of a difference of that sign.
std::string main_reasons(const std::vector<PartPair>& pairs, Seconds total) {
  constexpr double most = 0.75;  // of the difference is enough to name
  constexpr std::size_t most_names = 3;
  double sum = 0.0, told = 0.0;
  const double sign = total.base() < 0 ? -1.0 : 1.0;
  for (const PartPair& one : pairs) sum += std::max(0.0, sign * one.difference().base());
  std::string text;
  std::size_t names = 0;
  for (const PartPair& one : pairs) {
    const double here = sign * one.difference().base();
    if (here <= 0.0 || told >= most * sum || names == most_names) continue;
    told += here;
    ++names;
    text +=
        fmt::format("{}{} ({} s)", text.empty() ? "" : ", ", one.name, seconds_text(one.difference(), true));
  }
  return text;
}

}  // namespace

Result<std::string> explain_plan(const Scenario& scenario, const Plan& plan, const Plan& best, bool colour) {
  const Emphasis emphasis(colour);
  constexpr EstimateOptions quick{.expand = false, .interval = false};
  TRAINYARD_TRY(here, estimate(with_plan(scenario, plan), quick));
  TRAINYARD_TRY(other, estimate(with_plan(scenario, best), quick));
  std::string text = wrapped("", fmt::format("Plan:  {}", plan_text(plan)), width);
  text += wrapped("", fmt::format("Best:  {}", plan_text(best)), width);
  const std::string changes = changes_text(best, plan);
  if (!changes.empty()) text += wrapped("", fmt::format("Differs in {}.", changes), width);
  text += '\n';
  const MemoryEstimate& memory = here.memory;
  if (!memory.fits) {
    text +=
        wrapped("",
                fmt::format("It is rejected for memory: pipeline rank {} needs {} of {} usable; largest "
                            "owner: {}.",
                            memory.peak_rank, to_text(memory.peak), to_text(memory.capacity), memory.owner),
                width);
    for (const std::string& one : memory.suggestions) text += wrapped("  would fit: ", one, width);
    text += "If it fitted:\n";
  } else {
    text += wrapped(
        "",
        fmt::format("It fits: pipeline rank {} needs {} of {} usable (the best: {}).", memory.peak_rank,
                    to_text(memory.peak), to_text(memory.capacity), to_text(other.memory.peak)),
        width);
  }
  const std::vector<PartPair> pairs = paired(here.step, other.step);
  const Seconds difference = here.step.time - other.step.time;
  const double share = difference / other.step.time;
  constexpr double equal = 5e-5;  // shown as 0.0 %
  if (plan.gpus() != best.gpus())
    text += wrapped(
        "", fmt::format("It runs on {} GPUs, the best on {}.", grouped(plan.gpus()), grouped(best.gpus())),
        width);
  if (std::abs(share) < equal) {
    text += wrapped(
        "", fmt::format("Its step takes {} s, as long as that of the best.", seconds_text(here.step.time)),
        width);
  } else {
    text += wrapped(
        "",
        fmt::format("Its step takes {} s, {:.1f} % {} than the {} s of the best, mostly for {}.",
                    seconds_text(here.step.time), 100.0 * std::abs(share), share > 0 ? "more" : "less",
                    seconds_text(other.step.time), main_reasons(pairs, difference)),
        width);
  }
  text += '\n';
  TextTable table({Align::left, Align::right, Align::right, Align::right});
  table.add({"part of the step, s", "plan", "best", "difference"});
  for (const PartPair& one : pairs) {
    table.add(
        {one.name, seconds_text(one.here), seconds_text(one.best), seconds_text(one.difference(), true)});
  }
  table.add(
      {"step", seconds_text(here.step.time), seconds_text(other.step.time), seconds_text(difference, true)});
  return text + table.text();
}

}  // namespace trainyard
