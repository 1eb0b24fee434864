#include "kernels/device/device_info.h"

#include "kernels/device/cuda_check.h"

namespace trainyard::kernels {
namespace {

std::string version_text(int version) {
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

int attribute(cudaDeviceAttr name, int device) {
  int value = 0;
  TRAINYARD_CUDA(cudaDeviceGetAttribute(&value, name, device));
  return value;
}

}  // namespace

int usable_gpus(std::string& why_not) {
  int count = 0;
  // Without a driver this is cudaErrorInsufficientDriver, without a device cudaErrorNoDevice: any error means
  // none.
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    why_not = std::string(cudaGetErrorName(status)) + ": " + cudaGetErrorString(status);
    return 0;
  }
  if (count == 0) why_not = "CUDA sees no device";
  return count;
}

DeviceInfo use_device(int index) {
  TRAINYARD_CUDA(cudaSetDevice(index));
  cudaDeviceProp properties{};
  TRAINYARD_CUDA(cudaGetDeviceProperties(&properties, index));
  DeviceInfo info;
  info.index = index;
  info.name = properties.name;
  char bus_id[32] = "";
  TRAINYARD_CUDA(cudaDeviceGetPCIBusId(bus_id, sizeof bus_id, index));
  info.bus_id = bus_id;
  info.major = properties.major;
  info.minor = properties.minor;
  info.sms = properties.multiProcessorCount;
  info.memory_bytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  info.l2_bytes = properties.l2CacheSize;
  info.most_clock_mhz = attribute(cudaDevAttrClockRate, index) / 1000.0;
  info.memory_clock_mhz = attribute(cudaDevAttrMemoryClockRate, index) / 1000.0;
  info.most_shared_bytes = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, index);
  int version = 0;
  TRAINYARD_CUDA(cudaDriverGetVersion(&version));
  info.cuda_driver = version_text(version);
  TRAINYARD_CUDA(cudaRuntimeGetVersion(&version));
  info.cuda_runtime = version_text(version);
  return info;
}

}  // namespace trainyard::kernels
