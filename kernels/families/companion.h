#pragma once

#include <chrono>

#include "kernels/families/family.h"

namespace trainyard::kernels {

/// A kernel that holds SMs for itself from construction to stop(), and streams data through device memory
/// meanwhile if it `moves`. What runs beside it has to have run before: a library that loads its kernel only
/// then would wait for the companion to end.
class Companion {
 public:
  /// Waits until the kernel has its `sms` SMs. Throws MeasurementError when it does not get them.
  Companion(const Bench& bench, int sms, bool moves);
  ~Companion();
  Companion(const Companion&) = delete;
  Companion& operator=(const Companion&) = delete;

  /// Whether it still runs, and has not given up waiting for the host.
  bool runs() const;

  /// Ends it; returns bytes per second that it read and wrote.
  double stop();

  struct Shared;

 private:
  Companion() = default;

  volatile Shared* shared_ = nullptr;
  void* buffer_ = nullptr;  ///< null: it only holds
  cudaStream_t stream_ = nullptr;
  std::chrono::steady_clock::time_point host_start_{};
};

}  // namespace trainyard::kernels
