#include <gtest/gtest.h>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

TEST(BandwidthLaw, takesBytesOverTheShare) {
  const auto plain = law(plain_bandwidth(), "memory");
  EXPECT_NEAR(plain->time(traffic(1e9), 10, false).total, 2e-3, 1e-12);
  EXPECT_NEAR(plain->time(traffic(1e9), 5, false).total, 4e-3, 1e-12);
  EXPECT_NEAR(plain->time(traffic(1e9), 10, true).total, 2.5e-3, 1e-12);
}

TEST(BandwidthLaw, looksUpTheRateThenTheClassThenTheRole) {
  KernelConstants rates = plain_bandwidth();
  rates.parameters["share_norm"].value = 0.25;
  rates.parameters["share_copy_strided"].value = 0.1;
  rates.parameters["contention_norm"].value = 2.0;
  rates.parameters["alpha_cast"].value = 0.0;
  const auto law_of_rates = law(rates, "memory");
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::norm), 10, false).total, 4e-3, 1e-12);
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::norm), 10, true).total, 8e-3, 1e-12);
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::copy), 10, false).total, 2e-3, 1e-12);
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::copy, "copy_strided"), 10, false).total, 10e-3, 1e-12);
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::norm, "unlisted"), 10, false).total, 4e-3, 1e-12);
  EXPECT_NEAR(law_of_rates->time(traffic(1e9, OpClass::cast), 5, false).total, 2e-3, 1e-12);
}

TEST(BandwidthLaw, everyLaunchTakesASmallKernelAtLeast) {
  const auto small = law(plain_bandwidth(), "memory", 3e-6);
  Operator op = traffic(1e3);
  op.launches = 4;
  const LawTime time = small->time(op, 10, false);
  EXPECT_NEAR(time.total, 12e-6, 1e-15);
  EXPECT_NEAR(time.overhead + time.memory, 12e-6, 1e-15);
}

TEST(BandwidthLaw, refusesSharesAboveOneAndContentionBelow) {
  const GpuProfile gpu = round_gpu();
  for (const auto& [name, value] : {std::pair{"share_norm", 1.5},
                                    {"share", 0.0},
                                    {"contention_norm", 0.5},
                                    {"speed", 1.0},
                                    {"sustained", 1.1}}) {
    KernelConstants bad = plain_bandwidth();
    bad.parameters[name].value = value;
    const auto made = make_kernel_law(bad, {gpu}, "memory", "here");
    ASSERT_FALSE(made.has_value()) << name;
    EXPECT_NE(to_text(made.error()).find(name), std::string::npos);
  }
}

}  // namespace
}  // namespace trainyard
