// Reports of a small sweep, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden, and
// read the diff.
#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/small_sweep.h"

namespace trainyard {
namespace {

using namespace sweep_test;

void expect_as_last_read(const std::string& name, const SweepReport& report) {
  const auto file = [&](const char* ending) {
    return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "sweep" / "expected" /
           (name + ending);
  };
  golden_test::expect_golden(file(".text"), write_text_sweep(report));
  golden_test::expect_golden(file(".json"), write_json_sweep(report));
  golden_test::expect_golden(file(".csv"), write_csv_sweep(report));
  golden_test::expect_golden(file(".html"), write_html_sweep(report));
}

TEST(SweepReports, OfOneKnobAreAsLastRead) {
  SweepRequest request = request_over({"nic=25..400*2"});
  request.point.interval = true;
  expect_as_last_read("nic", report_of(request, swept(request)));
}

TEST(SweepReports, OfTwoKnobsUnderAGoalAreAsLastRead) {
  const SweepRequest request = request_over({"gpus=8..64*2", "nic=100,400"});
  expect_as_last_read("gpus-nic", report_of(request, swept(request), {goal("days<=0.3")}));
}

}  // namespace
}  // namespace trainyard
