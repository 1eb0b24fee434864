#include "gui/view_models/timeline_content.h"

#include <algorithm>
#include <numeric>

#include "gui/view_models/timeline_scene.h"
#include "gui/view_models/words.h"
#include "models/estimate/overrides.h"
#include "models/estimate/scenario_reader.h"
#include "models/estimate/step_timeline.h"
#include "sim/base/quantity_text.h"
#include "sim/trace/trace_reader.h"

namespace trainyard::gui {

namespace {

constexpr std::size_t most_names = 20;       // rows of the table
constexpr std::size_t most_categories = 32;  // stacks that fit side by side

/// What the first lane of every process does; the lanes inside it would count the same time again.
chart::BarChart busy_chart(const ShownTimeline& shown) {
  const TimelineModel& model = *shown.model;
  chart::BarChart bars;
  bars.title = words("{}: what the first lane of each process does", shown.title);
  bars.y.label = words("busy time, s");
  for (const std::string& kind : model.kinds()) bars.series.push_back({kind, {}});
  for (const TimelineGroup& group : model.groups()) {
    if (bars.categories.size() == most_categories) break;
    // "pipeline rank 12" below a narrow bar: the number is enough.
    const SpanTimeline& spans = model.timeline();
    const std::string& process = spans.processes[spans.lanes[model.rows()[group.first_row].lane].process];
    bars.categories.push_back(process.starts_with("pipeline rank ") ? process.substr(process.rfind(' ') + 1)
                                                                    : group.name);
    const BusyByKind busy = model.rows()[group.first_row].spans.busy(0, model.timeline().makespan);
    for (std::size_t k = 0; k < bars.series.size(); ++k)
      bars.series[k].values.push_back(to_seconds(busy[k]).base());
  }
  std::erase_if(bars.series, [](const chart::BarSeries& series) {
    return std::all_of(series.values.begin(), series.values.end(), [](double value) { return value == 0; });
  });
  return bars;
}

Table longest_names(const ShownTimeline& shown) {
  const SpanTimeline& timeline = shown.model->timeline();
  struct Sum {
    std::uint32_t example = 0;
    std::size_t count = 0;
    Picoseconds total = 0, longest = 0;
  };
  std::vector<Sum> sums(timeline.names.size());
  for (std::size_t i = 0; i < timeline.spans.size(); ++i) {
    const TimelineSpan& span = timeline.spans[i];
    Sum& sum = sums[span.name];
    if (sum.count++ == 0 || span.duration() > sum.longest) sum.example = static_cast<std::uint32_t>(i);
    sum.total += span.duration();
    sum.longest = std::max(sum.longest, span.duration());
  }
  std::vector<std::uint32_t> order(sums.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return sums[a].total > sums[b].total; });
  Table table;
  table.title = words("{}: the names that take longest, summed over all lanes", shown.title);
  table.head = {words("name"),  words("kind"),    words("count"),
                words("total"), words("longest"), words("lane")};
  for (std::size_t i = 0; i < std::min(most_names, order.size()); ++i) {
    const Sum& sum = sums[order[i]];
    if (sum.count == 0) break;
    const TimelineSpan& example = timeline.spans[sum.example];
    table.rows.push_back({timeline.names[order[i]], shown.model->kinds()[shown.model->kind_of(sum.example)],
                          fmt::format("{}", sum.count), to_text(to_seconds(sum.total), 4),
                          to_text(to_seconds(sum.longest), 4), timeline.lanes[example.lane].name});
  }
  return table;
}

std::string share_of_step(Picoseconds time, Picoseconds step) {
  return fmt::format("{:.1f} %", 100 * static_cast<double>(time) / static_cast<double>(step));
}

Table critical_table(const ShownTimeline& shown) {
  const SpanTimeline& timeline = shown.model->timeline();
  const Picoseconds step = critical_length(timeline);
  Table table;
  table.title = words("{}: what its critical path spends the step on", shown.title);
  table.head = {words("what"), words("time"), words("of the step"), words("tasks on the path")};
  for (const CriticalShare& share : critical_shares_of(timeline))
    table.rows.push_back({share.name, to_text(to_seconds(share.time), 4), share_of_step(share.time, step),
                          share.links == 0 ? words("parts of other tasks") : fmt::format("{}", share.links)});
  table.rows.push_back({words("the step"), to_text(to_seconds(step), 4), share_of_step(step, step),
                        fmt::format("{}", timeline.critical_path.links.size())});
  return table;
}

}  // namespace

std::string critical_text(const TimelineModel& model) {
  const SpanTimeline& timeline = model.timeline();
  if (timeline.critical_path.empty()) return {};
  const Picoseconds step = critical_length(timeline);
  std::vector<CriticalShare> shares = critical_shares_of(timeline);
  std::stable_sort(shares.begin(), shares.end(),
                   [](const CriticalShare& a, const CriticalShare& b) { return a.time > b.time; });
  std::string sum;
  for (const CriticalShare& share : shares)
    sum += fmt::format("{}{} {} ({})", sum.empty() ? "" : " + ", to_text(to_seconds(share.time), 4),
                       share.name, share_of_step(share.time, step));
  return words("Critical path: {} = {}", to_text(to_seconds(step), 4), sum);
}

Result<ShownTimeline> simulated_timeline(const ProfileLibrary& library, const Entry& entry) {
  TRAINYARD_TRY(scenario, load_scenario(library, entry.scenario, entry.overrides));
  TRAINYARD_TRY(timeline, step_timeline(scenario));
  return ShownTimeline{words("Simulated: {}", label_of(entry)),
                       std::make_shared<const TimelineModel>(std::move(timeline)),
                       {},
                       {}};
}

Result<ShownTimeline> measured_timeline(const std::filesystem::path& file, const JobControl& control) {
  TRAINYARD_TRY(read, read_trace(file, {control.stop, control.progress}));
  ShownTimeline shown{words("Measured: {}", file.filename().string()),
                      std::make_shared<const TimelineModel>(std::move(read.timeline)),
                      {},
                      file};
  const auto say = [&](std::size_t count, const std::string& what) {
    if (count > 0) shown.note += (shown.note.empty() ? "" : ", ") + what;
  };
  say(read.notes.ends_alone, counted("%n ends without a beginning left out",
                                     "%n end without a beginning left out", read.notes.ends_alone));
  say(read.notes.begins_alone,
      counted("%n spans without an end drawn until the last", "%n span without an end drawn until the last",
              read.notes.begins_alone));
  say(shown.model->left_out(), counted("%n spans nested too deep left out",
                                       "%n span nested too deep left out", shown.model->left_out()));
  return shown;
}

std::string alignment_text(const TraceAlignment& found) {
  const std::string agreement = fmt::format("{:.2f}", found.agreement);
  if (found.process.empty())
    return words("Shifted by {}: agreement {} of 1 ({}).", shift_text(found.shift), agreement,
                 found.compared);
  return words("Shifted by {}: fits {} best, agreement {} of 1 ({}).", shift_text(found.shift), found.process,
               agreement, found.compared);
}

Content timeline_content(const std::vector<ShownTimeline>& timelines) {
  Content content;
  for (const ShownTimeline& shown : timelines) {
    if (shown.model == nullptr) continue;
    const SpanTimeline& timeline = shown.model->timeline();
    content.heading(shown.title);
    content.add(Tiles{{{words("until the last span ends"), to_text(to_seconds(timeline.makespan), 4), ""},
                       {words("spans"), count_text(static_cast<double>(timeline.spans.size())), ""},
                       {words("processes"), fmt::format("{}", shown.model->groups().size()), ""}}});
    if (!shown.note.empty()) content.paragraph(shown.note, Tone::warning);
    if (!timeline.critical_path.empty()) content.add(critical_table(shown));
    content.add(chart::Chart(busy_chart(shown)));
    content.add(longest_names(shown));
  }
  return content;
}

}  // namespace trainyard::gui
