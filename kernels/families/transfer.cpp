// Copies between pinned host memory and the device.
#include <cstring>

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {
namespace {

class PinnedMemory {
 public:
  explicit PinnedMemory(std::size_t bytes) {
    TRAINYARD_CUDA(cudaHostAlloc(&data_, bytes, cudaHostAllocDefault));
  }
  ~PinnedMemory() { cudaFreeHost(data_); }
  PinnedMemory(const PinnedMemory&) = delete;
  PinnedMemory& operator=(const PinnedMemory&) = delete;
  void* get() const { return data_; }

 private:
  void* data_ = nullptr;
};

}  // namespace

Record measure_transfer(const Point& point, Bench& bench) {
  bench.arena.reset();
  const auto bytes = static_cast<std::size_t>(point.size("bytes"));
  const cudaStream_t stream = bench.measurer.stream();
  const PinnedMemory host(bytes);
  const PinnedMemory back(bytes);
  void* device = bench.arena.take_bytes(bytes);
  auto* pattern = static_cast<unsigned char*>(host.get());
  for (std::size_t i = 0; i < bytes; ++i) pattern[i] = static_cast<unsigned char>(i * 31 + i / 251);
  std::memset(back.get(), 0, bytes);

  const bool upward = point.op == "host_to_device";
  TRAINYARD_CUDA(cudaMemcpyAsync(device, host.get(), bytes, cudaMemcpyHostToDevice, stream));
  const Timing timing = bench.measurer.burst(
      [&](cudaStream_t s) {
        TRAINYARD_CUDA(upward ? cudaMemcpyAsync(device, host.get(), bytes, cudaMemcpyHostToDevice, s)
                              : cudaMemcpyAsync(back.get(), device, bytes, cudaMemcpyDeviceToHost, s));
      },
      bench.rule);
  if (upward) TRAINYARD_CUDA(cudaMemcpyAsync(back.get(), device, bytes, cudaMemcpyDeviceToHost, stream));
  TRAINYARD_CUDA(cudaStreamSynchronize(stream));

  Record record;
  record.point = point;
  record.work = work_of(point);
  record.library = "CUDA runtime";
  record.library_version = bench.device.cuda_runtime;
  record.microseconds = timing.microseconds;
  record.discarded = timing.discarded;
  record.check =
      Check{std::memcmp(host.get(), back.get(), bytes) == 0 ? 0.0 : 1.0, 0, "bytes there and back"};
  return record;
}

}  // namespace trainyard::kernels
