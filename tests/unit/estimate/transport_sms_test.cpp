#include <gmock/gmock.h>

#include "models/estimate/scenario_reader.h"

namespace trainyard {
namespace {

using ::testing::HasSubstr;

TEST(TransportSms, MustLeaveSomeToCompute) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  EXPECT_TRUE(load_scenario(library, "deepseek-v3-h800", {{"software.transport.sms", "131"}}));
  const Result<Scenario> none_left = load_scenario(library, "deepseek-v3-h800", {{"gpu.sms", "20"}});
  ASSERT_FALSE(none_left);
  EXPECT_THAT(to_text(none_left.error()), HasSubstr("takes 20 SMs, GPU h800-sxm has 20"));
}

}  // namespace
}  // namespace trainyard
