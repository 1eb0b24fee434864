#include "models/purchase/plan_record.h"

#include <array>
#include <nlohmann/json.hpp>

namespace trainyard {

namespace {

using Json = nlohmann::ordered_json;

/// Calls see(name, member) for every member a record holds, so that writing and reading cannot differ.
template <class Record, class See>
void members(Record& plan, const See& see) {
  see("offer", plan.offer);
  see("workload", plan.workload);
  see("runs", plan.runs);
  see("why_not", plan.why_not);
  see("software", plan.software);
  see("gpus", plan.gpus);
  see("spare_nodes", plan.spare_nodes);
  see("tokens", plan.tokens);
  see("goodput", plan.goodput);
  see("sigma", plan.sigma);
  see("mfu", plan.mfu);
  see("interruptions_per_day", plan.interruptions_per_day);
  see("legal_plans", plan.legal_plans);
  see("simulated_plans", plan.simulated_plans);
  see("proved", plan.proved);
  see("assumptions", plan.assumptions);
  see("tp", plan.plan.tp);
  see("sequence_parallel", plan.plan.sequence_parallel);
  see("pp", plan.plan.pp);
  see("vp", plan.plan.vp);
  see("cp", plan.plan.cp);
  see("ep", plan.plan.ep);
  see("etp", plan.plan.etp);
  see("dp", plan.plan.dp);
  see("micro_batch", plan.plan.micro_batch);
  see("global_batch", plan.plan.global_batch);
  see("zero", plan.plan.zero);
  see("schedule", plan.plan.schedule);
  see("recompute_share", plan.plan.recompute_share);
}

constexpr std::array all_recompute{Recompute::none, Recompute::selective, Recompute::deepseek,
                                   Recompute::full};

}  // namespace

std::string write_plan_record(const WorkloadPlan& plan) {
  Json out;
  members(plan, [&](const char* name, const auto& value) { out[name] = value; });
  out["step"] = plan.step.base();
  out["elapsed"] = plan.elapsed.base();
  out["peak"] = plan.peak.base();
  out["capacity"] = plan.capacity.base();
  out["recompute"] = std::string(to_text(plan.plan.recompute));
  return out.dump();
}

std::optional<WorkloadPlan> read_plan_record(std::string_view text) {
  try {
    const Json in = Json::parse(text);
    WorkloadPlan plan;
    members(plan, [&](const char* name, auto& value) { in.at(name).get_to(value); });
    plan.step = Seconds::from_base(in.at("step").get<double>());
    plan.elapsed = Seconds::from_base(in.at("elapsed").get<double>());
    plan.peak = Bytes::from_base(in.at("peak").get<double>());
    plan.capacity = Bytes::from_base(in.at("capacity").get<double>());
    const std::string recompute = in.at("recompute").get<std::string>();
    for (const Recompute one : all_recompute) {
      if (recompute != to_text(one)) continue;
      plan.plan.recompute = one;
      return plan;
    }
    return std::nullopt;  // by modules: its list is not kept, the plan is searched again
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace trainyard
