#include "models/search/search_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/estimate/step_input_of.h"
#include "models/memory/estimate_memory.h"
#include "models/parallel/layout.h"
#include "models/report/text_table.h"
#include "models/search/objective.h"
#include "models/workload/step_model.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;
using Align = TextTable::Align;

constexpr std::size_t width = 120;

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100.0 * share);
}

std::string expert_tp_text(const Plan& plan) {
  return fmt::format("{}", plan.etp == 0 ? plan.tp : plan.etp);
}

std::string table_of(const std::vector<RankedPlan>& plans, bool many_gpus, bool moe) {
  std::vector<Align> columns(static_cast<std::size_t>(many_gpus ? 1 : 0) + 9, Align::right);
  if (moe) columns.insert(columns.end(), 2, Align::right);
  columns.insert(columns.end(), 2, Align::left);
  columns.insert(columns.end(), 6, Align::right);
  TextTable table(columns);
  std::vector<std::string> head{"#"};
  if (many_gpus) head.emplace_back("GPUs");
  head.insert(head.end(), {"tp", "pp", "vp", "cp"});
  if (moe) head.insert(head.end(), {"ep", "etp"});
  head.insert(head.end(), {"dp", "mbs", "zero", "mb"});
  head.insert(head.end(),
              {"schedule", "recompute", "step s", "tok/s/GPU", "MFU", "peak GB", "left GB", "bound s"});
  table.add(head);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const RankedPlan& one = plans[i];
    const Plan& p = one.plan;
    std::vector<std::string> cells{fmt::format("{}", i + 1)};
    if (many_gpus) cells.push_back(grouped(p.gpus()));
    for (const int value : {p.tp, p.pp, p.vp, p.cp}) cells.push_back(fmt::format("{}", value));
    if (moe) {
      cells.push_back(fmt::format("{}", p.ep));
      cells.push_back(expert_tp_text(p));
    }
    for (const int value : {p.dp, p.micro_batch, p.zero, p.micro_batches()})
      cells.push_back(fmt::format("{}", value));
    cells.push_back(p.schedule);
    cells.push_back(recompute_text(p));
    cells.push_back(fmt::format("{:.3f}", one.step.base()));
    cells.push_back(grouped(one.tokens_per_s_per_gpu));
    cells.push_back(percent(one.mfu));
    cells.push_back(fmt::format("{:.1f}", one.peak.in(gigabytes)));
    cells.push_back(fmt::format("{:.1f}", one.headroom.in(gigabytes)));
    cells.push_back(fmt::format("{:.3f}", one.bound.base()));
    table.add(std::move(cells));
  }
  return table.text();
}

std::string reasons_text(const std::map<std::string, std::size_t>& reasons) {
  std::vector<std::pair<std::size_t, std::string>> sorted;
  for (const auto& [why, plans] : reasons) sorted.emplace_back(plans, why);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  TextTable table({Align::right, Align::left}, 4);
  for (const auto& [plans, why] : sorted) table.add({grouped(static_cast<double>(plans)), why});
  return table.text();
}

std::string objective_text(Objective objective) {
  switch (objective) {
    case Objective::time:
      return "step time";
    case Objective::gpu_hours:
      return "GPU-hours";
    case Objective::cost:
      return "dollars";
    case Objective::tokens_per_gpu:
      return "tokens/s/GPU";
    case Objective::headroom:
      return "memory left";
  }
  return "";
}

std::string proof_text(const SearchReport& report) {
  const SpaceCounts& space = report.result.space;
  if (!report.result.proved) {
    return "Stopped early: these are the best of the plans simulated so far, and better ones may exist.";
  }
  const std::size_t ranked = report.result.ranked.size();
  std::string text =
      fmt::format("Proved: of the {} legal plans, {} were simulated; {} need more memory than there is",
                  grouped(static_cast<double>(space.legal)), grouped(static_cast<double>(space.simulated)),
                  grouped(static_cast<double>(space.rejected.contains("memory") ? space.rejected.at("memory")
                                                                                : std::size_t{0})));
  if (space.pruned > 0) {
    text += fmt::format(", and {} are bounded above {} in {}", grouped(static_cast<double>(space.pruned)),
                        ranked == 1 ? std::string("the best") : fmt::format("the {} listed", ranked),
                        objective_text(report.request.objectives.front()));
    if (report.request.objectives.size() > 1) text += " or worse than a listed plan in every objective";
  }
  return text + ".";
}

std::string own_text(const SearchReport& report) {
  if (!report.own) return fmt::format("The scenario's own plan: {}.", report.own_problem);
  const RankedPlan& own = *report.own;
  std::string text =
      fmt::format("The scenario's own plan ({}) takes {:.3f} s", plan_text(own.plan), own.step.base());
  if (report.result.ranked.empty()) return text + ".";
  const RankedPlan& best = report.result.ranked.front();
  const Objective objective = report.request.objectives.front();
  const DollarsPerSecond rent = report.scenario->prices.gpu.value;
  const auto value = [&](const RankedPlan& one) {
    return objective_value(objective, one.step, one.peak, one.plan.gpus(), rent);
  };
  const double over = value(own) / value(best) - 1.0;
  constexpr double equal = 5e-5;  // shown as 0.0 %
  if (std::abs(over) < equal) return text + ", as good as the best.";
  const std::string what = objective == Objective::headroom         ? "memory"
                           : objective == Objective::tokens_per_gpu ? "GPU time per token"
                                                                    : objective_text(objective);
  return text +
         fmt::format(", {} {} {} than the best.", percent(std::abs(over)), over > 0 ? "more" : "less", what);
}

Json plan_json(const RankedPlan& one) {
  const Plan& p = one.plan;
  return {{"gpus", p.gpus()},
          {"tp", p.tp},
          {"sequence_parallel", p.sequence_parallel},
          {"pp", p.pp},
          {"vp", p.vp},
          {"cp", p.cp},
          {"ep", p.ep},
          {"etp", p.expert_tp()},
          {"dp", p.dp},
          {"micro_batch", p.micro_batch},
          {"micro_batches", p.micro_batches()},
          {"global_batch", p.global_batch},
          {"zero", p.zero},
          {"schedule", p.schedule},
          {"recompute", recompute_text(p)},
          {"stages", to_text(p.stages)},
          {"step_s", one.step.base()},
          {"bound_s", one.bound.base()},
          {"tokens_per_s_per_gpu", one.tokens_per_s_per_gpu},
          {"mfu_non_causal", one.mfu},
          {"gpu_hours_per_trillion_tokens", one.gpu_hours_per_trillion_tokens},
          {"dollars_per_trillion_tokens", one.dollars_per_trillion_tokens.base()},
          {"memory_peak_bytes", one.peak.base()},
          {"memory_headroom_bytes", one.headroom.base()}};
}

Json plans_json(const std::vector<RankedPlan>& plans) {
  Json list = Json::array();
  for (const RankedPlan& one : plans) list.push_back(plan_json(one));
  return list;
}

std::string csv_row(std::string_view list, std::size_t rank, const RankedPlan& one) {
  const Plan& p = one.plan;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},\"{}\",\"{}\",{},{},{},{},{},{}\n", list, rank,
                     p.gpus(), p.tp, p.pp, p.vp, p.cp, p.ep, p.expert_tp(), p.dp, p.micro_batch, p.zero,
                     p.schedule, recompute_text(p), to_text(p.stages), one.step.base(), one.bound.base(),
                     one.tokens_per_s_per_gpu, one.mfu, one.peak.base(), one.headroom.base());
}

}  // namespace

std::string rejected_text(const SpaceCounts& space) {
  std::string text;
  for (const auto& [why, plans] : space.rejected)
    text += fmt::format("{}{} for {}", text.empty() ? "" : ", ", plans, why);
  return text;
}

std::string plan_text(const Plan& plan) {
  std::string text = fmt::format("tp {}, pp {}", plan.tp, plan.pp);
  if (plan.vp > 1) text += fmt::format(", vp {}", plan.vp);
  if (plan.cp > 1) text += fmt::format(", cp {}", plan.cp);
  if (plan.ep > 1) text += fmt::format(", ep {}", plan.ep);
  if (plan.expert_tp() != plan.tp) text += fmt::format(", etp {}", plan.expert_tp());
  return text + fmt::format(", dp {}, micro-batch {}, ZeRO-{}, {}, recompute {}", plan.dp, plan.micro_batch,
                            plan.zero, plan.schedule, recompute_text(plan));
}

Result<RankedPlan> rank_plan(const Scenario& scenario, const Plan& plan, std::uint64_t seed) {
  const Scenario changed = with_plan(scenario, plan);
  const StepInput input = step_input_of(changed);
  TRAINYARD_TRY(model, StepModel::make(input, StepSwitches{}, seed));
  TRAINYARD_TRY(step, model.step(plan.micro_batches()));
  TRAINYARD_TRY(program, model.program(step.micro_batches));
  TRAINYARD_TRY(memory, estimate_footprint(input, program, model.costs().exchanges));
  if (!memory.fits) {
    return problem(fmt::format("needs {} of {} usable; largest owner: {}", to_text(memory.peak),
                               to_text(memory.capacity), memory.owner));
  }
  return describe_plan(changed, plan, step.time, memory.peak, memory.capacity);
}

std::string write_text_search(const SearchReport& report, bool colour) {
  const Emphasis emphasis(colour);
  const Scenario& scenario = *report.scenario;
  const SpaceCounts& space = report.result.space;
  const bool many = report.request.space.gpus.size() > 1, moe = scenario.model.moe.has_value();
  std::string text = emphasis.heading(fmt::format("Best plans of {} by {}", scenario.name,
                                                  objective_text(report.request.objectives.front())));
  text += fmt::format("\n{} on {}{}, {}; batch of {} sequences of {} tokens\n\n", scenario.model.name,
                      many ? std::string{} : grouped(scenario.machine.gpus) + " GPUs of ",
                      scenario.machine.cluster.name, scenario.software.name,
                      grouped(scenario.plan.global_batch), grouped(scenario.recipe.sequence));
  text += table_of(report.result.ranked, many, moe);
  if (report.request.objectives.size() > 1) {
    std::string names;
    for (const Objective one : report.request.objectives)
      names += (names.empty() ? "" : " and ") + objective_text(one);
    text += '\n' + emphasis.heading(fmt::format("Not beaten in {}", names)) + '\n';
    text += table_of(report.result.front, many, moe);
  }
  text += '\n' + wrapped("", proof_text(report), width);
  text += wrapped("", own_text(report), width);
  text +=
      '\n' + emphasis.heading("Space") +
      fmt::format("  {} combinations, {} legal, {} pruned by the bound, {} simulated\n",
                  grouped(static_cast<double>(space.combinations)), grouped(static_cast<double>(space.legal)),
                  grouped(static_cast<double>(space.pruned)), grouped(static_cast<double>(space.simulated)));
  if (!space.rejected.empty()) text += "  legal, but rejected\n" + reasons_text(space.rejected);
  if (!space.illegal.empty()) text += "  illegal, by the first rule broken\n" + reasons_text(space.illegal);
  text +=
      emphasis.faint("mb: micro-batches per pipeline; bound: closed form, never above the simulated step\n");
  return text;
}

std::string write_json_search(const SearchReport& report) {
  const Scenario& scenario = *report.scenario;
  const SpaceCounts& space = report.result.space;
  Json objectives = Json::array();
  for (const Objective one : report.request.objectives) objectives.push_back(std::string(to_text(one)));
  Json document = {{"format", "trainyard-search"},
                   {"version", 1},
                   {"scenario", scenario.name},
                   {"model", scenario.model.name},
                   {"cluster", scenario.machine.cluster.name},
                   {"software", scenario.software.name},
                   {"objectives", objectives},
                   {"proved", report.result.proved},
                   {"ranked", plans_json(report.result.ranked)},
                   {"front", plans_json(report.result.front)},
                   {"own", report.own ? plan_json(*report.own) : Json(nullptr)},
                   {"own_problem", report.own_problem},
                   {"space",
                    {{"combinations", space.combinations},
                     {"legal", space.legal},
                     {"pruned", space.pruned},
                     {"simulated", space.simulated},
                     {"rejected", space.rejected.empty() ? Json::object() : Json(space.rejected)},
                     {"illegal", space.illegal.empty() ? Json::object() : Json(space.illegal)}}}};
  return document.dump(2) + '\n';
}

std::string write_csv_search(const SearchReport& report) {
  std::string text =
      "list,rank,gpus,tp,pp,vp,cp,ep,etp,dp,micro_batch,zero,schedule,recompute,stages,step_s,bound_s,"
      "tokens_per_s_per_gpu,mfu_non_causal,memory_peak_bytes,memory_headroom_bytes\n";
  for (std::size_t i = 0; i < report.result.ranked.size(); ++i)
    text += csv_row("ranked", i + 1, report.result.ranked[i]);
  for (std::size_t i = 0; i < report.result.front.size(); ++i)
    text += csv_row("front", i + 1, report.result.front[i]);
  return text;
}

}  // namespace trainyard
