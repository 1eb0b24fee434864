#pragma once

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstddef>

#include "kernels/device/cuda_check.h"

namespace trainyard::kernels {

/// Device memory of one check; checks are not timed.
template <class T>
class Scratch {
 public:
  explicit Scratch(std::size_t count) {
    void* memory = nullptr;
    TRAINYARD_CUDA(cudaMalloc(&memory, std::max<std::size_t>(count, 1) * sizeof(T)));
    data_ = static_cast<T*>(memory);
  }
  ~Scratch() { cudaFree(data_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  T* get() const { return data_; }

 private:
  T* data_ = nullptr;
};

}  // namespace trainyard::kernels
