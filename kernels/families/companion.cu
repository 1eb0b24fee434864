#include "kernels/families/companion.h"

#include <thread>

#include "kernels/device/cuda_check.h"
#include "kernels/device/global_timer.cuh"
#include "kernels/device/tensor.h"

namespace trainyard::kernels {

/// Seen by host and device. A block counts in `arrived` when it runs.
struct Companion::Shared {
  unsigned stop;
  unsigned arrived;
  unsigned long long moved_bytes;
};

namespace {

constexpr unsigned long long companion_patience_ns = 10'000'000'000;
constexpr std::size_t copied_bytes = std::size_t{512} << 20;  // far beyond the L2 cache

/// Each block asks for all the shared memory of an SM, so it is alone there and keeps everybody else away.
/// With `pieces` it streams its part of the buffer to the other half, else it only waits.
__global__ void __launch_bounds__(1024)
    companion_kernel(volatile Companion::Shared* shared, uint4* from, uint4* to, std::size_t pieces) {
  const unsigned long long start = global_timer_ns();
  extern __shared__ bool memory_of_the_sm[];
  volatile bool& done = memory_of_the_sm[0];
  if (threadIdx.x == 0) {
    done = false;
    atomicAdd_system(const_cast<unsigned*>(&shared->arrived), 1u);
  }
  __syncthreads();
  constexpr std::size_t stretch = 8 * 1024;  // pieces that a block moves between two looks at the host's flag
  const std::size_t own = pieces / gridDim.x / stretch * stretch;
  uint4* const own_from = from + blockIdx.x * own;
  uint4* const own_to = to + blockIdx.x * own;
  unsigned long long moved = 0;
  std::size_t at = 0;
  while (!done) {
    if (own > 0) {
#pragma unroll
      for (int i = 0; i < 8; ++i) {
        const std::size_t piece = at + i * 1024 + threadIdx.x;
        own_to[piece] = own_from[piece];
      }
      moved += 2 * stretch * sizeof(uint4);  // read and written
      at += stretch;
      if (at >= own) at = 0;
    }
    __syncthreads();
    if (threadIdx.x == 0 && (shared->stop != 0 || global_timer_ns() - start > companion_patience_ns))
      done = true;
    __syncthreads();
  }
  if (threadIdx.x == 0) atomicAdd_system(const_cast<unsigned long long*>(&shared->moved_bytes), moved);
}

}  // namespace

Companion::Companion(const Bench& bench, int sms, bool moves) : Companion() {  // cleans up a failure half-way
  void* memory = nullptr;
  TRAINYARD_CUDA(cudaHostAlloc(&memory, sizeof(Shared), cudaHostAllocMapped));
  shared_ = static_cast<volatile Shared*>(memory);
  shared_->stop = 0;
  shared_->arrived = 0;
  shared_->moved_bytes = 0;
  std::size_t pieces = 0;
  if (moves) {
    TRAINYARD_CUDA(cudaMalloc(&buffer_, 2 * copied_bytes));
    pieces = copied_bytes / sizeof(uint4);
    fill_normal(buffer_, "bf16", copied_bytes / 2, 99, 1.0f, bench.measurer.stream());
    TRAINYARD_CUDA(cudaStreamSynchronize(bench.measurer.stream()));
  }
  const int bytes = bench.device.most_shared_bytes;
  TRAINYARD_CUDA(cudaFuncSetAttribute(companion_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes));
  TRAINYARD_CUDA(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
  auto* const from = static_cast<uint4*>(buffer_);
  companion_kernel<<<sms, 1024, bytes, stream_>>>(const_cast<Shared*>(shared_), from,
                                                  from == nullptr ? nullptr : from + pieces, pieces);
  check_launch("companion");
  const auto start = std::chrono::steady_clock::now();
  while (shared_->arrived < static_cast<unsigned>(sms)) {
    if (std::chrono::steady_clock::now() - start > std::chrono::seconds(1))
      throw MeasurementError("the companion did not get its SMs");
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  host_start_ = std::chrono::steady_clock::now();
}

Companion::~Companion() {
  if (stream_ != nullptr) {
    stop();
    cudaStreamDestroy(stream_);
  }
  cudaFree(buffer_);
  cudaFreeHost(const_cast<Shared*>(shared_));
}

bool Companion::runs() const {
  return cudaStreamQuery(stream_) == cudaErrorNotReady;
}

double Companion::stop() {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - host_start_;
  shared_->stop = 1;
  cudaStreamSynchronize(stream_);
  return static_cast<double>(shared_->moved_bytes) / elapsed.count();
}

}  // namespace trainyard::kernels
