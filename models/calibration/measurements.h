#pragma once
// What was measured, in the terms of the laws: kernels as operators, collectives, expert exchanges. Files of
// every format become this.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/compute/operator.h"
#include "sim/base/result.h"
#include "sim/network/collectives/group.h"

namespace trainyard {

/// One measured time of a kernel, or of a few that were measured together.
struct MeasuredKernel {
  std::string family{};          // whose constants answer it, e.g. "cublas-bf16"
  std::string role{};            // "gemm", "grouped", "attention_forward/128", "memory" ...
  std::vector<Operator> work{};  // the kernels of that role in the measurement; their times add up
  double sms = 0;                // it was confined to; 0: all
  bool contended = false;        // communication moved data meanwhile
  /// What the measurement contains beside the kernels, by the names of measured_extras(): things handled one
  /// by one (1 for a fixed part), or bytes. The role's `measured_with` tells the time of each.
  std::map<std::string, double> extra{};
  Seconds time{};
  bool sustained = false;     // seconds back to back instead of a burst
  bool training_size = true;  // a shape that training has; constants are fitted to these
  bool balanced = true;       // grouped products of equal size
  std::uint64_t block = 0;    // measurements of one block are left out of a fit together
  double size = 0;            // its work; the largest are held out to see how a fit reaches beyond
  int line = 0;               // of the file
};

/// One measured collective inside a fast domain; `bytes` as estimate_collective counts them.
struct MeasuredCollective {
  CollectiveOp op = CollectiveOp::all_reduce;
  int members = 0;
  Bytes bytes{};
  std::string dtype{};
  std::string version{};  // of the library
  Seconds time{};
  int line = 0;
};

/// One measured dispatch or combine of routed rows.
struct MeasuredExchange {
  bool combine = false;
  int nodes = 1;
  int members = 0;    // ranks in all
  double tokens = 0;  // of each rank
  double hidden = 0;
  int chosen = 0;  // experts per token
  int experts = 0;
  int sms = 0;
  std::string version{};
  Seconds time{};  // with the handshake before it
  Seconds notify{};
  int line = 0;
};

/// Everything of one file.
struct Measurements {
  std::string file{};
  std::string description{};  // format, device, driver, date: what the file says of itself
  std::string device{};       // as the driver names it; empty when the file does not tell
  std::vector<MeasuredKernel> kernels{};
  std::vector<MeasuredCollective> collectives{};
  std::vector<MeasuredExchange> exchanges{};
  std::map<std::string, int> left_out{};  // reason -> rows that no law answers
};

/// Reads a measurement file of any known format, gzip or plain: our JSON
/// (data/schema/measurement.schema.json), CSV tables whose columns name their kind, the text that nccl-tests
/// print. Errors: none of these (with what was looked for), and every broken row with file:line, column and
/// what was expected.
[[nodiscard]] Result<Measurements> read_measurements(const std::filesystem::path& file);
/// Several files. Errors: all problems of all of them.
[[nodiscard]] Result<std::vector<Measurements>> read_measurement_files(const std::vector<std::string>& files);
/// The same from memory, not compressed; `file_name` is for messages and may tell the operation of an
/// nccl-tests output.
[[nodiscard]] Result<Measurements> parse_measurements(std::string text, const std::string& file_name);

/// A CSV table of a kind: known by its columns.
struct MeasuredTableKind {
  std::string_view name;                  // "gemm"
  std::string_view sentence;              // what a row is, for lists and messages
  std::vector<std::string_view> columns;  // that it must have; others may be there
};
[[nodiscard]] const std::vector<MeasuredTableKind>& measured_table_kinds();

}  // namespace trainyard
