// What a stack adds to its kernels' own times: memory_traffic, attention_time and grouped_time.
#include <gtest/gtest.h>

#include "kernel_fixtures.h"

namespace trainyard {
namespace {

using namespace kernel_fixtures;

KernelModel with(double memory_traffic, double attention_time = 1.0, double grouped_time = 1.0,
                 Seconds small_kernel = {}, Seconds launch_gap = {}) {
  SoftwareProfile software = plain_software();
  software.effects.memory_traffic.value = memory_traffic;
  software.effects.attention_time.value = attention_time;
  software.effects.grouped_time.value = grouped_time;
  software.small_kernel.value = small_kernel;
  software.launch_gap.value = launch_gap;
  return KernelModel::make(complete_gpu(), software).value();
}

double us(Seconds time) {
  return time.in(microseconds);
}

TEST(MemoryTraffic, scalesKernelsBoundByBandwidth) {
  // 1 MB at half of 1 TB/s: 2 us.
  EXPECT_NEAR(us(with(1.0).time(traffic(1e6), 10).total), 2.0, 1e-9);
  for (const OpClass op_class : {OpClass::norm, OpClass::activation, OpClass::rotary, OpClass::cast,
                                 OpClass::transpose, OpClass::permute, OpClass::router, OpClass::elementwise,
                                 OpClass::copy, OpClass::embedding, OpClass::loss}) {
    const KernelTime time = with(1.5).time(traffic(1e6, op_class), 10);
    EXPECT_NEAR(us(time.total), 3.0, 1e-9) << to_text(op_class);
    EXPECT_NEAR(us(time.memory), 3.0, 1e-9) << to_text(op_class);
  }
  EXPECT_NEAR(us(with(0.5).time(traffic(1e6), 10).total), 1.0, 1e-9);
  // Beside communication, on half of the SMs: 2 us * 2 * 1.25 * 1.5.
  EXPECT_NEAR(us(with(1.5).time(traffic(1e6), 5, true).total), 7.5, 1e-9);
}

TEST(MemoryTraffic, leavesTheOptimizerAlone) {
  for (const OpClass op_class : {OpClass::optimizer, OpClass::gradient_norm})
    EXPECT_NEAR(us(with(1.5).time(traffic(1e6, op_class), 10).total), 2.0, 1e-9) << to_text(op_class);
}

TEST(MemoryTraffic, leavesProductsAlone) {
  const KernelModel plain = with(1.0), heavy = with(4.0);
  for (const Operator& op :
       {gemm(1000, 100, 1000), grouped(1000, 100, 1000, 2), attention(10, 1000), gemm(100000, 100, 1)})
    EXPECT_EQ(plain.time(op, 10).total, heavy.time(op, 10).total) << to_text(op.op_class);
}

TEST(MemoryTraffic, leavesTheFloorOfALaunchAlone) {
  // Three launches of at least 2 us and a gap of 1 us each, around 2 us of traffic.
  Operator op = traffic(1e6);
  op.launches = 3;
  for (const double factor : {1.0, 1.5, 2.5}) {
    const KernelTime time = with(factor, 1, 1, microseconds(2), microseconds(1)).time(op, 10);
    EXPECT_NEAR(us(time.total), 6.0 + 3.0, 1e-9) << factor;
    EXPECT_NEAR(us(time.memory), 2.0 * factor, 1e-9) << factor;
    EXPECT_NEAR(us(time.overhead), 6.0 - 2.0 * factor + 3.0, 1e-9) << factor;
  }
  // Above the floor traffic counts alone; the gap still comes on top.
  const KernelTime above = with(4, 1, 1, microseconds(2), microseconds(1)).time(op, 10);
  EXPECT_NEAR(us(above.total), 8.0 + 3.0, 1e-9);
  EXPECT_NEAR(us(above.overhead), 3.0, 1e-9);
  // A launch without bytes is its floor whatever the stack moves.
  EXPECT_NEAR(us(with(4, 1, 1, microseconds(2)).time(traffic(0), 10).total), 2.0, 1e-9);
}

TEST(AttentionTime, scalesBothPassesOfAttentionAndNothingElse) {
  const KernelModel plain = with(1.0), slow = with(1.0, 1.5);
  EXPECT_DOUBLE_EQ(slow.time(attention(10, 1000), 10).total / plain.time(attention(10, 1000), 10).total, 1.5);
  EXPECT_DOUBLE_EQ(
      slow.time(attention(10, 1000, true), 10).total / plain.time(attention(10, 1000, true), 10).total, 1.5);
  for (const Operator& op : {gemm(1000, 100, 1000), grouped(1000, 100, 1000, 2), traffic(1e6)})
    EXPECT_EQ(plain.time(op, 10).total, slow.time(op, 10).total) << to_text(op.op_class);
}

TEST(GroupedTime, scalesTheProductsOfExpertsAndNothingElse) {
  const KernelModel plain = with(1.0), slow = with(1.0, 1.0, 1.5);
  for (const Operator& op : {grouped(1000, 100, 1000, 2), grouped(1000, 100, 1000, 2, false)})
    EXPECT_DOUBLE_EQ(slow.time(op, 10).total / plain.time(op, 10).total, 1.5);
  for (const Operator& op : {gemm(1000, 100, 1000), attention(10, 1000), traffic(1e6)})
    EXPECT_EQ(plain.time(op, 10).total, slow.time(op, 10).total) << to_text(op.op_class);
}

TEST(StackEffects, doNotScaleLaunchGaps) {
  const KernelModel slow = with(1.0, 1.5, 1.5, {}, microseconds(2));
  const KernelModel plain = with(1.0, 1.0, 1.0, {}, microseconds(2));
  for (const Operator& op : {attention(10, 1000), grouped(1000, 100, 1000, 2)}) {
    const double kernel = us(plain.time(op, 10).total) - 2.0;
    EXPECT_NEAR(us(slow.time(op, 10).total), 1.5 * kernel + 2.0, 1e-9) << to_text(op.op_class);
  }
}

}  // namespace
}  // namespace trainyard
