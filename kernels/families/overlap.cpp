// A compute kernel beside a companion that holds some of the SMs, and perhaps moves data meanwhile.
#include <thread>

#include "kernels/device/cuda_check.h"
#include "kernels/families/companion.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {

/// A kernel prepared, checked and timed alone, for the companions that it then runs beside.
struct AloneRun {
  std::string point{};
  unsigned arena_resets = 0;  ///< another number: its memory is somebody else's by now
  std::unique_ptr<Kernel> kernel{};
  std::optional<Check> check{};
  Timing timing{};
};

namespace {

/// The last one where it is of the same point, for points with one inner kernel follow one another.
const AloneRun& alone_run(const Point& inner, Bench& bench) {
  if (bench.alone && bench.alone->point == inner.name() && bench.alone->arena_resets == bench.arena.resets())
    return *bench.alone;
  bench.alone.reset();
  auto made = std::make_shared<AloneRun>();
  made->point = inner.name();
  made->kernel = make_kernel(inner, bench);
  made->arena_resets = bench.arena.resets();
  made->check = made->kernel->check(bench.measurer.stream());
  made->timing = bench.measurer.burst([&](cudaStream_t stream) { made->kernel->launch(stream); }, bench.rule);
  bench.alone = made;
  return *bench.alone;
}

}  // namespace

Record measure_overlap(const Point& point, Bench& bench) {
  const AloneRun& alone = alone_run(compute_part(point), bench);
  const auto sms = static_cast<int>(point.size("companion_sms"));
  const bool moves = point.choice("companion") == "copy";
  double companion_alone = 0;
  if (moves) {
    Companion companion(bench, sms, moves);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    companion_alone = companion.stop();
  }
  Companion companion(bench, sms, moves);
  const Timing beside =
      bench.measurer.burst([&](cudaStream_t stream) { alone.kernel->launch(stream); }, bench.rule);
  if (!companion.runs()) throw MeasurementError("the companion ended before the samples were taken");
  const double rate = companion.stop();

  Record record = make_record(point, *alone.kernel, beside);
  record.work = work_of(compute_part(point));
  record.check = alone.check;
  const double alone_us = alone.timing.microseconds.median;
  record.extras = {{"alone_us", alone_us},
                   {"slowdown", beside.microseconds.median / alone_us},
                   {"sm_share_slowdown", static_cast<double>(bench.device.sms) / (bench.device.sms - sms)}};
  if (moves) {
    record.extras.emplace_back("companion_bytes_per_second", rate);
    record.extras.emplace_back("companion_alone_bytes_per_second", companion_alone);
  }
  return record;
}

}  // namespace trainyard::kernels
