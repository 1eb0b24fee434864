// Tables of kernels that training does not run: known, so that they are not taken for another kind, and left
// out with the reason.
#include "models/calibration/tables/table_reader.h"

namespace trainyard {
namespace {

/// The row is read as far as it must be a measurement.
void leave_out(CsvRow& row, Measurements& out, const char* reason) {
  (void)latency_of(row);
  if (row.good()) ++out.left_out[reason];
}

}  // namespace

const TableReader& noncausal_attention_table() {
  static const TableReader reader{{"noncausal_attention",
                                   "attention without a causal mask, as image encoders have",
                                   {"dtype", "batch", "seq", "heads", "head_dim", "latency_us"}},
                                  [](CsvRow& row, Measurements& out) {
                                    leave_out(row, out,
                                              "attention without a causal mask, which no law answers");
                                  }};
  return reader;
}

const TableReader& latent_products_table() {
  static const TableReader reader{
      {"latent_products",
       "products of latent attention around the cache while decoding",
       {"op", "dtype", "tokens", "heads", "latency_us"}},
      [](CsvRow& row, Measurements& out) { leave_out(row, out, "decoding, which training does not do"); }};
  return reader;
}

const TableReader& custom_all_reduce_table() {
  static const TableReader reader{
      {"custom_all_reduce",
       "an all-reduce of a serving framework's own",
       {"impl", "backend", "dtype", "gpus", "elems", "latency_us"}},
      [](CsvRow& row, Measurements& out) {
        leave_out(row, out, "an all-reduce of a serving framework, where training calls the library's");
      }};
  return reader;
}

const TableReader& low_latency_exchange_table() {
  static const TableReader reader{
      {"low_latency_exchange",
       "dispatch and combine for the few rows of decoding",
       {"op", "nodes", "hidden", "tokens", "topk", "experts", "latency_us", "gbps"}},
      [](CsvRow& row, Measurements& out) {
        leave_out(row, out, "an exchange for the few rows of decoding, which training does not do");
      }};
  return reader;
}

}  // namespace trainyard
