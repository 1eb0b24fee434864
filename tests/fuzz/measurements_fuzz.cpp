// Any bytes as a file of measurements: parse_measurements gives problems, or rows that hold together.
#include <cmath>
#include <cstdint>
#include <string>

#include "models/calibration/measurements.h"
#include "sim/base/gzip_text.h"
#include "tests/fuzz/require.h"

namespace {

using namespace trainyard;

void require_sound(const Measurements& all) {
  for (const MeasuredKernel& row : all.kernels) {
    require(!row.family.empty() && !row.role.empty() && !row.work.empty() && row.time > Seconds{});
    for (const auto& [name, amount] : row.extra) require(std::isfinite(amount) && amount >= 0.0);
    require(row.sms >= 0.0 && row.size >= 0.0 && row.line > 0);
    for (const Operator& op : row.work) {
      require(std::isfinite(op.flops.base()) && op.flops >= Flops{});
      require(std::isfinite(op.bytes.base()) && op.bytes >= Bytes{} && op.gemm.groups >= 1);
    }
  }
  for (const MeasuredCollective& row : all.collectives)
    require(row.members >= 2 && row.bytes > Bytes{} && row.time > Seconds{});
  for (const MeasuredExchange& row : all.exchanges) {
    require(row.members == 8 * row.nodes && row.chosen >= 1 && row.chosen <= row.experts);
    require(row.tokens >= 1.0 && row.notify >= Seconds{} && row.notify <= row.time);
  }
  for (const auto& [reason, rows] : all.left_out) require(!reason.empty() && rows > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  if (is_gzip(text)) {
    const Result<std::string> inflated = inflate_gzip(text, mebibytes(1), "fuzz");
    if (!inflated) {
      require(inflated.error().size() == 1);
      return 0;
    }
    text = inflated.value();
  }
  const Result<Measurements> read = parse_measurements(text, "fuzz");
  if (read) {
    require_sound(read.value());
  } else {
    require(!read.error().empty());
    for (const Diagnostic& one : read.error()) require(!one.message.empty() && one.file == "fuzz");
  }
  return 0;
}
