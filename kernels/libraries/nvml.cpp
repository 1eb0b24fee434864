#include "kernels/libraries/nvml.h"

#include <dlfcn.h>

#include "kernels/harness/library_search.h"

namespace trainyard::kernels {
namespace {

// The few entries of nvml.h that are used; the header is not part of every toolkit.
using Status = int;  // 0: success
constexpr int sm_clock = 1;

/// Calls the library's function `name` with these arguments; false when it is missing or fails.
template <class... Arguments>
bool call(void* library, const char* name, Arguments... arguments) {
  using Function = Status (*)(Arguments...);
  const auto function = reinterpret_cast<Function>(library == nullptr ? nullptr : dlsym(library, name));
  return function != nullptr && function(arguments...) == 0;
}

}  // namespace

PowerWatch::PowerWatch(const std::string& bus_id) {
  LibraryName name;
  name.name = "NVML";
  name.environment = "TRAINYARD_NVML";
  name.sonames = {"libnvidia-ml.so.1"};
  std::string told;
  library_ = load_library(name, told);
  if (library_ == nullptr) {
    missing_ = told;
  } else if (!call(library_, "nvmlInit_v2")) {
    missing_ = "nvmlInit_v2 failed";
    library_ = nullptr;
  } else if (!call(library_, "nvmlDeviceGetHandleByPciBusId_v2", bus_id.c_str(), &device_)) {
    missing_ = "NVML does not know the device " + bus_id;
    device_ = nullptr;
  }
}

PowerWatch::Reading PowerWatch::read() const {
  Reading reading;
  if (device_ == nullptr) return reading;
  unsigned value = 0;
  if (call(library_, "nvmlDeviceGetClockInfo", device_, sm_clock, &value)) reading.clock_mhz = value;
  if (call(library_, "nvmlDeviceGetPowerUsage", device_, &value)) reading.power_watts = value / 1000.0;
  // Renamed in NVML 12.2; the older name stays, and is asked for first.
  unsigned long long reasons = 0;
  if (call(library_, "nvmlDeviceGetCurrentClocksThrottleReasons", device_, &reasons) ||
      call(library_, "nvmlDeviceGetCurrentClocksEventReasons", device_, &reasons))
    reading.throttle_reasons = reasons;
  return reading;
}

std::optional<double> PowerWatch::power_limit_watts() const {
  unsigned milliwatts = 0;
  if (device_ == nullptr || !call(library_, "nvmlDeviceGetEnforcedPowerLimit", device_, &milliwatts))
    return {};
  return milliwatts / 1000.0;
}

std::string PowerWatch::driver_version() const {
  char version[96] = "";
  if (!call(library_, "nvmlSystemGetDriverVersion", static_cast<char*>(version), 96u)) return {};
  return version;
}

}  // namespace trainyard::kernels
