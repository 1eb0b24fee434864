// Attention of DeepSeek's multi-head latent attention over whole sequences: queries and keys of 192, values
// of 128, every head its own keys; with the write of the latent cache.
#include "models/calibration/shapes.h"
#include "models/calibration/tables/table_reader.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

// Widths of DeepSeek-V2 and V3 (config.json: qk_nope_head_dim 128 + qk_rope_head_dim 64, v_head_dim 128,
// kv_lora_rank 512 + qk_rope_head_dim 64), which the collectors of the tables take for every row.
constexpr double query_width = 192.0;
constexpr double value_width = 128.0;
constexpr double latent_width = 576.0;

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> dtypes{"bf16"};
  static const std::vector<std::string> cache_dtypes{"bf16", "fp8"};
  (void)row.choice("dtype", dtypes);
  const bool fp8_cache = row.choice("kv_dtype", cache_dtypes) == 1;
  const double batch = size_of(row, "batch"), length = size_of(row, "seq"), heads = size_of(row, "heads");
  const double step = row.whole("step", 0.0, 1e9);
  (void)size_of(row, "tp");  // `heads` are those of one rank
  MeasuredKernel measured;
  measured.time = latency_of(row);
  if (!row.good()) return;
  if (step > 0.0) {
    ++out.left_out[length == 1.0 ? "decoding, which training does not do"
                                 : "attention to tokens already in a cache, which training does not do"];
    return;
  }
  measured.family = fp8_cache ? "trtllm-mla-fp8kv" : "trtllm-mla";
  measured.role = "attention_forward/192";
  OperatorList(measured.work, Segment::attention)
      .attention("attention", {.sequences = batch,
                               .length = length,
                               .heads = heads,
                               .kv_heads = heads,
                               .head_dim = query_width,
                               .value_dim = value_width,
                               .backward = false});
  // Per position: the latent is read and written to the cache, and keys and values of every head are laid
  // out.
  const double latent = (fp8_cache ? 3.0 : 4.0) * latent_width;
  const double laid_out = heads * 4.0 * (query_width + value_width);
  measured.extra = {
      {"fixed", 1.0}, {"per_token", batch * length}, {"cache_write", batch * length * (latent + laid_out)}};
  measured.training_size = is_training_attention(length, heads);
  measured.block = shape_block({heads, batch});
  measured.size = batch * heads * length * length * query_width;
  measured.line = row.line();
  out.kernels.push_back(std::move(measured));
}

}  // namespace

const TableReader& latent_attention_table() {
  static const TableReader reader{
      {"latent_attention",
       "multi-head latent attention over sequences of one length, forward, with its cache",
       {"dtype", "kv_dtype", "batch", "seq", "heads", "tp", "step", "latency_us"}},
      read_row};
  return reader;
}

}  // namespace trainyard
