#include "models/estimate/resolve_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "models/pipeline/schedules/schedule.h"

namespace trainyard {
namespace {

ScheduleInput schedule_input(const Plan& plan) {
  ScheduleInput input;
  input.pipeline_ranks = plan.pp;
  input.virtual_stages = plan.vp;
  input.micro_batches = std::max(1, plan.micro_batches());
  return input;
}

bool schedule_allows(const Plan& plan) {
  const Result<const Schedule*> schedule = find_schedule(plan.schedule);
  return schedule && schedule.value()->check(schedule_input(plan)).empty();
}

/// Records `problem` at the field its pointer names ("/plan/tp"), or at the scenario itself.
void report_at_field(JsonReader& scenario, const Diagnostic& problem, const std::string& hint) {
  constexpr std::string_view inside = "/plan/";
  const std::string& told = problem.hint.empty() ? hint : problem.hint;
  if (problem.pointer == "/plan/global_batch") {  // a field of the recipe in a scenario
    scenario.object("recipe").report("global_batch", problem.message, told);
    return;
  }
  if (problem.pointer.starts_with(inside)) {
    scenario.object("plan").report(problem.pointer.substr(inside.size()), problem.message, told);
  } else if (problem.pointer.starts_with("/recipe/")) {
    scenario.object("recipe").report(problem.pointer.substr(std::string_view("/recipe/").size()),
                                     problem.message, told);
  } else {
    scenario.report(problem.pointer.empty() ? "plan" : problem.pointer.substr(1), problem.message, told);
  }
}

/// Sequences that do not divide over the ranks of `plan`, told to `report`.
template <class Report>
void find_uncut_sequences(const ScenarioDocument& document, const Report& report) {
  const Plan& plan = document.plan;
  const int shards = plan.cp * (plan.sequence_parallel ? plan.tp : 1);
  const auto told = [&](int sequence) {
    return fmt::format(
        "a sequence of {} does not divide over {} ranks (cp {}{})", sequence, shards, plan.cp,
        plan.sequence_parallel ? fmt::format(" x tp {} with sequence parallelism", plan.tp) : "");
  };
  if (document.recipe.sequence % shards != 0) report("sequence", told(document.recipe.sequence));
  for (const ContextPhase& phase : document.recipe.phases) {
    if (phase.sequence % shards != 0)
      report("phases", fmt::format("{}: {}", phase.name, told(phase.sequence)));
  }
}

/// Whether the machine has such a number of GPUs.
bool check_machine(const ScenarioDocument& document, const ClusterProfile& cluster, const NodeProfile& node,
                   const FabricProfile& fabric, JsonReader& scenario) {
  if (document.gpus > fabric.max_gpus) {
    scenario.report("gpus", fmt::format("{} GPUs, but fabric {} connects at most {}", document.gpus,
                                        fabric.name, fabric.max_gpus));
    return false;
  }
  if (document.gpus > node.gpus && document.gpus % node.gpus != 0) {
    const int below = document.gpus / node.gpus * node.gpus;
    scenario.report(
        "gpus",
        fmt::format("{} GPUs do not fill nodes of {} (cluster {})", document.gpus, node.gpus, cluster.name),
        fmt::format("nearest: {} or {}", below, below + node.gpus));
    return false;
  }
  return true;
}

void lay_out(ScenarioDocument& document, const ModelSpec& model, const GpuProfile& gpu,
             const SoftwareProfile& software, JsonReader& scenario) {
  Plan& plan = document.plan;
  const bool automatic = document.stages == "auto";
  const Result<std::vector<StageSpec>> stages = [&]() -> Result<std::vector<StageSpec>> {
    if (!automatic) return parse_stages(document.stages, model);
    return make_stages(
        model, layout_request(plan, estimate_layer_weights(model, document.recipe.sequence, gpu, software)));
  }();
  if (!stages) {
    for (const Diagnostic& one : stages.error())
      scenario.object("plan").report("stages", one.message, one.hint);
    return;
  }
  plan.stages = stages.value();
  plan.stages_assumed = automatic;
}

/// Whether any plan can run: the machine exists and computes what the software asks for.
bool check_ground(const ScenarioDocument& document, const ClusterProfile& cluster, const NodeProfile& node,
                  const FabricProfile& fabric, const GpuProfile& gpu, const SoftwareProfile& software,
                  JsonReader& scenario) {
  if (!check_machine(document, cluster, node, fabric, scenario)) return false;
  if (!gpu.peak.contains(Format::bf16)) {
    scenario.report("cluster", fmt::format("GPU {} has no bf16 rate", gpu.name));
    return false;
  }
  if (!gpu.peak.contains(software.linear_format)) {
    scenario.report("software",
                    fmt::format("{} computes in {}, which GPU {} has not", software.name,
                                to_text(software.linear_format), gpu.name),
                    "take a stack in bf16, e.g. deepseek-bf16-2024q1");
  }
  if (software.transport.sms >= gpu.sms.value) {
    scenario.report("software",
                    fmt::format("the expert transport of {} takes {} SMs, GPU {} has {}", software.name,
                                software.transport.sms, gpu.name, gpu.sms.value),
                    "leave most of them to compute");
    return false;
  }
  return true;
}

/// Why the plan cannot run, its sequences apart; empty when it can.
Diagnostics find_plan_problems(const ScenarioDocument& document, const ModelSpec& model,
                               const NodeProfile& node) {
  const Plan& plan = document.plan;
  Diagnostics problems = check_plan(plan, model, document.gpus, node.gpus);
  if (!problems.empty()) return problems;
  const Result<const Schedule*> schedule = find_schedule(plan.schedule);
  problems = schedule ? schedule.value()->check(schedule_input(plan)) : schedule.error();
  for (Diagnostic& one : problems) one.pointer = "/plan/schedule";
  return problems;
}

int data_parallelism(const ScenarioDocument& document) {
  const Plan& plan = document.plan;
  return std::max(1, document.gpus / (plan.tp * plan.pp * plan.cp));
}

}  // namespace

LayerWeights estimate_layer_weights(const ModelSpec& model, int sequence, const GpuProfile& gpu,
                                    const SoftwareProfile& software) {
  // Usual shares of the peak; they decide where layers go, never how long anything takes.
  constexpr double fp8_share = 0.50, bf16_share = 0.60, attention_share = 0.50;
  constexpr double other_kernels = 1.39;  // 28 % of a layer is neither: deepseek-ai/profile-data@4496024
  const auto peak = [&](Format format) {
    const auto found = gpu.peak.find(format);
    return found == gpu.peak.end() ? gpu.peak.at(Format::bf16).value.base() : found->second.value.base();
  };
  const double bf16 = peak(Format::bf16) * bf16_share;
  const double linear =
      peak(software.linear_format) * (scaled_format(software.linear_format) ? fp8_share : bf16_share);
  const double attention_rate = peak(Format::bf16) * attention_share;
  const ParameterCount count = count_parameters(model);
  const AttentionSpec& a = model.attention;
  // Per token and forward pass: two operations per weight; core attention over half of the sequence on
  // average.
  const double core =
      static_cast<double>(a.heads) * (a.head_dim + a.value_head_dim) * sequence / attention_rate;
  const double attention = 2.0 * count.attention_per_layer / linear + core;
  const double dense = other_kernels * (attention + 2.0 * count.dense_ffn_per_layer / linear);
  double moe = dense;
  if (model.moe) {
    const double chosen = count.shared_experts_per_layer + model.moe->top_k * count.one_expert;
    moe = other_kernels * (attention + 2.0 * chosen / linear + 2.0 * count.router_per_layer / bf16);
  }
  const double hidden = model.hidden;
  const double head = 2.0 * hidden * model.vocab / bf16;
  const double unit = model.moe ? moe : dense;
  LayerWeights weights;
  weights.dense = dense / unit;
  weights.moe = moe / unit;
  weights.head = head / unit;
  weights.mtp = (moe + 4.0 * hidden * hidden / linear + head) / unit;
  return weights;
}

LayoutRequest layout_request(const Plan& plan, const LayerWeights& weights) {
  LayoutRequest request;
  request.stages = plan.pp * plan.vp;
  const Result<const Schedule*> schedule = find_schedule(plan.schedule);
  const bool mirrored = schedule && schedule.value()->parameter_copies == 2;
  request.pairing = mirrored ? StagePairing::mirrored : StagePairing::none;
  request.weights = weights;
  return request;
}

void resolve_plan(ScenarioDocument& document, const ModelSpec& model, const ClusterProfile& cluster,
                  const NodeProfile& node, const FabricProfile& fabric, const GpuProfile& gpu,
                  const SoftwareProfile& software, JsonReader& scenario) {
  Plan& plan = document.plan;
  plan.dp = data_parallelism(document);
  find_uncut_sequences(document, [&](const char* field, std::string told) {
    scenario.object("recipe").report(field, std::move(told));
  });
  if (!check_ground(document, cluster, node, fabric, gpu, software, scenario)) return;
  const Diagnostics problems = find_plan_problems(document, model, node);
  if (problems.empty()) {
    lay_out(document, model, gpu, software, scenario);
    return;
  }
  std::string nearest;
  for (const Plan& legal : nearest_legal_plans(plan, model, document.gpus, node.gpus, 3, schedule_allows)) {
    nearest += (nearest.empty() ? "nearest legal plans: " : "; ") + changes_text(plan, legal);
  }
  for (const Diagnostic& one : problems) report_at_field(scenario, one, nearest);
  if (!nearest.empty())
    scenario.object("plan").report(
        "", fmt::format("is not legal for {} on {} GPUs", model.name, document.gpus), nearest);
}

void resolve_plan_if_legal(ScenarioDocument& document, const ModelSpec& model, const ClusterProfile& cluster,
                           const NodeProfile& node, const FabricProfile& fabric, const GpuProfile& gpu,
                           const SoftwareProfile& software, JsonReader& scenario) {
  Plan& plan = document.plan;
  plan.dp = data_parallelism(document);
  plan.stages.clear();
  if (!check_ground(document, cluster, node, fabric, gpu, software, scenario)) return;
  bool legal = find_plan_problems(document, model, node).empty();
  find_uncut_sequences(document, [&](const char*, const std::string&) { legal = false; });
  if (legal) lay_out(document, model, gpu, software, scenario);
}

}  // namespace trainyard
