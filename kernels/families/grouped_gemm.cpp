// Products of several experts: one cuBLASLt product each, on one stream or on four side by side.
#include <map>

#include "kernels/device/cuda_check.h"
#include "kernels/families/family.h"
#include "kernels/families/gemm.h"
#include "kernels/harness/expert_loads.h"

namespace trainyard::kernels {
namespace {

/// Streams beside the main one, which wait for it at the fork and for which it waits at the join.
class SideStreams {
 public:
  explicit SideStreams(std::size_t count) : streams_(count), done_(count) {
    TRAINYARD_CUDA(cudaEventCreateWithFlags(&forked_, cudaEventDisableTiming));
    for (std::size_t i = 0; i < count; ++i) {
      TRAINYARD_CUDA(cudaStreamCreateWithFlags(&streams_[i], cudaStreamNonBlocking));
      TRAINYARD_CUDA(cudaEventCreateWithFlags(&done_[i], cudaEventDisableTiming));
    }
  }
  ~SideStreams() {
    for (const cudaStream_t stream : streams_) {
      if (stream != nullptr) cudaStreamDestroy(stream);
    }
    for (const cudaEvent_t event : done_) {
      if (event != nullptr) cudaEventDestroy(event);
    }
    cudaEventDestroy(forked_);
  }
  SideStreams(const SideStreams&) = delete;
  SideStreams& operator=(const SideStreams&) = delete;

  void fork(cudaStream_t main) {
    TRAINYARD_CUDA(cudaEventRecord(forked_, main));
    for (const cudaStream_t stream : streams_) TRAINYARD_CUDA(cudaStreamWaitEvent(stream, forked_, 0));
  }
  void join(cudaStream_t main) {
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      TRAINYARD_CUDA(cudaEventRecord(done_[i], streams_[i]));
      TRAINYARD_CUDA(cudaStreamWaitEvent(main, done_[i], 0));
    }
  }
  cudaStream_t at(std::size_t i) const { return streams_[i % streams_.size()]; }

 private:
  std::vector<cudaStream_t> streams_;
  std::vector<cudaEvent_t> done_;
  cudaEvent_t forked_ = nullptr;
};

class GroupedGemm : public Kernel {
 public:
  GroupedGemm(const Point& point, Bench& bench)
      : loads_(loads_of(point)),
        width_(point.choice("streams") == "1" ? 1 : 4),
        side_(width_),
        version_(bench.cublas.version()) {
    const bool of_weight = point.op == "weight_gradient";
    DenseProduct common;
    common.dtype = point.dtype;
    common.sms = static_cast<int>(point.sms);
    common.accumulates = of_weight;
    const bool narrow = point.dtype != "bf16";
    common.layout = narrow || point.op == "forward" ? "TN" : of_weight ? "NT" : "NN";

    Arena& arena = bench.arena;
    const cudaStream_t stream = bench.measurer.stream();
    float* scale = nullptr;
    if (narrow) {
      scale = arena.take<float>(1);
      fill_value(scale, 1, 1.0f, stream);
    }
    std::vector<void*> workspaces;
    for (std::size_t i = 0; i < width_; ++i) workspaces.push_back(arena.take_bytes(Cublas::workspace_bytes));

    const auto element = static_cast<std::size_t>(element_bytes(point.dtype));
    unsigned seed = 1;
    for (std::size_t i = 0; i < loads_.size(); ++i) {
      if (loads_[i] == 0) continue;
      Part part;
      part.product = common;
      part.product.m = of_weight ? point.size("n") : loads_[i];
      part.product.n = of_weight ? point.size("k") : point.size("n");
      part.product.k = of_weight ? loads_[i] : point.size("k");
      const auto m = static_cast<std::size_t>(part.product.m);
      const auto n = static_cast<std::size_t>(part.product.n);
      const auto k = static_cast<std::size_t>(part.product.k);
      part.x = arena.take_bytes(m * k * element);
      part.w = arena.take_bytes(n * k * element);
      part.out_bytes = m * n * (of_weight ? 4 : 2);
      part.out = arena.take_bytes(part.out_bytes);
      fill_normal(part.x, point.dtype, m * k, seed++, 1.0f, stream);
      fill_normal(part.w, point.dtype, n * k, seed++, 1.0f, stream);
      if (of_weight) fill_normal(part.out, "fp32", m * n, seed++, 1.0f, stream);
      // A plan belongs to a size and to the workspace of a stream.
      const std::size_t lane = parts_.size() % width_;
      auto& plan = plans_[{loads_[i], lane}];
      if (!plan)
        plan = std::make_unique<Product>(bench.cublas, product_shape(part.product), workspaces[lane], scale);
      part.plan = plan.get();
      parts_.push_back(part);
    }
  }

  void launch(cudaStream_t stream) override {
    if (width_ == 1) {
      for (const Part& part : parts_) part.plan->launch(part.w, part.x, part.out, stream);
      return;
    }
    side_.fork(stream);
    for (std::size_t i = 0; i < parts_.size(); ++i)
      parts_[i].plan->launch(parts_[i].w, parts_[i].x, parts_[i].out, side_.at(i));
    side_.join(stream);
  }

  std::optional<Check> check(cudaStream_t stream) override {
    // The parts are run together once per compared part; sampled over the experts.
    Check worst;
    for (const std::int64_t i : sampled_rows(static_cast<std::int64_t>(parts_.size()), 4)) {
      const Part& part = parts_[static_cast<std::size_t>(i)];
      const Check one = check_product(part.product, part.x, part.w, part.out, 4, stream, [&] {
        if (!part.product.accumulates)
          TRAINYARD_CUDA(cudaMemsetAsync(part.out, 0xff, part.out_bytes, stream));
        launch(stream);
      });
      if (worst.against.empty() || !(one.error <= worst.error)) worst = one;
      if (!one.passed()) break;
    }
    worst.against += " of 4 experts";
    return worst;
  }

  std::string library() const override {
    return width_ == 1 ? "cublasLt, one by one" : "cublasLt, " + std::to_string(width_) + " streams";
  }
  std::string library_version() const override { return version_; }

 private:
  struct Part {
    DenseProduct product{};
    void* x = nullptr;
    void* w = nullptr;
    void* out = nullptr;
    std::size_t out_bytes = 0;
    const Product* plan = nullptr;
  };

  std::vector<std::int64_t> loads_;
  std::size_t width_;
  SideStreams side_;
  std::string version_;
  std::map<std::pair<std::int64_t, std::size_t>, std::unique_ptr<Product>> plans_{};
  std::vector<Part> parts_{};
};

}  // namespace

std::unique_ptr<Kernel> make_grouped_gemm(const Point& point, Bench& bench) {
  return std::make_unique<GroupedGemm>(point, bench);
}

}  // namespace trainyard::kernels
