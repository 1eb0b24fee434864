// Attention with its scores in memory: products over the whole square, bytes of every score element.
#include "models/compute/unfused_attention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace trainyard {
namespace {

/// 12 heads of 64 on two tensor-parallel ranks, 3 sequences of 1,000: 18 squares of 10^6 scores.
class UnfusedAttention : public testing::Test {
 protected:
  UnfusedAttention() {
    model_.attention = {.kind = AttentionKind::grouped_query,
                        .heads = 12,
                        .kv_heads = 12,
                        .head_dim = 64,
                        .value_head_dim = 64};
    work_.model = &model_;
    work_.software = &software_;
    work_.tp = 2;
    work_.sequences = 3;
    work_.sequence = 1000;
    software_.fused_attention = false;
  }
  [[nodiscard]] std::vector<Operator> operators(bool backward) const {
    std::vector<Operator> found;
    OperatorList list(found, Segment::attention);
    backward ? unfused_attention_backward(work_, list) : unfused_attention_forward(work_, list);
    return found;
  }
  static double flops(const std::vector<Operator>& operators) {
    return std::accumulate(operators.begin(), operators.end(), 0.0,
                           [](double sum, const Operator& op) { return sum + op.flops.base(); });
  }
  static std::vector<Operator> products(const std::vector<Operator>& operators) {
    std::vector<Operator> found;
    for (const Operator& op : operators) {
      if (op.op_class == OpClass::gemm) found.push_back(op);
    }
    return found;
  }
  static double score_bytes(const std::vector<Operator>& operators) {
    double sum = 0.0;
    for (const Operator& op : operators) {
      if (op.op_class != OpClass::gemm) sum += op.bytes.base();
    }
    return sum;
  }

  static constexpr double squares = 18, scores = 1e6, width = 64;
  ModelSpec model_;
  SoftwareProfile software_;
  RankWork work_;
};

TEST_F(UnfusedAttention, MultipliesTheWholeSquareTwiceForwardAndFourTimesBackward) {
  const double product = 2.0 * squares * scores * width;
  EXPECT_EQ(products(operators(false)).size(), 2U);
  EXPECT_EQ(products(operators(true)).size(), 4U);
  EXPECT_DOUBLE_EQ(flops(operators(false)), 2.0 * product);
  EXPECT_DOUBLE_EQ(flops(operators(true)), 4.0 * product);
}

TEST_F(UnfusedAttention, DoesTwiceTheWorkOfCausalAttention) {
  // The backward of fused attention computes its scores a fifth time.
  const AttentionShape shape{
      .sequences = 3, .length = 1000, .heads = 6, .kv_heads = 6, .head_dim = 64, .value_dim = 64};
  AttentionShape back = shape;
  back.backward = true;
  EXPECT_DOUBLE_EQ(flops(operators(false)), 2.0 * attention_flops(shape).base());
  EXPECT_DOUBLE_EQ(flops(operators(true)), 2.0 * attention_flops(back).base() * 4.0 / 5.0);
}

TEST_F(UnfusedAttention, MovesElevenAndFifteenBytesOfEveryScore) {
  EXPECT_DOUBLE_EQ(score_bytes(operators(false)), 11.0 * squares * scores);
  EXPECT_DOUBLE_EQ(score_bytes(operators(true)), 15.0 * squares * scores);
}

TEST_F(UnfusedAttention, RunsOneProductPerHead) {
  for (const Operator& op : products(operators(false))) {
    EXPECT_EQ(op.gemm.groups, 18) << op.name;
    EXPECT_DOUBLE_EQ(op.gemm.m, 18.0 * 1000.0) << op.name;
    EXPECT_DOUBLE_EQ(op.gemm.n * op.gemm.k, 1000.0 * 64.0) << op.name;
    // Two operands and a result of 16 bits.
    EXPECT_DOUBLE_EQ(op.bytes.base(), 2.0 * squares * (2.0 * 1000 * 64 + scores)) << op.name;
    EXPECT_EQ(op.launches, 1) << op.name;
  }
}

TEST_F(UnfusedAttention, RowsOfAHeadOf108AreNotAligned) {
  for (const auto& [head, aligned] :
       {std::pair{64, true}, {128, true}, {136, true}, {108, false}, {100, false}}) {
    model_.attention.head_dim = model_.attention.value_head_dim = head;
    for (const bool backward : {false, true}) {
      for (const Operator& op : products(operators(backward)))
        EXPECT_EQ(op.gemm.aligned, aligned) << op.name << ", head " << head;
    }
  }
}

TEST_F(UnfusedAttention, IsCutByContextParallelism) {
  const double whole = flops(operators(false)), whole_back = flops(operators(true));
  const double bytes = score_bytes(operators(false)), bytes_back = score_bytes(operators(true));
  work_.cp = 4;
  // Nothing above the diagonal is skipped: equal chunks are equal work, balanced or not.
  for (const bool balanced : {true, false}) {
    work_.cp_balanced = balanced;
    EXPECT_DOUBLE_EQ(flops(operators(false)), whole / 4);
    EXPECT_DOUBLE_EQ(flops(operators(true)), whole_back / 4);
    EXPECT_DOUBLE_EQ(score_bytes(operators(false)), bytes / 4);
    EXPECT_DOUBLE_EQ(score_bytes(operators(true)), bytes_back / 4);
  }
}

TEST_F(UnfusedAttention, StandsWhereFusedAttentionWould) {
  model_.hidden = 768;
  model_.ffn = 3072;
  const auto count = [&](const std::vector<Operator>& operators, OpClass op_class) {
    return std::count_if(operators.begin(), operators.end(),
                         [&](const Operator& op) { return op.op_class == op_class; });
  };
  const LayerOperators unfused = layer_operators(work_, false);
  software_.fused_attention = true;
  const LayerOperators fused = layer_operators(work_, false);
  EXPECT_EQ(count(unfused.attention_forward, OpClass::attention), 0);
  EXPECT_EQ(count(fused.attention_forward, OpClass::attention), 1);
  EXPECT_EQ(count(unfused.attention_forward, OpClass::gemm),
            count(fused.attention_forward, OpClass::gemm) + 2);
  EXPECT_EQ(count(unfused.attention_backward, OpClass::gemm),
            count(fused.attention_backward, OpClass::gemm) + 4);
}

}  // namespace
}  // namespace trainyard
