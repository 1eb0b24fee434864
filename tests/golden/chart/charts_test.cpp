// Every kind of chart, to the byte. After a change that is meant: TRAINYARD_BLESS=1 ctest -L golden, and look
// at them.
#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/sample_charts.h"

namespace trainyard::chart {
namespace {

TEST(Charts, AreAsLastLookedAt) {
  const std::filesystem::path folder =
      std::filesystem::path(TRAINYARD_SOURCE_DIR) / "tests" / "golden" / "chart" / "expected";
  const std::vector<std::string> drawn = samples::all();
  const std::vector<std::string> names{"line.svg", "bars.svg",    "waterfall.svg",
                                       "heat.svg", "scatter.svg", "regions.svg"};
  ASSERT_EQ(drawn.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) golden_test::expect_golden(folder / names[i], drawn[i]);
}

}  // namespace
}  // namespace trainyard::chart
