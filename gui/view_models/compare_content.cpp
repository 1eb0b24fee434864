#include "gui/view_models/compare_content.h"

#include <algorithm>
#include <functional>

#include "gui/view_models/few_series.h"
#include "gui/view_models/words.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

using Items = std::vector<const CompareItem*>;

/// A row of the table of metrics.
struct Metric {
  const char* name;
  bool most_is_best;
  std::function<double(const Evaluated&)> value;
  std::function<std::string(const Evaluated&)> text;
};

std::string interval_text(const Evaluated& one, double p5, double p95,
                          const std::function<std::string(double)>& text) {
  return one.estimate.totals ? " (" + text(p5) + " - " + text(p95) + ")" : "";
}

std::vector<Metric> metrics() {
  using E = const Evaluated&;
  const auto money = [](double amount) { return to_text(dollars(amount)); };
  const auto days = [](double count) { return fmt::format("{:.1f}", count); };
  const auto hours = [](double count) { return count_text(count); };
  const auto percent = [](double share) { return fmt::format("{:.1f} %", 100.0 * share); };
  return {
      {QT_TRANSLATE_NOOP("trainyard", "step time"), false, [](E e) { return e.estimate.step.time.base(); },
       [](E e) {
         const Interval& interval = e.estimate.interval;
         std::string text = to_text(e.estimate.step.time, 4);
         if (interval.samples > 0)
           text += fmt::format(" ({} - {})", to_text(interval.p5), to_text(interval.p95));
         return text;
       }},
      {QT_TRANSLATE_NOOP("trainyard", "tokens/s per GPU"), true,
       [](E e) { return e.estimate.step.tokens_per_s_per_gpu; },
       [](E e) { return fmt::format("{:.0f}", e.estimate.step.tokens_per_s_per_gpu); }},
      {QT_TRANSLATE_NOOP("trainyard", "MFU, non-causal"), true,
       [](E e) { return e.estimate.step.mfu_non_causal; },
       [=](E e) { return percent(e.estimate.step.mfu_non_causal); }},
      {QT_TRANSLATE_NOOP("trainyard", "MFU, causal"), true, [](E e) { return e.estimate.step.mfu_causal; },
       [=](E e) { return percent(e.estimate.step.mfu_causal); }},
      {QT_TRANSLATE_NOOP("trainyard", "GPUs"), false,
       [](E e) { return static_cast<double>(e.estimate.run.gpus); },
       [](E e) { return fmt::format("{}", e.estimate.run.gpus); }},
      {QT_TRANSLATE_NOOP("trainyard", "days"), false, [](E e) { return e.estimate.run.days; },
       [=](E e) {
         const auto& t = e.estimate.totals;
         return days(e.estimate.run.days) + (t ? interval_text(e, t->days.p5, t->days.p95, days) : "");
       }},
      {QT_TRANSLATE_NOOP("trainyard", "GPU-hours"), false, [](E e) { return e.estimate.run.gpu_hours; },
       [=](E e) {
         const auto& t = e.estimate.totals;
         return hours(e.estimate.run.gpu_hours) +
                (t ? interval_text(e, t->gpu_hours.p5, t->gpu_hours.p95, hours) : "");
       }},
      {QT_TRANSLATE_NOOP("trainyard", "dollars"), false, [](E e) { return e.estimate.cost.total.base(); },
       [=](E e) {
         const auto& t = e.estimate.totals;
         return money(e.estimate.cost.total.base()) +
                (t ? interval_text(e, t->dollars.p5, t->dollars.p95, money) : "");
       }},
      {QT_TRANSLATE_NOOP("trainyard", "energy"), false, [](E e) { return e.estimate.run.energy.base(); },
       [](E e) { return to_text(e.estimate.run.energy); }},
      {QT_TRANSLATE_NOOP("trainyard", "goodput"), true, [](E e) { return e.estimate.run.goodput; },
       [=](E e) { return percent(e.estimate.run.goodput); }},
      {QT_TRANSLATE_NOOP("trainyard", "peak memory"), false,
       [](E e) { return e.estimate.memory.peak.base(); },
       [](E e) {
         return to_text(e.estimate.memory.peak) + (e.estimate.memory.fits ? "" : words(" (does not fit)"));
       }},
  };
}

Table metric_table(const Items& items) {
  Table table;
  table.title = items.size() > 1 ? words("Every figure; differences are against {}", items.front()->label)
                                 : words("Every figure");
  table.head = {""};
  for (const CompareItem* item : items) table.head.push_back(item->label);
  if (items.size() > 1) table.head.push_back(words("best"));
  for (const Metric& metric : metrics()) {
    std::vector<std::string> row{words(metric.name)};
    const double base = metric.value(*items.front()->evaluated);
    std::size_t best = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const double value = metric.value(*items[i]->evaluated);
      const double so_far = metric.value(*items[best]->evaluated);
      if (metric.most_is_best ? value > so_far : value < so_far) best = i;
      std::string cell = metric.text(*items[i]->evaluated);
      if (i > 0) cell += "  " + change_text(base, value);
      row.push_back(std::move(cell));
    }
    const bool all_equal = std::all_of(items.begin(), items.end(), [&](const CompareItem* item) {
      return metric.value(*item->evaluated) == base;
    });
    if (items.size() > 1) row.push_back(all_equal ? "" : items[best]->label);
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// What a part counts as in a picture: waits for communication are one thing.
std::string group_of(const std::string& part) {
  return part.starts_with("exposed") ? words("exposed communication") : plain_name(part);
}

/// Names of groups of parts over all items, in the order of the first that has them.
std::vector<std::string> part_names(const Items& items) {
  std::vector<std::string> names;
  for (const CompareItem* item : items) {
    for (const Part& part : item->evaluated->estimate.step.parts)
      if (std::find(names.begin(), names.end(), group_of(part.name)) == names.end())
        names.push_back(group_of(part.name));
  }
  return names;
}

chart::BarChart step_chart(const Items& items) {
  chart::BarChart bars;
  bars.title = words("Where the time of a step goes");
  bars.y.label = words("step time, s");
  for (const CompareItem* item : items) bars.categories.push_back(item->label);
  for (const std::string& name : part_names(items)) {
    chart::BarSeries series{name, {}};
    for (const CompareItem* item : items) {
      double time = 0;
      for (const Part& part : item->evaluated->estimate.step.parts)
        if (group_of(part.name) == name) time += part.time.base();
      series.values.push_back(time);
    }
    bars.series.push_back(std::move(series));
  }
  const bool intervals = std::all_of(items.begin(), items.end(), [](const CompareItem* item) {
    return item->evaluated->estimate.interval.samples > 0;
  });
  if (intervals) {
    for (const CompareItem* item : items) {
      const Interval& one = item->evaluated->estimate.interval;
      bars.intervals.emplace_back(one.p5.base(), one.p95.base());
    }
  }
  return with_few_series(std::move(bars), words("other"));
}

chart::BarChart memory_chart(const Items& items) {
  chart::BarChart bars;
  bars.title = words("Memory of the fullest GPU");
  bars.y.label = words("memory, GB");
  const auto add = [&](const char* name, Bytes StageMemory::*field) {
    chart::BarSeries series{words(name), {}};
    for (const CompareItem* item : items) {
      const MemoryEstimate& memory = item->evaluated->estimate.memory;
      series.values.push_back(
          (memory.stages[static_cast<std::size_t>(memory.peak_rank)].*field).in(gigabytes));
    }
    bars.series.push_back(std::move(series));
  };
  for (const CompareItem* item : items) bars.categories.push_back(item->label);
  add(QT_TRANSLATE_NOOP("trainyard", "weights"), &StageMemory::weights);
  add(QT_TRANSLATE_NOOP("trainyard", "gradients"), &StageMemory::gradients);
  add(QT_TRANSLATE_NOOP("trainyard", "optimizer"), &StageMemory::optimizer);
  add(QT_TRANSLATE_NOOP("trainyard", "activations"), &StageMemory::activations);
  add(QT_TRANSLATE_NOOP("trainyard", "buffers"), &StageMemory::buffers);
  add(QT_TRANSLATE_NOOP("trainyard", "framework"), &StageMemory::framework);
  return bars;
}

Tiles headline(const Items& items) {
  // The best of the entries in what people ask first.
  const auto best = [&](const std::function<double(const Evaluated&)>& value) {
    return *std::min_element(items.begin(), items.end(), [&](const CompareItem* a, const CompareItem* b) {
      return value(*a->evaluated) < value(*b->evaluated);
    });
  };
  const auto who = [&](const CompareItem* item) { return items.size() > 1 ? item->label : std::string{}; };
  const CompareItem* fast = best([](const Evaluated& e) { return e.estimate.run.days; });
  const CompareItem* cheap = best([](const Evaluated& e) { return e.estimate.cost.total.base(); });
  const CompareItem* lean = best([](const Evaluated& e) { return e.estimate.run.gpu_hours; });
  const CompareItem* step = best([](const Evaluated& e) { return e.estimate.step.time.base(); });
  const bool several = items.size() > 1;
  return Tiles{{
      {several ? words("shortest step") : words("step time"), to_text(step->evaluated->estimate.step.time, 4),
       who(step)},
      {several ? words("first to finish") : words("days"),
       fmt::format("{:.1f}", fast->evaluated->estimate.run.days), who(fast)},
      {several ? words("fewest GPU-hours") : words("GPU-hours"),
       count_text(lean->evaluated->estimate.run.gpu_hours), who(lean)},
      {several ? words("cheapest") : words("dollars"), to_text(cheap->evaluated->estimate.cost.total),
       who(cheap)},
  }};
}

}  // namespace

Content compare_content(const std::vector<CompareItem>& items) {
  Content content;
  Items good;
  for (const CompareItem& item : items) {
    if (item.evaluated) {
      good.push_back(&item);
    } else {
      content.paragraph(item.label + ": " + to_text(item.problems), Tone::problem);
    }
  }
  if (good.empty()) {
    if (items.empty()) content.paragraph(words("Open a scenario from the library on the left."));
    return content;
  }
  content.add(headline(good));
  for (const CompareItem* item : good) {
    if (!item->evaluated->estimate.memory.fits)
      content.paragraph(words("{} does not fit in memory.", item->label), Tone::problem);
  }
  content.add(chart::Chart(step_chart(good)));
  content.add(metric_table(good));
  content.add(chart::Chart(memory_chart(good)));
  return content;
}

}  // namespace trainyard::gui
