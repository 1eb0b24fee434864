// Time of one goodput: a search asks once per plan, an interval some eighty times.
#include <benchmark/benchmark.h>

#include "hardware_profiles/profile_library.h"
#include "models/run/reliability.h"

namespace trainyard {
namespace {

/// Llama 3's eighteen causes on `gpus` GPUs.
GoodputInput shipped_input(int gpus) {
  Reliability reliability;
  reliability.rates = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_failures("llama-3-h100").value();
  reliability.rate_factor.value = 1.0;
  reliability.checkpoint = usual_checkpoints();
  reliability.restart = usual_restart();
  reliability.repair = usual_repair();
  JobShape job;
  job.gpus = gpus;
  job.gpus_per_node = job.nics_per_node = 8;
  job.state = terabytes(5.7);
  job.step = seconds(10);
  return goodput_input(reliability, job);
}

void goodput(benchmark::State& state) {
  GoodputInput input = shipped_input(static_cast<int>(state.range(0)));
  for (auto unused : state) {
    input.checkpoint_stall += nanoseconds(1);  // no two questions alike
    benchmark::DoNotOptimize(estimate_goodput(input));
  }
  state.SetItemsProcessed(state.iterations());
}

void spares(benchmark::State& state) {
  const GoodputInput input = shipped_input(static_cast<int>(state.range(0)));
  for (auto unused : state) benchmark::DoNotOptimize(enough_spares(input, waiting_allowed));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(goodput)->Arg(2048)->Arg(16384)->Arg(131072);
BENCHMARK(spares)->Arg(2048)->Arg(131072);

}  // namespace
}  // namespace trainyard
