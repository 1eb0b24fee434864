#pragma once
// Measured tables that are too large to ship: read when their folder exists, otherwise the test is skipped.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/compute/laws/law.h"

namespace trainyard::measured {

/// Folder of the measured tables: TRAINYARD_MEASURED_DATA, else shared/data beside the source tree.
inline std::filesystem::path folder() {
  if (const char* named = std::getenv("TRAINYARD_MEASURED_DATA")) return named;
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / ".." / "shared" / "data";
}

using Row = std::map<std::string, std::string>;

/// Rows of a CSV file, plain or gzip; a comma inside quotes is only expected in the last column.
inline std::vector<Row> read_table(const std::filesystem::path& path) {
  const std::string command = (path.extension() == ".gz" ? "gzip -dc '" : "cat '") + path.string() + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  std::vector<char> buffer(1 << 16);
  for (std::size_t got = 0;
       pipe != nullptr && (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), got);
  }
  if (pipe != nullptr) pclose(pipe);
  const auto fields = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
  };
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> header = fields(line);
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = fields(line);
    Row row;
    for (std::size_t i = 0; i < header.size() && i < cells.size(); ++i) row[header[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

inline double number(const Row& row, const std::string& column) {
  return std::stod(row.at(column));
}

/// Error of predictions against measurements, as a table row.
class Errors {
 public:
  void add(double predicted, double measured) {
    relative_.push_back(predicted / measured - 1.0);
    predicted_ += predicted;
    measured_ += measured;
  }
  [[nodiscard]] std::size_t count() const { return relative_.size(); }
  [[nodiscard]] double quantile_of_error(double share) const {
    std::vector<double> sorted;
    for (const double value : relative_) sorted.push_back(std::abs(value));
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 1e9
                          : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  }
  [[nodiscard]] double bias() const {
    std::vector<double> sorted = relative_;
    std::sort(sorted.begin(), sorted.end());
    return sorted.empty() ? 1e9 : sorted[sorted.size() / 2];
  }
  [[nodiscard]] double total_error() const { return predicted_ / measured_ - 1.0; }
  void print(const std::string& name) const {
    std::printf("%-34s %6zu rows  median %5.2f %%  p90 %5.2f %%  bias %+5.2f %%  total %+5.2f %%\n",
                name.c_str(), count(), 100 * quantile_of_error(0.5), 100 * quantile_of_error(0.9),
                100 * bias(), 100 * total_error());
  }

 private:
  std::vector<double> relative_;
  double predicted_ = 0.0;
  double measured_ = 0.0;
};

inline GpuProfile shipped_gpu(const std::string& name) {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR).load_gpu(name).value();
}

/// The law of a shipped role as it runs in training.
inline std::shared_ptr<const KernelLaw> shipped_law(const GpuProfile& gpu, const std::string& family,
                                                    const std::string& role, std::string_view kind) {
  return make_kernel_law(gpu.kernels.at(family).at(role), {gpu}, kind, role).value();
}

/// The same as it runs in a short benchmark, before clocks settle under load.
inline std::shared_ptr<const KernelLaw> burst_law(const GpuProfile& gpu, const std::string& family,
                                                  const std::string& role, std::string_view kind) {
  KernelConstants constants = gpu.kernels.at(family).at(role);
  constants.parameters.erase("sustained");
  return make_kernel_law(constants, {gpu}, kind, role).value();
}

}  // namespace trainyard::measured

/// Leaves the test when `path` is missing, and says so.
#define TRAINYARD_NEEDS_TABLE(path)                                                                          \
  if (!std::filesystem::exists(path)) {                                                                      \
    GTEST_SKIP() << "NOT VALIDATED: " << (path) << " is missing; set TRAINYARD_MEASURED_DATA to its folder"; \
  }                                                                                                          \
  static_assert(true)
