// Plans bounded and plans simulated per second, and the whole search of DeepSeek-V3 on 2,048 H800. Calculon
// tries 244 configurations a second on one core.
#include <benchmark/benchmark.h>

#include "models/estimate/scenario_reader.h"
#include "models/search/evaluate_plan.h"
#include "models/search/group_bounds.h"

namespace trainyard {
namespace {

Scenario loaded() {
  return load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), "deepseek-v3-h800").value();
}

/// Every legal plan of the full space, one thread.
void bound_plans(benchmark::State& state) {
  const Scenario scenario = loaded();
  const PlanSpace space = PlanSpace::make(scenario, {}).value();
  const KernelModel kernels = KernelModel::make(scenario.machine.gpu, scenario.software).value();
  std::size_t plans = 0;
  for (auto _ : state) {
    SpaceCounts counts;
    for (std::uint32_t g = 0; g < space.groups().size(); ++g) {
      GroupBounds bounds(space, g, kernels, 1);
      for (const PlanCandidate& one : space.legal_plans(g, counts))
        benchmark::DoNotOptimize(bounds.bound(one).value().step);
    }
    plans += counts.legal;
  }
  state.counters["plans/s"] = benchmark::Counter(static_cast<double>(plans), benchmark::Counter::kIsRate);
  state.counters["plans"] = static_cast<double>(plans) / static_cast<double>(state.iterations());
}
BENCHMARK(bound_plans)->Unit(benchmark::kMillisecond)->Iterations(1);

/// Every 5,000th legal plan simulated, one thread; nothing shared but what the search shares.
void simulate_plans(benchmark::State& state) {
  const Scenario scenario = loaded();
  const PlanSpace space = PlanSpace::make(scenario, {}).value();
  const KernelModel kernels = KernelModel::make(scenario.machine.gpu, scenario.software).value();
  std::size_t plans = 0;
  for (auto _ : state) {
    SpaceCounts counts;
    PlanEvaluator evaluator(space, kernels, 1);
    std::size_t seen = 0;
    for (std::uint32_t g = 0; g < space.groups().size(); ++g) {
      for (const PlanCandidate& one : space.legal_plans(g, counts)) {
        constexpr std::size_t every = 5000;
        if (++seen % every != 0) continue;
        const auto outcome = evaluator.evaluate(one, {}, Bytes::from_base(-1e18), [](Bytes) { return true; });
        benchmark::DoNotOptimize(outcome.value().step);
        ++plans;
      }
    }
  }
  state.counters["plans/s"] = benchmark::Counter(static_cast<double>(plans), benchmark::Counter::kIsRate);
}
BENCHMARK(simulate_plans)->Unit(benchmark::kMillisecond)->Iterations(1);

void search(benchmark::State& state) {
  const Scenario scenario = loaded();
  for (auto _ : state) {
    SearchRequest request;
    request.threads = static_cast<int>(state.range(0));
    benchmark::DoNotOptimize(search_plans(scenario, request).value().ranked.size());
  }
}
BENCHMARK(search)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace trainyard
