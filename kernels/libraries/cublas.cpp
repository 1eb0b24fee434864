#include "kernels/libraries/cublas.h"

#include <dlfcn.h>

#include <algorithm>

#include "kernels/device/cuda_check.h"
#include "kernels/harness/library_search.h"

#if __has_include(<cublasLt.h>)
#include <cublasLt.h>
#define TRAINYARD_HAS_CUBLASLT 1
#else
#define TRAINYARD_HAS_CUBLASLT 0
#endif

namespace trainyard::kernels {

#if TRAINYARD_HAS_CUBLASLT

/// The library's functions under their own names.
struct Cublas::Implementation {
  void* library = nullptr;
  cublasLtHandle_t handle = nullptr;
  decltype(&::cublasLtCreate) create = nullptr;
  decltype(&::cublasLtDestroy) destroy = nullptr;
  decltype(&::cublasLtGetVersion) get_version = nullptr;
  decltype(&::cublasLtMatmul) matmul = nullptr;
  decltype(&::cublasLtMatmulDescCreate) desc_create = nullptr;
  decltype(&::cublasLtMatmulDescDestroy) desc_destroy = nullptr;
  decltype(&::cublasLtMatmulDescSetAttribute) desc_set = nullptr;
  decltype(&::cublasLtMatrixLayoutCreate) layout_create = nullptr;
  decltype(&::cublasLtMatrixLayoutDestroy) layout_destroy = nullptr;
  decltype(&::cublasLtMatmulPreferenceCreate) preference_create = nullptr;
  decltype(&::cublasLtMatmulPreferenceDestroy) preference_destroy = nullptr;
  decltype(&::cublasLtMatmulPreferenceSetAttribute) preference_set = nullptr;
  decltype(&::cublasLtMatmulAlgoGetHeuristic) heuristic = nullptr;

  /// The name of the first function that is not there, or an empty text.
  std::string load() {
    std::string absent;
    const auto find = [&](const char* name, auto& function) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
      if (function == nullptr && absent.empty()) absent = name;
    };
    find("cublasLtCreate", create);
    find("cublasLtDestroy", destroy);
    find("cublasLtGetVersion", get_version);
    find("cublasLtMatmul", matmul);
    find("cublasLtMatmulDescCreate", desc_create);
    find("cublasLtMatmulDescDestroy", desc_destroy);
    find("cublasLtMatmulDescSetAttribute", desc_set);
    find("cublasLtMatrixLayoutCreate", layout_create);
    find("cublasLtMatrixLayoutDestroy", layout_destroy);
    find("cublasLtMatmulPreferenceCreate", preference_create);
    find("cublasLtMatmulPreferenceDestroy", preference_destroy);
    find("cublasLtMatmulPreferenceSetAttribute", preference_set);
    find("cublasLtMatmulAlgoGetHeuristic", heuristic);
    return absent;
  }
};

namespace {

void check_cublas(cublasStatus_t status, const char* call) {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw MeasurementError(std::string(call) + ": cuBLAS status " + std::to_string(static_cast<int>(status)));
}

std::string version_text(std::size_t version) {
  // 13.1.0 is 130100, 12.9.1 is 120901, 11.10.3 was 111003.
  return std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
         std::to_string(version % 100);
}

}  // namespace

Cublas::Cublas() : implementation_(std::make_unique<Implementation>()) {
  LibraryName name;
  name.name = "cublasLt";
  name.environment = "TRAINYARD_CUBLASLT";
  // The structures of the header belong to one major version.
  name.sonames = {"libcublasLt.so." + std::to_string(CUBLAS_VER_MAJOR)};
  std::string told;
  implementation_->library = load_library(name, told);
  if (implementation_->library == nullptr) {
    missing_ = "cuBLASLt was not found: " + told;
    return;
  }
  if (const std::string absent = implementation_->load(); !absent.empty()) {
    missing_ = told + " has no " + absent;
  } else if (const cublasStatus_t status = implementation_->create(&implementation_->handle);
             status != CUBLAS_STATUS_SUCCESS) {
    missing_ = "cublasLtCreate: status " + std::to_string(static_cast<int>(status));
  }
}

Cublas::~Cublas() {
  if (implementation_->handle != nullptr) implementation_->destroy(implementation_->handle);
}

std::string Cublas::version() const {
  return missing_.empty() ? version_text(implementation_->get_version()) : std::string();
}

struct Product::Plan {
  const Cublas::Implementation& lt;
  void* workspace = nullptr;
  cublasLtMatmulDesc_t operation = nullptr;
  cublasLtMatrixLayout_t a = nullptr;
  cublasLtMatrixLayout_t b = nullptr;
  cublasLtMatrixLayout_t d = nullptr;
  cublasLtMatmulAlgo_t algorithm{};
  float beta = 0;

  explicit Plan(const Cublas::Implementation& functions) : lt(functions) {}
  ~Plan() {
    if (operation != nullptr) lt.desc_destroy(operation);
    for (const cublasLtMatrixLayout_t layout : {a, b, d}) {
      if (layout != nullptr) lt.layout_destroy(layout);
    }
  }

  template <class T>
  void set(cublasLtMatmulDescAttributes_t attribute, const T& value) {
    check_cublas(lt.desc_set(operation, attribute, &value, sizeof value), "cublasLtMatmulDescSetAttribute");
  }

  cublasLtMatrixLayout_t layout(cudaDataType_t type, std::int64_t rows, std::int64_t columns) const {
    cublasLtMatrixLayout_t made = nullptr;
    check_cublas(lt.layout_create(&made, type, static_cast<std::uint64_t>(rows),
                                  static_cast<std::uint64_t>(columns), rows),
                 "cublasLtMatrixLayoutCreate");
    return made;
  }

  void set_scales(const ProductShape& shape, const float* scale) {
    set(CUBLASLT_MATMUL_DESC_A_SCALE_POINTER, scale);
    set(CUBLASLT_MATMUL_DESC_B_SCALE_POINTER, scale);
    if (shape.dtype != "fp8_block") return;
#if CUBLAS_VERSION >= 120900
    const std::int32_t blocks = CUBLASLT_MATMUL_MATRIX_SCALE_BLK128x128_32F;
    const std::int32_t vectors = CUBLASLT_MATMUL_MATRIX_SCALE_VEC128_32F;
    set(CUBLASLT_MATMUL_DESC_A_SCALE_MODE, blocks);
    set(CUBLASLT_MATMUL_DESC_B_SCALE_MODE, vectors);
#else
    throw MeasurementError("block scales need cuBLAS 12.9 when this program is compiled");
#endif
  }

  void choose_algorithm() {
    cublasLtMatmulPreference_t preference = nullptr;
    check_cublas(lt.preference_create(&preference), "cublasLtMatmulPreferenceCreate");
    const std::size_t most = Cublas::workspace_bytes;
    cublasLtMatmulHeuristicResult_t result{};
    int found = 0;
    cublasStatus_t status =
        lt.preference_set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &most, sizeof most);
    if (status == CUBLAS_STATUS_SUCCESS)
      status = lt.heuristic(lt.handle, operation, a, b, d, d, preference, 1, &result, &found);
    lt.preference_destroy(preference);
    check_cublas(status, "cublasLtMatmulAlgoGetHeuristic");
    if (found == 0) throw MeasurementError("cuBLASLt has no algorithm for this product");
    check_cublas(result.state, "the algorithm's state");
    algorithm = result.algo;
  }
};

Product::Product(const Cublas& cublas, const ProductShape& shape, void* workspace, const float* scale) {
  if (!cublas.missing().empty()) throw MeasurementError(cublas.missing());
  plan_ = std::make_unique<Plan>(cublas.implementation());
  Plan& plan = *plan_;
  plan.workspace = workspace;
  plan.beta = shape.accumulate_fp32 ? 1.0f : 0.0f;
  check_cublas(plan.lt.desc_create(&plan.operation, CUBLAS_COMPUTE_32F, CUDA_R_32F),
               "cublasLtMatmulDescCreate");
  plan.set(CUBLASLT_MATMUL_DESC_TRANSA, shape.a_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
  plan.set(CUBLASLT_MATMUL_DESC_TRANSB, shape.b_transposed ? CUBLAS_OP_T : CUBLAS_OP_N);
  if (shape.sms > 0) plan.set(CUBLASLT_MATMUL_DESC_SM_COUNT_TARGET, static_cast<std::int32_t>(shape.sms));
  const bool narrow = shape.dtype != "bf16";
  if (narrow) {
    if (shape.fast_accumulation) plan.set(CUBLASLT_MATMUL_DESC_FAST_ACCUM, std::int8_t{1});
    plan.set_scales(shape, scale);
  }
  const cudaDataType_t type = narrow ? CUDA_R_8F_E4M3 : CUDA_R_16BF;
  plan.a = shape.a_transposed ? plan.layout(type, shape.reduced, shape.rows)
                              : plan.layout(type, shape.rows, shape.reduced);
  plan.b = shape.b_transposed ? plan.layout(type, shape.columns, shape.reduced)
                              : plan.layout(type, shape.reduced, shape.columns);
  plan.d = plan.layout(shape.accumulate_fp32 ? CUDA_R_32F : CUDA_R_16BF, shape.rows, shape.columns);
  plan.choose_algorithm();
}

Product::~Product() = default;
Product::Product(Product&&) noexcept = default;

void Product::launch(const void* a, const void* b, void* d, cudaStream_t stream) const {
  const float alpha = 1;
  check_cublas(plan_->lt.matmul(plan_->lt.handle, plan_->operation, &alpha, a, plan_->a, b, plan_->b,
                                &plan_->beta, d, plan_->d, d, plan_->d, &plan_->algorithm, plan_->workspace,
                                Cublas::workspace_bytes, stream),
               "cublasLtMatmul");
}

#else  // compiled without the header of cuBLASLt

struct Cublas::Implementation {};
struct Product::Plan {};

Cublas::Cublas() : missing_("compiled without cublasLt.h") {}
Cublas::~Cublas() = default;
std::string Cublas::version() const {
  return {};
}
Product::Product(const Cublas& cublas, const ProductShape&, void*, const float*) {
  throw MeasurementError(cublas.missing());
}
Product::~Product() = default;
Product::Product(Product&&) noexcept = default;
void Product::launch(const void*, const void*, void*, cudaStream_t) const {}

#endif

std::size_t block_scale_count(const ProductShape& shape) {
  // 1x128 scales, the finer of the two kinds, for the longer operand; block counts padded to fours.
  const std::int64_t longer = std::max(shape.rows, shape.columns) + 3;
  const std::int64_t blocks = (shape.reduced + 127) / 128 + 3;
  return static_cast<std::size_t>(longer * blocks);
}

}  // namespace trainyard::kernels
