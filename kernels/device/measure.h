#pragma once

#include <cuda_runtime_api.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernels/device/device_info.h"
#include "kernels/harness/statistics.h"
#include "kernels/libraries/nvml.h"

namespace trainyard::kernels {

/// Samples of one point with what the device did meanwhile.
struct Timing {
  Summary microseconds{};
  std::size_t discarded = 0;
  double duration_seconds = 0;
  std::optional<double> clock_mhz{};
  std::optional<double> power_watts{};
  std::vector<std::string> throttle_reasons{};
};

/// Times work on a stream between two events.
///
/// A burst sample: the L2 cache is filled with clean lines of a buffer twice its size, a gate kernel holds
/// the stream until the host has enqueued everything, so that the launch cost of the host is not in the time,
/// then start event, work, stop event. Samples taken while the clock was held down by heat or a power brake,
/// and samples whose gate gave up waiting, are thrown away.
class Measurer {
 public:
  using Work = std::function<void(cudaStream_t)>;

  Measurer(const DeviceInfo& device, const PowerWatch& watch, bool keep_cache);
  ~Measurer();
  Measurer(const Measurer&) = delete;
  Measurer& operator=(const Measurer&) = delete;

  cudaStream_t stream() const { return stream_; }

  /// Samples until `rule` is content, after three warm-ups. Throws MeasurementError when too few samples
  /// count.
  Timing burst(const Work& work, const StoppingRule& rule);

  /// Launches back to back for `seconds`; a sample is the mean of a group of launches of about 10 ms, and
  /// only the second half of the time counts, when clock and power have settled.
  Timing sustained(const Work& work, double seconds);

 private:
  struct Watched;
  double time_once(const Work& work, bool& late, Watched& watched);
  void flush_cache();

  const PowerWatch& watch_;
  cudaStream_t stream_ = nullptr;
  cudaEvent_t start_ = nullptr;
  cudaEvent_t stop_ = nullptr;
  void* flush_buffer_ = nullptr;  ///< null: the cache is kept
  std::size_t flush_bytes_ = 0;
  unsigned* shared_ = nullptr;  ///< pinned, seen by both sides: the last ticket released, and "gate was late"
  unsigned ticket_ = 0;
  int sms_ = 0;
};

}  // namespace trainyard::kernels
