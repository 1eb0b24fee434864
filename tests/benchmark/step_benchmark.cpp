// The published DeepSeek-V3 run from scenario to report, folded and with every rank. Next to seconds stand
// nanoseconds per simulated task and their multiple of a bare loop over as many tasks and edges, which says
// more on an unknown machine.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "models/estimate/scenario_reader.h"
#include "models/estimate/step_input_of.h"
#include "models/report/report.h"
#include "models/workload/expanded_step.h"

namespace trainyard {
namespace {

constexpr const char* scenario_name = "deepseek-v3-h800";

/// Processor time of this process, in nanoseconds: other programs on the machine disturb it least.
double processor_nanoseconds() {
  return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC);
}

Scenario loaded() {
  return load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), scenario_name).value();
}

/// A pass in order over `tasks` tasks with `edges` edges to tasks among the 8,192 before them: start when the
/// last predecessor has finished. The arrays and the arithmetic of a replay, and nothing else.
double bare_nanoseconds_per_task(std::size_t tasks, std::size_t edges) {
  std::vector<std::uint32_t> offsets{0}, predecessors;
  offsets.reserve(tasks + 1);
  predecessors.reserve(edges + tasks);
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < tasks; ++i) {
    const std::size_t until = i == 0 ? 0 : (i + 1) * edges / tasks;
    while (predecessors.size() < until) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      predecessors.push_back(
          static_cast<std::uint32_t>(i - 1 - (state >> 33) % std::min<std::size_t>(i, 8192)));
    }
    offsets.push_back(static_cast<std::uint32_t>(predecessors.size()));
  }
  std::vector<std::int64_t> durations(tasks, 1000), finish(tasks);
  std::array<double, 5> times{};
  for (double& time : times) {
    const double begin = processor_nanoseconds();
    const int passes = static_cast<int>(std::max<std::size_t>(1, 4'000'000 / tasks));
    for (int pass = 0; pass < passes; ++pass) {
      for (std::size_t i = 0; i < tasks; ++i) {
        std::int64_t start = 0;
        for (std::uint32_t e = offsets[i]; e < offsets[i + 1]; ++e)
          start = std::max(start, finish[predecessors[e]]);
        finish[i] = start + durations[i];
      }
      benchmark::DoNotOptimize(finish.data());
      benchmark::ClobberMemory();
    }
    time = (processor_nanoseconds() - begin) / passes;
  }
  std::sort(times.begin(), times.end());
  return times[2] / static_cast<double>(tasks);
}

void count(benchmark::State& state, double spent_ns, std::size_t tasks, std::size_t edges) {
  const double ns = spent_ns / static_cast<double>(state.iterations()) / static_cast<double>(tasks);
  state.counters["tasks"] = static_cast<double>(tasks);
  state.counters["ns_per_task"] = ns;
  state.counters["ratio_to_bare"] = ns / bare_nanoseconds_per_task(tasks, edges);
}

/// Reads the file, estimates, writes the JSON report. Argument: with the interval or not.
void v3_scenario_to_report(benchmark::State& state) {
  const EstimateOptions options{.interval = state.range(0) != 0};
  std::size_t tasks = 0;
  const double begin = processor_nanoseconds();
  for (auto _ : state) {
    const Scenario scenario = loaded();
    const Estimate answer = estimate(scenario, options).value();
    tasks = answer.step.tasks;
    benchmark::DoNotOptimize(write_json_report(scenario, answer).data());
  }
  count(state, processor_nanoseconds() - begin, tasks, 2 * tasks);
}
BENCHMARK(v3_scenario_to_report)->ArgName("interval")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void v3_load_scenario(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(loaded().plan.stages.data());
}
BENCHMARK(v3_load_scenario)->Unit(benchmark::kMillisecond);

/// A step from nothing: kernels priced, graphs built and replayed.
void v3_step(benchmark::State& state) {
  const StepInput input = step_input_of(loaded());
  std::size_t tasks = 0;
  const double begin = processor_nanoseconds();
  for (auto _ : state) {
    StepModel model = StepModel::make(input).value();
    tasks = model.step(input.plan.micro_batches()).value().tasks;
  }
  count(state, processor_nanoseconds() - begin, tasks, 2 * tasks);
}
BENCHMARK(v3_step)->Unit(benchmark::kMillisecond);

/// The same with the graphs of an earlier step: a variation of times only.
void v3_step_retimed(benchmark::State& state) {
  const StepInput input = step_input_of(loaded());
  const auto cache = std::make_shared<StepCache>();
  const KernelModel kernels = KernelModel::make(input.machine.gpu, input.software).value();
  const auto step = [&](double factor) {
    StepModel model = StepModel::make(input, kernels.scaled("gemm", factor), {}, 1, cache).value();
    return model.step(input.plan.micro_batches()).value().tasks;
  };
  std::size_t tasks = step(1.0);
  double factor = 1.0;
  const double begin = processor_nanoseconds();
  for (auto _ : state) tasks = step(factor *= 1.0001);
  count(state, processor_nanoseconds() - begin, tasks, 2 * tasks);
}
BENCHMARK(v3_step_retimed)->Unit(benchmark::kMillisecond);

/// One more batch size of a model that is already priced.
void v3_step_of_another_batch(benchmark::State& state) {
  const StepInput input = step_input_of(loaded());
  StepModel model = StepModel::make(input).value();
  benchmark::DoNotOptimize(model.step(input.plan.micro_batches()).value().time);
  for (auto _ : state) benchmark::DoNotOptimize(model.step(input.plan.micro_batches() / 2).value().time);
}
BENCHMARK(v3_step_of_another_batch)->Unit(benchmark::kMillisecond);

/// All 2,048 ranks: built and replayed in order of time.
void v3_expanded(benchmark::State& state) {
  const StepInput input = step_input_of(loaded());
  StepModel model = StepModel::make(input).value();
  ExpandedStep step;
  const double begin = processor_nanoseconds();
  for (auto _ : state) step = expand_step(model, input.plan.micro_batches(), 1).value();
  const double spent = processor_nanoseconds() - begin;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_GiB"] = static_cast<double>(usage.ru_maxrss) / (1 << 20);
  state.counters["ranks"] = static_cast<double>(step.ranks);
  state.counters["tasks_per_s"] = static_cast<double>(step.tasks) / (spent / 1e9);
  count(state, spent, step.tasks, step.edges);
}
BENCHMARK(v3_expanded)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace trainyard
