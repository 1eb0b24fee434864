#include "gui/view_models/sweep_content.h"

#include <algorithm>
#include <map>
#include <set>

#include "gui/view_models/library_words.h"
#include "gui/view_models/words.h"

namespace trainyard::gui {

namespace {

/// What is worth trying first; a knob without an entry takes its value typed.
const std::map<std::string, std::string>& examples() {
  static const std::map<std::string, std::string> table{{"nvlink", "100..900+100 GB/s"},
                                                        {"nic", "100,200,400,800 Gb/s"},
                                                        {"gpus", "512..4096*2"},
                                                        {"price", "1..4+0.5"},
                                                        {"micro_batch", "1,2,4"},
                                                        {"load_skew", "0:0.4:0.05"},
                                                        {"global_batch", "3840..30720*2"},
                                                        {"failures", "0.25..4*2"},
                                                        {"schedule", "1f1b,dualpipe"},
                                                        {"zero", "0,1,2,3"},
                                                        {"ep", "16..128*2"},
                                                        {"pp", "4..16*2"},
                                                        {"tp", "1..8*2"},
                                                        {"hbm", "2..8+1 TB/s"},
                                                        {"goodput", "0.8:1:0.05"},
                                                        {"pue", "1:1.6:0.1"},
                                                        {"oversubscription", "1..8*2"}};
  return table;
}

/// The goodput of a scenario without failures and a number of GPUs that stays are no columns: as the
/// command's.
bool tells_points_apart(const SweepColumn& column, const std::vector<SweepPoint>& points) {
  if (column.name != "goodput" && column.name != "gpus") return true;
  std::set<double> values;
  for (const SweepPoint& point : points)
    if (point.simulated) values.insert(column.value(point));
  return values.size() > 1;
}

Table point_table(const SweepAnswer& answer) {
  const SweepReport& report = answer.report;
  Table table;
  table.title = words("Every point; open one with a double click or Enter");
  for (const SweepKnob& knob : report.request->knobs) table.head.push_back(knob.label);
  std::vector<const SweepColumn*> columns;
  for (const SweepColumn& column : sweep_columns())
    if (tells_points_apart(column, report.result.points)) columns.push_back(&column);
  for (const SweepColumn* column : columns) table.head.emplace_back(column->title);
  table.head.push_back(words("note"));
  for (std::size_t i = 0; i < report.result.points.size(); ++i) {
    const SweepPoint& point = report.result.points[i];
    std::vector<std::string> row = point.values;
    for (const SweepColumn* column : columns)
      row.push_back(point.simulated ? column->text(point) : std::string{});
    row.push_back(point.simulated ? (point.fits ? std::string{} : words("does not fit in memory"))
                                  : point.reason);
    table.rows.push_back(std::move(row));
    table.keys.push_back(std::to_string(i));
  }
  return table;
}

}  // namespace

Result<SweepAnswer> sweep_entry(const ProfileLibrary& library, const Entry& entry, const SweepWish& wish,
                                const JobControl& control) {
  Diagnostics problems;
  auto request = std::make_unique<SweepRequest>();
  for (const std::string& text : {wish.x, wish.y}) {
    if (text.empty()) continue;
    Result<SweepKnob> knob = parse_vary(text);
    if (!knob) {
      append(problems, knob.error());
    } else if (!request->knobs.empty() && request->knobs.front().path == knob.value().path) {
      problems.push_back(problem(words("{} is varied twice", knob.value().name)).front());
    } else {
      request->knobs.push_back(std::move(knob.value()));
    }
  }
  std::vector<SweepGoal> goals;
  if (!wish.goal.empty()) {
    Result<SweepGoal> goal = parse_sweep_goal(wish.goal);
    if (goal) {
      goals.push_back(std::move(goal.value()));
    } else {
      append(problems, goal.error());
    }
  }
  if (problems.empty() && request->knobs.empty())
    return problem(words("nothing is varied"), words("choose a knob and values"));
  if (!problems.empty()) return problems;
  request->point.replan = wish.replan;
  request->point.interval = wish.interval;
  const SweptScenario scenario{library, entry.scenario, entry.overrides};
  SweepHooks hooks;
  hooks.stop = control.stop;
  hooks.progress = control.progress;
  TRAINYARD_TRY(found, sweep(scenario, *request, hooks));
  SweepAnswer answer{entry, std::move(request), {}};
  answer.report = {answer.request.get(), std::move(found), usual_column(answer.request->knobs, goals),
                   std::move(goals)};
  return answer;
}

Content sweep_content(const SweepAnswer& answer) {
  Content content;
  const SweepReport& report = answer.report;
  const std::optional<std::size_t> best = best_point(report);
  if (best) {
    const SweepPoint& point = report.result.points[*best];
    std::string where;
    for (const std::string& value : point.values) where += (where.empty() ? "" : ", ") + value;
    Tiles tiles{{{std::string(report.column->best),
                  report.column->text(point) + std::string(report.column->unit), where}}};
    if (report.column->name != "step")
      tiles.tiles.push_back({words("step time"), to_text(point.step, 4), words("at the best point")});
    tiles.tiles.push_back({words("points"), fmt::format("{}", report.result.points.size()),
                           words("{} simulated between them", report.result.between.size())});
    // Of two knobs no knees are looked for.
    if (report.request->knobs.size() == 1)
      tiles.tiles.push_back({words("knees"), fmt::format("{}", report.result.knees.size()), {}});
    content.add(std::move(tiles));
  } else {
    content.paragraph(words("No point that can be simulated fits in memory and keeps the goal."),
                      Tone::problem);
  }
  for (const Knee& knee : report.result.knees) content.paragraph(knee_text(knee));
  if (report.result.knees.empty() && !report.result.no_knees.empty())
    content.paragraph(report.result.no_knees);
  for (chart::Chart& chart : sweep_charts(report)) content.add(std::move(chart));
  content.add(point_table(answer));
  return content;
}

Entry entry_of_point(const SweepAnswer& answer, std::size_t index) {
  Entry entry = answer.entry;
  if (index >= answer.report.result.points.size()) return entry;
  const SweepPoint& point = answer.report.result.points[index];
  for (std::size_t k = 0; k < answer.request->knobs.size(); ++k) {
    const SweepKnob& knob = answer.request->knobs[k];
    const auto value = std::find_if(knob.values.begin(), knob.values.end(),
                                    [&](const KnobValue& one) { return one.text == point.values[k]; });
    if (value != knob.values.end()) entry = with_override(std::move(entry), knob.path, value->written);
  }
  return entry;
}

std::vector<KnobChoice> knob_choices() {
  std::vector<KnobChoice> choices;
  for (const KnobAlias& alias : knob_aliases()) {
    const auto example = examples().find(std::string(alias.name));
    choices.push_back({std::string(alias.name), library_words(std::string(alias.sentence)),
                       example == examples().end() ? std::string{} : example->second});
  }
  return choices;
}

}  // namespace trainyard::gui
