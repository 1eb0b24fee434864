// The published training trace (deepseek-ai/profile-data@4496024 train.json, one H800 of a 64-rank job): four
// MoE layers forward overlapped with four backward, 129.0 ms. In sample: the constants of the kernels and of
// the exchanges come from this trace; what is held up here is that the operator list is complete and that
// streams, edges and barriers put it together as the run did.
#include <array>
#include <map>
#include <set>

#include "models/compute/operators.h"
#include "models/workload/segment_cost.h"
#include "published_runs.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

using namespace published;
using measured::number;
using measured::Row;

constexpr double published_pair = 129.0;  // ms, summary of the trace: span of all streams

/// The scenario's stack with the clock of the trace and the spread of its loads.
StepInput trace_input() {
  StepInput input = step_input_of(scenario("deepseek-v3-h800"));
  input.spread.clock_factor.value = 1.0;
  input.spread.load_cv.value = 0.08;
  return input;
}

/// Two stages of four MoE layers each: 1 and 2 of the plan.
ChunkOp four_layer_pair() {
  return {ChunkKind::forward_backward,
          {.stage = 1, .micro_batch = 1, .direction = 0},
          {.stage = 2, .micro_batch = 0, .direction = 1}};
}

TEST(H800Trace, PairOfFourLayers) {
  const StepInput input = trace_input();
  ASSERT_EQ(input.plan.stages[1].layers.size(), 4U);
  ASSERT_TRUE(input.model.is_moe_layer(input.plan.stages[1].layers.front()));
  StepModel model = valid(StepModel::make(input));
  const ChunkOutcome& pair = model.outcome(four_layer_pair());
  print_heading("Pair of four MoE layers, ms");
  const double error = compare("span", published_pair, pair.duration.in(milliseconds));
  const ChunkTemplate chunk = model.chunk_template(four_layer_pair());
  compare("compute stream busy (launch gaps in ours only)", 124.286, chunk.compute_total().in(milliseconds));
  double transfers = 0;
  for (const ChunkTask& task : chunk.tasks) {
    if (task.kind == ChunkTaskKind::transfer) transfers += 1e3 * task.fixed;
  }
  EXPECT_LT(std::abs(compare("dispatch and combine kernels", 80.452, transfers)), 0.05);
  EXPECT_LT(std::abs(error), 0.04);
  for (const double cv : {0.0055, 0.04, 0.12}) {
    StepInput other = input;
    other.spread.load_cv.value = cv;
    StepModel varied = valid(StepModel::make(other));
    std::printf("  load CV %4.1f %%: %.1f ms\n", 100 * cv,
                varied.outcome(four_layer_pair()).duration.in(milliseconds));
  }
}

/// Class of ours that a class of the trace is told under; empty: not on the compute streams.
std::string class_of(const Row& row) {
  static const std::map<std::string, std::string> classes = {{"dense_gemm_fp8", "gemm"},
                                                             {"router_gemm_bf16", "gemm"},
                                                             {"grouped_gemm_fp8", "grouped gemm"},
                                                             {"flash_fwd", "attention"},
                                                             {"flash_bwd", "attention"},
                                                             {"flash_bwd_aux", "attention"},
                                                             {"rmsnorm_fwd", "norm"},
                                                             {"rmsnorm_bwd", "norm"},
                                                             {"swiglu", "activation"},
                                                             {"fp8_cast", "cast"},
                                                             {"fp8_cast_transpose", "transpose"},
                                                             {"moe_permute", "permute"},
                                                             {"rotary", "rotary"},
                                                             {"copy", "copy"},
                                                             {"router_misc", "router, elementwise"},
                                                             {"elementwise", "router, elementwise"},
                                                             {"memset", "router, elementwise"},
                                                             {"misc", "router, elementwise"}};
  const std::string& kind = row.at("class");
  if (row.at("stream") != "7" && row.at("stream") != "23") return {};
  if (kind == "wgrad_gemm_fp8") return row.at("operator").rfind("routed", 0) == 0 ? "grouped gemm" : "gemm";
  const auto found = classes.find(kind);
  return found == classes.end() ? "unknown" : found->second;
}

std::string class_of(OpClass op_class) {
  if (op_class == OpClass::router || op_class == OpClass::elementwise) return "router, elementwise";
  if (op_class == OpClass::grouped_gemm) return "grouped gemm";
  return std::string(to_text(op_class));
}

/// Milliseconds in which at least one kernel of a class runs: routed weight gradients alternate on two
/// streams.
std::map<std::string, double> measured_classes(const std::vector<Row>& rows) {
  std::map<std::string, std::set<std::pair<double, double>>> spans;
  for (const Row& row : rows) {
    const std::string kind = class_of(row);
    if (kind.empty()) continue;
    const double start = number(row, "start_us");
    spans[kind].insert({start, start + number(row, "dur_us")});
  }
  std::map<std::string, double> busy;
  for (const auto& [kind, all] : spans) {
    double covered = 0, end = 0;
    for (const auto& [from, to] : all) {
      covered += std::max(0.0, to - std::max(from, end));
      end = std::max(end, to);
    }
    busy[kind] = covered / 1e3;
  }
  return busy;
}

TEST(H800Trace, ComputeClasses) {
  const auto table = measured::folder() / "deepseek_h800_trace" / "train_kernels.csv";
  TRAINYARD_NEEDS_TABLE(table);
  const std::map<std::string, double> measured_ms = measured_classes(measured::read_table(table));
  EXPECT_FALSE(measured_ms.contains("unknown"));

  const StepInput input = trace_input();
  StepModel model = valid(StepModel::make(input));
  const ChunkTemplate chunk = model.chunk_template(four_layer_pair());
  // A launch gap belongs to no kernel of the trace; every launch of ours carries one.
  const LayerOperators layer = layer_operators(rank_work(input, model.costs().exchanges), true);
  std::map<std::string, double> ours;
  std::map<std::string, int> launches;
  const auto by_class = chunk.compute_by_class();
  for (std::size_t c = 0; c < by_class.size(); ++c) {
    if (by_class[c] > Seconds{}) ours[class_of(static_cast<OpClass>(c))] += by_class[c].in(milliseconds);
  }
  for (const auto* part : {&layer.attention_forward, &layer.ffn_forward, &layer.ffn_backward,
                           &layer.ffn_weight, &layer.attention_backward, &layer.attention_weight}) {
    for (const Operator& op : *part) launches[class_of(op.op_class)] += 4 * op.launches;
  }
  print_heading("Compute classes of the pair, ms, launch gaps taken out");
  double measured_sum = 0, our_sum = 0;
  for (const auto& [kind, time] : ours) {
    ASSERT_TRUE(measured_ms.contains(kind)) << kind;
    const double kernels = time - launches[kind] * input.software.launch_gap.value.in(milliseconds);
    EXPECT_LT(std::abs(compare(kind, measured_ms.at(kind), kernels)), 0.15) << kind;
    measured_sum += measured_ms.at(kind);
    our_sum += kernels;
  }
  EXPECT_EQ(ours.size(), measured_ms.size());
  EXPECT_LT(std::abs(compare("all", measured_sum, our_sum)), 0.03);
}

}  // namespace
}  // namespace trainyard
