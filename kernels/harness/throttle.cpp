#include "kernels/harness/throttle.h"

#include <utility>

namespace trainyard::kernels {
namespace {

constexpr unsigned long long hardware_slowdown = 0x8;
constexpr unsigned long long software_thermal = 0x20;
constexpr unsigned long long hardware_thermal = 0x40;
constexpr unsigned long long hardware_power_brake = 0x80;

}  // namespace

std::vector<std::string> throttle_reason_names(unsigned long long reasons) {
  static const std::vector<std::pair<unsigned long long, const char*>> names{
      {0x1, "idle"},
      {0x2, "applications_clocks"},
      {0x4, "software_power_cap"},
      {hardware_slowdown, "hardware_slowdown"},
      {0x10, "sync_boost"},
      {software_thermal, "software_thermal"},
      {hardware_thermal, "hardware_thermal"},
      {hardware_power_brake, "hardware_power_brake"},
      {0x100, "display_clock"},
  };
  std::vector<std::string> found;
  for (const auto& [bit, name] : names) {
    if ((reasons & bit) != 0) found.push_back(name);
  }
  return found;
}

bool spoils_sample(unsigned long long reasons) {
  return (reasons & (hardware_slowdown | software_thermal | hardware_thermal | hardware_power_brake)) != 0;
}

}  // namespace trainyard::kernels
