#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {

std::unique_ptr<Kernel> make_kernel(const Point& point, Bench& bench) {
  bench.arena.reset();
  if (point.family == "gemm") return make_gemm(point, bench);
  if (point.family == "grouped_gemm") return make_grouped_gemm(point, bench);
  if (point.family == "attention") return make_attention(point, bench);
  if (point.family == "head") return make_head(point, bench);
  if (point.family == "memory_bound") return make_memory_bound(point, bench);
  throw MeasurementError("no kernels of the family " + point.family);
}

Record make_record(const Point& point, const Kernel& kernel, const Timing& timing) {
  Record record;
  record.point = point;
  record.work = work_of(point);
  record.library = kernel.library();
  record.library_version = kernel.library_version();
  record.microseconds = timing.microseconds;
  record.discarded = timing.discarded;
  record.duration_seconds = timing.duration_seconds;
  record.clock_mhz = timing.clock_mhz;
  record.power_watts = timing.power_watts;
  record.throttle_reasons = timing.throttle_reasons;
  return record;
}

Record measure_kernel(const Point& point, Bench& bench) {
  const std::unique_ptr<Kernel> kernel = make_kernel(point, bench);
  const std::optional<Check> check = kernel->check(bench.measurer.stream());
  const auto launch = [&](cudaStream_t stream) { kernel->launch(stream); };
  Record record = make_record(point, *kernel, bench.measurer.burst(launch, bench.rule));
  record.check = check;
  return record;
}

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"launch", "gap between kernels, in a stream and in a graph; the host's cost of a launch",
       launch_points, measure_launch},
      {"memory_bound", "copies, normalisation, activations, casts, permutations, loss, optimizer",
       memory_bound_points, measure_kernel},
      {"gemm", "dense products, bf16 and fp8, forward and both gradients, also on fewer SMs", gemm_points,
       measure_kernel},
      {"grouped_gemm", "products of several experts, one by one and in one kernel, also on fewer SMs",
       grouped_gemm_points, measure_kernel},
      {"attention", "causal attention by cuDNN, forward and backward, also on fewer SMs", attention_points,
       measure_attention},
      {"head", "the bf16 output head with its loss, forward and backward", head_points, measure_kernel},
      {"transfer", "copies between pinned host memory and the device", transfer_points, measure_transfer},
      {"overlap", "a kernel beside another that holds SMs, and moves data or not", overlap_points,
       measure_overlap},
      {"sustained", "a kernel back to back for seconds, beside its burst time", sustained_points,
       measure_sustained},
      {"peer", "copies between the memories of two GPUs", peer_points, measure_peer},
      {"collective", "collectives over the GPUs of the machine", collective_points, measure_collective},
  };
  return all;
}

}  // namespace trainyard::kernels
