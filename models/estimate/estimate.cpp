#include "models/estimate/estimate.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/estimate/kernel_inputs.h"
#include "models/estimate/step_input_of.h"
#include "models/estimate/total_intervals.h"
#include "models/estimate/uncertainty.h"
#include "models/memory/estimate_memory.h"
#include "models/workload/expanded_step.h"
#include "models/workload/step_model.h"

namespace trainyard {

namespace {

SchedulePhases phases_of(const RankStep& rank) {
  return {.forward = rank.forward,
          .backward = rank.backward,
          .weight = rank.weight,
          .forward_backward = rank.pair,
          .bubble = rank.bubble + rank.sending,
          .optimizer = rank.synchronisation + rank.overhead};
}

SchedulePhases mean_of_ranks(const std::vector<SchedulePhases>& ranks) {
  SchedulePhases mean;
  const double n = static_cast<double>(ranks.size());
  for (const SchedulePhases& r : ranks) {
    mean.forward += r.forward / n;
    mean.backward += r.backward / n;
    mean.weight += r.weight / n;
    mean.forward_backward += r.forward_backward / n;
    mean.bubble += r.bubble / n;
    mean.optimizer += r.optimizer / n;
  }
  return mean;
}

/// The step of the mean rank by cause. Parts that are zero everywhere are left out.
std::vector<Part> parts_of(const StepResult& step) {
  const double n = static_cast<double>(step.ranks.size());
  std::vector<Part> parts;
  const auto add = [&](std::string name, auto time_of, std::string detail) {
    Seconds sum{};
    for (const RankStep& rank : step.ranks) sum += time_of(rank);
    if (sum != Seconds{}) parts.push_back({std::move(name), sum / n, std::move(detail)});
  };
  for (std::size_t c = 0; c < op_class_count; ++c) {
    add(
        std::string(to_text(static_cast<OpClass>(c))), [c](const RankStep& r) { return r.by_class[c]; },
        "compute stream, launch gaps included");
  }
  for (int k = 0; k < exchange_kind_count; ++k) {
    std::string name = fmt::format("exposed_{}", to_text(static_cast<ExchangeKind>(k)));
    std::replace(name.begin(), name.end(), ' ', '_');
    add(
        std::move(name), [k](const RankStep& r) { return r.exposed.transfer[static_cast<std::size_t>(k)]; },
        "expert-parallel transfer nothing hides");
  }
  add(
      "exposed_expert_barrier", [](const RankStep& r) { return r.exposed.barrier; },
      "handshakes and waiting for slower ranks of the expert-parallel group");
  add(
      "exposed_gradient_cast", [](const RankStep& r) { return r.exposed.gradient_cast; },
      "cast of gradients before they are dispatched");
  add(
      "exposed_tensor_parallel", [](const RankStep& r) { return r.exposed.tensor; },
      "tensor-parallel collectives");
  add(
      "exposed_context_parallel", [](const RankStep& r) { return r.exposed.context; },
      "keys and values of other context-parallel ranks, as far as attention does not hide them");
  add(
      "exposed_sharded_parameters", [](const RankStep& r) { return r.exposed.shard; },
      "gathers of sharded parameters and scatters of their gradients that compute does not hide");
  add(
      "host", [](const RankStep& r) { return r.exposed.host; }, "the GPU waits for kernels to be launched");
  add(
      "exposed_pipeline_transfer", [](const RankStep& r) { return r.sending; },
      "blocking transfers between stages");
  add(
      "uneven_ranks", [](const RankStep& r) { return r.skew; },
      "compute of uneven loads and speeds beyond the mean");
  add(
      "bubble", [](const RankStep& r) { return r.bubble; },
      "waiting for other pipeline ranks, and for the slowest rank's gradient traffic");
  add(
      "optimizer", [](const RankStep& r) { return r.synchronisation; },
      "gradient and parameter traffic not hidden, clipping, AdamW, casts");
  add(
      "step_overhead", [](const RankStep& r) { return r.overhead; },
      "once a step on the host, and what stragglers of many nodes add");
  return parts;
}

Result<StepEstimate> describe_step(const Scenario& scenario, const StepResult& step) {
  StepEstimate out;
  out.time = step.time;
  out.parts = parts_of(step);
  for (const RankStep& rank : step.ranks) out.ranks.push_back(phases_of(rank));
  out.mean = mean_of_ranks(out.ranks);
  out.micro_batches = step.micro_batches;
  out.tasks = step.tasks;
  const double gpus = scenario.plan.gpus();
  out.tokens_per_s_per_gpu = scenario.recipe.tokens_per_step() / step.time.base() / gpus;
  const auto peak = scenario.machine.gpu.peak.find(Format::bf16);
  if (peak == scenario.machine.gpu.peak.end()) {
    return problem(fmt::format("gpu \"{}\" has no bf16 peak to refer the MFU to", scenario.machine.gpu.name));
  }
  out.mfu_peak = peak->second.value;
  const auto mfu = [&](bool causal) {
    return training_flops_per_token(scenario.model, scenario.recipe.sequence, causal) *
           out.tokens_per_s_per_gpu / out.mfu_peak.base();
  };
  out.mfu_causal = mfu(true);
  out.mfu_non_causal = mfu(false);
  out.mfu_formula =
      "6 x active matmul parameters (embedding table and MTP left out) + attention per token (causal: lower "
      "triangle), over the "
      "dense bf16 peak, no recompute counted (Insights into DeepSeek-V3, arXiv 2505.09343)";
  return out;
}

/// Step times of the recipe's batch sizes and sequence lengths; models are kept by sequence length.
class StepTimes {
 public:
  StepTimes(const Scenario& scenario, StepModel main) : scenario_(scenario) {
    models_.emplace(scenario.recipe.sequence, std::move(main));
  }

  Result<Seconds> operator()(int sequence, int sequences) {
    auto found = models_.find(sequence);
    if (found == models_.end()) {
      StepInput input = step_input_of(scenario_);
      input.sequence = sequence;
      StepSwitches switches;
      switches.draws = 2;  // a short phase: a rougher mean of the loads will do
      TRAINYARD_TRY(model, StepModel::make(input, switches));
      found = models_.emplace(sequence, std::move(model)).first;
    }
    const Plan& plan = scenario_.plan;
    const double wanted = static_cast<double>(sequences) / (plan.dp * plan.micro_batch);
    const int whole = std::max(1, static_cast<int>(wanted));
    TRAINYARD_TRY(step, found->second.step(whole));
    if (sequence == scenario_.recipe.sequence || step.micro_batches <= whole)
      return step.time * std::max(1.0, wanted / whole);
    // Long sequences leave fewer micro-batches than fill the pipeline. A team would cut the sequences over
    // ranks (context parallelism) to fill it, so the phase is taken at the rate of the smallest step the
    // schedule can run.
    scaled_ = true;
    return step.time * (wanted / step.micro_batches);
  }

  /// Some phase was taken at the rate of a larger step.
  [[nodiscard]] bool scaled() const { return scaled_; }

 private:
  const Scenario& scenario_;
  std::map<int, StepModel> models_;
  bool scaled_ = false;
};

/// The recipe with its goodput, and what that is made of where failures are told.
struct LostTime {
  Recipe recipe{};
  std::optional<GoodputEstimate> made_of{};
  GoodputUncertainty uncertainty{};
};

Result<LostTime> goodput_of(const Scenario& scenario, Seconds step) {
  LostTime lost{.recipe = scenario.recipe, .made_of = {}, .uncertainty = {}};
  lost.uncertainty.given_sigma = scenario.recipe.goodput.relative_sigma;
  if (!scenario.reliability) return lost;
  GoodputInput input = goodput_input_of(scenario, step);
  TRAINYARD_TRY(goodput, estimate_goodput(input));
  lost.recipe.goodput = {
      goodput.goodput,
      fmt::format("computed from failures as {} counts them", scenario.reliability->rates.name),
      Evidence::predicted, 0.0};
  if (goodput.interval) input.interval = goodput.interval;  // planned before the rates are known
  lost.made_of = goodput;
  lost.uncertainty = {.input = std::move(input),
                      .spares_follow = !scenario.reliability->spares,
                      .rate_sigma = rate_sigma(*scenario.reliability),
                      .given_sigma = 0};
  return lost;
}

}  // namespace

Result<Estimate> estimate(const Scenario& scenario, const EstimateOptions& options) {
  Diagnostics illegal =
      check_plan(scenario.plan, scenario.model, scenario.machine.gpus, scenario.machine.node.gpus);
  if (!illegal.empty()) return illegal;
  const StepInput input = step_input_of(scenario);
  TRAINYARD_TRY(model, StepModel::make(input, StepSwitches{}, options.seed));
  const int micro_batches = scenario.plan.micro_batches();
  TRAINYARD_TRY(step, model.step(micro_batches));
  if (options.expand) {
    TRAINYARD_TRY(expanded, expand_step(model, step.micro_batches, options.seed));
    // The expanded pipeline replaces the folded one; what follows the pipeline stays as it is.
    const Seconds difference = expanded.pipeline - step.pipeline;
    for (RankStep& rank : step.ranks) rank.bubble += difference;
    step.time += difference;
    step.pipeline = expanded.pipeline;
    step.tasks = expanded.tasks;
  }
  Estimate out;
  TRAINYARD_TRY(described, describe_step(scenario, step));
  out.step = described;
  TRAINYARD_TRY(program, model.program(step.micro_batches));
  TRAINYARD_TRY(memory, estimate_memory(input, program, model.costs().exchanges));
  out.memory = memory;
  out.assumptions = scenario.assumptions;
  TRAINYARD_TRY(spreads, scenario_kernels(scenario));
  for (const KernelSpread& spread : spreads)
    out.kernels.insert(out.kernels.end(), spread.uses.begin(), spread.uses.end());
  std::stable_sort(out.kernels.begin(), out.kernels.end(),
                   [](const KernelUse& a, const KernelUse& b) { return a.share > b.share; });
  if (step.micro_batches != micro_batches) {
    out.assumptions.push_back(fmt::format("{} micro-batches per pipeline cannot run with {}; {} were taken.",
                                          micro_batches, scenario.plan.schedule, step.micro_batches));
  }
  StepTimes times(scenario, std::move(model));
  const Seconds main_step = step.time;
  const Watts power = scenario.machine.node.power.value / static_cast<double>(scenario.machine.node.gpus);
  TRAINYARD_TRY(lost, goodput_of(scenario, main_step));
  TRAINYARD_TRY(
      run,
      estimate_run(lost.recipe, scenario.plan.gpus(), scenario.plan.dp * scenario.plan.micro_batch, power,
                   scenario.machine.cluster.pue.value, [&](int sequence, int sequences) -> Result<Seconds> {
                     if (sequence == scenario.recipe.sequence && sequences == scenario.plan.global_batch) {
                       return main_step;
                     }
                     return times(sequence, sequences);
                   }));
  out.run = run;
  out.run.reliability = std::move(lost.made_of);
  if (times.scaled()) {
    out.assumptions.push_back(
        "Context-extension phases have fewer micro-batches than fill the pipeline; they are taken at the "
        "rate of the smallest step "
        "the schedule can run, as if their sequences were cut over ranks.");
  }
  out.cost = estimate_cost(out.run, scenario.prices.gpu, scenario.prices.electricity);
  if (options.interval) {
    TRAINYARD_TRY(interval, estimate_interval(scenario, step.time, options.seed));
    out.interval = interval;
    if (interval.p50 > 1.02 * step.time) {
      out.assumptions.push_back(
          "The estimate takes the likeliest value of each unknown, which for choices (layout, merging of "
          "copies, recompute) is the "
          "one a tuned job would make; most others cost time, so the interval reaches further up than down.");
    }
    out.totals = estimate_totals(out, lost.uncertainty, options.seed);
  } else {
    out.interval.p5 = out.interval.p50 = out.interval.p95 = step.time;
  }
  return out;
}

}  // namespace trainyard
