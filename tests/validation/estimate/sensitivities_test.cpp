// What a change of hardware or load is worth: signs and sizes that a first-principles study of both runs
// expects. No such measurement is published.
#include "published_runs.h"

namespace trainyard {
namespace {

using namespace published;

struct Change {
  const char* what;
  const char* scenario;
  Override from, to;
  double least, most;  // relative change of the step
};

class Sensitivity : public testing::TestWithParam<Change> {};

TEST_P(Sensitivity, IsOfTheExpectedSize) {
  const Change& change = GetParam();
  const double before = estimate_of(change.scenario, {change.from}).step.time.base();
  const double after = estimate_of(change.scenario, {change.to}).step.time.base();
  const double effect = after / before - 1.0;
  std::printf("%-44s %-22s %7.3f -> %7.3f s  %+5.1f %% (expected %+.0f to %+.0f %%)\n", change.what,
              change.scenario, before, after, 100 * effect, 100 * change.least, 100 * change.most);
  EXPECT_GT(effect, change.least);
  EXPECT_LT(effect, change.most);
}

// NVLink of 400 and 900 GB/s in both directions are 200 and 450 GB/s per direction.
INSTANTIATE_TEST_SUITE_P(Changes, Sensitivity,
                         testing::Values(Change{"NVLink 400 -> 900 GB/s",
                                                "deepseek-v3-h800",
                                                {"node.fast", "200 GB/s"},
                                                {"node.fast", "450 GB/s"},
                                                -0.02,
                                                0.0},
                                         Change{"SMs of the transport 20 -> 0",
                                                "deepseek-v3-h800",
                                                {"software.transport.sms", "20"},
                                                {"software.transport.sms", "0"},
                                                -0.14,
                                                -0.07},
                                         Change{"NIC 400 -> 200 Gb/s",
                                                "deepseek-v3-h800",
                                                {"node.nic", "400 Gb/s"},
                                                {"node.nic", "200 Gb/s"},
                                                0.03,
                                                0.12},
                                         Change{"load CV 0 -> 8 %",
                                                "deepseek-v3-h800",
                                                {"spread.load_cv", "0"},
                                                {"spread.load_cv", "0.08"},
                                                0.01,
                                                0.04},
                                         Change{"NVLink 400 -> 900 GB/s",
                                                "deepseek-v2-h800",
                                                {"node.fast", "200 GB/s"},
                                                {"node.fast", "450 GB/s"},
                                                -0.06,
                                                -0.02},
                                         Change{"NVLink 400 -> 900 GB/s",
                                                "deepseek-v2-h800-2048",
                                                {"node.fast", "200 GB/s"},
                                                {"node.fast", "450 GB/s"},
                                                -0.06,
                                                -0.02}),
                         [](const testing::TestParamInfo<Change>& parameter) {
                           return std::to_string(parameter.index);
                         });

}  // namespace
}  // namespace trainyard
