// Causal attention by cuDNN. It takes no number of SMs: with its SM target set, its heuristic proposes no
// engine (9.19). So a companion holds the SMs that a confined point leaves out.
#include <cmath>

#include "kernels/device/attention_reference.h"
#include "kernels/device/cuda_check.h"
#include "kernels/families/companion.h"
#include "kernels/families/family.h"

namespace trainyard::kernels {
namespace {

// Probabilities and the scores' gradients are rounded to bf16 inside, each half a unit in the last place:
// 0.002.
constexpr double error_limit = 0.03;
constexpr double log_sum_limit = 1e-3;  // fp32 throughout, with fast exponentials
constexpr int checked_places = 8;

/// The plan for this shape, made once: cuDNN compiles a kernel for each.
std::shared_ptr<const AttentionPlan> plan_of(const AttentionShape& s, bool backward, Bench& bench) {
  std::string name = backward ? "backward" : "forward";
  for (const std::int64_t size : {s.batch, s.sequence, s.heads, s.kv_heads, s.head_size, s.value_size})
    name += ' ' + std::to_string(size);
  std::shared_ptr<const AttentionPlan>& plan = bench.attention_plans[name];
  if (!plan)
    plan = std::make_shared<AttentionPlan>(bench.cudnn, backward ? backward_graph(s) : forward_graph(s));
  return plan;
}

/// Memory for the graph's tensors that have none yet.
void place_tensors(const AttentionGraph& graph, Arena& arena, std::map<AttentionTensor, void*>& memory) {
  for (const GraphTensor& tensor : graph.tensors) {
    if (tensor.is_virtual || tensor.scalar) continue;
    void*& place = memory[static_cast<AttentionTensor>(tensor.id)];
    if (place == nullptr) place = arena.take_bytes(bytes_of(tensor));
  }
}

/// Places of a sequence from `first` to `last`, spread evenly.
std::vector<std::int64_t> spread_places(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> places = sampled_rows(last - first + 1, checked_places);
  for (std::int64_t& place : places) place += first;
  return places;
}

/// The largest difference within a row of `width` numbers: rows further down are smaller, and would vanish
/// behind the first ones.
double worst_row(const std::vector<double>& values, const std::vector<double>& reference, std::size_t width) {
  double worst = 0;
  for (std::size_t at = 0; at < reference.size(); at += width) {
    const auto row = [&](const std::vector<double>& all) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
    };
    const double error = relative_difference(row(values), row(reference));
    if (!(error <= worst)) worst = error;  // keeps what is no number
    if (std::isnan(worst)) return worst;
  }
  return worst;
}

class Attention : public Kernel {
 public:
  Attention(const Point& point, Bench& bench)
      : shape_(attention_shape(point)), backward_(point.op == "backward"), version_(bench.cudnn.version()) {
    if (backward_ && !bench.cudnn.clears_scratch() && bench.cudnn.missing().empty())
      throw MeasurementError("cuDNN " + version_ + " does not clear its sums itself; 9.6 and newer do");
    Arena& arena = bench.arena;
    const cudaStream_t stream = bench.measurer.stream();
    // Both before anything runs: a device may have no engine for backward.
    const auto forward = plan_of(shape_, false, bench);
    const auto backward = backward_ ? plan_of(shape_, true, bench) : nullptr;
    place_tensors(forward_graph(shape_), arena, memory_);
    fill(AttentionTensor::query, shape_.heads, shape_.head_size, 1, stream);
    fill(AttentionTensor::key, shape_.kv_heads, shape_.head_size, 2, stream);
    fill(AttentionTensor::value, shape_.kv_heads, shape_.value_size, 3, stream);
    run_ = std::make_unique<AttentionRun>(forward, memory_, arena.take_bytes(forward->workspace_bytes()));
    if (!backward_) return;
    run_->launch(stream);  // leaves the output and its rows' sums
    TRAINYARD_CUDA(cudaStreamSynchronize(stream));
    place_tensors(backward_graph(shape_), arena, memory_);
    fill(AttentionTensor::output_gradient, shape_.heads, shape_.value_size, 4, stream);
    run_ = std::make_unique<AttentionRun>(backward, memory_, arena.take_bytes(backward->workspace_bytes()));
  }

  void launch(cudaStream_t stream) override { run_->launch(stream); }

  std::optional<Check> check(cudaStream_t stream) override {
    AttentionOperands operands{shape_, at(AttentionTensor::query), at(AttentionTensor::key),
                               at(AttentionTensor::value), nullptr};
    if (backward_) operands.output_gradient = at(AttentionTensor::output_gradient);
    const AttentionReference reference(operands, stream);
    worst_ =
        Check{0, error_limit, "double precision on the device, last key-value head of the last sequence"};
    backward_ ? check_backward(reference, stream) : check_forward(reference, stream);
    return worst_;
  }

  std::string library() const override { return "cuDNN"; }
  std::string library_version() const override { return version_; }

 private:
  void* at(AttentionTensor which) const { return memory_.at(which); }
  std::size_t bytes(std::int64_t heads, std::int64_t size) const {
    return 2 * static_cast<std::size_t>(shape_.batch * shape_.sequence * heads * size);
  }
  void fill(AttentionTensor which, std::int64_t heads, std::int64_t size, unsigned seed,
            cudaStream_t stream) {
    fill_normal(at(which), "bf16", bytes(heads, size) / 2, seed, 1.0f, stream);
  }
  void poison(AttentionTensor which, std::size_t count, cudaStream_t stream) {
    TRAINYARD_CUDA(cudaMemsetAsync(at(which), 0xff, count, stream));  // not a number
  }

  /// Compares a tensor's last head with `expected` at these places.
  void compare(AttentionTensor which, std::int64_t heads, std::int64_t size,
               const std::vector<std::int64_t>& places, const std::vector<double>& expected,
               cudaStream_t stream) {
    const std::vector<double> values =
        gather_rows(last_head(shape_, at(which), heads, size), places, size, stream);
    consider(worst_row(values, expected, static_cast<std::size_t>(size)), error_limit);
  }
  /// Keeps the error that is nearest to its limit, or beyond.
  void consider(double error, double limit) {
    if (std::isnan(worst_.error) || error / limit <= worst_.error / worst_.limit) return;
    worst_.error = error;
    worst_.limit = limit;
  }

  void check_forward(const AttentionReference& reference, cudaStream_t stream) {
    const std::int64_t rows = shape_.batch * shape_.heads * shape_.sequence;
    poison(AttentionTensor::output, bytes(shape_.heads, shape_.value_size), stream);
    poison(AttentionTensor::log_sums, 4 * static_cast<std::size_t>(rows), stream);
    launch(stream);
    const std::vector<std::int64_t> places = spread_places(0, shape_.sequence - 1);
    compare(AttentionTensor::output, shape_.heads, shape_.value_size, places, reference.output(places),
            stream);
    const MatrixView sums{at(AttentionTensor::log_sums), "fp32", shape_.sequence, 1};
    const std::vector<double> values =
        gather_rows(sums, {shape_.batch * shape_.heads - 1}, shape_.sequence, stream);
    consider(relative_difference(values, reference.log_sums()), log_sum_limit);
  }

  void check_backward(const AttentionReference& reference, cudaStream_t stream) {
    poison(AttentionTensor::query_gradient, bytes(shape_.heads, shape_.head_size), stream);
    poison(AttentionTensor::key_gradient, bytes(shape_.kv_heads, shape_.head_size), stream);
    poison(AttentionTensor::value_gradient, bytes(shape_.kv_heads, shape_.value_size), stream);
    launch(stream);
    // Near the corners a gradient is a difference of equals, of which rounding leaves nothing.
    constexpr std::int64_t margin = 16;
    const std::vector<std::int64_t> rows = spread_places(margin, shape_.sequence - 1);
    const std::vector<std::int64_t> columns = spread_places(0, shape_.sequence - 1 - margin);
    compare(AttentionTensor::query_gradient, shape_.heads, shape_.head_size, rows,
            reference.query_gradient(rows), stream);
    compare(AttentionTensor::key_gradient, shape_.kv_heads, shape_.head_size, columns,
            reference.key_gradient(columns), stream);
    compare(AttentionTensor::value_gradient, shape_.kv_heads, shape_.value_size, columns,
            reference.value_gradient(columns), stream);
  }

  AttentionShape shape_;
  bool backward_;
  std::string version_;
  std::map<AttentionTensor, void*> memory_{};
  std::unique_ptr<AttentionRun> run_{};
  Check worst_{};
};

}  // namespace

std::unique_ptr<Kernel> make_attention(const Point& point, Bench& bench) {
  return std::make_unique<Attention>(point, bench);
}

Record measure_attention(const Point& point, Bench& bench) {
  if (point.sms == 0) return measure_kernel(point, bench);
  const std::unique_ptr<Kernel> kernel = make_kernel(point, bench);
  const std::optional<Check> check = kernel->check(bench.measurer.stream());
  Companion companion(bench, bench.device.sms - static_cast<int>(point.sms), false);
  const Timing timing =
      bench.measurer.burst([&](cudaStream_t stream) { kernel->launch(stream); }, bench.rule);
  if (!companion.runs()) throw MeasurementError("the companion ended before the samples were taken");
  Record record = make_record(point, *kernel, timing);
  record.check = check;
  return record;
}

}  // namespace trainyard::kernels
