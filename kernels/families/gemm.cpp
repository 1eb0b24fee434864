#include "kernels/families/gemm.h"

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {

ProductShape product_shape(const DenseProduct& product) {
  // Row-major out is column-major outᵀ = w·xᵀ: w comes first.
  ProductShape shape;
  shape.rows = product.n;
  shape.columns = product.m;
  shape.reduced = product.k;
  shape.a_transposed = product.layout.at(0) == 'T';
  shape.b_transposed = product.layout.at(1) == 'T';
  shape.dtype = product.dtype;
  shape.accumulate_fp32 = product.accumulates;
  // Frameworks use the fast mode forward and the exact one in weight gradients.
  shape.fast_accumulation = product.dtype == "fp8" && !product.accumulates;
  shape.sms = product.sms;
  return shape;
}

MatrixView view_of_x(const DenseProduct& product, const void* x) {
  const bool flipped = product.layout.at(1) == 'T';
  return {x, storage_type(product.dtype), flipped ? 1 : product.k, flipped ? product.m : 1};
}

MatrixView view_of_w(const DenseProduct& product, const void* w) {
  const bool flipped = product.layout.at(0) == 'N';
  return {w, storage_type(product.dtype), flipped ? 1 : product.k, flipped ? product.n : 1};
}

std::string storage_type(const std::string& dtype) {
  return dtype == "fp8_block" ? "fp8" : dtype;
}

double product_error_limit(const DenseProduct& product) {
  if (product.dtype == "bf16") return product.accumulates ? 1e-3 : 0.01;
  // Hopper keeps some 14 bits of a partial sum inside the matrix unit (DeepSeek-V3 report, section 3.3.2).
  return product.accumulates || product.dtype == "fp8_block" ? 0.03 : 0.15;
}

namespace {

class Gemm : public Kernel {
 public:
  Gemm(const Point& point, Bench& bench) : version_(bench.cublas.version()) {
    product_.m = point.size("m");
    product_.n = point.size("n");
    product_.k = point.size("k");
    product_.layout = point.choice("layout");
    product_.dtype = point.dtype;
    product_.accumulates = point.choice("output") == "fp32_accumulate";
    product_.sms = static_cast<int>(point.sms);

    Arena& arena = bench.arena;
    const cudaStream_t stream = bench.measurer.stream();
    const auto m = static_cast<std::size_t>(product_.m);
    const auto n = static_cast<std::size_t>(product_.n);
    const auto k = static_cast<std::size_t>(product_.k);
    const auto element = static_cast<std::size_t>(element_bytes(product_.dtype));
    x_ = arena.take_bytes(m * k * element);
    w_ = arena.take_bytes(n * k * element);
    out_bytes_ = m * n * (product_.accumulates ? 4 : 2);
    out_ = arena.take_bytes(out_bytes_);
    const ProductShape shape = product_shape(product_);
    float* scale = nullptr;
    if (product_.dtype != "bf16") {
      const std::size_t count = product_.dtype == "fp8" ? 1 : block_scale_count(shape);
      scale = arena.take<float>(count);
      fill_value(scale, count, 1.0f, stream);
    }
    plan_ = std::make_unique<Product>(bench.cublas, shape, arena.take_bytes(Cublas::workspace_bytes), scale);
    fill_normal(x_, storage_type(product_.dtype), m * k, 1, 1.0f, stream);
    fill_normal(w_, storage_type(product_.dtype), n * k, 2, 1.0f, stream);
    if (product_.accumulates) fill_normal(out_, "fp32", m * n, 3, 1.0f, stream);
  }

  void launch(cudaStream_t stream) override { plan_->launch(w_, x_, out_, stream); }

  std::optional<Check> check(cudaStream_t stream) override {
    return check_product(product_, x_, w_, out_, 8, stream, [&] {
      if (!product_.accumulates) TRAINYARD_CUDA(cudaMemsetAsync(out_, 0xff, out_bytes_, stream));  // NaN
      launch(stream);
    });
  }

  std::string library() const override { return "cublasLt"; }
  std::string library_version() const override { return version_; }

 private:
  DenseProduct product_{};
  std::string version_;
  std::unique_ptr<Product> plan_{};
  void* x_ = nullptr;
  void* w_ = nullptr;
  void* out_ = nullptr;
  std::size_t out_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Kernel> make_gemm(const Point& point, Bench& bench) {
  return std::make_unique<Gemm>(point, bench);
}

}  // namespace trainyard::kernels
