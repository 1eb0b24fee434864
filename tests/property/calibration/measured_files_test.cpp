// Every file of the folder of measured data is read, and no row of it is lost: it becomes a kernel, a
// collective or an exchange, or is left out with a reason.
#include <algorithm>

#include "models/calibration/measurements.h"
#include "sim/base/gzip_text.h"
#include "tests/validation/compute/measured_tables.h"

namespace trainyard {
namespace {

std::vector<std::filesystem::path> measured_files() {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = measured::folder() / "kernels";
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".csv.gz")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Lines of a table without its header; none of our tables has quotes.
int rows_of(const std::filesystem::path& file) {
  const Result<std::string> text = read_text_file(file);
  if (!text) return -1;
  return static_cast<int>(std::count(text.value().begin(), text.value().end(), '\n')) - 1;
}

int left_out(const Measurements& all) {
  int rows = 0;
  for (const auto& [reason, count] : all.left_out) rows += count;
  return rows;
}

void expect_sound(const Measurements& all) {
  std::size_t wrong = 0;
  for (const MeasuredKernel& row : all.kernels) {
    const bool good = !row.family.empty() && !row.role.empty() && !row.work.empty() && row.time > Seconds{} &&
                      row.size > 0.0 && row.line > 1 && row.block != 0;
    const bool worked = std::all_of(row.work.begin(), row.work.end(), [](const Operator& op) {
      return op.bytes > Bytes{} && (op.flops > Flops{}) != (op.op_class == OpClass::cast);
    });
    const bool extras =
        std::all_of(row.extra.begin(), row.extra.end(), [](const auto& each) { return each.second > 0.0; });
    if (!good || !worked || !extras) ++wrong;
  }
  EXPECT_EQ(wrong, 0U) << all.file;
  for (const MeasuredCollective& row : all.collectives) {
    EXPECT_TRUE(row.members >= 2 && row.bytes > Bytes{} && row.time > Seconds{} && row.line > 1) << all.file;
  }
  for (const MeasuredExchange& row : all.exchanges) {
    EXPECT_TRUE(row.members == 8 * row.nodes && row.tokens > 0.0 && row.chosen <= row.experts) << all.file;
  }
}

TEST(MeasuredFiles, loseNoRow) {
  const auto files = measured_files();
  if (files.empty()) {
    std::printf("SKIPPED: no measured tables in %s\n", (measured::folder() / "kernels").c_str());
    GTEST_SKIP() << "no measured tables; set TRAINYARD_MEASURED_DATA to their folder";
  }
  std::printf("%-32s %8s %8s %8s %8s %8s  %s\n", "file", "rows", "kernels", "training", "other", "left out",
              "families");
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    const Result<Measurements> read = read_measurements(file);
    ASSERT_TRUE(read.has_value()) << to_text(read.error());
    const Measurements& all = read.value();
    const int rows = rows_of(file);
    EXPECT_EQ(
        static_cast<int>(all.kernels.size() + all.collectives.size() + all.exchanges.size()) + left_out(all),
        rows);
    expect_sound(all);
    std::map<std::string, int> families;
    int training = 0;
    for (const MeasuredKernel& row : all.kernels) {
      ++families[row.family];
      training += row.training_size ? 1 : 0;
    }
    std::string names;
    for (const auto& [family, count] : families) names += family + " ";
    std::printf("%-32s %8d %8zu %8d %8zu %8d  %s\n", file.filename().c_str(), rows, all.kernels.size(),
                training, all.collectives.size() + all.exchanges.size(), left_out(all), names.c_str());
  }
}

}  // namespace
}  // namespace trainyard
