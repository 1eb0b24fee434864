// The output head with its loss: logits, softmax cross-entropy over them, gradients of input and weight.
#include <cmath>

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"
#include "kernels/families/gemm.h"
#include "kernels/families/memory_bound_kernels.h"

namespace trainyard::kernels {
namespace {

class Head : public Kernel {
 public:
  Head(const Point& point, Bench& bench)
      : rows_(point.size("rows")),
        vocabulary_(point.size("vocabulary")),
        hidden_(point.size("hidden")),
        version_(bench.cublas.version()) {
    const auto rows = static_cast<std::size_t>(rows_);
    const auto vocabulary = static_cast<std::size_t>(vocabulary_);
    const auto hidden = static_cast<std::size_t>(hidden_);
    Arena& arena = bench.arena;
    const cudaStream_t stream = bench.measurer.stream();
    x_ = arena.take_bytes(2 * rows * hidden);
    weight_ = arena.take_bytes(2 * vocabulary * hidden);
    logits_ = arena.take_bytes(2 * rows * vocabulary);
    x_gradient_ = arena.take_bytes(2 * rows * hidden);
    weight_gradient_ = arena.take<float>(vocabulary * hidden);
    targets_ = arena.take<int>(rows);
    losses_ = arena.take<float>(rows);
    fill_normal(x_, "bf16", rows * hidden, 1, 1.0f, stream);
    // Logits of size one, as at the start of training.
    fill_normal(weight_, "bf16", vocabulary * hidden, 2, 1.0f / std::sqrt(static_cast<float>(hidden)),
                stream);
    fill_integers(targets_, rows, static_cast<int>(vocabulary_), 3, stream);
    fill_value(weight_gradient_, vocabulary * hidden, 0.0f, stream);

    const int sms = static_cast<int>(point.sms);
    void* workspace = arena.take_bytes(Cublas::workspace_bytes);
    const auto plan = [&](const DenseProduct& product) {
      return std::make_unique<Product>(bench.cublas, product_shape(product), workspace, nullptr);
    };
    forward_ = {rows_, vocabulary_, hidden_, "TN", "bf16", false, sms};
    input_gradient_ = {rows_, hidden_, vocabulary_, "NN", "bf16", false, sms};
    weight_update_ = {vocabulary_, hidden_, rows_, "NT", "bf16", true, sms};
    forward_plan_ = plan(forward_);
    input_plan_ = plan(input_gradient_);
    weight_plan_ = plan(weight_update_);
  }

  void launch(cudaStream_t stream) override {
    forward_plan_->launch(weight_, x_, logits_, stream);
    launch_softmax_cross_entropy(logits_, targets_, losses_, logits_, rows_, static_cast<int>(vocabulary_),
                                 stream);
    input_plan_->launch(weight_, logits_, x_gradient_, stream);
    weight_plan_->launch(x_, logits_, weight_gradient_, stream);
  }

  /// The parts are checked by themselves in their families; here that they are put together rightly: both
  /// gradients from the logits' gradient that the run left, and the losses from the logits made again.
  std::optional<Check> check(cudaStream_t stream) override {
    const auto whole = [&] { launch(stream); };
    Check worst = check_product(input_gradient_, logits_, weight_, x_gradient_, 4, stream, [&] {
      TRAINYARD_CUDA(
          cudaMemsetAsync(x_gradient_, 0xff, 2 * static_cast<std::size_t>(rows_ * hidden_), stream));
      whole();
    });
    const auto consider = [&](const Check& one) {
      // Each error in units of its own limit.
      if (!(one.error / one.limit <= worst.error / worst.limit)) worst = one;
    };
    consider(check_product(weight_update_, logits_, x_, weight_gradient_, 4, stream, whole));

    const std::vector<std::int64_t> sample = sampled_rows(rows_, 4);
    const std::vector<double> losses = gather_rows({losses_, "fp32", rows_, 1}, {0}, rows_, stream);
    std::vector<int> targets(static_cast<std::size_t>(rows_));
    TRAINYARD_CUDA(
        cudaMemcpyAsync(targets.data(), targets_, 4 * targets.size(), cudaMemcpyDeviceToHost, stream));
    const std::vector<double> logits = reference_product(
        view_of_x(forward_, x_), view_of_w(forward_, weight_), sample, vocabulary_, hidden_, stream);
    std::vector<double> got;
    std::vector<double> expected;
    const auto width = static_cast<std::size_t>(vocabulary_);
    for (std::size_t j = 0; j < sample.size(); ++j) {
      const auto row = static_cast<std::size_t>(sample[j]);
      double sum = 0;
      for (std::size_t c = 0; c < width; ++c) sum += std::exp(logits[j * width + c]);
      expected.push_back(std::log(sum) - logits[j * width + static_cast<std::size_t>(targets[row])]);
      got.push_back(losses[row]);
    }
    consider({relative_difference(got, expected), 0.01, "losses in double precision on the host, 4 rows"});
    return worst;
  }

  std::string library() const override { return "cublasLt and own loss kernel"; }
  std::string library_version() const override { return version_; }

 private:
  std::int64_t rows_;
  std::int64_t vocabulary_;
  std::int64_t hidden_;
  std::string version_;
  DenseProduct forward_{};
  DenseProduct input_gradient_{};
  DenseProduct weight_update_{};
  std::unique_ptr<Product> forward_plan_{};
  std::unique_ptr<Product> input_plan_{};
  std::unique_ptr<Product> weight_plan_{};
  void* x_ = nullptr;
  void* weight_ = nullptr;
  void* logits_ = nullptr;
  void* x_gradient_ = nullptr;
  float* weight_gradient_ = nullptr;
  int* targets_ = nullptr;
  float* losses_ = nullptr;
};

}  // namespace

std::unique_ptr<Kernel> make_head(const Point& point, Bench& bench) {
  return std::make_unique<Head>(point, bench);
}

}  // namespace trainyard::kernels
