#pragma once
// Differences cut into parts that sum exactly, in whole units.
#include <cstdint>
#include <string>
#include <vector>

#include "models/estimate/estimate.h"
#include "models/estimate/scenario.h"

namespace trainyard {

/// What a waterfall counts: whole picoseconds, bytes, micro-dollars.
enum class WaterfallUnit { time_ps, memory_bytes, money_micro };

struct WaterfallStep {
  std::string name{};  // "gemm", "exposed_dispatch", "price"
  std::int64_t amount = 0;
  bool operator==(const WaterfallStep&) const = default;
};

/// from + the amounts = to, exactly.
struct ExactWaterfall {
  std::string name{};  // "step_time", "memory", "dollars"
  WaterfallUnit unit = WaterfallUnit::time_ps;
  std::int64_t from = 0, to = 0;
  std::vector<WaterfallStep>
      steps{};  // in the order of the quantities' parts; parts that do not change left out
};

/// `parts`, which sum to about `total`, as whole numbers that sum to it exactly: rounded down, then the
/// largest remainders up, the first of equal ones first. With no parts `total` must be 0.
[[nodiscard]] std::vector<std::int64_t> split_exactly(std::int64_t total, const std::vector<double>& parts);

/// Step time by the parts an estimate tells.
[[nodiscard]] ExactWaterfall step_waterfall(const Estimate& from, const Estimate& to);
/// Memory of the fullest GPU of each, by kind of owner.
[[nodiscard]] ExactWaterfall memory_waterfall(const Estimate& from, const Estimate& to);

/// Dollars of the main phase. With N tokens, price p of a GPU-second, parts t_i of a step of b tokens on n
/// GPUs, c_i = t_i n / b GPU-seconds per token, ramp r (GPU-seconds of the whole run before goodput over N
/// sum c_i) and goodput g:
///   D = p N (sum c_i) r / g
/// from A to B by changing, in this order, each c_i, r, g, N, p; what is changed earlier stands at its new
/// value:
///   part i: p N (c_i' - c_i) r / g;  ramp: p N C' (r' - r) / g;  goodput: p N C' r' (1/g' - 1/g);
///   tokens: p (N' - N) C' r' / g';   price: (p' - p) N' C' r' / g'
/// which telescopes. `part i` holds what other GPUs and another number of them change.
[[nodiscard]] ExactWaterfall dollar_waterfall(const Scenario& from_scenario, const Estimate& from,
                                              const Scenario& to_scenario, const Estimate& to);

/// In s, GB or $.
[[nodiscard]] double in_shown_unit(WaterfallUnit unit, std::int64_t amount);
[[nodiscard]] std::string amount_text(WaterfallUnit unit, std::int64_t amount);

}  // namespace trainyard
