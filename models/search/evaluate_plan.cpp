#include "models/search/evaluate_plan.h"

#include "models/memory/estimate_memory.h"
#include "models/memory/weight_share.h"

namespace trainyard {

namespace {

/// Tasks of all structures a thread keeps, about 50 bytes each.
constexpr std::size_t most_tasks = 4'000'000;

std::size_t task_count(const StepCache& cache) {
  std::size_t tasks = cache.simulators.task_count();
  for (const auto& [key, graph] : cache.pipelines) tasks += graph->graph().task_count();
  return tasks;
}

}  // namespace

PlanEvaluator::PlanEvaluator(const PlanSpace& space, const KernelModel& kernels, std::uint64_t seed)
    : space_(space), kernels_(kernels), seed_(seed), cache_(std::make_shared<StepCache>()) {
  const Scenario& scenario = space.scenario();
  input_.model = scenario.model;
  input_.machine = scenario.machine;
  input_.software = scenario.software;
  input_.spread = scenario.spread;
  input_.sequence = scenario.recipe.sequence;
}

Result<PlanOutcome> PlanEvaluator::evaluate(const PlanCandidate& candidate,
                                            std::shared_ptr<PricedChunks> priced, Bytes least_headroom,
                                            const std::function<bool(Bytes)>& wanted) {
  if (task_count(*cache_) > most_tasks) {
    cache_->simulators.clear();
    cache_->pipelines.clear();
  }
  input_.machine.gpus = space_.groups()[candidate.group].gpus;
  input_.plan = space_.plan(candidate);
  input_.kept_for_weights = 1.0;
  if (space_.schedules()[candidate.schedule]->uses_stage_times) {
    TRAINYARD_TRY(share, weight_share(input_));
    input_.kept_for_weights = share;
    // Their order depends on times: no two plans share one.
    cache_->pipelines.clear();
  }
  TRAINYARD_TRY(model, StepModel::make(input_, kernels_, {}, seed_, cache_, std::move(priced)));
  TRAINYARD_TRY(graph, model.pipeline(candidate.micro_batches));
  TRAINYARD_TRY(memory, estimate_footprint(input_, graph->program(), model.costs().exchanges));
  PlanOutcome out;
  out.peak = memory.peak;
  out.headroom = memory.capacity - memory.peak;
  out.fits = out.headroom >= least_headroom;
  if (!out.fits || !wanted(out.peak)) return out;
  TRAINYARD_TRY(step, model.step(candidate.micro_batches));
  out.step = step.time;
  out.simulated = true;
  return out;
}

}  // namespace trainyard
