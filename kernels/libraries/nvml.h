#pragma once

#include <optional>
#include <string>

namespace trainyard::kernels {

/// Clock, power and throttle reasons of one device, from the driver's management library where it is found.
class PowerWatch {
 public:
  struct Reading {
    std::optional<double> clock_mhz{};  ///< of the SMs
    std::optional<double> power_watts{};
    unsigned long long throttle_reasons = 0;
  };

  /// Watches the device with this PCI bus id. Without the library every reading is empty and `missing` says
  /// why.
  explicit PowerWatch(const std::string& bus_id);

  Reading read() const;
  std::optional<double> power_limit_watts() const;
  std::string driver_version() const;  ///< empty when it is not told
  const std::string& missing() const { return missing_; }

 private:
  void* library_ = nullptr;
  void* device_ = nullptr;
  std::string missing_{};
};

}  // namespace trainyard::kernels
