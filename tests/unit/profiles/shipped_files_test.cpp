// Every shipped profile is loaded just for existing.
#include <gtest/gtest.h>

#include "hardware_profiles/document_kinds.h"
#include "hardware_profiles/profile_library.h"
#include "hardware_profiles/profile_parsers.h"
#include "sim/base/json_reader.h"

namespace trainyard {
namespace {

ProfileLibrary shipped() {
  return ProfileLibrary(TRAINYARD_SOURCE_DIR);
}

TEST(ShippedFiles, EveryFileOfEveryKindLoads) {
  for (const DocumentKind& kind : document_kinds()) {
    const auto summaries = shipped().list(kind.kind);
    ASSERT_TRUE(summaries) << to_text(summaries.error());
    EXPECT_FALSE(summaries.value().empty()) << "no " << kind.kind;
    for (const DocumentSummary& one : summaries.value()) EXPECT_FALSE(one.name.empty()) << kind.kind;
  }
}

TEST(ShippedFiles, AgreeWithEachOther) {
  EXPECT_EQ(to_text(check_library(shipped())), "");
}

TEST(ShippedFiles, NamesOfEveryKindAreSortedAndFilesOfThatKind) {
  for (const DocumentKind& kind : document_kinds()) {
    const auto names = shipped().names(kind.kind);
    ASSERT_TRUE(names);
    EXPECT_TRUE(std::is_sorted(names.value().begin(), names.value().end()));
    for (const std::string& name : names.value()) {
      const auto path = shipped().find(kind.kind, name);
      ASSERT_TRUE(path);
      EXPECT_TRUE(std::filesystem::exists(path.value())) << path.value();
    }
  }
}

TEST(ShippedFiles, H800IsAnH100WithLessNvlink) {
  const auto h800 = shipped().load_gpu("h800-sxm");
  const auto h100 = shipped().load_gpu("h100-sxm");
  ASSERT_TRUE(h800 && h100);
  EXPECT_DOUBLE_EQ(h800.value().nvlink.value.in(gigabytes_per_second), 200.0);
  EXPECT_DOUBLE_EQ(h100.value().nvlink.value.in(gigabytes_per_second), 450.0);
  EXPECT_EQ(h800.value().sms.value, h100.value().sms.value);
  for (const auto& [format, rate] : h100.value().peak) {
    ASSERT_EQ(h800.value().peak.count(format), 1u) << to_text(format);
    EXPECT_EQ(h800.value().peak.at(format).value, rate.value) << to_text(format);
  }
}

TEST(ShippedFiles, PeakRatesAreDenseAndFollowFromSmsAndClock) {
  // bf16 operations per SM and clock: 1024 fused multiply-adds on Ampere, 2048 on Hopper.
  const auto a100 = shipped().load_gpu("a100-sxm-80");
  const auto h100 = shipped().load_gpu("h100-sxm");
  ASSERT_TRUE(a100 && h100);
  const auto rate = [](const GpuProfile& gpu, double per_clock) {
    return gpu.sms.value * gpu.clock.value.base() * per_clock;
  };
  EXPECT_NEAR(rate(a100.value(), 2048) / a100.value().peak.at(Format::bf16).value.base(), 1.0, 0.005);
  EXPECT_NEAR(rate(h100.value(), 4096) / h100.value().peak.at(Format::bf16).value.base(), 1.0, 0.005);
  EXPECT_EQ(a100.value().peak.count(Format::fp8), 0u);
}

TEST(ShippedFiles, TheV3StackStatesItsTransport) {
  const auto stack = shipped().load_software("deepseek-fp8-2024q4");
  ASSERT_TRUE(stack) << to_text(stack.error());
  const ExpertTransport& transport = stack.value().transport;
  EXPECT_EQ(transport.kind, "two_hop");
  EXPECT_TRUE(transport.deduplicate);
  EXPECT_EQ(transport.sms, 20);
  EXPECT_EQ(transport.dispatch_format, Format::fp8);
  EXPECT_EQ(transport.combine_format, Format::bf16);
  EXPECT_DOUBLE_EQ(transport.dispatch_scale_bytes * 7168,
                   224.0);  // bytes of scales per row in the published trace
  EXPECT_LT(transport.handling_first.value,
            transport.handling_dispatch.value);  // the first one also builds its index
  EXPECT_EQ(stack.value().moment_bytes, 4);
}

TEST(ShippedFiles, PriceOfH800IsTwoDollarsAnHour) {
  const auto prices = shipped().load_prices("2026-11");
  ASSERT_TRUE(prices);
  const auto price = find_price(prices.value(), "gpu_hour", "h800-sxm");
  ASSERT_TRUE(price);
  EXPECT_DOUBLE_EQ(price.value().amount.value * 3600.0, 2.0);
  EXPECT_EQ(price.value().unit, "$/GPU-hour");
  EXPECT_EQ(price.value().date, "2024-12");
}

}  // namespace
}  // namespace trainyard
