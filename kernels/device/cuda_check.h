#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>
#include <string>

namespace trainyard::kernels {

/// A point cannot be measured here: the message says why. Caught where the points are run; the point is
/// skipped.
class MeasurementError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws with the call's name when CUDA refuses it.
inline void check_cuda(cudaError_t status, const char* call) {
  if (status == cudaSuccess) return;
  throw MeasurementError(std::string(call) + ": " + cudaGetErrorName(status) + " (" +
                         cudaGetErrorString(status) + ")");
}

/// After a kernel launch: was it accepted?
inline void check_launch(const char* kernel) {
  check_cuda(cudaGetLastError(), kernel);
}

#define TRAINYARD_CUDA(call) ::trainyard::kernels::check_cuda((call), #call)

}  // namespace trainyard::kernels
