#include <algorithm>
#include <atomic>
#include <chrono>

#include "kernels/device/cuda_check.h"
#include "kernels/device/global_timer.cuh"
#include "kernels/device/measure.h"
#include "kernels/harness/throttle.h"

namespace trainyard::kernels {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned long long gate_patience_ns = 20'000'000;
constexpr int warm_ups = 3;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Waits until the host has released `ticket`; gives up after a while, so that a call of the host that waits
/// for the device cannot hang, and says so.
__global__ void gate(volatile unsigned* shared, unsigned ticket) {
  const unsigned long long start = global_timer_ns();
  while (shared[0] != ticket) {
    if (global_timer_ns() - start > gate_patience_ns) {
      shared[1] = 1;
      return;
    }
  }
}

/// Reads the whole buffer; the store never happens, for the buffer holds zeros.
__global__ void read_through(const uint4* buffer, std::size_t count, unsigned* never) {
  unsigned seen = 0;
  for (std::size_t i = blockIdx.x * std::size_t{blockDim.x} + threadIdx.x; i < count;
       i += std::size_t{gridDim.x} * blockDim.x) {
    const uint4 value = buffer[i];
    seen |= value.x | value.y | value.z | value.w;
  }
  if (seen != 0) *never = seen;
}

}  // namespace

/// Readings of the power watch during one measurement, at most one every two milliseconds.
struct Measurer::Watched {
  std::vector<double> clocks{};
  std::vector<double> powers{};
  unsigned long long reasons = 0;
  unsigned long long last_reasons = 0;
  Clock::time_point last{};

  void look(const PowerWatch& watch) {
    const Clock::time_point now = Clock::now();
    if (now - last < std::chrono::milliseconds(2)) return;
    last = now;
    const PowerWatch::Reading reading = watch.read();
    if (reading.clock_mhz) clocks.push_back(*reading.clock_mhz);
    if (reading.power_watts) powers.push_back(*reading.power_watts);
    last_reasons = reading.throttle_reasons;
    reasons |= reading.throttle_reasons;
  }

  void tell(Timing& timing) const {
    if (!clocks.empty()) timing.clock_mhz = quantile(clocks, 0.5);
    if (!powers.empty()) timing.power_watts = quantile(powers, 0.5);
    timing.throttle_reasons = throttle_reason_names(reasons);
  }
};

Measurer::Measurer(const DeviceInfo& device, const PowerWatch& watch, bool keep_cache)
    : watch_(watch), sms_(device.sms) {
  TRAINYARD_CUDA(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
  TRAINYARD_CUDA(cudaEventCreate(&start_));
  TRAINYARD_CUDA(cudaEventCreate(&stop_));
  void* memory = nullptr;
  TRAINYARD_CUDA(cudaHostAlloc(&memory, 2 * sizeof(unsigned), cudaHostAllocMapped));
  shared_ = static_cast<unsigned*>(memory);
  shared_[0] = shared_[1] = 0;
  if (keep_cache) return;
  flush_bytes_ = std::max<std::size_t>(2 * static_cast<std::size_t>(device.l2_bytes), 32u << 20);
  TRAINYARD_CUDA(cudaMalloc(&flush_buffer_, flush_bytes_));
  TRAINYARD_CUDA(cudaMemset(flush_buffer_, 0, flush_bytes_));
}

Measurer::~Measurer() {
  cudaFree(flush_buffer_);
  cudaFreeHost(shared_);
  cudaEventDestroy(start_);
  cudaEventDestroy(stop_);
  cudaStreamDestroy(stream_);
}

void Measurer::flush_cache() {
  if (flush_buffer_ == nullptr) return;
  read_through<<<4 * sms_, 512, 0, stream_>>>(static_cast<const uint4*>(flush_buffer_),
                                              flush_bytes_ / sizeof(uint4), shared_ + 1);
  check_launch("read_through");
}

double Measurer::time_once(const Work& work, bool& late, Watched& watched) {
  flush_cache();
  shared_[1] = 0;
  ++ticket_;
  gate<<<1, 1, 0, stream_>>>(shared_, ticket_);
  check_launch("gate");
  TRAINYARD_CUDA(cudaEventRecord(start_, stream_));
  try {
    work(stream_);
  } catch (...) {
    *static_cast<volatile unsigned*>(shared_) =
        ticket_;  // let the gate go before anybody waits for the stream
    throw;
  }
  TRAINYARD_CUDA(cudaEventRecord(stop_, stream_));
  std::atomic_thread_fence(std::memory_order_seq_cst);
  *static_cast<volatile unsigned*>(shared_) = ticket_;
  watched.look(watch_);
  TRAINYARD_CUDA(cudaEventSynchronize(stop_));
  late = *static_cast<volatile unsigned*>(shared_ + 1) != 0;
  float milliseconds = 0;
  TRAINYARD_CUDA(cudaEventElapsedTime(&milliseconds, start_, stop_));
  return 1e3 * static_cast<double>(milliseconds);
}

Timing Measurer::burst(const Work& work, const StoppingRule& rule) {
  for (int i = 0; i < warm_ups; ++i) work(stream_);
  TRAINYARD_CUDA(cudaStreamSynchronize(stream_));

  Timing timing;
  Watched watched;
  std::vector<double> samples;
  const Clock::time_point start = Clock::now();
  while (!enough_samples(rule, samples, seconds_since(start))) {
    bool late = false;
    const double sample = time_once(work, late, watched);
    if (late || spoils_sample(watched.last_reasons)) {
      // A hot device gets time to cool; a host that is late every time is told below.
      if (++timing.discarded > 2 * rule.most_samples)
        throw MeasurementError(late ? "the host could not enqueue the work in time"
                                    : "the clock was held down by heat or a power brake all the time");
      watched.last = {};
      continue;
    }
    samples.push_back(sample);
  }
  timing.microseconds = summarise(samples);
  timing.duration_seconds = seconds_since(start);
  watched.tell(timing);
  return timing;
}

Timing Measurer::sustained(const Work& work, double seconds) {
  StoppingRule quick;
  quick.least_samples = 5;
  quick.most_samples = 5;
  const double once_us = std::max(burst(work, quick).microseconds.median, 1.0);
  const int group = std::clamp(static_cast<int>(10'000 / once_us), 1, 500);

  // Two groups are in flight at any time, so that the device never waits for the host.
  constexpr std::size_t in_flight = 3;
  cudaEvent_t events[in_flight] = {};
  for (cudaEvent_t& event : events) TRAINYARD_CUDA(cudaEventCreate(&event));
  struct Free {
    cudaEvent_t* events;
    ~Free() {
      for (std::size_t i = 0; i < in_flight; ++i) cudaEventDestroy(events[i]);
    }
  } free_events{events};

  Timing timing;
  Watched watched;
  std::vector<double> samples;
  const Clock::time_point start = Clock::now();
  bool settled = false;
  TRAINYARD_CUDA(cudaEventRecord(events[0], stream_));
  for (std::size_t i = 1; seconds_since(start) < seconds || samples.size() < 10; ++i) {
    for (int launch = 0; launch < group; ++launch) work(stream_);
    TRAINYARD_CUDA(cudaEventRecord(events[i % in_flight], stream_));
    if (i < 2) continue;
    TRAINYARD_CUDA(cudaEventSynchronize(events[(i - 1) % in_flight]));
    float milliseconds = 0;
    TRAINYARD_CUDA(
        cudaEventElapsedTime(&milliseconds, events[(i - 2) % in_flight], events[(i - 1) % in_flight]));
    if (!settled && seconds_since(start) > seconds / 2) {
      settled = true;
      watched = {};
    }
    watched.look(watch_);
    if (settled) samples.push_back(1e3 * static_cast<double>(milliseconds) / group);
  }
  TRAINYARD_CUDA(cudaStreamSynchronize(stream_));
  timing.microseconds = summarise(samples);
  timing.duration_seconds = seconds_since(start);
  watched.tell(timing);
  return timing;
}

}  // namespace trainyard::kernels
