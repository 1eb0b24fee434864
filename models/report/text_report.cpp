// The report a person reads: plan, step, phases, memory, run, cost, uncertainty, assumptions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/parallel/layout.h"
#include "models/report/report.h"
#include "models/report/text_table.h"

namespace trainyard {
namespace {

using Align = TextTable::Align;

constexpr std::size_t label_width = 10;  // of the labels at the left margin

std::string label(std::string_view name, const Emphasis& emphasis) {
  return emphasis.heading(name) + std::string(label_width - name.size(), ' ');
}

/// A labelled paragraph. Escapes of the emphasis take no room on the line.
std::string labelled(std::string_view name, std::string_view text, const Emphasis& emphasis) {
  const std::string plain = wrapped(std::string(label_width, ' '), text);
  return label(name, emphasis) + plain.substr(label_width);
}

std::string seconds_cell(Seconds time) {
  return fmt::format("{:.2f}", time.base());
}
std::string gigabytes_cell(Bytes size) {
  return fmt::format("{:.1f}", size.in(gigabytes));
}
std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

std::string plan_section(const Scenario& scenario, const StepEstimate& step, const Emphasis& emphasis) {
  const Plan& plan = scenario.plan;
  std::string degrees =
      fmt::format("{} GPUs = TP {} x PP {} x DP {}", grouped(plan.gpus()), plan.tp, plan.pp, plan.dp);
  if (plan.cp > 1) degrees += fmt::format(" x CP {}", plan.cp);
  if (plan.ep > 1) degrees += fmt::format(", EP {} within DP", plan.ep);
  if (plan.vp > 1) degrees += fmt::format(", {} stages per rank", plan.vp);
  if (plan.sequence_parallel) degrees += ", sequence parallelism";
  degrees +=
      fmt::format(", ZeRO-{}, schedule {}, recompute {}", plan.zero, plan.schedule, to_text(plan.recompute));
  std::string text = labelled("Plan", degrees, emphasis);
  text +=
      wrapped(std::string(label_width, ' '),
              fmt::format("{} sequences of {} tokens a step ({} tokens), {} micro-batch{} of {} per pipeline",
                          grouped(plan.global_batch), grouped(scenario.recipe.sequence),
                          count_text(scenario.recipe.tokens_per_step()), step.micro_batches,
                          step.micro_batches == 1 ? "" : "es", plan.micro_batch));
  return text + wrapped(std::string(label_width, ' '),
                        fmt::format("stages {}{}", to_text(plan.stages),
                                    plan.stages_assumed ? " (laid out by the simulator)" : ""));
}

std::string step_section(const Estimate& estimate, const Emphasis& emphasis) {
  const StepEstimate& step = estimate.step;
  std::string head = to_text(step.time, 4);
  const Interval& interval = estimate.interval;
  if (interval.samples > 0) {
    head += fmt::format(", 90 % interval {} to {} (median {})", to_text(interval.p5, 4),
                        to_text(interval.p95, 4), to_text(interval.p50, 4));
  }
  std::string text = labelled("Step", head, emphasis);
  constexpr double widest_bar = 12.0;
  constexpr std::size_t detail_width = 44;
  TextTable table({Align::left, Align::right, Align::right, Align::left, Align::left});
  constexpr Seconds least_shown = milliseconds(5);
  Seconds small{};
  std::string_view told;  // the detail of the part before: not told twice
  for (const Part& part : step.parts) {
    if (std::abs(part.time.base()) < least_shown.base()) {
      small += part.time;
      continue;
    }
    const double share = step.time.base() > 0.0 ? part.time / step.time : 0.0;
    const auto bar = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * widest_bar + 0.5);
    std::string name = part.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    std::vector<std::string> cells{std::move(name), seconds_cell(part.time) + " s", percent(share),
                                   std::string(bar, '#')};
    const std::string detail = wrapped("", part.detail == told ? "" : part.detail, detail_width);
    told = part.detail;
    for (std::size_t begin = 0; begin < detail.size();) {
      const std::size_t end = detail.find('\n', begin);
      cells.push_back(detail.substr(begin, end - begin));
      table.add(std::exchange(cells, std::vector<std::string>(4)));
      begin = end + 1;
    }
  }
  if (std::abs(small.base()) >= least_shown.base()) {
    table.add({"smaller ones", seconds_cell(small) + " s",
               percent(step.time.base() > 0.0 ? small / step.time : 0.0)});
  }
  return text + table.text();
}

std::string efficiency_section(const StepEstimate& step, const Emphasis& emphasis) {
  const std::string text =
      fmt::format("{} causal, {} non-causal, of {} per GPU; {} tokens/s per GPU", percent(step.mfu_causal),
                  percent(step.mfu_non_causal), to_text(step.mfu_peak), grouped(step.tokens_per_s_per_gpu));
  return labelled("MFU", text, emphasis) +
         wrapped(std::string(label_width, ' '), "FLOPs: " + step.mfu_formula);
}

void add_phases(TextTable& table, std::string name, const SchedulePhases& phases, bool join) {
  std::vector<std::string> cells{std::move(name),
                                 seconds_cell(phases.forward),
                                 seconds_cell(phases.backward),
                                 seconds_cell(phases.weight),
                                 seconds_cell(phases.forward_backward),
                                 seconds_cell(phases.bubble),
                                 seconds_cell(phases.optimizer)};
  if (join) {
    table.add_or_join(std::move(cells));
  } else {
    table.add(std::move(cells));
  }
}

std::string phases_section(const StepEstimate& step, const Emphasis& emphasis) {
  std::string text = labelled("Phases",
                              "seconds of a step by pipeline rank: lone forward, lone backward, lone weight "
                              "gradient, overlapped pair",
                              emphasis);
  TextTable table(
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::right, Align::right});
  table.add({"rank", "1F", "1B", "1W", "1F1B", "bubble", "optimizer"});
  add_phases(table, "mean", step.mean, false);
  for (std::size_t rank = 0; rank < step.ranks.size(); ++rank)
    add_phases(table, fmt::format("{}", rank), step.ranks[rank], rank > 0);
  return text + table.text();
}

std::string memory_section(const MemoryEstimate& memory, const Emphasis& emphasis) {
  std::string text = labelled("Memory",
                              fmt::format("{} of {} usable, rank {}; largest owner: {}", to_text(memory.peak),
                                          to_text(memory.capacity), memory.peak_rank, memory.owner),
                              emphasis);
  if (!memory.fits) {
    text += std::string(label_width, ' ') + emphasis.warning("DOES NOT FIT") + "\n";
    for (const std::string& one : memory.suggestions) text += wrapped("          - ", one);
  }
  TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right, Align::right,
                   Align::right, Align::right, Align::right});
  table.add({"GB, rank", "weights", "grads", "optimizer", "activations", "buffers", "framework", "total",
             "in flight"});
  for (const StageMemory& one : memory.stages) {
    table.add_or_join(
        {fmt::format("{}", one.rank), gigabytes_cell(one.weights), gigabytes_cell(one.gradients),
         gigabytes_cell(one.optimizer), gigabytes_cell(one.activations), gigabytes_cell(one.buffers),
         gigabytes_cell(one.framework), gigabytes_cell(one.total()), fmt::format("{}", one.in_flight)});
  }
  text += table.text();
  const auto peak = std::find_if(memory.stages.begin(), memory.stages.end(),
                                 [&](const StageMemory& one) { return one.rank == memory.peak_rank; });
  if (peak == memory.stages.end()) return text;
  if (!peak->stages.empty()) text += wrapped("  ", fmt::format("rank {} holds {}", peak->rank, peak->stages));
  constexpr std::size_t owners_shown = 4;
  std::string owners;
  for (std::size_t i = 0; i < std::min(owners_shown, peak->activation_owners.size()); ++i) {
    owners += fmt::format("{}{} {}", owners.empty() ? "" : ", ", peak->activation_owners[i].name,
                          to_text(peak->activation_owners[i].bytes));
  }
  if (!owners.empty()) text += wrapped("  ", "its activations: " + owners);
  return text;
}

/// " (2.41M to 2.62M)": the 90 % interval of a total; empty without one.
std::string range_text(const Estimate& estimate, TotalRange TotalIntervals::*total, const std::string& sign) {
  if (!estimate.totals) return {};
  const TotalRange& range = (*estimate.totals).*total;
  return fmt::format(" ({}{} to {}{})", sign, count_text(range.p5), sign, count_text(range.p95));
}

/// What a computed goodput is made of.
std::string goodput_text(const GoodputEstimate& goodput) {
  std::string text;
  TextTable table({Align::left, Align::right, Align::left});
  table.add({"not useful", "of time", "because"});
  for (const GoodputTerm& one : goodput.terms) {
    if (one.share > 0.0) table.add({one.name, fmt::format("{:.2f} %", 100 * one.share), one.detail});
  }
  text += table.text();
  if (goodput.mtbf) {
    text += wrapped("  ", fmt::format("the job fails every {} while it runs; {:.2f} interruptions a day",
                                      to_text(*goodput.mtbf), goodput.interruptions_per_day));
  }
  return text;
}

std::string run_section(const Scenario& scenario, const Estimate& estimate, const Emphasis& emphasis) {
  const RunEstimate& run = estimate.run;
  std::string text =
      labelled("Run",
               fmt::format("{} tokens on {} GPUs: {} GPU-hours{}, {:.1f} days{}, {}", count_text(run.tokens),
                           grouped(run.gpus), count_text(run.gpu_hours, 4),
                           range_text(estimate, &TotalIntervals::gpu_hours, ""), run.days,
                           range_text(estimate, &TotalIntervals::days, ""), to_text(run.energy)),
               emphasis);
  text += wrapped(std::string(label_width, ' '),
                  fmt::format("{} GPU-hours per trillion tokens; goodput {}: {}",
                              count_text(run.gpu_hours_per_trillion_tokens, 4), percent(run.goodput),
                              scenario.reliability ? "computed from failures as " +
                                                         scenario.reliability->rates.name + " counts them"
                                                   : scenario.recipe.goodput.source));
  if (run.reliability) text += goodput_text(*run.reliability);
  if (run.phases.size() > 1) {
    TextTable table({Align::left, Align::right, Align::right, Align::right, Align::right});
    table.add({"phase", "tokens", "steps", "GPU-hours", "dollars"});
    for (const PhaseRun& one : run.phases) {
      const auto& items = estimate.cost.items;
      const auto price = std::find_if(items.begin(), items.end(),
                                      [&](const CostItem& item) { return item.name == one.name; });
      table.add({one.name, count_text(one.tokens), grouped(one.steps),
                 count_text(one.time.in(hours)*run.gpus / run.goodput),
                 price == items.end() ? "" : to_text(price->amount)});
    }
    table.add({"all phases", "", "", count_text(run.total_gpu_hours), to_text(estimate.cost.all_phases)});
    text += table.text();
  }
  return text;
}

std::string cost_section(const Scenario& scenario, const Estimate& estimate, const Emphasis& emphasis) {
  const CostEstimate& cost = estimate.cost;
  const std::string head =
      fmt::format("{}{} at {} per GPU", to_text(cost.total),
                  range_text(estimate, &TotalIntervals::dollars, "$"), to_text(scenario.prices.gpu.value));
  std::string text = labelled("Cost", head, emphasis);
  text += wrapped(std::string(label_width, ' '), fmt::format("price: {} [{}]", scenario.prices.gpu.source,
                                                             to_text(scenario.prices.gpu.evidence)));
  text += wrapped(
      std::string(label_width, ' '),
      fmt::format("electricity alone, told beside the rent that contains it: {}", to_text(cost.electricity)));
  return text;
}

std::string kernels_section(const Scenario& scenario, const Estimate& estimate, const Emphasis& emphasis) {
  if (estimate.kernels.empty()) return {};
  std::string text = labelled(
      "Kernels",
      fmt::format("constants of {} that answered, and how they are known", scenario.machine.gpu.name),
      emphasis);
  TextTable table({Align::left, Align::right, Align::left, Align::left});
  table.add({"constants", "of time", "status", "error on shapes left out of the fit"});
  constexpr double least_share = 0.005;
  for (const KernelUse& use : estimate.kernels) {
    if (use.share < least_share) continue;
    std::string known =
        use.held_out_median > 0.0 ? fmt::format("{:.1f} % median", 100 * use.held_out_median) : "-";
    if (use.held_out_median > 0.0 && !use.measured_as.empty()) known += " of " + use.measured_as;
    if (use.transfer_sigma > 0.0)
      known += fmt::format(", +- {:.0f} % for another GPU", 100 * use.transfer_sigma);
    if (use.outside > least_share)
      known += fmt::format(", {:.0f} % of it outside the sizes measured", 100 * use.outside);
    table.add({use.role, percent(use.share), std::string(to_text(use.status)), known});
  }
  return text + table.text();
}

std::string uncertainty_section(const Estimate& estimate, const Emphasis& emphasis) {
  const Interval& interval = estimate.interval;
  if (interval.samples == 0) return {};
  std::string text = labelled(
      "Unknown", fmt::format("what the interval is made of ({} samples), heaviest first", interval.samples),
      emphasis);
  TextTable table({Align::left, Align::right, Align::left, Align::left});
  table.add({"input", "weight", "step at its 5th and 95th percentile"});
  constexpr double least_weight = 0.005;
  for (const Interval::Driver& one : interval.drivers) {
    if (one.weight < least_weight) continue;
    table.add({one.input, percent(one.weight), fmt::format("{:.2f} to {:.2f} s", one.low, one.high)});
  }
  text += table.text();
  if (estimate.totals && estimate.totals->failure_weight > 0.0) {
    const TotalRange& goodput = estimate.totals->goodput;
    text += wrapped(
        "  ", fmt::format("goodput {:.1f} to {:.1f} % as far as failure rates are known: "
                          "{} of the totals' variance",
                          100 * goodput.p5, 100 * goodput.p95, percent(estimate.totals->failure_weight)));
  }
  return text;
}

std::string assumptions_section(const std::vector<std::string>& assumptions, const Emphasis& emphasis) {
  if (assumptions.empty()) return {};
  std::string text = labelled("Assumed", "what nobody published, or we chose", emphasis);
  for (const std::string& one : assumptions) text += wrapped("  - ", one);
  return text;
}

}  // namespace

std::string write_text_report(const Scenario& scenario, const Estimate& estimate,
                              const ReportOptions& options) {
  const Emphasis emphasis(options.colour);
  std::string title = wrapped("", scenario.description);
  if (options.colour) title = emphasis.heading(title.substr(0, title.size() - 1)) + "\n";
  std::string text = title;
  text += wrapped("", fmt::format("{}: {} on {} {} ({}), software {}", scenario.name, scenario.model.name,
                                  grouped(scenario.machine.gpus), scenario.machine.gpu.name,
                                  scenario.machine.cluster.name, scenario.software.name));
  for (const std::string& section :
       {plan_section(scenario, estimate.step, emphasis), step_section(estimate, emphasis),
        efficiency_section(estimate.step, emphasis), phases_section(estimate.step, emphasis),
        memory_section(estimate.memory, emphasis), run_section(scenario, estimate, emphasis),
        cost_section(scenario, estimate, emphasis), uncertainty_section(estimate, emphasis),
        kernels_section(scenario, estimate, emphasis), assumptions_section(estimate.assumptions, emphasis)}) {
    if (!section.empty()) text += "\n" + section;
  }
  return text;
}

}  // namespace trainyard
