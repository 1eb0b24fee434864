// Products of several experts, each with its own rows.
#include "kernels/families/grouped_gemm.h"

#include "kernels/device/cuda_check.h"
#include "kernels/harness/expert_loads.h"

namespace trainyard::kernels {
namespace {

/// Memory and data for the product of one expert with `load` rows.
ExpertPart make_part(const Point& point, std::int64_t load, unsigned seed, Bench& bench) {
  const bool of_weight = point.op == "weight_gradient";
  ExpertPart part;
  DenseProduct& product = part.product;
  product.dtype = point.dtype;
  product.sms = static_cast<int>(point.sms);
  product.accumulates = point.choice("output") == "fp32_accumulate";
  const bool narrow = point.dtype != "bf16";
  product.layout = narrow || point.op == "forward" ? "TN" : of_weight ? "NT" : "NN";
  product.m = of_weight ? point.size("n") : load;
  product.n = of_weight ? point.size("k") : point.size("n");
  product.k = of_weight ? load : point.size("k");
  const auto m = static_cast<std::size_t>(product.m);
  const auto n = static_cast<std::size_t>(product.n);
  const auto k = static_cast<std::size_t>(product.k);
  const auto element = static_cast<std::size_t>(element_bytes(point.dtype));
  const cudaStream_t stream = bench.measurer.stream();
  part.x = bench.arena.take_bytes(m * k * element);
  part.w = bench.arena.take_bytes(n * k * element);
  part.out_bytes = m * n * (product.accumulates ? 4 : 2);
  part.out = bench.arena.take_bytes(part.out_bytes);
  fill_normal(part.x, point.dtype, m * k, 3 * seed, 1.0f, stream);
  fill_normal(part.w, point.dtype, n * k, 3 * seed + 1, 1.0f, stream);
  if (product.accumulates) fill_normal(part.out, "fp32", m * n, 3 * seed + 2, 1.0f, stream);
  return part;
}

class GroupedGemm : public Kernel {
 public:
  GroupedGemm(const Point& point, Bench& bench) {
    for (const std::int64_t load : loads_of(point)) {
      if (load == 0) continue;
      parts_.push_back(make_part(point, load, static_cast<unsigned>(parts_.size() + 1), bench));
    }
    launcher_ = point.choice("kernel") == "grouped"
                    ? make_grouped_launcher(parts_, bench)
                    : make_stream_launcher(parts_, point.choice("streams") == "1" ? 1 : 4, bench);
  }

  void launch(cudaStream_t stream) override { launcher_->launch(stream); }

  std::optional<Check> check(cudaStream_t stream) override {
    // The parts are run together once per compared part; sampled over the experts.
    Check worst;
    for (const std::int64_t i : sampled_rows(static_cast<std::int64_t>(parts_.size()), 4)) {
      const ExpertPart& part = parts_[static_cast<std::size_t>(i)];
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

  std::string library() const override { return launcher_->library(); }
  std::string library_version() const override { return launcher_->library_version(); }

 private:
  std::vector<ExpertPart> parts_{};
  std::unique_ptr<ExpertLauncher> launcher_{};
};

}  // namespace

std::unique_ptr<Kernel> make_grouped_gemm(const Point& point, Bench& bench) {
  return std::make_unique<GroupedGemm>(point, bench);
}

}  // namespace trainyard::kernels
