#pragma once

#include <string>
#include <vector>

namespace trainyard::kernels {

/// Names of NVML's reasons why the clock is below its maximum (nvml.h, nvmlClocksEventReasons), lowest bit
/// first.
std::vector<std::string> throttle_reason_names(unsigned long long reasons);

/// Whether a sample taken under `reasons` says nothing about the GPU: heat, the power brake of the machine.
/// The power cap is no such reason: training meets it too.
bool spoils_sample(unsigned long long reasons);

}  // namespace trainyard::kernels
