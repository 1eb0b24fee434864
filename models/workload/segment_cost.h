#pragma once
// What the parts of a layer cost on the compute stream: sums of kernel times, split by operator class.
#include <array>
#include <vector>

#include "models/compute/kernel_time.h"
#include "models/compute/operators.h"
#include "models/workload/exchange.h"

namespace trainyard {

inline constexpr std::size_t op_class_count = static_cast<std::size_t>(OpClass::gradient_norm) + 1;

/// Time of one stretch of the compute stream. `variable` is the part in proportion to the rows routed to this
/// rank, at the mean.
struct SegmentCost {
  Seconds fixed{};
  Seconds variable{};
  std::array<Seconds, op_class_count> by_class{};  // sums to fixed + variable

  [[nodiscard]] Seconds mean() const { return fixed + variable; }
  SegmentCost& operator+=(const SegmentCost& other);
};

/// Which operators of a list count.
enum class Selection { all, shared_only, without_shared };

/// How the compute stream runs while a segment does.
struct ComputeContext {
  const KernelModel* kernels = nullptr;
  double free_sms = 0;
  bool contended = false;
  double time_factor = 1.0;  // clock of a long run
};

[[nodiscard]] SegmentCost segment_cost(const std::vector<Operator>& operators, const ComputeContext& context,
                                       Selection selection = Selection::all);

/// A block of the model as a pipeline stage runs it: forward, input gradient and weight gradient of attention
/// and feed-forward.
struct BlockCost {
  SegmentCost attention_forward, ffn_forward, shared_forward;
  SegmentCost ffn_backward, shared_backward, ffn_weight, attention_backward, attention_weight;
};

/// Everything a stage can hold, priced for one way of running (alone or overlapped).
struct CostTable {
  BlockCost dense, moe;
  SegmentCost embedding_forward, embedding_weight;
  SegmentCost head_forward, head_backward, head_weight;
  SegmentCost mtp_forward, mtp_backward, mtp_weight;
  Seconds gradient_cast{};     // fp8 cast of gradients before they are dispatched, on the exchange stream
  Seconds tp_gather{};         // one tensor-parallel all-gather or reduce-scatter of a layer's activations
  Seconds tp_expert_gather{};  // the same of what the experts work on: received rows, and the tokens of
                               // shared experts
  Seconds context_forward{};   // what shows of one layer's context-parallel traffic
  Seconds context_backward{};
};

/// Both ways of running, and the exchanges between their parts.
struct StepCosts {
  CostTable alone, overlapped;
  ExchangeTimes exchanges{};
};

[[nodiscard]] RankWork rank_work(const StepInput& input, const ExchangeTimes& exchanges);

/// Errors: those of the exchanges and of the tensor-parallel collectives.
[[nodiscard]] Result<StepCosts> price_step(const StepInput& input, const KernelModel& kernels);

}  // namespace trainyard
