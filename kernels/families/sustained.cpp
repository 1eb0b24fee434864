// A kernel launched back to back for seconds, beside its burst time.
#include "kernels/families/family.h"

namespace trainyard::kernels {

Record measure_sustained(const Point& point, Bench& bench) {
  Point part = point;
  part.sustained = false;
  const std::unique_ptr<Kernel> kernel = make_kernel(part, bench);
  const std::optional<Check> check = kernel->check(bench.measurer.stream());
  const auto launch = [&](cudaStream_t stream) { kernel->launch(stream); };
  const Timing burst = bench.measurer.burst(launch, bench.rule);
  const Timing held = bench.measurer.sustained(launch, bench.sustained_seconds);
  Record record = make_record(point, *kernel, held);
  record.check = check;
  record.extras = {{"burst_us", burst.microseconds.median},
                   {"sustained_factor", held.microseconds.median / burst.microseconds.median}};
  if (burst.clock_mhz) record.extras.emplace_back("burst_clock_mhz", *burst.clock_mhz);
  if (burst.power_watts) record.extras.emplace_back("burst_power_watts", *burst.power_watts);
  return record;
}

}  // namespace trainyard::kernels
