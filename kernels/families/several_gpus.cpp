// Copies between two GPUs and collectives over all of one machine. GPU 0 is the one whose clock is read.
#include <algorithm>
#include <chrono>
#include <functional>

#include "kernels/device/cuda_check.h"
#include "kernels/device/tensor.h"
#include "kernels/families/family.h"
#include "kernels/libraries/nccl.h"

namespace trainyard::kernels {
namespace {

/// Memory and a stream on each of the first GPUs. Leaves the first device current, as it was found.
class GpuGroup {
 public:
  GpuGroup(int gpus, std::size_t bytes, int home)
      : GpuGroup(home) {  // so that a failure half-way is cleaned up
    for (int device = 0; device < gpus; ++device) {
      TRAINYARD_CUDA(cudaSetDevice(device));
      cudaStream_t stream = nullptr;
      TRAINYARD_CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
      streams_.push_back(stream);
      for (std::vector<void*>* list : {&from_, &to_}) {
        void* memory = nullptr;
        TRAINYARD_CUDA(cudaMalloc(&memory, bytes));
        list->push_back(memory);
      }
      fill_normal(from_.back(), "bf16", bytes / 2, 1 + static_cast<unsigned>(device), 1.0f, stream);
      TRAINYARD_CUDA(cudaMemsetAsync(to_.back(), 0xff, bytes, stream));
    }
    TRAINYARD_CUDA(cudaSetDevice(home_));
    wait();
  }
  ~GpuGroup() {
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      cudaSetDevice(static_cast<int>(i));
      cudaStreamDestroy(streams_[i]);
      if (i < from_.size()) cudaFree(from_[i]);
      if (i < to_.size()) cudaFree(to_[i]);
    }
    cudaSetDevice(home_);
  }
  GpuGroup(const GpuGroup&) = delete;
  GpuGroup& operator=(const GpuGroup&) = delete;

  const std::vector<void*>& from() const { return from_; }
  const std::vector<void*>& to() const { return to_; }
  const std::vector<cudaStream_t>& streams() const { return streams_; }
  void wait() const {
    for (const cudaStream_t stream : streams_) TRAINYARD_CUDA(cudaStreamSynchronize(stream));
  }

  /// All values of a buffer as doubles.
  std::vector<double> values(const void* data, std::size_t device, std::int64_t count) const {
    TRAINYARD_CUDA(cudaSetDevice(static_cast<int>(device)));
    std::vector<double> all = gather_rows({data, "bf16", count, 1}, {0}, count, streams_[device]);
    TRAINYARD_CUDA(cudaSetDevice(home_));
    return all;
  }

 private:
  explicit GpuGroup(int home) : home_(home) {}

  int home_;
  std::vector<cudaStream_t> streams_{};
  std::vector<void*> from_{};
  std::vector<void*> to_{};
};

/// Times `run` as nccl-tests do: many in a row on warm buffers, the mean of a batch being one sample.
Timing time_batches(const GpuGroup& group, const StoppingRule& rule, const std::function<void()>& run) {
  using Clock = std::chrono::steady_clock;
  const auto elapsed_us = [](Clock::time_point start) {
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
  };
  const auto batch = [&](int count) {
    const Clock::time_point start = Clock::now();
    for (int i = 0; i < count; ++i) run();
    group.wait();
    return elapsed_us(start) / count;
  };
  batch(5);
  const double once = std::max(batch(5), 1.0);
  // Long enough that the host's wait at the end is a small part of it.
  const int count = std::clamp(static_cast<int>(2000 / once), 3, 100);
  std::vector<double> samples;
  const Clock::time_point start = Clock::now();
  while (!enough_samples(rule, samples, elapsed_us(start) * 1e-6)) samples.push_back(batch(count));
  Timing timing;
  timing.microseconds = summarise(samples);
  return timing;
}

/// Bytes that cross a GPU's links per byte of the vector (nccl-tests, doc/PERFORMANCE.md, "bus bandwidth").
double bus_factor(const std::string& op, int gpus) {
  const double others = (gpus - 1.0) / gpus;
  return op == "all_reduce" ? 2 * others : others;
}

/// Compares the first values on the last GPU with what the first values of all GPUs say.
Check check_collective(const std::string& op, const GpuGroup& group, std::size_t bytes) {
  const std::size_t gpus = group.streams().size();
  const std::size_t share = bytes / 2 / gpus;
  const std::size_t last = gpus - 1;
  const auto compared = static_cast<std::int64_t>(std::min<std::size_t>(share, 65536));
  // Which part of the others' vectors ends at the front of the last GPU's result.
  const bool sums = op == "all_reduce" || op == "reduce_scatter";
  const std::size_t offset = op == "reduce_scatter" || op == "all_to_all" ? 2 * last * share : 0;
  std::vector<double> expected(static_cast<std::size_t>(compared), 0.0);
  for (std::size_t device = 0; device < (sums ? gpus : 1); ++device) {
    const std::vector<double> part =
        group.values(static_cast<const char*>(group.from()[device]) + offset, device, compared);
    for (std::size_t i = 0; i < part.size(); ++i) expected[i] += part[i];
  }
  Check check;
  check.error = relative_difference(group.values(group.to()[last], last, compared), expected);
  check.limit = sums ? 0.02 : 0;  // sums are rounded to bf16 on the way
  check.against = "front of the result on the last GPU";
  return check;
}

}  // namespace

Record measure_peer(const Point& point, Bench& bench) {
  const int home = bench.device.index;
  for (const int device : {0, 1}) {
    int possible = 0;
    TRAINYARD_CUDA(cudaDeviceCanAccessPeer(&possible, device, 1 - device));
    if (possible == 0) throw MeasurementError("GPUs 0 and 1 cannot reach each other's memory");
    TRAINYARD_CUDA(cudaSetDevice(device));
    const cudaError_t status = cudaDeviceEnablePeerAccess(1 - device, 0);
    if (status == cudaErrorPeerAccessAlreadyEnabled) {
      cudaGetLastError();
    } else {
      check_cuda(status, "cudaDeviceEnablePeerAccess");
    }
  }
  TRAINYARD_CUDA(cudaSetDevice(home));
  const auto bytes = static_cast<std::size_t>(point.size("bytes"));
  const GpuGroup group(2, bytes, home);
  const bool both = point.op == "both_ways";
  const Timing timing = time_batches(group, bench.rule, [&] {
    TRAINYARD_CUDA(cudaMemcpyPeerAsync(group.to()[1], 1, group.from()[0], 0, bytes, group.streams()[0]));
    if (both)
      TRAINYARD_CUDA(cudaMemcpyPeerAsync(group.to()[0], 0, group.from()[1], 1, bytes, group.streams()[1]));
  });
  Record record;
  record.point = point;
  record.work = work_of(point);
  record.library = "CUDA runtime";
  record.library_version = bench.device.cuda_runtime;
  record.microseconds = timing.microseconds;
  const auto count = static_cast<std::int64_t>(std::min<std::size_t>(bytes / 2, 65536));
  record.check = Check{
      relative_difference(group.values(group.to()[1], 1, count), group.values(group.from()[0], 0, count)), 0,
      "front of the copy"};
  return record;
}

Record measure_collective(const Point& point, Bench& bench) {
  const auto gpus = static_cast<int>(point.size("gpus"));
  const auto bytes = static_cast<std::size_t>(point.size("bytes"));
  // A communicator takes seconds to make; points come in order of the group's size.
  if (bench.nccl_gpus != gpus) {
    bench.nccl.reset();
    bench.nccl_gpus = 0;
    bench.nccl = std::make_shared<Nccl>(gpus);
    bench.nccl_gpus = gpus;
    TRAINYARD_CUDA(cudaSetDevice(bench.device.index));
  }
  const Nccl& nccl = *bench.nccl;
  const GpuGroup group(gpus, bytes, bench.device.index);
  const auto run = [&] { nccl.run(point.op, bytes, group.from(), group.to(), group.streams()); };
  run();
  group.wait();
  const Check check = check_collective(point.op, group, bytes);
  const Timing timing = time_batches(group, bench.rule, run);
  Record record;
  record.point = point;
  record.work = work_of(point);
  record.library = "NCCL";
  record.library_version = nccl.version();
  record.microseconds = timing.microseconds;
  record.check = check;
  record.extras = {{"bus_bytes_per_second", static_cast<double>(bytes) * bus_factor(point.op, gpus) /
                                                (timing.microseconds.median * 1e-6)}};
  return record;
}

}  // namespace trainyard::kernels
