#include <gtest/gtest.h>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

KernelConstants attention_with(std::initializer_list<std::pair<const char*, double>> parameters) {
  KernelConstants made = plain_attention();
  made.parameters["p"].value = 1e9;  // a plain maximum
  for (const auto& [name, value] : parameters) {
    made.parameters[name].value = value;
  }
  return made;
}

TEST(AttentionLaw, paysHalfTheSquareAndTheDiagonalBlocks) {
  const auto plain = law(attention_with({}), "attention");
  // 100 heads of 4000 rows: 40 query tiles each, on average (4000 + 100)/2 keys; 400 FLOP per score element
  // at 0.5 TFLOPS on each of 10 SMs.
  const double elements = 100 * 4000 * 2050.0;
  EXPECT_NEAR(plain->time(attention(100, 4000), 10, false).total, elements * 400 / 5e12, 1e-9);
  EXPECT_NEAR(plain->time(attention(100, 4000), 5, false).total, elements * 400 / 2.5e12, 1e-9);
}

TEST(AttentionLaw, countsFiveGemmsBackward) {
  const auto plain = law(attention_with({}), "attention");
  const double forward = plain->time(attention(100, 4000), 10, false).total;
  EXPECT_NEAR(plain->time(attention(100, 4000, true), 10, false).total, 2.5 * forward, 1e-9);
  const double wide = plain->time(attention(100, 4000, false, 192, 128), 10, false).total;
  EXPECT_NEAR(wide, forward * 320 / 200, 1e-9);
  EXPECT_NEAR(plain->time(attention(100, 4000, true, 192, 128), 10, false).total,
              wide * (3 * 192 + 2 * 128) / 320.0, 1e-9);
}

TEST(AttentionLaw, cannotBeShorterThanTheLongestTile) {
  const auto plain = law(attention_with({}), "attention");
  // One head, 10 tiles on 10 SMs: the last tile sees all 1000 keys.
  EXPECT_NEAR(plain->time(attention(1, 1000), 10, false).total, 100 * 1000 * 400 / 0.5e12, 1e-12);
}

TEST(AttentionLaw, paysAShareOfTheLongestTileOnTopOfTheLoad) {
  const double mean_tile = 100 * 550.0 * 400 / 0.5e12, longest = 100 * 1000.0 * 400 / 0.5e12;
  const auto half = law(attention_with({{"tail", 0.5}}), "attention");
  // 4 heads of 1000 rows: 40 tiles on 20 SMs, two waves; 25 SMs: 1.6 waves; 40 SMs: one each.
  EXPECT_NEAR(half->time(attention(4, 1000), 20, false).total, 2 * mean_tile + 0.5 * longest, 1e-12);
  EXPECT_NEAR(half->time(attention(4, 1000), 25, false).total, longest + 0.5 * 0.6 * longest, 1e-12);
  EXPECT_NEAR(half->time(attention(4, 1000), 40, false).total, longest, 1e-12);
  // A finite exponent rounds the larger of both: 1.6 mean tiles against one longest.
  const auto rounded = law(attention_with({{"pw", 2.0}}), "attention");
  EXPECT_NEAR(rounded->time(attention(4, 1000), 25, false).total, std::hypot(1.6 * mean_tile, longest),
              1e-12);
}

TEST(AttentionLaw, groupedQueriesReadFewerKeys) {
  const auto plain = law(attention_with({{"hbm", 0.001}}), "attention");
  Operator op = attention(8, 1000);
  const double all = plain->time(op, 10, false).memory;
  op.attention.kv_heads = 1;
  EXPECT_NEAR(plain->time(op, 10, false).memory, all * (8 + 1) / 16, 1e-12);
  EXPECT_EQ(plain->time(op, 10, false).total, plain->time(op, 10, false).memory);
}

TEST(AttentionLaw, aFactorBelowOneSpeedsUpWhereTheBurstsAreNotSlowed) {
  const double base = law(attention_with({}), "attention")->time(attention(100, 4000), 10, false).total;
  const auto total = [&](double g, double sustained) {
    return law(attention_with({{"g", g}, {"tau", base}, {"sustained", sustained}}), "attention")
        ->time(attention(100, 4000), 10, false)
        .total;
  };
  EXPECT_NEAR(total(0.0, 0.9), base * 0.9, 1e-12);
  EXPECT_NEAR(total(0.0, 1.2), base * 1.2, 1e-12);
  EXPECT_NEAR(total(0.2, 0.9), base * 1.1, 1e-12);
}

TEST(AttentionLaw, refusesSenselessConstantsAndForeignRoles) {
  const GpuProfile gpu = round_gpu();
  for (const auto& [name, value] :
       {std::pair{"eff", 0.0}, {"block_m", 0.0}, {"tail", 2.0}, {"pw", 0.5}, {"p", 0.5}, {"g", 0.1}}) {
    KernelConstants bad = plain_attention();
    bad.parameters[name].value = value;
    const auto made = make_kernel_law(bad, {gpu}, "attention", "here");
    ASSERT_FALSE(made.has_value()) << name;
    EXPECT_NE(to_text(made.error()).find(name), std::string::npos);
  }
  const auto foreign = make_kernel_law(plain_attention(), {gpu}, "gemm", "here");
  ASSERT_FALSE(foreign.has_value());
  EXPECT_NE(to_text(foreign.error()).find("answers for attention"), std::string::npos);
  GpuProfile without = gpu;
  without.peak.erase(Format::bf16);
  EXPECT_FALSE(make_kernel_law(plain_attention(), {without}, "attention", "here").has_value());
}

}  // namespace
}  // namespace trainyard
