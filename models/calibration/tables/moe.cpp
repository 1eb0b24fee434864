// The expert layer of one rank: permutation, two grouped products with the activation between them, and the
// sum of the experts' outputs.
//
// `tokens` are those of all ranks together: at equal tokens the time falls as 1/ep (H100 fp8_block, 2048/512,
// 8 of 256 experts, 4096 tokens: 586 us at ep 2, 166 at 8, 100 at 16), and the collector gives all tokens to
// one rank that holds experts/ep of the experts (ai-dynamo/aiconfigurator@095f58a,
// collector/trtllm/collect_moe.py). So under balanced routing a rank computes tokens * topk / ep rows. Under
// a power law it is the busiest rank of random draws, whose rows the table does not tell, unless there is one
// rank only.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/calibration/shapes.h"
#include "models/calibration/tables/table_reader.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

struct MoeKernel {
  std::string_view kernel;
  std::string_view dtype;
  std::string_view family;
  bool gated;
};

constexpr std::array<MoeKernel, 11> kernels{{
    {"moe_torch_flow", "bf16", "cutlass-moe-bf16", true},
    {"moe_torch_flow_cutlass", "bf16", "cutlass-moe-bf16", true},
    {"moe_torch_flow", "fp8", "cutlass-moe-fp8", true},
    {"moe_torch_flow_cutlass", "fp8", "cutlass-moe-fp8", true},
    {"moe_torch_flow", "fp8_block", "cutlass-moe-fp8-block", true},
    {"moe_torch_flow_cutlass", "fp8_block", "cutlass-moe-fp8-block", true},
    {"moe_torch_flow_nongated", "bf16", "cutlass-moe-nongated-bf16", false},
    {"moe_torch_flow_nongated", "fp8", "cutlass-moe-nongated-fp8", false},
    {"deepgemm", "fp8_block", "deepgemm-moe-fp8-block", true},
    {"sglang_fused_moe_triton", "bf16", "triton-moe-bf16", true},
    {"sglang_fused_moe_triton", "fp8_block", "triton-moe-fp8-block", true},
}};

const MoeKernel& kernel_of(CsvRow& row) {
  static const std::vector<std::string> dtypes{"bf16", "fp8", "fp8_block"};
  static const std::vector<std::string> names{"moe_torch_flow", "moe_torch_flow_cutlass",
                                              "moe_torch_flow_nongated", "deepgemm",
                                              "sglang_fused_moe_triton"};
  const std::string& dtype = dtypes[row.choice("dtype", dtypes)];
  const std::string& name = names[row.choice("kernel", names)];
  const auto found = std::find_if(kernels.begin(), kernels.end(),
                                  [&](const MoeKernel& k) { return k.kernel == name && k.dtype == dtype; });
  if (found != kernels.end()) return *found;
  row.report("dtype", in_quotes(dtype) + " does not go with the kernel " + in_quotes(name));
  return kernels.front();
}

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> distributions{"balanced", "power_law_1.01", "power_law_1.2"};
  const MoeKernel& kernel = kernel_of(row);
  const double tokens = size_of(row, "tokens"), hidden = size_of(row, "hidden"),
               inter = size_of(row, "inter");
  const double chosen = size_of(row, "topk"), experts = size_of(row, "experts");
  const double tp = size_of(row, "tp"), ep = size_of(row, "ep");
  if (row.good() && chosen > experts)
    row.report("topk", fmt::format("{} of {} experts cannot be chosen", chosen, experts));
  if (row.good() && std::fmod(experts, ep) != 0.0)
    row.report("ep", fmt::format("{} experts do not spread evenly over {} ranks", experts, ep));
  if (row.good() && std::fmod(inter, tp) != 0.0)
    row.report("tp", fmt::format("a width of {} does not split into {} parts", inter, tp));
  MeasuredKernel measured;
  measured.balanced = row.choice("distribution", distributions) == 0;
  measured.time = latency_of(row);
  if (!row.good()) return;
  if (!measured.balanced && ep > 1.0) {
    ++out.left_out["the busiest of several ranks under skewed routing, whose rows the table does not tell"];
    return;
  }
  const double local = experts / ep;
  const double rows = tokens * chosen / ep;
  const double busy = std::clamp(std::floor(rows), 1.0, local);  // experts that get rows
  const double width = inter / tp;
  const double up = kernel.gated ? 2.0 * width : width;
  const Format format = kernel.dtype == "bf16" ? Format::bf16 : Format::fp8;
  measured.family = kernel.family;
  measured.role = "grouped";
  measured.work.reserve(2);
  OperatorList list(measured.work, Segment::ffn);
  list.grouped_gemm("up", format, rows, up, hidden, busy);
  list.grouped_gemm("down", format, rows, hidden, width, busy);
  // What a layer of experts does around its products: rows gathered, the activation between them, the results
  // added up, the products' inputs cast. How many passes of HBM each really takes is fitted.
  const double element = format == Format::bf16 ? 2.0 : 1.0;
  measured.extra = {{"fixed", 1.0},
                    {"per_expert", local},
                    {"per_token", tokens},
                    {"permute", 2.0 * std::min(tokens, rows) * hidden + element * rows * hidden},
                    {"activation", rows * (2.0 * up + element * width)},
                    {"combine", 2.0 * (rows + tokens) * hidden},
                    {"quantise", rows * (hidden + width) * (2.0 + element)}};
  measured.training_size = tokens >= 1024.0 && ep <= 8.0 && tp <= 8.0;
  measured.block = shape_block({hidden, inter, chosen, experts});
  measured.size = rows * hidden * (up + width);
  measured.line = row.line();
  out.kernels.push_back(std::move(measured));
}

}  // namespace

const TableReader& moe_table() {
  static const TableReader reader{
      {"moe",
       "the routed experts of one rank with permutation and final sum; tokens are those of all ranks",
       {"dtype", "tokens", "hidden", "inter", "topk", "experts", "tp", "ep", "distribution", "kernel",
        "latency_us"}},
      read_row};
  return reader;
}

}  // namespace trainyard
