// Fits that are no longer wanted: they end soon and give nothing.
#include <gmock/gmock.h>

#include "hardware_profiles/profile_library.h"
#include "models/calibration/calibrate.h"
#include "models/calibration/robust_fit.h"
#include "models/calibration/target.h"
#include "tests/support/made_up_measurements.h"
#include "tests/support/own_folder.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;

TEST(StoppedFit, OfParametersEndsAtOnceAtThePriors) {
  std::atomic<bool> stop{false};
  int asked = 0;
  FitProblem problem;
  problem.parameters = {{.name = "a", .prior = 3.0, .prior_sigma = 2.0, .least = 1e-6, .most = 1e6}};
  problem.log_measured.assign(50, 1.0);
  problem.stop = &stop;
  problem.predict = [&](std::span<const double> values, std::span<double> predicted) {
    if (++asked == 4) stop = true;
    for (double& one : predicted) one = std::log(values[0]);
  };
  const FitSolution found = robust_fit(problem, 5, 1);
  EXPECT_LE(asked, 5);
  EXPECT_TRUE(std::isinf(found.cost));
  ASSERT_EQ(found.values.size(), 1U);
  EXPECT_NEAR(found.values[0], 3.0, 1e-9);
  EXPECT_EQ(found.sigmas.size(), 1U);
}

class StoppedCalibration : public OwnFolder {};

TEST_F(StoppedCalibration, GivesNothingWhereverItIsStopped) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const CalibrationTarget target = find_target(library, "dgx-h100").value();
  const auto files = read_measurement_files(
                         {write("gemm.csv", made_up::gemm_table()), write("nccl.txt", made_up::nccl_tests())})
                         .value();
  int steps = 0;
  FitOptions options;
  options.progress = [&](std::string_view, double) { ++steps; };
  ASSERT_TRUE(calibrate(target.gpu, &*target.node, files, options));
  ASSERT_GE(steps, 6);
  for (int last = 0; last < steps; ++last) {
    SCOPED_TRACE(last);
    std::atomic<bool> stop{last == 0};
    int told = 0;
    options.stop = &stop;
    options.progress = [&](std::string_view, double) {
      if (++told == last) stop = true;
    };
    const auto fitted = calibrate(target.gpu, &*target.node, files, options);
    ASSERT_FALSE(fitted);
    EXPECT_THAT(to_text(fitted.error()), HasSubstr("the fit was stopped, nothing is kept"));
    EXPECT_LE(told, last + 2) << "it goes on long after";
  }
}

}  // namespace
}  // namespace trainyard
