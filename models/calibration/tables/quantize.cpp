// Casts of an activation m x k from bf16 to fp8 with one scale.
#include <fmt/format.h>

#include <array>

#include "models/calibration/shapes.h"
#include "models/calibration/tables/table_reader.h"
#include "models/compute/operator_list.h"

namespace trainyard {
namespace {

struct QuantizeOp {
  std::string_view name;
  double bytes;  // per element
};

constexpr std::array<QuantizeOp, 2> ops{{
    {"scale_matrix", 3.0},  // bf16 read, fp8 written
    {"computescale", 2.0},  // bf16 read for the largest value
}};

void read_row(CsvRow& row, Measurements& out) {
  static const std::vector<std::string> names{"scale_matrix", "computescale"};
  static const std::vector<std::string> impls{"trtllm", "sglang", "vllm"};
  static const std::vector<std::string> dtypes{"fp8"};
  const QuantizeOp& op = ops.at(row.choice("op", names));
  const std::string& impl = impls[row.choice("impl", impls)];
  (void)row.choice("dtype", dtypes);
  const double m = size_of(row, "m"), k = size_of(row, "k");
  // "computescale" is the difference of a cast with and without it, and may come out as nothing.
  const bool difference = op.name == "computescale";
  MeasuredKernel measured;
  measured.time = latency_of(row, difference ? 0.0 : 1e-4);
  if (!row.good()) return;
  if (measured.time == Seconds{}) {
    ++out.left_out["a difference of two times that is nothing"];
    return;
  }
  measured.family = impl + "-quantize";
  measured.role = "memory";
  OperatorList(measured.work, Segment::ffn)
      .memory(std::string(op.name), OpClass::cast, std::string(op.name), op.bytes * m * k);
  measured.training_size = is_training_memory(m * k) && m >= 1024.0;
  measured.block = shape_block({k});
  measured.size = m * k;
  measured.line = row.line();
  out.kernels.push_back(std::move(measured));
}

}  // namespace

const TableReader& quantize_table() {
  static const TableReader reader{{"quantize",
                                   "one cast of m x k from bf16 to fp8, or the search for its scale",
                                   {"op", "impl", "dtype", "m", "k", "latency_us"}},
                                  read_row};
  return reader;
}

}  // namespace trainyard
