#pragma once

namespace trainyard::kernels {

/// Nanoseconds of the device's own clock, the same on every SM; steps of up to a microsecond.
__device__ inline unsigned long long global_timer_ns() {
  unsigned long long now;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  return now;
}

}  // namespace trainyard::kernels
