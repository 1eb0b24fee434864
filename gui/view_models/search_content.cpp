#include "gui/view_models/search_content.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "gui/view_models/words.h"
#include "models/estimate/scenario_reader.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/report/text_table.h"
#include "models/search/scenario_file.h"
#include "models/search/search_report.h"
#include "sim/base/quantity_text.h"

namespace trainyard::gui {

namespace {

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) {
    const std::size_t first = part.find_first_not_of(' ');
    if (first != std::string::npos)
      parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return parts;
}

std::vector<int> numbers(const std::string& text, const char* field, Diagnostics& problems) {
  std::vector<int> values;
  for (const std::string& part : parts_of(text)) {
    int value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error == std::errc{} && end == part.data() + part.size() && value >= 0) {
      values.push_back(value);
    } else {
      problems.push_back(problem(words("{}: {} is no whole number", words(field), in_quotes(part)),
                                 words("a list such as 1, 2, 4"))
                             .front());
    }
  }
  return values;
}

Table ranked_table(const SearchAnswer& answer) {
  Table table;
  table.title = words("Best plans; open one with a double click or Enter");
  table.head = {words("plan"),        words("step"),         words("against best"),
                words("MFU"),         words("tokens/s/GPU"), words("$ per 1T tokens"),
                words("peak memory"), words("memory left")};
  for (std::size_t i = 0; i < answer.result.ranked.size(); ++i) {
    const RankedPlan& one = answer.result.ranked[i];
    table.rows.push_back(
        {plan_text(one.plan), to_text(one.step, 4),
         change_text(answer.result.ranked.front().step.base(), one.step.base()),
         fmt::format("{:.1f} %", 100.0 * one.mfu), fmt::format("{:.0f}", one.tokens_per_s_per_gpu),
         to_text(one.dollars_per_trillion_tokens), to_text(one.peak), to_text(one.headroom)});
    table.keys.push_back(std::to_string(i));
  }
  return table;
}

chart::ScatterChart front_chart(const SearchAnswer& answer) {
  chart::ScatterChart chart;
  chart.title = words("Step time against memory left");
  chart.x = {words("memory left on the fullest GPU, GB"), false};
  chart.y = {words("step time, s"), false};
  const auto series = [](const char* name, const std::vector<RankedPlan>& plans) {
    chart::Series made{words(name), {}, {}, {}, {}};
    for (const RankedPlan& one : plans) {
      made.x.push_back(one.headroom.in(gigabytes));
      made.y.push_back(one.step.base());
    }
    return made;
  };
  chart.series.push_back(series(QT_TRANSLATE_NOOP("trainyard", "ranked"), answer.result.ranked));
  if (!answer.result.front.empty())
    chart.series.push_back(series(QT_TRANSLATE_NOOP("trainyard", "Pareto front"), answer.result.front));
  return chart;
}

Table reason_table(const SpaceCounts& space) {
  Table table;
  table.title = words("Plans left out");
  table.head = {words("reason"), words("plans")};
  const auto add = [&](const std::map<std::string, std::size_t>& reasons, const char* kind) {
    for (const auto& [reason, count] : reasons)
      table.rows.push_back({words(kind, plain_name(reason)), grouped(static_cast<double>(count))});
  };
  if (space.pruned > 0)
    table.rows.push_back(
        {words("cannot be among the best: the bound shows it"), grouped(static_cast<double>(space.pruned))});
  add(space.rejected, QT_TRANSLATE_NOOP("trainyard", "legal, but {}"));
  add(space.illegal, QT_TRANSLATE_NOOP("trainyard", "illegal: {}"));
  return table;
}

}  // namespace

Result<SearchRequest> search_request(const SearchWish& wish) {
  Diagnostics problems;
  SearchRequest request;
  request.space.gpus = numbers(wish.gpus, QT_TRANSLATE_NOOP("trainyard", "GPUs"), problems);
  request.space.tp = numbers(wish.tp, QT_TRANSLATE_NOOP("trainyard", "TP"), problems);
  request.space.pp = numbers(wish.pp, QT_TRANSLATE_NOOP("trainyard", "PP"), problems);
  request.space.ep = numbers(wish.ep, QT_TRANSLATE_NOOP("trainyard", "EP"), problems);
  request.space.micro_batch =
      numbers(wish.micro_batch, QT_TRANSLATE_NOOP("trainyard", "micro-batch"), problems);
  request.space.zero = numbers(wish.zero, QT_TRANSLATE_NOOP("trainyard", "ZeRO"), problems);
  for (const std::string& name : parts_of(wish.schedule)) {
    const auto found = find_schedule(name);
    if (found) {
      request.space.schedules.push_back(name);
    } else {
      problems.insert(problems.end(), found.error().begin(), found.error().end());
    }
  }
  if (!problems.empty()) return problems;
  request.objectives = {wish.objective};
  if (wish.against_memory && wish.objective != Objective::headroom)
    request.objectives.push_back(Objective::headroom);
  request.top = static_cast<std::size_t>(std::max(1, wish.top));
  return request;
}

Result<SearchAnswer> search_entry(const ProfileLibrary& library, const Entry& entry,
                                  const SearchRequest& request, const JobControl& control) {
  TRAINYARD_TRY(scenario, load_scenario(library, entry.scenario, entry.overrides, IllegalPlan::left_open));
  SearchRequest asked = request;
  asked.stop = control.stop;
  asked.progress = [&control](const SearchProgress& at) { control.progress(at.stage, at.done, at.total); };
  TRAINYARD_TRY(result, search_plans(scenario, asked));
  return SearchAnswer{std::move(scenario), entry, request, std::move(result)};
}

Content search_content(const SearchAnswer& answer) {
  Content content;
  const SpaceCounts& space = answer.result.space;
  if (answer.result.ranked.empty()) {
    content.paragraph(words("No plan of this space fits in memory."), Tone::problem);
    content.add(reason_table(space));
    return content;
  }
  const RankedPlan& best = answer.result.ranked.front();
  const auto count = [](std::size_t number) { return grouped(static_cast<double>(number)); };
  content.add(Tiles{{{words("best step"), to_text(best.step, 4), answer.scenario.name},
                     {words("legal plans"), count(space.legal),
                      answer.result.proved ? words("optimum proved") : words("stopped early"),
                      answer.result.proved ? Tone::good : Tone::warning},
                     {words("simulated"), count(space.simulated), words("{} pruned", count(space.pruned))},
                     {words("memory left"), to_text(best.headroom), words("of the best plan")}}});
  content.paragraph(words("Best: {}", plan_text(best.plan)));
  content.add(chart::Chart(front_chart(answer)));
  content.add(ranked_table(answer));
  content.add(reason_table(space));
  return content;
}

Entry entry_of_plan(const SearchAnswer& answer, std::size_t index) {
  Entry entry = answer.entry;
  if (index >= answer.result.ranked.size()) return entry;
  const bool laid_out = answer.request.space.layouts == 1;
  for (const auto& [path, value] : plan_changes(answer.scenario, answer.result.ranked[index].plan, laid_out))
    entry = with_override(std::move(entry), path, value);
  return entry;
}

}  // namespace trainyard::gui
