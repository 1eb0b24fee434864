#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kernels/harness/point.h"
#include "kernels/harness/statistics.h"

namespace trainyard::kernels {

/// Comparison of sampled outputs with a reference that computes in double precision.
struct Check {
  double error = 0;       ///< largest difference over the size of the reference, see relative_difference()
  double limit = 0;       ///< above which the output is wrong
  std::string against{};  ///< what was compared with what
  bool passed() const { return error <= limit; }  // false for NaN
};

/// One measured point.
struct Record {
  Point point{};
  Work work{};
  std::string library{};  ///< "cublasLt", "own kernel", ...
  std::string library_version{};
  Summary microseconds{};
  std::size_t discarded = 0;    ///< samples thrown away because the clock was held down or a launch was late
  double duration_seconds = 0;  ///< of the launches back to back, in the sustained regime
  std::optional<double> clock_mhz{};  ///< of the SMs, median while sampling
  std::optional<double> power_watts{};
  std::vector<std::string> throttle_reasons{};
  std::optional<Check> check{};  ///< none where there is no output
  std::vector<std::pair<std::string, double>>
      extras{};  ///< numbers of this family only, named with their unit
};

/// A point that was not measured and why.
struct Skipped {
  std::string point{};
  std::string reason{};
};

/// The device, the software and how it was measured.
struct Environment {
  std::string date{};     ///< ISO 8601, UTC
  std::string command{};  ///< as typed
  std::string gpu{};
  std::string compute_capability{};
  std::int64_t sms = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t l2_bytes = 0;
  std::optional<double> most_clock_mhz{};
  std::optional<double> memory_clock_mhz{};
  std::optional<double> power_limit_watts{};
  int gpus = 1;  ///< of the machine that the program can see
  std::string driver{};
  std::string cuda_driver{};
  std::string cuda_runtime{};
  std::vector<std::pair<std::string, std::string>> libraries{};  ///< name, version
  StoppingRule rule{};
  std::string cache{};        ///< "flushed" or "kept"
  double event_floor_us = 0;  ///< between two events with nothing between them; part of every time
};

struct Document {
  Environment environment{};
  std::vector<Record> records{};
  std::vector<Skipped> skipped{};
};

/// The document as JSON, after data/schema/measurement.schema.json.
std::string document_json(const Document& document);

/// Writes beside `file`, then renames: the file is whole or as it was. Returns what went wrong, or an empty
/// text.
std::string save_text(const std::string& file, const std::string& text);

/// Lines for people: one per record, with rates; then what was skipped.
std::string table_header();
std::string table_line(const Record& record);

}  // namespace trainyard::kernels
