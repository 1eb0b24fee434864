// Collectives of a library inside one fast domain.
#include <array>

#include "models/calibration/tables/table_reader.h"

namespace trainyard {
namespace {

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> names{"all_reduce", "all_gather", "reduce_scatter", "alltoall",
                                              "all_to_all"};
  static constexpr std::array<CollectiveOp, 5> ops{CollectiveOp::all_reduce, CollectiveOp::all_gather,
                                                   CollectiveOp::reduce_scatter, CollectiveOp::all_to_all,
                                                   CollectiveOp::all_to_all};
  MeasuredCollective measured;
  measured.op = ops.at(row.choice("op", names));
  measured.dtype = row.text("dtype");
  measured.members = static_cast<int>(row.whole("gpus", 2.0, 1e6));
  measured.bytes = bytes(row.whole("bytes", 1.0, 1e15));  // nccl-tests' size: the full buffer
  measured.time = latency_of(row);
  if (row.has("nccl_version")) measured.version = row.text("nccl_version");
  measured.line = row.line();
  if (row.good()) out.collectives.push_back(std::move(measured));
}

}  // namespace

const TableReader& collective_table() {
  static const TableReader reader{
      {"collective",
       "one collective between the GPUs of a fast domain, bytes as nccl-tests count",
       {"op", "dtype", "gpus", "bytes", "latency_us"}},
      read_row};
  return reader;
}

}  // namespace trainyard
