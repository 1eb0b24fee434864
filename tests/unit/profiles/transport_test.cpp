// What the software reader says of a transport's law.
#include <gmock/gmock.h>

#include "hardware_profiles/profile_library.h"

namespace trainyard {
namespace {

using testing::HasSubstr;

/// The shipped stack with the law, changed at a path.
Result<SoftwareProfile> changed(std::string_view path, std::string_view value) {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const JsonDocument shipped =
      JsonDocument::load(library.find("software", "deepseek-fp8-2024q4").value()).value();
  return parse_software(shipped.with_override(path, value).value());
}

std::string problems(std::string_view path, std::string_view value) {
  const auto software = changed(path, value);
  return software ? "" : to_text(software.error());
}

TEST(LoneTransport, IsReadWithItsSource) {
  const auto software = changed("transport.alone.dispatch.row_rate", "20 GB/s");
  ASSERT_TRUE(software) << to_text(software.error());
  const LoneTransport& alone = software.value().transport.alone.value();
  EXPECT_EQ(alone.dispatch.row_rate, gigabytes_per_second(20));
  EXPECT_EQ(alone.evidence, Evidence::transferred);
  EXPECT_THAT(alone.source, HasSubstr("aiconfigurator"));
  EXPECT_EQ(alone.slow_nodes, 8);
  EXPECT_GT(alone.combine.fill_per_doubling, alone.dispatch.fill_per_doubling);
}

TEST(LoneTransport, RefusesWhatCannotBe) {
  EXPECT_THAT(problems("transport.alone.combine.copy_rate", "0 GB/s"), HasSubstr("/copy_rate"));
  EXPECT_THAT(problems("transport.alone.combine.fill", "3 GB/s"), HasSubstr("/fill"));
  EXPECT_THAT(problems("transport.alone.dispatch.norm", "0.5"), HasSubstr("/norm"));
  EXPECT_THAT(problems("transport.alone.dispatch.fast_share", "1.2"), HasSubstr("/fast_share"));
  EXPECT_THAT(problems("transport.alone.dispatch.colour", "1"), HasSubstr("colour"));
}

TEST(LoneTransport, StandsInPlaceOfTheLoneHandshake) {
  EXPECT_THAT(problems("transport.barrier_alone", R"({"value": "25 us", "source": "made up"})"),
              HasSubstr("barrier_alone"));
  EXPECT_THAT(problems("transport.alone", "null"), HasSubstr("barrier_alone"));
}

TEST(LoneTransport, BelongsToTwoHopsAndToSms) {
  EXPECT_THAT(problems("transport.kind", "pairwise"), HasSubstr("two_hop"));
  EXPECT_EQ(problems("transport.sms", "0"), "");
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  const JsonDocument shipped =
      JsonDocument::load(library.find("software", "deepseek-fp8-2024q4").value()).value();
  const auto none = parse_software(shipped.with_override("transport.sms", "0")
                                       .value()
                                       .with_override("transport.handling_sms", "0")
                                       .value());
  ASSERT_FALSE(none);
  EXPECT_THAT(to_text(none.error()), HasSubstr("handling_sms"));
}

}  // namespace
}  // namespace trainyard
