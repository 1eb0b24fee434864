#pragma once

#include <cstdint>
#include <string>

namespace trainyard::kernels {

/// What CUDA tells of the device that is measured.
struct DeviceInfo {
  int index = 0;
  std::string name{};
  std::string bus_id{};
  int major = 0;  ///< of the compute capability
  int minor = 0;
  int sms = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t l2_bytes = 0;
  double most_clock_mhz = 0;
  double memory_clock_mhz = 0;
  int most_shared_bytes = 0;  ///< that one block can ask for
  std::string cuda_driver{};  ///< newest CUDA the driver runs
  std::string cuda_runtime{};
  bool has_fp8() const { return major > 8 || (major == 8 && minor == 9); }
};

/// How many GPUs can be used; zero with the reason in `why_not`.
int usable_gpus(std::string& why_not);

/// Makes device `index` the current one and describes it. Throws MeasurementError.
DeviceInfo use_device(int index);

}  // namespace trainyard::kernels
