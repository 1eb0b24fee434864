// The constants of the families "deepseek-fp8" and "deepseek-attention" against the kernels of the published
// training trace (deepseek-ai/profile-data, one H800, 112 SMs), per class of kernel, and against DeepGEMM's
// own benchmark table, which they were not fitted to.
#include <map>
#include <set>

#include "measured_tables.h"

namespace trainyard {
namespace {

using namespace measured;

constexpr double trace_sms = 112;

std::filesystem::path trace_file() {
  return folder() / "deepseek_h800_trace" / "train_kernels.csv";
}

Operator fp8_gemm(const Row& row, int groups, bool split_m, Pass pass) {
  Operator op;
  op.op_class = groups > 1 ? OpClass::grouped_gemm : OpClass::gemm;
  op.pass = pass;
  op.gemm = {.m = number(row, "M"),
             .n = number(row, "N"),
             .k = number(row, "K"),
             .groups = groups,
             .groups_split_m = split_m,
             .format = Format::fp8,
             .fp32_accumulate = pass == Pass::weight_gradient};
  return op;
}

TEST(DeepSeekTrace, denseAndGroupedGemms) {
  TRAINYARD_NEEDS_TABLE(trace_file());
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  const auto dense = shipped_law(gpu, "deepseek-fp8", "gemm", "gemm");
  const auto grouped = shipped_law(gpu, "deepseek-fp8", "grouped", "gemm");
  const auto wgrad = shipped_law(gpu, "deepseek-fp8", "gemm_wgrad", "gemm");
  std::map<std::string, Errors> by_class;
  for (const Row& row : read_table(trace_file())) {
    const std::string& kind = row.at("class");
    const bool routed = row.at("operator").rfind("routed", 0) == 0;
    if (kind == "dense_gemm_fp8") {
      by_class[kind].add(dense->time(fp8_gemm(row, 1, true, Pass::forward), trace_sms, true).total * 1e6,
                         number(row, "dur_us"));
    } else if (kind == "grouped_gemm_fp8") {
      by_class[kind].add(grouped->time(fp8_gemm(row, 4, true, Pass::forward), trace_sms, true).total * 1e6,
                         number(row, "dur_us"));
    } else if (kind == "wgrad_gemm_fp8" && !routed) {
      by_class["dense weight gradients"].add(
          wgrad->time(fp8_gemm(row, 1, false, Pass::weight_gradient), trace_sms, true).total * 1e6,
          number(row, "dur_us"));
    }
  }
  EXPECT_EQ(by_class["dense_gemm_fp8"].count(), 64U);
  EXPECT_EQ(by_class["grouped_gemm_fp8"].count(), 16U);
  EXPECT_EQ(by_class["dense weight gradients"].count(), 28U);
  for (const auto& [name, errors] : by_class) {
    errors.print("H800 trace, " + name);
    EXPECT_LT(std::abs(errors.total_error()), 0.03) << name;
    EXPECT_LT(errors.quantile_of_error(0.9), 0.11) << name;
  }
}

TEST(DeepSeekTrace, routedWeightGradientsOnTwoStreams) {
  TRAINYARD_NEEDS_TABLE(trace_file());
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  const auto law = shipped_law(gpu, "deepseek-fp8", "grouped_wgrad", "gemm");
  // Experts alternate on two streams; what counts is how long either of them is busy, per layer.
  std::map<std::string, std::set<std::pair<double, double>>> busy;
  std::map<std::string, double> predicted;
  for (const Row& row : read_table(trace_file())) {
    if (row.at("class") != "wgrad_gemm_fp8" || row.at("operator").rfind("routed", 0) != 0) continue;
    const double start = number(row, "start_us");
    busy[row.at("layer")].insert({start, start + number(row, "dur_us")});
    predicted[row.at("layer")] +=
        law->time(fp8_gemm(row, 1, false, Pass::weight_gradient), trace_sms, true).total * 1e6;
  }
  Errors errors;
  for (const auto& [layer, spans] : busy) {
    double covered = 0.0, end = 0.0;
    for (const auto& [from, to] : spans) {
      covered += std::max(0.0, to - std::max(from, end));
      end = std::max(end, to);
    }
    errors.add(predicted[layer], covered);
  }
  errors.print("H800 trace, routed weight gradients");
  EXPECT_EQ(errors.count(), 4U);
  EXPECT_LT(std::abs(errors.total_error()), 0.05);
}

// The backward constants contain the kernels before and after the main one.
TEST(DeepSeekTrace, attention) {
  TRAINYARD_NEEDS_TABLE(trace_file());
  const GpuProfile gpu = shipped_gpu("h800-sxm");
  std::map<bool, std::map<std::string, double>> measured_by_layer;
  for (const Row& row : read_table(trace_file())) {
    const std::string& kind = row.at("class");
    if (kind == "flash_fwd" || kind == "flash_bwd" || kind == "flash_bwd_aux") {
      measured_by_layer[kind != "flash_fwd"][row.at("layer")] += number(row, "dur_us");
    }
  }
  for (const bool backward : {false, true}) {
    const std::string role = backward ? "attention_backward" : "attention_forward";
    Operator op;
    op.op_class = OpClass::attention;
    op.attention = {1, 4096, 128, 128, 192, 128, backward};
    const double predicted =
        shipped_law(gpu, "deepseek-attention", role, "attention")->time(op, trace_sms, true).total * 1e6;
    Errors errors;
    for (const auto& [layer, time] : measured_by_layer[backward]) errors.add(predicted, time);
    errors.print("H800 trace, " + role);
    EXPECT_EQ(errors.count(), 4U);
    EXPECT_LT(std::abs(errors.total_error()), 0.03) << role;
  }
}

}  // namespace
}  // namespace trainyard
