// A score tells every row it is made of.
#include <gtest/gtest.h>

#include <cmath>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/score.h"
#include "tests/support/made_up_measurements.h"

namespace trainyard {
namespace {

TEST(ScoredRows, AreThoseOfTheLines) {
  const GpuProfile gpu = ProfileLibrary(TRAINYARD_SOURCE_DIR).load_gpu("h100-sxm").value();
  const std::vector<Measurements> files{parse_measurements(made_up::gemm_table(), "made-up.csv").value()};
  const Score told = score(gpu, nullptr, files).value();
  ASSERT_EQ(told.lines.size(), 1U);
  ASSERT_EQ(told.rows.size(), told.lines[0].all.count);
  ASSERT_EQ(told.rows.size(), files[0].kernels.size());
  std::vector<double> ratios;
  for (std::size_t i = 0; i < told.rows.size(); ++i) {
    const ScoredRow& row = told.rows[i];
    EXPECT_EQ(row.group, told.lines[0].group);
    EXPECT_EQ(row.where, "made-up.csv:" + std::to_string(files[0].kernels[i].line));
    EXPECT_EQ(row.measured, files[0].kernels[i].time);
    ratios.push_back(std::log(row.predicted / row.measured));
  }
  EXPECT_EQ(summarise(ratios).median, told.lines[0].all.median);
}

}  // namespace
}  // namespace trainyard
