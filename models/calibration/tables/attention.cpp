// Causal attention over whole sequences, forward, with the write of the KV cache.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/calibration/shapes.h"
#include "models/calibration/tables/table_reader.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

struct AttentionKernel {
  std::string_view kernel;
  std::string_view bf16_family;
  std::string_view fp8_family;  // empty: it is not measured in fp8
};

constexpr std::array<AttentionKernel, 7> kernels{{
    {"vllm_flash_attn", "flash-attention-2", ""},
    {"vllm_flash_attn_fa3", "flash-attention-3", ""},
    {"vllm_flash_attn_fa4", "flash-attention-4", ""},
    {"vllm_flashinfer_trtllmprefill", "trtllm-gen-attention", ""},
    {"vllm_flashinfer_trtllmdecode", "trtllm-gen-attention", ""},
    {"torch_flow", "trtllm-attention", "trtllm-attention-fp8"},
    {"torch_flow_flashinfer", "trtllm-attention", "trtllm-attention-fp8"},
}};

const AttentionKernel& kernel_of(CsvRow& row) {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const AttentionKernel& each : kernels) all.emplace_back(each.kernel);
    return all;
  }();
  return kernels.at(row.choice("kernel", names));
}

/// Keys and values are read once more and written to the cache: bf16, or cast to fp8.
double cache_write(bool fp8, double rows, double elements) {
  return (fp8 ? 2.0 * 3.0 : 2.0 * 4.0) * rows * elements;
}

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> dtypes{"bf16", "fp8"};
  const AttentionKernel& kernel = kernel_of(row);
  const bool fp8 = row.choice("dtype", dtypes) == 1;
  const double batch = size_of(row, "batch"), length = size_of(row, "seq"), heads = size_of(row, "heads");
  const double told = row.whole("kv_heads", 0.0, 1e6), head_dim = size_of(row, "head_dim");
  const double window = row.whole("window", 0.0, 1e9), step = row.whole("step", 0.0, 1e9);
  const double kv_heads = told > 0.0 ? told : heads;  // 0: as many as there are heads
  if (row.good() &&
      (kv_heads > heads || static_cast<long long>(heads) % static_cast<long long>(kv_heads) != 0))
    row.report("kv_heads", fmt::format("{} does not divide the {} heads", kv_heads, heads));
  if (row.good() && fp8 && kernel.fp8_family.empty())
    row.report("dtype", fmt::format("fp8 does not go with the kernel {}", in_quotes(kernel.kernel)));
  MeasuredKernel measured;
  measured.time = latency_of(row);
  if (!row.good()) return;
  if (step > 0.0) {
    ++out.left_out[length == 1.0 ? "decoding, which training does not do"
                                 : "attention to tokens already in a cache, which training does not do"];
    return;
  }
  if (window > 0.0) {
    ++out.left_out["attention with a sliding window, which no law answers"];
    return;
  }
  measured.family = fp8 ? kernel.fp8_family : kernel.bf16_family;
  measured.role = fmt::format("attention_forward/{}", head_dim);
  OperatorList(measured.work, Segment::attention)
      .attention("attention", {.sequences = batch,
                               .length = length,
                               .heads = heads,
                               .kv_heads = kv_heads,
                               .head_dim = head_dim,
                               .value_dim = head_dim,
                               .backward = false});
  // The kernel that writes the cache takes its time by positions, not by bytes, up to so many elements each.
  constexpr double wide_position = 512.0;
  measured.extra = {{"fixed", 1.0},
                    {"per_token", batch * length * std::min(1.0, kv_heads * head_dim / wide_position)},
                    {"cache_write", cache_write(fp8, batch * length, kv_heads * head_dim)}};
  measured.training_size = is_training_attention(length, heads);
  measured.block = shape_block({heads, kv_heads});
  measured.size = batch * heads * length * length * head_dim;
  measured.line = row.line();
  out.kernels.push_back(std::move(measured));
}

}  // namespace

const TableReader& attention_table() {
  static const TableReader reader{
      {"attention",
       "causal attention over sequences of one length, forward, with the write of the KV cache",
       {"dtype", "batch", "seq", "heads", "kv_heads", "head_dim", "window", "step", "latency_us", "kernel"}},
      read_row};
  return reader;
}

}  // namespace trainyard
