#include "gui/view_models/search_content.h"

#include <QString>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "gui/view_models/words.h"
#include "models/estimate/scenario_reader.h"
#include "models/pipeline/schedules/schedule.h"
#include "models/report/text_table.h"
#include "models/search/scenario_file.h"
#include "models/search/search_report.h"
#include "sim/base/quantity_text.h"
#include "sim/base/text_parts.h"

namespace trainyard::gui {

namespace {

/// A plan as write_json_search tells it. It opens unless only some modules or layers are computed again.
ListedPlan kept_plan(const nlohmann::json& kept) {
  ListedPlan one;
  const auto whole = [&](const char* name) { return kept.at(name).get<int>(); };
  const auto number = [&](const char* name) { return kept.at(name).get<double>(); };
  one.schedule = kept.at("schedule").get<std::string>();
  one.gpus = whole("gpus");
  one.step = Seconds::from_base(number("step_s"));
  one.mfu = number("mfu_non_causal");
  one.tokens_per_s_per_gpu = number("tokens_per_s_per_gpu");
  one.dollars = Dollars::from_base(number("dollars_per_trillion_tokens"));
  one.peak = Bytes::from_base(number("memory_peak_bytes"));
  one.headroom = Bytes::from_base(number("memory_headroom_bytes"));
  const auto recompute = kept.at("recompute").get<std::string>();
  const int tp = whole("tp"), etp = whole("etp");
  one.plan = fmt::format("tp {}, pp {}", tp, whole("pp"));  // as plan_text has it
  for (const char* name : {"vp", "cp", "ep"})
    if (whole(name) > 1) one.plan += fmt::format(", {} {}", name, whole(name));
  if (etp != tp) one.plan += fmt::format(", etp {}", etp);
  one.plan += fmt::format(", dp {}, micro-batch {}, ZeRO-{}, {}, recompute {}", whole("dp"),
                          whole("micro_batch"), whole("zero"), one.schedule, recompute);
  for (const Recompute known : {Recompute::none, Recompute::selective, Recompute::deepseek, Recompute::full})
    one.opens = one.opens && recompute != to_text(known);
  one.opens = !one.opens;
  one.changes = {{"gpus", std::to_string(one.gpus)},
                 {"plan.tp", std::to_string(tp)},
                 {"plan.sequence_parallel", kept.at("sequence_parallel").get<bool>() ? "true" : "false"},
                 {"plan.pp", std::to_string(whole("pp"))},
                 {"plan.vp", std::to_string(whole("vp"))},
                 {"plan.cp", std::to_string(whole("cp"))},
                 {"plan.ep", std::to_string(whole("ep"))},
                 {"plan.etp", etp == tp ? std::string("null") : std::to_string(etp)},
                 {"plan.micro_batch", std::to_string(whole("micro_batch"))},
                 {"plan.zero", std::to_string(whole("zero"))},
                 {"plan.schedule", one.schedule},
                 {"plan.recompute", recompute},
                 {"plan.stages", "auto"}};
  return one;
}

/// Plans that no other listed beats in step time, memory left and GPUs.
void mark_front(std::vector<ListedPlan>& plans) {
  const auto beats = [](const ListedPlan& a, const ListedPlan& b) {
    const bool no_worse = a.step <= b.step && a.headroom >= b.headroom && a.gpus <= b.gpus;
    return no_worse && (a.step < b.step || a.headroom > b.headroom || a.gpus < b.gpus);
  };
  for (ListedPlan& one : plans)
    one.front =
        std::none_of(plans.begin(), plans.end(), [&](const ListedPlan& other) { return beats(other, one); });
}

std::vector<std::size_t> admitted(const FoundPlans& found, const PlanFilter& filter) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < found.plans.size(); ++i)
    if (filter.admits(found.plans[i])) chosen.push_back(i);
  return chosen;
}

Table plan_table(const FoundPlans& found, const std::vector<std::size_t>& chosen) {
  Table table;
  table.title = chosen.size() == found.plans.size()
                    ? words("Best plans; open one with a double click or Enter, here or in the chart")
                    : words("Best plans, {} of {} by the filters; open one with a double click or Enter",
                            chosen.size(), found.plans.size());
  table.head = {words("plan"),         words("GPUs"),           words("step"),        words("against best"),
                words("MFU"),          words("memory left"),    words("peak memory"), words("front"),
                words("tokens/s/GPU"), words("$ per 1T tokens")};
  for (const std::size_t i : chosen) {
    const ListedPlan& one = found.plans[i];
    table.rows.push_back({one.plan, grouped(one.gpus), to_text(one.step, 4),
                          change_text(found.plans.front().step.base(), one.step.base()),
                          fmt::format("{:.1f} %", 100.0 * one.mfu), to_text(one.headroom), to_text(one.peak),
                          one.front ? words("yes") : words("no"),
                          fmt::format("{:.0f}", one.tokens_per_s_per_gpu), to_text(one.dollars)});
    table.keys.push_back(one.opens ? std::to_string(i) : std::string{});
  }
  return table;
}

chart::ScatterChart plan_chart(const FoundPlans& found, const std::vector<std::size_t>& chosen) {
  chart::ScatterChart chart;
  chart.title = found.whole_front
                    ? words("Step time against memory left; the front is what no other plan beats")
                    : words("Step time against memory left of the plans listed");
  chart.x = {words("memory left on the fullest GPU, GB"), false};
  chart.y = {words("step time, s"), false};
  chart::Series front{
      found.whole_front ? words("Pareto front") : words("no listed one beats it"), {}, {}, {}, {}},
      others{words("beaten by another"), {}, {}, {}, {}};
  for (const std::size_t i : chosen) {
    const ListedPlan& one = found.plans[i];
    chart::Series& into = one.front ? front : others;
    into.x.push_back(one.headroom.in(gigabytes));
    into.y.push_back(one.step.base());
    into.names.push_back(words("#{}: {} on {} GPUs", i + 1, one.plan, one.gpus));
    into.keys.push_back(one.opens ? std::to_string(i) : std::string{});
  }
  for (chart::Series* one : {&front, &others})
    if (!one->x.empty()) chart.series.push_back(std::move(*one));
  return chart;
}

Table reason_table(const SpaceCounts& space) {
  Table table;
  table.title = words("Plans left out, with one case of each reason");
  table.head = {words("reason"), words("plans"), words("for example")};
  const auto add = [&](const std::map<std::string, std::size_t>& reasons, const char* kind) {
    for (const auto& [reason, count] : reasons) {
      const auto example = space.examples.find(reason);
      table.rows.push_back({words(kind, plain_name(reason)), grouped(static_cast<double>(count)),
                            example == space.examples.end() ? std::string{} : example->second});
    }
  };
  if (space.pruned > 0)
    table.rows.push_back({words("cannot be among the best: the bound shows it"),
                          grouped(static_cast<double>(space.pruned)), space.pruned_example});
  add(space.rejected, QT_TRANSLATE_NOOP("trainyard", "legal, but {}"));
  add(space.illegal, QT_TRANSLATE_NOOP("trainyard", "illegal: {}"));
  return table;
}

}  // namespace

Result<SearchRequest> search_request(const SearchWish& wish) {
  Diagnostics problems;
  SearchRequest request;
  const auto numbers = [&](const std::string& list, const std::string& field, std::vector<int>& into) {
    const Result<std::vector<int>> read = parse_whole_numbers(list, field);
    if (read) {
      into = read.value();
    } else {
      append(problems, read.error());
    }
  };
  numbers(wish.gpus, words("GPUs"), request.space.gpus);
  numbers(wish.tp, "TP", request.space.tp);
  numbers(wish.pp, "PP", request.space.pp);
  numbers(wish.ep, "EP", request.space.ep);
  numbers(wish.micro_batch, words("micro-batch"), request.space.micro_batch);
  numbers(wish.zero, "ZeRO", request.space.zero);
  for (const std::string& name : parts_of(wish.schedule)) {
    const auto found = find_schedule(name);
    if (found) {
      request.space.schedules.push_back(name);
    } else {
      append(problems, found.error());
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

FoundPlans found_plans(const SearchAnswer& answer) {
  FoundPlans found{.scenario = answer.scenario.name,
                   .entry = answer.entry,
                   .objective = answer.request.objectives.front(),
                   .whole_front = answer.request.objectives.size() > 1,
                   .proved = answer.result.proved,
                   .ranked = answer.result.ranked.size(),
                   .space = answer.result.space};
  const bool laid_out = answer.request.space.layouts == 1;
  const auto add = [&](const RankedPlan& one) {
    found.plans.push_back({plan_text(one.plan), one.plan.schedule, one.plan.gpus(), one.step, one.mfu,
                           one.tokens_per_s_per_gpu, one.dollars_per_trillion_tokens, one.peak, one.headroom,
                           false, plan_changes(answer.scenario, one.plan, laid_out), true});
  };
  for (const RankedPlan& one : answer.result.ranked) add(one);
  for (const RankedPlan& one : answer.result.front) {
    const bool known =
        std::any_of(answer.result.ranked.begin(), answer.result.ranked.end(), [&](const RankedPlan& other) {
          return plan_text(other.plan) == plan_text(one.plan) && other.step == one.step &&
                 other.peak == one.peak;
        });
    if (!known) add(one);
  }
  mark_front(found.plans);
  return found;
}

Result<FoundPlans> kept_plans(const std::string& report, const Entry& entry) {
  const auto broken = [] { return problem(words("the kept report is no report of a search")); };
  try {
    const nlohmann::json kept = nlohmann::json::parse(report);
    if (kept.at("format") != "trainyard-search") return broken();
    FoundPlans found{.scenario = kept.at("scenario").get<std::string>(),
                     .entry = entry,
                     .whole_front = !kept.at("front").empty(),
                     .proved = kept.at("proved").get<bool>()};
    const auto objective = parse_objective(kept.at("objectives").at(0).get<std::string>());
    if (!objective) return broken();
    found.objective = objective.value();
    const auto add = [&](const nlohmann::json& one) { found.plans.push_back(kept_plan(one)); };
    for (const auto& one : kept.at("ranked")) add(one);
    found.ranked = found.plans.size();
    for (const auto& one : kept.at("front"))
      if (std::find(kept["ranked"].begin(), kept["ranked"].end(), one) == kept["ranked"].end()) add(one);
    const nlohmann::json& space = kept.at("space");
    found.space.combinations = space.at("combinations").get<std::size_t>();
    found.space.legal = space.at("legal").get<std::size_t>();
    found.space.pruned = space.at("pruned").get<std::size_t>();
    found.space.simulated = space.at("simulated").get<std::size_t>();
    found.space.rejected = space.at("rejected").get<std::map<std::string, std::size_t>>();
    found.space.illegal = space.at("illegal").get<std::map<std::string, std::size_t>>();
    mark_front(found.plans);
    return found;
  } catch (const nlohmann::json::exception&) {
    return broken();
  }
}

std::string sought(Objective objective) {
  switch (objective) {
    case Objective::time:
      return words("shortest step");
    case Objective::gpu_hours:
      return words("fewest GPU-hours");
    case Objective::cost:
      return words("fewest dollars");
    case Objective::tokens_per_gpu:
      return words("most tokens/s/GPU");
    case Objective::headroom:
      return words("most memory left");
  }
  return {};
}

Result<double> filter_number(const std::string& text, const std::string& field, const std::string& unit) {
  std::string digits = text;
  if (!unit.empty() && digits.ends_with(unit)) digits.resize(digits.size() - unit.size());
  std::replace(digits.begin(), digits.end(), ',', '.');
  const auto trimmed = QString::fromStdString(digits).trimmed();
  if (trimmed.isEmpty()) return 0.0;
  bool is_number = false;
  const double number = trimmed.toDouble(&is_number);
  if (is_number && std::isfinite(number) && number >= 0) return number;
  return problem(words("{}: expected a number such as 60, found {}", field, in_quotes(text)));
}

bool PlanFilter::admits(const ListedPlan& plan) const {
  return (most_gpus == 0 || plan.gpus <= most_gpus) && (most_memory == Bytes{} || plan.peak <= most_memory) &&
         plan.mfu >= least_mfu && (schedule.empty() || plan.schedule == schedule) &&
         (!only_front || plan.front);
}

Content search_content(const FoundPlans& found, const PlanFilter& filter) {
  Content content;
  const SpaceCounts& space = found.space;
  if (found.plans.empty()) {
    content.paragraph(words("No plan of this space fits in memory."), Tone::problem);
    content.add(reason_table(space));
    return content;
  }
  const ListedPlan& best = found.plans.front();
  const auto count = [](std::size_t number) { return grouped(static_cast<double>(number)); };
  content.add(
      Tiles{{{found.objective == Objective::time ? words("best step") : words("step of the best plan"),
              to_text(best.step, 4), found.scenario},
             {words("legal plans"), count(space.legal),
              found.proved ? words("optimum proved") : words("stopped early"),
              found.proved ? Tone::good : Tone::warning},
             {words("simulated"), count(space.simulated), words("{} pruned", count(space.pruned))},
             {words("memory left"), to_text(best.headroom), words("of the best plan")}}});
  content.paragraph(words("Best by {}: {}", sought(found.objective), best.plan));
  const std::vector<std::size_t> chosen = admitted(found, filter);
  if (chosen.empty()) {
    content.paragraph(words("None of the {} plans passes the filters.", found.plans.size()), Tone::warning);
  } else {
    content.add(chart::Chart(plan_chart(found, chosen)));
    content.add(plan_table(found, chosen));
  }
  content.add(reason_table(space));
  return content;
}

Entry entry_of_plan(const FoundPlans& found, std::size_t index) {
  Entry entry = found.entry;
  if (index >= found.plans.size()) return entry;
  for (const auto& [path, value] : found.plans[index].changes)
    entry = with_override(std::move(entry), path, value);
  return entry;
}

}  // namespace trainyard::gui
