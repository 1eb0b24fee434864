#include "models/memory/fitting_plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/memory/estimate_memory.h"
#include "models/parallel/layout.h"
#include "models/workload/gradient_sync.h"
#include "sim/base/quantity_text.h"

namespace trainyard {

namespace {

constexpr std::size_t most_suggestions = 5;

/// For laying layers out anew: parameters a token passes through, relative to one layer.
LayerWeights layer_weights(const ModelSpec& model) {
  const double head = static_cast<double>(model.vocab) * model.hidden;
  const double layer = (count_parameters(model).active_matmul - head) / std::max(1, model.layers);
  LayerWeights weights;
  weights.head = head / std::max(1.0, layer);
  weights.mtp = 1.0 + weights.head;
  return weights;
}

bool legal(const Plan& plan, const StepInput& input) {
  return check_plan(plan, input.model, input.machine.gpus, input.machine.node.gpus).empty();
}

/// The plan with its pipeline cut into `pp`; nothing when it cannot be.
std::optional<Plan> with_pipeline(const StepInput& input, int pp) {
  Plan plan = input.plan;
  const int replica = plan.tp * plan.cp * pp;
  if (input.machine.gpus % replica != 0) return {};
  plan.pp = pp;
  plan.dp = input.machine.gpus / replica;
  plan.stages.clear();
  plan.stages_assumed = true;
  if (!legal(plan, input)) return {};
  auto stages = make_stages(
      input.model, {.stages = pp * plan.vp,
                    .pairing = parameter_copies(plan) == 2 ? StagePairing::mirrored : StagePairing::none,
                    .weights = layer_weights(input.model)});
  if (!stages) return {};
  plan.stages = std::move(stages.value());
  return plan;
}

std::vector<Plan> with_more_recompute(const Plan& plan) {
  std::vector<Recompute> stronger;
  if (plan.recompute == Recompute::none || plan.recompute == Recompute::selective)
    stronger = {Recompute::deepseek, Recompute::full};
  if (plan.recompute == Recompute::deepseek || plan.recompute == Recompute::modules)
    stronger = {Recompute::full};
  std::vector<Plan> plans;
  if (plan.recompute == Recompute::full && plan.recompute_share < 1.0) {
    plans.push_back(plan);
    plans.back().recompute_share = 1.0;
  }
  for (const Recompute recompute : stronger) {
    plans.push_back(plan);
    plans.back().recompute = recompute;
  }
  return plans;
}

/// Everything but recompute, one change each.
std::vector<Plan> with_one_change(const StepInput& input) {
  const Plan& plan = input.plan;
  std::vector<Plan> plans;
  const auto add = [&](const Plan& changed) {
    if (legal(changed, input)) plans.push_back(changed);
  };
  if (plan.micro_batch % 2 == 0) {
    Plan changed = plan;
    changed.micro_batch /= 2;
    add(changed);
  }
  if (plan.zero == 0) {
    Plan changed = plan;
    changed.zero = 1;
    add(changed);
  }
  for (const int factor : {2, 4}) {
    if (!input.model.moe) break;
    Plan changed = plan;
    changed.ep *= factor;
    add(changed);
  }
  for (const int factor : {2, 4}) {
    if (const auto changed = with_pipeline(input, plan.pp * factor)) plans.push_back(*changed);
  }
  for (const std::string& name : schedule_names()) {
    Plan changed = plan;
    changed.schedule = name;
    if (name != plan.schedule) add(changed);
  }
  return plans;
}

/// A program with enough micro-batches to reach the schedule's peak; nothing when it cannot run this plan.
std::optional<ScheduleProgram> short_program(const Plan& plan) {
  auto schedule = find_schedule(plan.schedule);
  if (!schedule) return {};
  ScheduleInput input;
  input.pipeline_ranks = plan.pp;
  input.virtual_stages = plan.vp;
  const int wanted = std::max(1, std::min(plan.micro_batches(), 4 * plan.pp * plan.vp));
  for (int count = wanted; count <= wanted + 4 * plan.pp; ++count) {
    input.micro_batches = count;
    if (schedule.value()->check(input).empty()) return schedule.value()->make(input);
  }
  return {};
}

std::optional<Bytes> peak_of(const StepInput& input) {
  const auto program = short_program(input.plan);
  const auto exchanges = estimate_exchanges(input);
  if (!program || !exchanges) return {};
  const auto memory = estimate_footprint(input, *program, exchanges.value());
  if (!memory) return {};
  return memory.value().peak;
}

/// Tries plans, keeps what fits and remembers the lightest.
class Search {
 public:
  Search(const StepInput& input, Bytes peak, Bytes capacity)
      : input_(input), capacity_(capacity), lightest_(peak) {}

  void attempt(const Plan& plan) {
    if (found_.size() >= most_suggestions) return;
    StepInput changed = input_;
    changed.plan = plan;
    const std::optional<Bytes> peak = peak_of(changed);
    if (!peak) return;
    const std::string what = changes_text(input_.plan, plan);
    if (*peak <= capacity_) found_.push_back(fmt::format("{}: peak {}", what, to_text(*peak)));
    if (*peak < lightest_) {
      lightest_ = *peak;
      lightest_change_ = what;
    }
  }

  [[nodiscard]] bool found_any() const { return !found_.empty(); }

  [[nodiscard]] std::vector<std::string> sentences() const {
    if (found_any()) return found_;
    if (lightest_change_.empty()) return {"none of the plans tried needs less memory"};
    return {fmt::format("none of the plans tried fits; the lightest is {}: peak {}", lightest_change_,
                        to_text(lightest_))};
  }

 private:
  const StepInput& input_;
  Bytes capacity_, lightest_;
  std::string lightest_change_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> fitting_plans(const StepInput& input, Bytes peak, Bytes capacity) {
  Search search(input, peak, capacity);
  const std::vector<Plan> recomputed = with_more_recompute(input.plan), others = with_one_change(input);
  for (const Plan& plan : recomputed) search.attempt(plan);
  for (const Plan& plan : others) search.attempt(plan);
  if (search.found_any()) return search.sentences();
  for (const Plan& plan : recomputed) {
    for (Plan both : others) {
      both.recompute = plan.recompute;
      both.recompute_share = plan.recompute_share;
      search.attempt(both);
    }
  }
  return search.sentences();
}

}  // namespace trainyard
