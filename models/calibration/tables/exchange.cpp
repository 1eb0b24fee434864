// Dispatch and combine of routed rows by DeepEP's kernels for large batches.
#include <fmt/format.h>

#include "models/calibration/tables/table_reader.h"

namespace trainyard {
namespace {

constexpr int gpus_per_node = 8;  // of every machine the tables were taken on

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> ops{"dispatch", "combine"};
  MeasuredExchange measured;
  measured.combine = row.choice("op", ops) == 1;
  measured.nodes = static_cast<int>(row.whole("nodes", 1.0, 1e5));
  measured.members = gpus_per_node * measured.nodes;
  measured.tokens = size_of(row, "tokens");
  measured.hidden = size_of(row, "hidden");
  measured.chosen = static_cast<int>(row.whole("topk", 1.0, 1e4));
  measured.experts = static_cast<int>(row.whole("experts", 1.0, 1e6));
  measured.sms = static_cast<int>(row.whole("sms", 1.0, 1e4));
  measured.time = latency_of(row);  // contains the handshake
  measured.notify = microseconds(row.number("notify_us", 0.0, 1e10));
  if (row.has("version")) measured.version = row.text("version");
  if (row.good() && measured.chosen > measured.experts)
    row.report("topk", fmt::format("{} of {} experts cannot be chosen", measured.chosen, measured.experts));
  if (row.good() && measured.notify > measured.time)
    row.report("notify_us", "is longer than latency_us, which contains it");
  measured.line = row.line();
  if (row.good()) out.exchanges.push_back(std::move(measured));
}

}  // namespace

const TableReader& exchange_table() {
  static const TableReader reader{
      {"exchange",
       "one dispatch or combine of routed rows over nodes of 8 GPUs, time with the handshake",
       {"op", "nodes", "hidden", "tokens", "topk", "experts", "sms", "latency_us", "notify_us"}},
      read_row};
  return reader;
}

}  // namespace trainyard
