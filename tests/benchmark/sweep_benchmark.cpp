// Points per second of a sweep with the plan kept, on one core: each is a scenario read, priced and
// simulated.
#include <benchmark/benchmark.h>

#include "models/sweep/sweep.h"

namespace trainyard {
namespace {

void sweep_points(benchmark::State& state, const char* scenario) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  SweepRequest request;
  request.knobs = {parse_vary("nic=50..400+10").value()};
  request.refine = false;
  request.threads = 1;
  std::size_t points = 0;
  for (auto _ : state) points += sweep({library, scenario}, request).value().points.size();
  state.counters["points/s"] = benchmark::Counter(static_cast<double>(points), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(sweep_points, deepseek_v3, "deepseek-v3-h800")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(sweep_points, llama_70b, "llama-3-70b-h100")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace trainyard
