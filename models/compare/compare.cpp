#include "models/compare/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/estimate/scenario_reader.h"
#include "models/parallel/layout.h"
#include "models/report/text_table.h"
#include "sim/base/quantity_text.h"
#include "sim/base/statistics.h"

namespace trainyard {

namespace {

using Range = std::optional<std::pair<double, double>>;

Range range_of(const std::optional<TotalIntervals>& totals, TotalRange TotalIntervals::*field) {
  if (!totals) return std::nullopt;
  return std::pair{((*totals).*field).p5, ((*totals).*field).p95};
}

Range step_range(const Compared& one) {
  const Interval& interval = one.estimate.interval;
  if (interval.samples == 0) return std::nullopt;
  return std::pair{interval.p5.base(), interval.p95.base()};
}

/// The longer the step, the lower the MFU.
Range mfu_range(const Compared& one) {
  const Range step = step_range(one);
  if (!step) return std::nullopt;
  const double work = one.estimate.step.mfu_non_causal * one.estimate.step.time.base();
  return std::pair{work / step->second, work / step->first};
}

Range none(const Compared& /*one*/) {
  return std::nullopt;
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

double exposed_of(const Compared& one) {
  double time = 0;
  for (const Part& part : one.estimate.step.parts)
    if (part.name.starts_with("exposed")) time += part.time.base();
  return time;
}

double bubble_of(const Compared& one) {
  double time = 0;
  for (const Part& part : one.estimate.step.parts)
    if (part.name == "bubble") time += part.time.base();
  return time;
}

double per_million_tokens(const Compared& one) {
  constexpr double million = 1e6;  // tokens
  return one.estimate.run.tokens > 0.0 ? one.estimate.cost.total.base() / one.estimate.run.tokens * million
                                       : 0.0;
}

using C = const Compared&;
std::string seconds_text(C, double value) {
  return to_text(seconds(value), 4);
}
std::string grouped_text(C, double value) {
  return grouped(value);
}
std::string percent_text(C, double value) {
  return percent(value);
}
std::string days_text(C, double value) {
  return fmt::format("{:.1f}", value);
}
std::string counted_text(C, double value) {
  return count_text(value, 4);
}
std::string dollars_text(C, double value) {
  return to_text(dollars(value), 4);
}
std::string cents_text(C, double value) {
  return fmt::format("${:.4f}", value);
}
std::string joules_text(C, double value) {
  return to_text(Joules::from_base(value));
}
std::string bytes_text(C, double value) {
  return value < 0 ? "-" + to_text(Bytes::from_base(-value)) : to_text(Bytes::from_base(value));
}

constexpr std::array metrics{
    MetricKind{"step_s", "step time", Better::least, [](C c) { return c.estimate.step.time.base(); },
               seconds_text, step_range},
    MetricKind{"exposed_s", "exposed communication", Better::least, exposed_of, seconds_text, none},
    MetricKind{"bubble_s", "bubble", Better::least, bubble_of, seconds_text, none},
    MetricKind{"tokens_per_s", "tokens/s", Better::most,
               [](C c) { return c.estimate.step.tokens_per_s_per_gpu * c.estimate.run.gpus; }, grouped_text,
               none},
    MetricKind{"tokens_per_s_per_gpu", "tokens/s per GPU", Better::most,
               [](C c) { return c.estimate.step.tokens_per_s_per_gpu; }, grouped_text, none},
    MetricKind{"mfu_causal", "MFU, causal", Better::most, [](C c) { return c.estimate.step.mfu_causal; },
               percent_text, none},
    MetricKind{"mfu_non_causal", "MFU, non-causal", Better::most,
               [](C c) { return c.estimate.step.mfu_non_causal; }, percent_text, mfu_range},
    MetricKind{"gpus", "GPUs", Better::neither, [](C c) { return static_cast<double>(c.estimate.run.gpus); },
               grouped_text, none},
    MetricKind{"days", "days", Better::least, [](C c) { return c.estimate.run.days; }, days_text,
               [](C c) { return range_of(c.estimate.totals, &TotalIntervals::days); }},
    MetricKind{"gpu_hours", "GPU-hours", Better::least, [](C c) { return c.estimate.run.gpu_hours; },
               counted_text, [](C c) { return range_of(c.estimate.totals, &TotalIntervals::gpu_hours); }},
    MetricKind{"usd", "dollars", Better::least, [](C c) { return c.estimate.cost.total.base(); },
               dollars_text, [](C c) { return range_of(c.estimate.totals, &TotalIntervals::dollars); }},
    MetricKind{"usd_all_phases", "dollars, all phases", Better::least,
               [](C c) { return c.estimate.cost.all_phases.base(); }, dollars_text, none},
    MetricKind{"usd_per_million_tokens", "dollars per 1M tokens", Better::least, per_million_tokens,
               cents_text, none},
    MetricKind{"energy_j", "energy", Better::least, [](C c) { return c.estimate.run.energy.base(); },
               joules_text, none},
    MetricKind{"goodput", "goodput", Better::most, [](C c) { return c.estimate.run.goodput; }, percent_text,
               [](C c) { return range_of(c.estimate.totals, &TotalIntervals::goodput); }},
    MetricKind{"peak_memory_bytes", "peak memory", Better::least,
               [](C c) { return c.estimate.memory.peak.base(); }, bytes_text, none},
    MetricKind{"headroom_bytes", "memory left", Better::most,
               [](C c) { return c.estimate.memory.capacity.base() - c.estimate.memory.peak.base(); },
               bytes_text, none},
};

/// A field of a resolved scenario as it is shown.
struct Field {
  const char* name;
  std::string (*text)(const Scenario& scenario);
};

using S = const Scenario&;
std::string whole(double value) {
  return grouped(value);
}

constexpr std::array fields{
    Field{"model", [](S s) { return s.model.name; }},
    Field{"cluster", [](S s) { return s.machine.cluster.name; }},
    Field{"node", [](S s) { return s.machine.node.name; }},
    Field{"GPU", [](S s) { return s.machine.gpu.name; }},
    Field{"GPUs", [](S s) { return whole(s.machine.gpus); }},
    Field{"software", [](S s) { return s.software.name; }},
    Field{"TP", [](S s) { return whole(s.plan.tp); }},
    Field{"PP", [](S s) { return whole(s.plan.pp); }},
    Field{"VP", [](S s) { return whole(s.plan.vp); }},
    Field{"CP", [](S s) { return whole(s.plan.cp); }},
    Field{"EP", [](S s) { return whole(s.plan.ep); }},
    Field{"ETP", [](S s) { return whole(s.plan.expert_tp()); }},
    Field{"DP", [](S s) { return whole(s.plan.dp); }},
    Field{"micro-batch", [](S s) { return whole(s.plan.micro_batch); }},
    Field{"ZeRO", [](S s) { return whole(s.plan.zero); }},
    Field{"schedule", [](S s) { return s.plan.schedule; }},
    Field{"recompute", [](S s) { return recompute_text(s.plan); }},
    Field{"stages", [](S s) { return to_text(s.plan.stages); }},
    Field{"tokens", [](S s) { return count_text(s.recipe.tokens); }},
    Field{"sequence", [](S s) { return whole(s.recipe.sequence); }},
    Field{"global batch", [](S s) { return whole(s.recipe.global_batch); }},
    Field{"NVLink per direction", [](S s) { return to_text(s.machine.node.fast.value); }},
    Field{"NIC",
          [](S s) { return fmt::format("{} x {}", s.machine.node.nics, to_text(s.machine.node.nic.value)); }},
    Field{"HBM", [](S s) { return to_text(s.machine.gpu.memory_bandwidth.value); }},
    Field{"GPU memory", [](S s) { return to_text(s.machine.gpu.memory.value); }},
    Field{"node power", [](S s) { return to_text(s.machine.node.power.value); }},
    Field{"PUE", [](S s) { return fmt::format("{:g}", s.machine.cluster.pue.value); }},
    Field{"price of a GPU", [](S s) { return to_text(s.prices.gpu.value); }},
    Field{"price of electricity", [](S s) { return to_text(s.prices.electricity.value); }},
    Field{"load spread", [](S s) { return fmt::format("{:g}", s.spread.load_cv.value); }},
    Field{"failures",
          [](S s) { return s.reliability ? s.reliability->rates.name : std::string("given as goodput"); }},
};

std::vector<InputRow> input_rows(const std::vector<Compared>& items) {
  std::vector<InputRow> rows;
  for (const Field& field : fields) {
    InputRow row{field.name, {}};
    for (const Compared& one : items) row.values.push_back(field.text(one.scenario));
    const bool same = std::all_of(row.values.begin(), row.values.end(),
                                  [&](const std::string& value) { return value == row.values.front(); });
    if (!same) rows.push_back(std::move(row));
  }
  return rows;
}

MetricRow metric_row(const MetricKind& kind, const std::vector<Compared>& items) {
  MetricRow row{&kind, {}, {}, {}, false};
  for (const Compared& one : items) {
    row.values.push_back(kind.value(one));
    row.intervals.push_back(kind.interval(one));
  }
  const bool same = std::all_of(row.values.begin(), row.values.end(),
                                [&](double value) { return value == row.values.front(); });
  if (same || kind.better == Better::neither) return row;
  const auto better = [&](std::size_t a, std::size_t b) {
    return kind.better == Better::most ? row.values[a] > row.values[b] : row.values[a] < row.values[b];
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].estimate.memory.fits) continue;  // it cannot run: no figure of it is any good
    if (!row.best || better(i, *row.best)) row.best = i;
  }
  if (!row.best) return row;
  const Range& mine = row.intervals[*row.best];
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Range& other = row.intervals[i];
    if (!items[i].estimate.memory.fits || row.values[i] == row.values[*row.best] || !mine || !other) continue;
    row.close = row.close || (mine->first <= other->second && other->first <= mine->second);
  }
  return row;
}

bool share_unknowns(const Compared& a, const Compared& b) {
  const auto same = [](const Uncertainty& one, const Uncertainty& other) {
    return one.input == other.input && one.sigma == other.sigma && one.choices == other.choices;
  };
  return a.scenario.machine.gpu.name == b.scenario.machine.gpu.name &&
         a.scenario.software.name == b.scenario.software.name && !a.estimate.interval.draws.empty() &&
         a.estimate.interval.draws.size() == b.estimate.interval.draws.size() &&
         std::equal(a.scenario.uncertain.begin(), a.scenario.uncertain.end(), b.scenario.uncertain.begin(),
                    b.scenario.uncertain.end(), same);
}

/// Step time of `b` over that of `a`, draw by draw, less 1.
std::optional<std::pair<double, double>> paired_change(const Compared& a, const Compared& b) {
  if (!share_unknowns(a, b)) return std::nullopt;
  const std::vector<double>&before = a.estimate.interval.draws, &after = b.estimate.interval.draws;
  std::vector<double> changes;
  for (std::size_t i = 0; i < before.size(); ++i)
    changes.push_back(b.estimate.step.time / a.estimate.step.time * std::exp(after[i] - before[i]) - 1.0);
  std::sort(changes.begin(), changes.end());
  return std::pair{quantile_of_sorted(changes, 0.05), quantile_of_sorted(changes, 0.95)};
}

}  // namespace

Result<GivenScenario> parse_compare_item(std::string_view text, const GivenScenario* first) {
  // A ':' parts scenario and changes where a field's name and '=' follow it; others belong to a path.
  std::size_t colon = std::string_view::npos;
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                 text[end] == '_' || text[end] == '.' || text[end] == '-'))
      ++end;
    const bool named = end > at + 1 && (end == text.size() || text[end] == '=' || text[end] == ';');
    if (named || at == 0 || at + 1 == text.size()) {
      colon = at;
      break;
    }
  }
  GivenScenario item{std::string(text.substr(0, colon)), {}};
  if (item.scenario.empty()) {
    if (first == nullptr)
      return problem(fmt::format("{} names no scenario", in_quotes(text)),
                     "only later ones may begin with ':'");
    item = *first;
  }
  if (colon == std::string_view::npos) return item;
  Diagnostics problems;
  std::string_view rest = text.substr(colon + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view one = rest.substr(0, end);
    rest = rest.substr(std::min(end + 1, rest.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (one.empty()) continue;
    Result<Override> read = parse_override(one);
    if (!read) {
      append(problems, read.error());
      continue;
    }
    std::erase_if(item.overrides, [&](const Override& before) { return before.first == read.value().first; });
    item.overrides.push_back(std::move(read.value()));
  }
  if (!problems.empty()) return problems;
  return item;
}

Result<Compared> compare_one(const ProfileLibrary& library, const GivenScenario& item, std::string label,
                             const EstimateOptions& options) {
  TRAINYARD_TRY(scenario, load_scenario(library, item.scenario, item.overrides));
  TRAINYARD_TRY(made, estimate(scenario, options));
  return Compared{std::move(label), std::move(scenario), std::move(made)};
}

std::span<const MetricKind> compare_metrics() {
  return metrics;
}

bool Comparison::all_fit() const {
  return std::all_of(items.begin(), items.end(),
                     [](const Compared& one) { return one.estimate.memory.fits; });
}

Comparison compare(std::vector<Compared> items, std::size_t baseline) {
  Comparison made{std::move(items), baseline, {}, {}, {}};
  for (const MetricKind& kind : metrics) made.metrics.push_back(metric_row(kind, made.items));
  made.inputs = input_rows(made.items);
  const Compared& base = made.items[baseline];
  for (std::size_t i = 0; i < made.items.size(); ++i) {
    if (i == baseline) continue;
    const Compared& other = made.items[i];
    made.differences.push_back(
        {i, step_waterfall(base.estimate, other.estimate), memory_waterfall(base.estimate, other.estimate),
         dollar_waterfall(base.scenario, base.estimate, other.scenario, other.estimate),
         paired_change(base, other)});
  }
  return made;
}

}  // namespace trainyard
