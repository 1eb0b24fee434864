#include "kernels/libraries/cublas_grouped.h"

#include <dlfcn.h>

#include <type_traits>

#include "kernels/device/cuda_check.h"
#include "kernels/harness/library_search.h"

#if __has_include(<cublas_v2.h>)
#include <cublas_v2.h>
#define TRAINYARD_HAS_GROUPED_CUBLAS (CUBLAS_VERSION >= 120500)
#else
#define TRAINYARD_HAS_GROUPED_CUBLAS 0
#endif

namespace trainyard::kernels {

#if TRAINYARD_HAS_GROUPED_CUBLAS

struct CublasGrouped::Implementation {
  void* library = nullptr;
  cublasHandle_t handle = nullptr;
  decltype(&::cublasCreate_v2) create = nullptr;
  decltype(&::cublasDestroy_v2) destroy = nullptr;
  decltype(&::cublasGetVersion_v2) get_version = nullptr;
  decltype(&::cublasSetStream_v2) set_stream = nullptr;
  decltype(&::cublasSetSmCountTarget) set_sms = nullptr;
  decltype(&::cublasGetStatusName) status_name = nullptr;
  decltype(&::cublasGemmGroupedBatchedEx) multiply = nullptr;

  /// The name of the first function that is not there, or an empty text.
  std::string load() {
    std::string absent;
    const auto find = [&](const char* name, auto& function) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
      if (function == nullptr && absent.empty()) absent = name;
    };
    find("cublasCreate_v2", create);
    find("cublasDestroy_v2", destroy);
    find("cublasGetVersion_v2", get_version);
    find("cublasSetStream_v2", set_stream);
    find("cublasSetSmCountTarget", set_sms);
    find("cublasGetStatusName", status_name);
    find("cublasGemmGroupedBatchedEx", multiply);
    return absent;
  }

  void check(cublasStatus_t status, const char* call) const {
    if (status != CUBLAS_STATUS_SUCCESS)
      throw MeasurementError(std::string(call) + ": " + status_name(status));
  }
};

CublasGrouped::CublasGrouped() : implementation_(std::make_unique<Implementation>()) {
  // What is used of it is the same in both major versions.
  const LibraryName name{"cublas", "TRAINYARD_CUBLAS", {"libcublas.so.13", "libcublas.so.12"}};
  std::string told;
  implementation_->library = load_library(name, told);
  if (implementation_->library == nullptr) {
    missing_ = "cuBLAS was not found: " + told;
  } else if (const std::string absent = implementation_->load(); !absent.empty()) {
    missing_ = told + " has no " + absent;
  } else if (const cublasStatus_t status = implementation_->create(&implementation_->handle);
             status != CUBLAS_STATUS_SUCCESS) {
    missing_ = std::string("cublasCreate: ") + implementation_->status_name(status);
  }
}

CublasGrouped::~CublasGrouped() {
  if (implementation_->handle != nullptr) implementation_->destroy(implementation_->handle);
}

std::string CublasGrouped::version() const {
  int version = 0;  // 13.1.0 is 130100
  if (!missing_.empty() ||
      implementation_->get_version(implementation_->handle, &version) != CUBLAS_STATUS_SUCCESS)
    return {};
  return std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
         std::to_string(version % 100);
}

/// What the call wants: the addresses on the device, all else on the host, one entry for each product.
struct GroupedProduct::Plan {
  const CublasGrouped::Implementation& cublas;
  int sms = 0;
  cudaDataType_t output = CUDA_R_16BF;
  std::vector<cublasOperation_t> a_operations{}, b_operations{};
  std::vector<int> rows{}, columns{}, reduced{};
  std::vector<int> a_leading{}, b_leading{}, d_leading{};
  std::vector<float> alphas{}, betas{};
  std::vector<int> group_sizes{};  ///< all one: every product may have its own size
  const void* const* a = nullptr;
  const void* const* b = nullptr;
  void* const* d = nullptr;

  void add(const ProductShape& shape) {
    const auto narrow = [](std::int64_t size) { return static_cast<int>(size); };
    a_operations.push_back(shape.a_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
    b_operations.push_back(shape.b_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
    rows.push_back(narrow(shape.rows));
    columns.push_back(narrow(shape.columns));
    reduced.push_back(narrow(shape.reduced));
    a_leading.push_back(narrow(shape.a_transposed ? shape.reduced : shape.rows));
    b_leading.push_back(narrow(shape.b_transposed ? shape.columns : shape.reduced));
    d_leading.push_back(narrow(shape.rows));
    alphas.push_back(1);
    betas.push_back(shape.accumulate_fp32 ? 1.0f : 0.0f);
    group_sizes.push_back(1);
  }
};

GroupedProduct::GroupedProduct(const CublasGrouped& cublas, const std::vector<GroupedPart>& parts,
                               void** addresses) {
  if (!cublas.missing().empty()) throw MeasurementError(cublas.missing());
  plan_ = std::make_unique<Plan>(Plan{cublas.implementation()});
  const std::size_t count = parts.size();
  std::vector<const void*> list(3 * count);
  for (std::size_t i = 0; i < count; ++i) {
    plan_->add(parts[i].shape);
    list[i] = parts[i].a;
    list[count + i] = parts[i].b;
    list[2 * count + i] = parts[i].d;
    plan_->sms = parts[i].shape.sms;
    plan_->output = parts[i].shape.accumulate_fp32 ? CUDA_R_32F : CUDA_R_16BF;
  }
  TRAINYARD_CUDA(cudaMemcpy(addresses, list.data(), list.size() * sizeof list[0], cudaMemcpyHostToDevice));
  plan_->a = addresses;
  plan_->b = addresses + count;
  plan_->d = addresses + 2 * count;
}

GroupedProduct::~GroupedProduct() = default;

void GroupedProduct::launch(cudaStream_t stream) const {
  const Plan& p = *plan_;
  const CublasGrouped::Implementation& cublas = p.cublas;
  cublas.check(cublas.set_stream(cublas.handle, stream), "cublasSetStream");
  cublas.check(cublas.set_sms(cublas.handle, p.sms), "cublasSetSmCountTarget");  // zero: all
  const cublasStatus_t status = cublas.multiply(
      cublas.handle, p.a_operations.data(), p.b_operations.data(), p.rows.data(), p.columns.data(),
      p.reduced.data(), p.alphas.data(), p.a, CUDA_R_16BF, p.a_leading.data(), p.b, CUDA_R_16BF,
      p.b_leading.data(), p.betas.data(), p.d, p.output, p.d_leading.data(), static_cast<int>(p.rows.size()),
      p.group_sizes.data(), CUBLAS_COMPUTE_32F);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED && p.output == CUDA_R_32F)
    throw MeasurementError("cublasGemmGroupedBatchedEx has no bf16 product with fp32 output");
  cublas.check(status, "cublasGemmGroupedBatchedEx");
}

#else  // compiled without the header of a cuBLAS that has it

struct CublasGrouped::Implementation {};
struct GroupedProduct::Plan {};

CublasGrouped::CublasGrouped() : missing_("compiled without cublas_v2.h of cuBLAS 12.5 or newer") {}
CublasGrouped::~CublasGrouped() = default;
std::string CublasGrouped::version() const {
  return {};
}
GroupedProduct::GroupedProduct(const CublasGrouped& cublas, const std::vector<GroupedPart>&, void**) {
  throw MeasurementError(cublas.missing());
}
GroupedProduct::~GroupedProduct() = default;
void GroupedProduct::launch(cudaStream_t) const {}

#endif

}  // namespace trainyard::kernels
