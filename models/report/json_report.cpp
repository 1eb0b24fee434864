// The report as one JSON document. Field names are fixed by data/schema/report.schema.json: add, never
// rename.
#include <cassert>
#include <nlohmann/json.hpp>

#include "models/parallel/layout.h"
#include "models/report/report.h"

namespace trainyard {
namespace {

using Json = nlohmann::ordered_json;

Json scenario_json(const Scenario& scenario) {
  return {{"name", scenario.name},
          {"description", scenario.description},
          {"model", scenario.model.name},
          {"cluster", scenario.machine.cluster.name},
          {"node", scenario.machine.node.name},
          {"gpu", scenario.machine.gpu.name},
          {"gpus", scenario.machine.gpus},
          {"software", scenario.software.name}};
}

Json plan_json(const Plan& plan) {
  return {{"tp", plan.tp},
          {"sequence_parallel", plan.sequence_parallel},
          {"pp", plan.pp},
          {"vp", plan.vp},
          {"cp", plan.cp},
          {"dp", plan.dp},
          {"ep", plan.ep},
          {"micro_batch", plan.micro_batch},
          {"global_batch", plan.global_batch},
          {"zero", plan.zero},
          {"schedule", plan.schedule},
          {"recompute", std::string(to_text(plan.recompute))},
          {"stages", to_text(plan.stages)},
          {"stages_assumed", plan.stages_assumed}};
}

Json phases_json(const SchedulePhases& phases) {
  return {{"1F", phases.forward.base()},    {"1B", phases.backward.base()},
          {"1W", phases.weight.base()},     {"1F1B", phases.forward_backward.base()},
          {"bubble", phases.bubble.base()}, {"optimizer", phases.optimizer.base()}};
}

Json step_json(const Scenario& scenario, const StepEstimate& step) {
  Json parts = Json::object();
  Json details = Json::object();
  for (const Part& part : step.parts) {
    assert(!parts.contains(part.name) && "two parts of a step share a name");
    parts[part.name] = part.time.base();
    if (!part.detail.empty()) details[part.name] = part.detail;
  }
  return {{"time_s", step.time.base()},
          {"parts", parts},
          {"part_details", details},
          {"tokens", scenario.recipe.tokens_per_step()},
          {"micro_batches", step.micro_batches},
          {"tokens_per_s_per_gpu", step.tokens_per_s_per_gpu},
          {"tasks", step.tasks}};
}

Json schedule_json(const StepEstimate& step) {
  Json ranks = Json::array();
  for (const SchedulePhases& one : step.ranks) {
    Json rank = {{"rank", ranks.size()}};
    rank.update(phases_json(one));
    ranks.push_back(std::move(rank));
  }
  return {{"ranks", std::move(ranks)}, {"mean", phases_json(step.mean)}};
}

Json memory_json(const MemoryEstimate& memory) {
  Json stages = Json::array();
  for (const StageMemory& one : memory.stages) {
    Json owners = Json::array();
    for (const MemoryOwner& owner : one.activation_owners)
      owners.push_back({{"name", owner.name}, {"bytes", owner.bytes.base()}});
    stages.push_back({{"rank", one.rank},
                      {"stages", one.stages},
                      {"parameters", one.parameters},
                      {"total_bytes", one.total().base()},
                      {"weights_bytes", one.weights.base()},
                      {"gradients_bytes", one.gradients.base()},
                      {"optimizer_bytes", one.optimizer.base()},
                      {"activations_bytes", one.activations.base()},
                      {"buffers_bytes", one.buffers.base()},
                      {"framework_bytes", one.framework.base()},
                      {"in_flight", one.in_flight},
                      {"activation_owners", std::move(owners)}});
  }
  return {{"peak_bytes", memory.peak.base()},
          {"peak_rank", memory.peak_rank},
          {"capacity_bytes", memory.capacity.base()},
          {"fits", memory.fits},
          {"owner", memory.owner},
          {"suggestions", memory.suggestions},
          {"stages", std::move(stages)}};
}

Json seconds_or_null(const std::optional<Seconds>& time) {
  return time ? Json(time->base()) : Json(nullptr);
}

Json reliability_json(const GoodputEstimate& goodput) {
  Json terms = Json::array();
  for (const GoodputTerm& one : goodput.terms)
    terms.push_back({{"name", one.name}, {"share", one.share}, {"detail", one.detail}});
  Json failures = Json::array();
  for (const DomainFailures& one : goodput.failures)
    failures.push_back({{"domain", one.domain}, {"per_day", one.per_day}});
  return {{"terms", std::move(terms)},
          {"failures", std::move(failures)},
          {"mtbf_s", seconds_or_null(goodput.mtbf)},
          {"interruptions_per_day", goodput.interruptions_per_day},
          {"checkpoint_interval_s", seconds_or_null(goodput.interval)},
          {"checkpoint_interval_is_best", goodput.interval_is_best},
          {"young_interval_s", seconds_or_null(goodput.young)},
          {"daly_interval_s", seconds_or_null(goodput.daly)},
          {"lost_per_failure_s", goodput.lost_per_failure.base()},
          {"restart_per_failure_s", goodput.restart_per_failure.base()},
          {"wait_per_failure_s", goodput.wait_per_failure.base()},
          {"waiting_failures_share", goodput.waits},
          {"spare_nodes", goodput.spares}};
}

Json run_json(const RunEstimate& run) {
  Json phases = Json::array();
  for (const PhaseRun& one : run.phases) {
    phases.push_back(
        {{"name", one.name}, {"tokens", one.tokens}, {"steps", one.steps}, {"time_s", one.time.base()}});
  }
  return {{"gpus", run.gpus},
          {"tokens", run.tokens},
          {"elapsed_s", run.elapsed.base()},
          {"gpu_hours", run.gpu_hours},
          {"gpu_hours_per_trillion_tokens", run.gpu_hours_per_trillion_tokens},
          {"days", run.days},
          {"energy_kwh", run.energy.in(kilowatt_hours)},
          {"goodput", run.goodput},
          {"reliability", run.reliability ? reliability_json(*run.reliability) : Json(nullptr)},
          {"total_gpu_hours", run.total_gpu_hours},
          {"phases", std::move(phases)}};
}

Json cost_json(const Scenario& scenario, const CostEstimate& cost) {
  Json items = Json::array();
  for (const CostItem& item : cost.items)
    items.push_back({{"name", item.name}, {"usd", item.amount.base()}, {"basis", item.basis}});
  return {{"total_usd", cost.total.base()},
          {"all_phases_usd", cost.all_phases.base()},
          {"electricity_usd", cost.electricity.base()},
          {"usd_per_gpu_hour", scenario.prices.gpu.value.in(dollars_per_hour)},
          {"items", std::move(items)}};
}

Json range_json(const TotalRange& range) {
  return {{"p5", range.p5}, {"p50", range.p50}, {"p95", range.p95}};
}

Json step_interval_json(const Interval& interval) {
  if (interval.samples == 0) return nullptr;
  Json drivers = Json::array();
  for (const Interval::Driver& one : interval.drivers) {
    drivers.push_back({{"input", one.input},
                       {"weight", one.weight},
                       {"low_s", one.low},
                       {"high_s", one.high},
                       {"source", one.source}});
  }
  return {{"p5", interval.p5.base()},
          {"p50", interval.p50.base()},
          {"p95", interval.p95.base()},
          {"drivers", std::move(drivers)},
          {"samples", interval.samples}};
}

Json totals_json(const std::optional<TotalIntervals>& totals) {
  if (!totals) return nullptr;
  return {{"days", range_json(totals->days)},
          {"gpu_hours", range_json(totals->gpu_hours)},
          {"usd", range_json(totals->dollars)},
          {"goodput", range_json(totals->goodput)},
          {"failure_weight", totals->failure_weight}};
}

Json kernels_json(const std::vector<KernelUse>& kernels) {
  Json uses = Json::array();
  for (const KernelUse& use : kernels) {
    uses.push_back(
        {{"role", use.role},
         {"kind", use.kind},
         {"share", use.share},
         {"status", to_text(use.status)},
         {"held_out_median", use.held_out_median > 0.0 ? Json(use.held_out_median) : Json(nullptr)},
         {"measured_as", use.measured_as},
         {"transfer_sigma", use.transfer_sigma},
         {"outside", use.outside}});
  }
  return uses;
}

}  // namespace

std::string write_json_report(const Scenario& scenario, const Estimate& estimate,
                              const ReportOptions& /*options*/) {
  const StepEstimate& step = estimate.step;
  const Json document = {
      {"format", "trainyard-report"},
      {"version", 1},
      {"scenario", scenario_json(scenario)},
      {"plan", plan_json(scenario.plan)},
      {"step", step_json(scenario, step)},
      {"schedule", schedule_json(step)},
      {"mfu",
       {{"causal", step.mfu_causal},
        {"non_causal", step.mfu_non_causal},
        {"peak_flops_per_s", step.mfu_peak.base()},
        {"formula", step.mfu_formula}}},
      {"memory", memory_json(estimate.memory)},
      {"run", run_json(estimate.run)},
      {"cost", cost_json(scenario, estimate.cost)},
      {"interval",
       {{"step_s", step_interval_json(estimate.interval)}, {"totals", totals_json(estimate.totals)}}},
      {"kernels", kernels_json(estimate.kernels)},
      {"assumptions", estimate.assumptions}};
  return document.dump(2) + "\n";
}

}  // namespace trainyard
