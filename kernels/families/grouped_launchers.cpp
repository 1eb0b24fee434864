// Two ways to launch the products of several experts: one by one over streams, and in one kernel.
#include <map>

#include "kernels/device/cuda_check.h"
#include "kernels/families/grouped_gemm.h"

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
  std::size_t count() const { return streams_.size(); }

 private:
  std::vector<cudaStream_t> streams_;
  std::vector<cudaEvent_t> done_;
  cudaEvent_t forked_ = nullptr;
};

class StreamLauncher : public ExpertLauncher {
 public:
  StreamLauncher(const std::vector<ExpertPart>& parts, std::size_t width, Bench& bench)
      : parts_(parts), side_(width), version_(bench.cublas.version()) {
    Arena& arena = bench.arena;
    float* scale = nullptr;
    if (parts.front().product.dtype != "bf16") {
      scale = arena.take<float>(1);
      fill_value(scale, 1, 1.0f, bench.measurer.stream());
    }
    std::vector<void*> workspaces;
    for (std::size_t i = 0; i < width; ++i) workspaces.push_back(arena.take_bytes(Cublas::workspace_bytes));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      // A plan belongs to a size (only rows differ between experts) and to the workspace of a stream.
      const DenseProduct& product = parts[i].product;
      auto& plan = plans_[{product.m, product.k, i % width}];
      if (!plan)
        plan = std::make_unique<Product>(bench.cublas, product_shape(product), workspaces[i % width], scale);
      plan_of_part_.push_back(plan.get());
    }
  }

  void launch(cudaStream_t stream) override {
    const auto one = [&](std::size_t i, cudaStream_t where) {
      plan_of_part_[i]->launch(parts_[i].w, parts_[i].x, parts_[i].out, where);
    };
    if (side_.count() == 1) {
      for (std::size_t i = 0; i < parts_.size(); ++i) one(i, stream);
      return;
    }
    side_.fork(stream);
    for (std::size_t i = 0; i < parts_.size(); ++i) one(i, side_.at(i));
    side_.join(stream);
  }

  std::string library() const override {
    return side_.count() == 1 ? "cublasLt, one by one"
                              : "cublasLt, " + std::to_string(side_.count()) + " streams";
  }
  std::string library_version() const override { return version_; }

 private:
  std::vector<ExpertPart> parts_;
  SideStreams side_;
  std::string version_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::size_t>, std::unique_ptr<Product>> plans_{};
  std::vector<const Product*> plan_of_part_{};
};

class GroupedLauncher : public ExpertLauncher {
 public:
  GroupedLauncher(const std::vector<ExpertPart>& parts, Bench& bench)
      : version_(bench.grouped_cublas.version()) {
    std::vector<GroupedPart> grouped;
    for (const ExpertPart& part : parts)
      grouped.push_back({product_shape(part.product), part.w, part.x, part.out});
    product_ = std::make_unique<GroupedProduct>(bench.grouped_cublas, grouped,
                                                bench.arena.take<void*>(3 * parts.size()));
  }

  void launch(cudaStream_t stream) override { product_->launch(stream); }
  std::string library() const override { return "cublas, one grouped kernel"; }
  std::string library_version() const override { return version_; }

 private:
  std::string version_;
  std::unique_ptr<GroupedProduct> product_{};
};

}  // namespace

std::unique_ptr<ExpertLauncher> make_stream_launcher(const std::vector<ExpertPart>& parts, std::size_t width,
                                                     Bench& bench) {
  return std::make_unique<StreamLauncher>(parts, width, bench);
}

std::unique_ptr<ExpertLauncher> make_grouped_launcher(const std::vector<ExpertPart>& parts, Bench& bench) {
  return std::make_unique<GroupedLauncher>(parts, bench);
}

}  // namespace trainyard::kernels
