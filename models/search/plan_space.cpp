#include "models/search/plan_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "models/estimate/resolve_plan.h"
#include "models/parallel/legal_choices.h"
#include "models/workload/priced_chunks.h"

namespace trainyard {

namespace {

constexpr int least_context_tokens = 1024;
constexpr int most_micro_batch = 8;

/// Ascending, each once.
void tidy(std::vector<int>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

Diagnostic space_problem(const char* knob, std::string message, std::string hint = {}) {
  return {.file = {},
          .pointer = fmt::format("/space/{}", knob),
          .line = 0,
          .column = 0,
          .message = std::move(message),
          .hint = std::move(hint)};
}

std::vector<RecomputeChoice> usual_recompute(const Scenario& scenario) {
  std::vector<RecomputeChoice> choices;
  const auto add = [&](Recompute recompute) {
    choices.push_back({.recompute = recompute, .modules = {}, .share = 1.0});
  };
  add(Recompute::none);
  if (!scenario.software.fused_attention) add(Recompute::selective);
  if (scenario.model.attention.kind == AttentionKind::latent) add(Recompute::deepseek);
  add(Recompute::full);
  // What the scenario itself does belongs to the space.
  const Plan& own = scenario.plan;
  const bool known = std::any_of(choices.begin(), choices.end(), [&](const RecomputeChoice& one) {
    return one.recompute == own.recompute && (own.recompute != Recompute::modules) &&
           (own.recompute != Recompute::full || own.recompute_share == one.share);
  });
  if (!known)
    choices.push_back(
        {.recompute = own.recompute, .modules = own.recompute_modules, .share = own.recompute_share});
  return choices;
}

/// Fills the axes the request leaves open.
void complete(SearchSpace& axes, const Scenario& scenario) {
  const ModelSpec& model = scenario.model;
  const int node = scenario.machine.node.gpus;
  if (axes.gpus.empty()) axes.gpus = {scenario.machine.gpus};
  if (axes.tp.empty()) axes.tp = divisors(node);
  if (axes.pp.empty()) {
    for (const int gpus : axes.gpus) {
      for (const int pp : divisors(gpus))
        if (pp <= most_stages(model)) axes.pp.push_back(pp);
    }
  }
  if (axes.vp.empty()) {
    axes.vp.resize(static_cast<std::size_t>(std::max(1, most_stages(model) / 2)));
    std::iota(axes.vp.begin(), axes.vp.end(), 1);
  }
  if (axes.cp.empty()) {
    for (int cp = 1; cp == 1 || scenario.recipe.sequence / cp >= least_context_tokens; cp *= 2)
      axes.cp.push_back(cp);
  }
  if (axes.ep.empty()) axes.ep = model.moe ? divisors(model.moe->routed_experts) : std::vector<int>{1};
  if (axes.etp.empty()) axes.etp = model.moe ? divisors(node) : std::vector<int>{0};
  if (axes.micro_batch.empty()) {
    for (int size = 1; size <= most_micro_batch; size *= 2) axes.micro_batch.push_back(size);
  }
  if (axes.zero.empty()) axes.zero = {0, 1, 2, 3};
  if (axes.schedules.empty()) axes.schedules = schedule_names();
  if (axes.recompute.empty()) axes.recompute = usual_recompute(scenario);
  for (auto* values : {&axes.gpus, &axes.tp, &axes.pp, &axes.vp, &axes.cp, &axes.ep, &axes.etp,
                       &axes.micro_batch, &axes.zero})
    tidy(*values);
}

Diagnostics check_axes(const SearchSpace& axes) {
  Diagnostics problems;
  const std::pair<const char*, const std::vector<int>*> positive[] = {{"gpus", &axes.gpus},
                                                                      {"tp", &axes.tp},
                                                                      {"pp", &axes.pp},
                                                                      {"vp", &axes.vp},
                                                                      {"cp", &axes.cp},
                                                                      {"ep", &axes.ep},
                                                                      {"micro_batch", &axes.micro_batch}};
  for (const auto& [name, values] : positive) {
    if (!values->empty() && values->front() < 1)
      problems.push_back(
          space_problem(name, fmt::format("{} {}: expected at least 1", name, values->front())));
    if (!values->empty() && values->back() > 60000 && std::string_view(name) != "gpus")
      problems.push_back(
          space_problem(name, fmt::format("{} {}: expected at most 60,000", name, values->back())));
  }
  if (!axes.etp.empty() && axes.etp.front() < 0)
    problems.push_back(
        space_problem("etp", fmt::format("etp {}: expected at least 1", axes.etp.front()), "0: as tp"));
  for (const int zero : axes.zero) {
    if (zero < 0 || zero > 3)
      problems.push_back(
          space_problem("zero", fmt::format("there is no ZeRO stage {}", zero), "legal: 0, 1, 2, 3"));
  }
  for (const RecomputeChoice& one : axes.recompute) {
    if (!(one.share > 0.0 && one.share <= 1.0))
      problems.push_back(space_problem(
          "recompute",
          fmt::format("a share of {} of the layers, expected above 0 and at most 1", one.share)));
  }
  if (axes.layouts < 1)
    problems.push_back(
        space_problem("layouts", fmt::format("{} layouts, expected at least 1", axes.layouts)));
  return problems;
}

/// "64 over 24 leaves 16".
std::string remainder_text(std::int64_t all, std::int64_t part) {
  return fmt::format("{} over {} leaves {}", all, part, all % part);
}

}  // namespace

Result<PlanSpace> PlanSpace::make(const Scenario& scenario, const SearchSpace& wanted) {
  PlanSpace space(scenario);
  space.axes_ = wanted;
  complete(space.axes_, scenario);
  Diagnostics problems = check_axes(space.axes_);
  for (const std::string& name : space.axes_.schedules) {
    const Result<const Schedule*> schedule = find_schedule(name);
    if (schedule) {
      space.schedules_.push_back(schedule.value());
    } else {
      for (Diagnostic one : schedule.error()) {
        one.pointer = "/space/schedules";
        problems.push_back(std::move(one));
      }
    }
  }
  if (!problems.empty()) return problems;
  if (!scenario.machine.gpu.peak.contains(Format::bf16) ||
      !scenario.machine.gpu.peak.contains(scenario.software.linear_format)) {
    return problem(fmt::format("{} computes in {}, which GPU {} has not", scenario.software.name,
                               to_text(scenario.software.linear_format), scenario.machine.gpu.name),
                   "take a stack whose format the GPU has");
  }
  space.lay_out(estimate_layer_weights(scenario.model, scenario.recipe.sequence, scenario.machine.gpu,
                                       scenario.software));
  space.make_groups();
  return space;
}

std::uint16_t PlanSpace::content_of(const StageSpec& stage) {
  const std::uint64_t key = content_key(scenario_->model, stage);
  const auto found = std::find(content_keys_.begin(), content_keys_.end(), key);
  if (found == content_keys_.end()) {
    content_keys_.push_back(key);
    contents_.push_back(stage);
    return static_cast<std::uint16_t>(contents_.size() - 1);
  }
  return static_cast<std::uint16_t>(found - content_keys_.begin());
}

void PlanSpace::lay_out(const LayerWeights& weights) {
  for (const Schedule* schedule : schedules_) {
    const bool mirrored = schedule->parameter_copies == 2;
    for (const int pp : axes_.pp) {
      for (const int vp : axes_.vp) {
        const int stages = pp * vp;
        if (stages > most_stages(scenario_->model) || layouts_of_.contains({stages, mirrored})) continue;
        if (mirrored && (vp > 1 || pp % 2 != 0)) continue;
        std::vector<std::uint32_t>& known = layouts_of_[{stages, mirrored}];
        const LayoutRequest request{.stages = stages,
                                    .pairing = mirrored ? StagePairing::mirrored : StagePairing::none,
                                    .weights = weights};
        std::vector<std::vector<StageSpec>> found;
        if (axes_.layouts == 1) {
          if (auto one = make_stages(scenario_->model, request)) found.push_back(std::move(one.value()));
        } else {
          constexpr double spread = 0.15;  // as alternative_layouts has it
          auto several =
              alternative_layouts(scenario_->model, request, spread, static_cast<std::size_t>(axes_.layouts));
          if (several) found = std::move(several.value());
        }
        for (std::vector<StageSpec>& one : found) {
          PlanLayout layout;
          for (const StageSpec& stage : one) layout.content.push_back(content_of(stage));
          layout.stages = std::move(one);
          known.push_back(static_cast<std::uint32_t>(layouts_.size()));
          layouts_.push_back(std::move(layout));
        }
      }
    }
  }
}

std::pair<std::string, std::string> PlanSpace::why_group_is_illegal(const PlanGroup& g) const {
  const ModelSpec& model = scenario_->model;
  const Machine& machine = scenario_->machine;
  const int node = machine.node.gpus;
  const int etp = g.etp == 0 ? g.tp : g.etp;
  if (g.gpus > machine.fabric.max_gpus)
    return {"more GPUs than the fabric connects",
            fmt::format("{} GPUs, the fabric connects {}", g.gpus, machine.fabric.max_gpus)};
  if (g.gpus > node && g.gpus % node != 0)
    return {"GPUs that do not fill nodes",
            fmt::format("nodes of {}: {}", node, remainder_text(g.gpus, node))};
  if (!fills_nodes(g.tp, g.gpus, node))
    return {"tp does not fill nodes evenly",
            fmt::format("tp {} on {} GPUs in nodes of {}", g.tp, g.gpus, node)};
  for (const TensorWidth& one : tensor_widths(model, etp == g.tp)) {
    if (one.width % g.tp != 0)
      return {fmt::format("tp does not divide the {}", one.name),
              fmt::format("tp {}: {}", g.tp, remainder_text(one.width, g.tp))};
  }
  if (!model.moe && (g.ep > 1 || etp != g.tp))
    return {"ep or etp without experts", fmt::format("ep {}, etp {}; {} is dense", g.ep, etp, model.name)};
  if (model.moe) {
    if (g.tp % etp != 0)
      return {"etp does not divide tp", fmt::format("etp {}: {}", etp, remainder_text(g.tp, etp))};
    if (model.moe->expert_ffn % etp != 0)
      return {"etp does not divide the columns of an expert",
              fmt::format("etp {}: {}", etp, remainder_text(model.moe->expert_ffn, etp))};
    if (model.moe->routed_experts % g.ep != 0)
      return {"ep does not divide the experts",
              fmt::format("ep {}: {}", g.ep, remainder_text(model.moe->routed_experts, g.ep))};
  }
  if (g.gpus % (g.tp * g.cp) != 0)
    return {"tp x cp does not divide the GPUs",
            fmt::format("tp {} x cp {}: {}", g.tp, g.cp, remainder_text(g.gpus, g.tp * g.cp))};
  const int shards = g.cp * (sequence_parallel(g.tp) ? g.tp : 1);
  const auto uneven = [&](std::int64_t sequence) {
    return fmt::format("cp {}, tp {}: {} tokens over {} leave {}", g.cp, g.tp, sequence, shards,
                       sequence % shards);
  };
  if (scenario_->recipe.sequence % shards != 0)
    return {"the sequence does not divide over cp and tp", uneven(scenario_->recipe.sequence)};
  for (const ContextPhase& phase : scenario_->recipe.phases) {
    if (phase.sequence % shards != 0)
      return {"the sequence of a later phase does not divide over cp and tp", uneven(phase.sequence)};
  }
  if (scenario_->plan.cp_comm == ContextExchange::all_to_all && model.attention.heads / g.tp % g.cp != 0)
    return {"cp does not divide the attention heads that all_to_all deals",
            fmt::format("cp {}: {}", g.cp, remainder_text(model.attention.heads / g.tp, g.cp))};
  return {};
}

void PlanSpace::make_groups() {
  for (const int gpus : axes_.gpus) {
    for (const int tp : axes_.tp) {
      for (const int cp : axes_.cp) {
        for (const int ep : axes_.ep) {
          for (const int wanted : axes_.etp) {
            // etp = tp and 0 are one plan; it is told once, where the axis has either.
            const bool as_tp = wanted == 0 || wanted == tp;
            const bool zero_too = axes_.etp.front() == 0;
            if (wanted == tp && zero_too) continue;
            const PlanGroup group{.gpus = gpus, .tp = tp, .cp = cp, .ep = ep, .etp = as_tp ? 0 : wanted};
            auto [why, example] = why_group_is_illegal(group);
            if (why.empty()) {
              groups_.push_back(group);
            } else {
              ++illegal_groups_[why];
              group_examples_.try_emplace(why, std::move(example));
            }
          }
        }
      }
    }
  }
}

bool PlanSpace::sequence_parallel(int tp) const {
  const Plan& own = scenario_->plan;
  const bool without = own.tp > 1 && !own.sequence_parallel && !scenario_->model.moe;
  return tp > 1 && !without;
}

void PlanSpace::count_illegal_groups(SpaceCounts& counts) const {
  const std::size_t below = axes_.micro_batch.size() * axes_.recompute.size() * axes_.pp.size() *
                            axes_.vp.size() * schedules_.size() * axes_.zero.size() *
                            static_cast<std::size_t>(axes_.layouts);
  for (const auto& [why, groups] : illegal_groups_) {
    counts.combinations += groups * below;
    counts.illegal[why] += groups * below;
    counts.examples.try_emplace(why, group_examples_.at(why));
  }
}

Plan PlanSpace::plan(const PlanCandidate& candidate) const {
  Plan plan = plan_without_stages(candidate);
  plan.stages = layouts_[candidate.layout].stages;
  return plan;
}

Plan PlanSpace::plan_without_stages(const PlanCandidate& c) const {
  const PlanGroup& g = groups_[c.group];
  const RecomputeChoice& recompute = axes_.recompute[c.recompute];
  Plan plan = base_;
  plan.tp = g.tp;
  plan.sequence_parallel = sequence_parallel(g.tp);
  plan.cp = g.cp;
  plan.ep = g.ep;
  plan.etp = g.etp;
  plan.pp = c.pp;
  plan.vp = c.vp;
  plan.dp = c.dp;
  plan.micro_batch = c.micro_batch;
  plan.zero = c.zero;
  if (plan.zero == 0) plan.shard_group = 0;
  if (plan.zero != 3) plan.reshard = true;
  plan.schedule = std::string(schedules_[c.schedule]->name);
  plan.recompute = recompute.recompute;
  plan.recompute_modules = recompute.modules;
  plan.recompute_share = recompute.share;
  plan.stages_assumed = true;
  return plan;
}

std::vector<PlanCandidate> PlanSpace::legal_plans(std::uint32_t index, SpaceCounts& counts) const {
  const PlanGroup& g = groups_[index];
  const ModelSpec& model = scenario_->model;
  const int global_batch = scenario_->plan.global_batch;
  const int etp = g.etp == 0 ? g.tp : g.etp;
  std::vector<PlanCandidate> legal;
  // Whether a schedule can run, asked once.
  std::map<std::tuple<std::size_t, int, int, int>, bool> runs;
  const auto can_run = [&](std::size_t schedule, int pp, int vp, int micro_batches) {
    const auto [at, fresh] = runs.try_emplace({schedule, pp, vp, micro_batches}, false);
    if (fresh) {
      const ScheduleInput input{.pipeline_ranks = pp, .virtual_stages = vp, .micro_batches = micro_batches};
      at->second = schedules_[schedule]->check(input).empty();
    }
    return at->second;
  };
  // Without a pipeline all schedules are one; 1F1B stands for them, or the first there is.
  const auto plain = std::find(axes_.schedules.begin(), axes_.schedules.end(), "1f1b");
  const auto lone_schedule =
      plain == axes_.schedules.end() ? 0 : static_cast<std::size_t>(plain - axes_.schedules.begin());
  const std::size_t zeros = axes_.zero.size(), schedules = schedules_.size();
  const std::size_t alternatives = static_cast<std::size_t>(axes_.layouts);
  for (const int micro_batch : axes_.micro_batch) {
    for (std::size_t rc = 0; rc < axes_.recompute.size(); ++rc) {
      const RecomputeChoice& recompute = axes_.recompute[rc];
      const bool has_modules = [&] {
        if (recompute.recompute != Recompute::modules) return true;
        if (recompute.modules.empty()) return false;
        for (const RecomputeModule module : recompute_modules()) {
          if (recompute.modules.has(module) && !has_module(model, module)) return false;
        }
        return true;
      }();
      for (const int pp : axes_.pp) {
        const std::int64_t replica = std::int64_t{g.tp} * g.cp * pp;
        const std::size_t below = axes_.vp.size() * schedules * zeros * alternatives;
        counts.combinations += below;
        // The case is worked out once for each reason: this stands in the innermost loops.
        const auto refuse = [&](const char* why, std::size_t plans, const auto& example) {
          if (plans == 0) return;
          const auto [at, fresh] = counts.illegal.try_emplace(why, 0);
          at->second += plans;
          if (fresh) counts.examples.try_emplace(why, example());
        };
        if (!has_modules) {
          refuse("recomputes a module the model has not", below,
                 [&] { return fmt::format("{} has no such module", model.name); });
          continue;
        }
        if (g.gpus % replica != 0) {
          refuse("tp x cp x pp does not divide the GPUs", below, [&] {
            return fmt::format("tp {} x cp {} x pp {}: {}", g.tp, g.cp, pp, remainder_text(g.gpus, replica));
          });
          continue;
        }
        const int dp = static_cast<int>(g.gpus / replica);
        const int room = g.tp * g.cp * dp / etp;
        if (room % g.ep != 0) {
          refuse("ep does not divide the ranks of a stage", below,
                 [&] { return fmt::format("ep {}, pp {}: {}", g.ep, pp, remainder_text(room, g.ep)); });
          continue;
        }
        if (global_batch % (std::int64_t{dp} * micro_batch) != 0) {
          refuse("the global batch does not divide over dp and micro-batch", below, [&] {
            return fmt::format("dp {} x micro-batch {}: {}", dp, micro_batch,
                               remainder_text(global_batch, std::int64_t{dp} * micro_batch));
          });
          continue;
        }
        const int micro_batches = global_batch / (dp * micro_batch);
        for (const int vp : axes_.vp) {
          if (pp == 1 && vp > 1) {
            refuse("vp without a pipeline", schedules * zeros * alternatives,
                   [&] { return fmt::format("vp {}, pp 1", vp); });
            continue;
          }
          if (std::int64_t{pp} * vp > most_stages(model)) {
            refuse("more stages than layers", schedules * zeros * alternatives, [&] {
              return fmt::format("pp {} x vp {} = {} stages, {} at most", pp, vp, pp * vp,
                                 most_stages(model));
            });
            continue;
          }
          for (std::size_t s = 0; s < schedules; ++s) {
            if (pp == 1 && s != lone_schedule) {
              refuse("a pipeline schedule without a pipeline", zeros * alternatives,
                     [&] { return fmt::format("{}, pp 1", schedules_[s]->name); });
              continue;
            }
            if (!can_run(s, pp, vp, micro_batches)) {
              refuse("the schedule cannot run these stages and micro-batches", zeros * alternatives, [&] {
                const ScheduleInput asked{
                    .pipeline_ranks = pp, .virtual_stages = vp, .micro_batches = micro_batches};
                const Diagnostics why = schedules_[s]->check(asked);
                return fmt::format("{}: {}", schedules_[s]->name, why.empty() ? "" : why.front().message);
              });
              continue;
            }
            const auto found = layouts_of_.find({pp * vp, schedules_[s]->parameter_copies == 2});
            const std::size_t layouts = found == layouts_of_.end() ? 0 : found->second.size();
            refuse("no such layout of the layers", (alternatives - layouts) * zeros, [&] {
              return fmt::format("pp {} x vp {}: {} layout{} of {} asked for", pp, vp, layouts,
                                 layouts == 1 ? "" : "s", alternatives);
            });
            for (std::size_t l = 0; l < layouts; ++l) {
              for (const int zero : axes_.zero) {
                if (zero > 0 && dp * g.cp == 1 && axes_.zero.front() == 0) {
                  refuse("ZeRO without replicas", 1,
                         [&] { return fmt::format("ZeRO-{}, dp {}, cp {}", zero, dp, g.cp); });
                  continue;
                }
                const int group = zero == 0 ? 0 : scenario_->plan.shard_group;
                if (group > 0 && dp * g.cp % group != 0) {
                  refuse("shard groups do not divide dp x cp", 1, [&] {
                    return fmt::format("groups of {}: {}", group,
                                       remainder_text(std::int64_t{dp} * g.cp, group));
                  });
                  continue;
                }
                legal.push_back({.group = index,
                                 .layout = found->second[l],
                                 .pp = pp,
                                 .dp = dp,
                                 .micro_batches = micro_batches,
                                 .vp = static_cast<std::uint16_t>(vp),
                                 .micro_batch = static_cast<std::uint16_t>(micro_batch),
                                 .recompute = static_cast<std::uint8_t>(rc),
                                 .schedule = static_cast<std::uint8_t>(s),
                                 .zero = static_cast<std::uint8_t>(zero)});
              }
            }
          }
        }
      }
    }
  }
  counts.legal += legal.size();
  return legal;
}

}  // namespace trainyard
