#include "kernels/device/arena.h"

#include <algorithm>

#include "kernels/device/cuda_check.h"

namespace trainyard::kernels {

Arena::Arena(std::size_t most_bytes) {
  std::size_t free = 0;
  std::size_t total = 0;
  TRAINYARD_CUDA(cudaMemGetInfo(&free, &total));
  size_ = std::min(most_bytes, free / 100 * 85);
  void* memory = nullptr;
  TRAINYARD_CUDA(cudaMalloc(&memory, size_));
  base_ = static_cast<std::byte*>(memory);
}

Arena::~Arena() {
  cudaFree(base_);
}

void* Arena::take_bytes(std::size_t bytes) {
  constexpr std::size_t alignment = 1024;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (rounded > size_ - used_)
    throw MeasurementError("needs " + std::to_string((used_ + rounded) >> 20) + " MiB of device memory, " +
                           std::to_string(size_ >> 20) + " MiB are there");
  std::byte* memory = base_ + used_;
  used_ += rounded;
  return memory;
}

}  // namespace trainyard::kernels
