#pragma once

// Inside of kernels/libraries/cudnn*.cpp: the only places that see cuDNN's own types.

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cstdint>
#include <string>
#include <type_traits>

#include "kernels/device/cuda_check.h"
#include "kernels/libraries/cudnn.h"

#if __has_include(<cudnn_graph.h>)  // cuDNN 9 or newer
#include <cudnn_graph.h>
#define TRAINYARD_HAS_CUDNN 1
#else
#define TRAINYARD_HAS_CUDNN 0
#endif

#if TRAINYARD_HAS_CUDNN

namespace trainyard::kernels {

/// The library's functions under their own names.
struct Cudnn::Implementation {
  void* library = nullptr;
  mutable cudnnHandle_t handle = nullptr;  ///< made by the first plan, for that takes a second
  decltype(&::cudnnGetVersion) get_version = nullptr;
  decltype(&::cudnnGetErrorString) error_string = nullptr;
  decltype(&::cudnnGetLastErrorString) last_error = nullptr;
  decltype(&::cudnnCreate) create = nullptr;
  decltype(&::cudnnDestroy) destroy = nullptr;
  decltype(&::cudnnSetStream) set_stream = nullptr;
  decltype(&::cudnnBackendCreateDescriptor) create_descriptor = nullptr;
  decltype(&::cudnnBackendDestroyDescriptor) destroy_descriptor = nullptr;
  decltype(&::cudnnBackendFinalize) finalize = nullptr;
  decltype(&::cudnnBackendSetAttribute) set = nullptr;
  decltype(&::cudnnBackendGetAttribute) get = nullptr;
  decltype(&::cudnnBackendExecute) execute = nullptr;

  /// The name of the first function that is not there, or an empty text.
  std::string load() {
    std::string absent;
    const auto find = [&](const char* name, auto& function) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
      if (function == nullptr && absent.empty()) absent = name;
    };
    find("cudnnGetVersion", get_version);
    find("cudnnGetErrorString", error_string);
    find("cudnnGetLastErrorString", last_error);
    find("cudnnCreate", create);
    find("cudnnDestroy", destroy);
    find("cudnnSetStream", set_stream);
    find("cudnnBackendCreateDescriptor", create_descriptor);
    find("cudnnBackendDestroyDescriptor", destroy_descriptor);
    find("cudnnBackendFinalize", finalize);
    find("cudnnBackendSetAttribute", set);
    find("cudnnBackendGetAttribute", get);
    find("cudnnBackendExecute", execute);
    return absent;
  }

  /// What cuDNN says of its last failure: of several, one to a line, the first reason.
  std::string told() const {
    char detail[1024] = "";
    last_error(detail, sizeof detail);
    std::string text = detail;
    const std::string mark = "Reason: ";
    if (const std::size_t reason = text.find(mark); reason != std::string::npos)
      text.erase(0, reason + mark.size());
    return text.substr(0, text.find('\n'));
  }

  void check(cudnnStatus_t status, const char* call) const {
    if (status == CUDNN_STATUS_SUCCESS) return;
    const std::string detail = told();
    throw MeasurementError(std::string(call) + ": " + error_string(status) + (detail.empty() ? "" : ", ") +
                           detail);
  }
};

/// One object of cuDNN's backend: attributes are set, then it is finalised.
class Descriptor {
 public:
  Descriptor(const Cudnn::Implementation& cudnn, cudnnBackendDescriptorType_t type) : cudnn_(&cudnn) {
    cudnn.check(cudnn.create_descriptor(type, &descriptor_), "cudnnBackendCreateDescriptor");
  }
  ~Descriptor() {
    if (descriptor_ != nullptr) cudnn_->destroy_descriptor(descriptor_);
  }
  Descriptor(Descriptor&& other) noexcept : cudnn_(other.cudnn_), descriptor_(other.descriptor_) {
    other.descriptor_ = nullptr;
  }
  Descriptor& operator=(Descriptor&&) = delete;

  template <class T>
  Descriptor& set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, const T& value) {
    return set(name, type, 1, &value);
  }
  Descriptor& set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, std::int64_t count,
                  const void* values) {
    cudnn_->check(cudnn_->set(descriptor_, name, type, count, values), "cudnnBackendSetAttribute");
    return *this;
  }
  Descriptor& set(cudnnBackendAttributeName_t name, const Descriptor& value) {
    return set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, value.descriptor_);
  }
  Descriptor& finalize(const char* what) {
    cudnn_->check(cudnn_->finalize(descriptor_), what);
    return *this;
  }
  cudnnBackendDescriptor_t get() const { return descriptor_; }

 private:
  const Cudnn::Implementation* cudnn_;
  cudnnBackendDescriptor_t descriptor_ = nullptr;
};

}  // namespace trainyard::kernels

#endif
