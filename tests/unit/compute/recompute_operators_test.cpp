// Which operators run again in the backward pass, and which products stacks without fused attention run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "models/compute/operators.h"

namespace trainyard {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecomputeOperators : public ::testing::Test {
 protected:
  RecomputeOperators() {
    model_.hidden = 512;
    model_.ffn = 2048;
    model_.attention = {.kind = AttentionKind::latent,
                        .heads = 8,
                        .kv_heads = 8,
                        .head_dim = 96,
                        .value_head_dim = 64,
                        .q_lora_rank = 128,
                        .kv_lora_rank = 64,
                        .qk_nope_head_dim = 64,
                        .qk_rope_head_dim = 32};
    model_.moe =
        MoeSpec{.routed_experts = 16, .shared_experts = 1, .top_k = 2, .expert_ffn = 256, .shared_ffn = 256};
    work_.model = &model_;
    work_.software = &software_;
    work_.sequence = 1024;
    work_.experts_per_rank = 4;
    work_.routed_rows = work_.received_rows = 2048;
  }

  [[nodiscard]] static std::vector<std::string> again(const std::vector<Operator>& operators) {
    std::vector<std::string> names;
    for (const Operator& op : operators) {
      if (op.pass == Pass::recompute) names.push_back(op.name);
    }
    return names;
  }
  [[nodiscard]] std::vector<std::string> redone(RecomputeModule module, bool moe) const {
    RankWork work = work_;
    work.recompute = Recompute::modules;
    work.recompute_modules.add(module);
    const LayerOperators layer = layer_operators(work, moe);
    std::vector<std::string> names = again(layer.ffn_backward);
    for (const std::string& name : again(layer.attention_backward)) names.push_back(name);
    return names;
  }

  ModelSpec model_;
  SoftwareProfile software_;
  RankWork work_;
};

TEST_F(RecomputeOperators, OfAModuleAreItsForwardOnes) {
  EXPECT_THAT(redone(RecomputeModule::layernorm, true), ElementsAre("ffn norm", "attention norm"));
  EXPECT_THAT(redone(RecomputeModule::core_attn, true), ElementsAre("attention"));
  EXPECT_THAT(redone(RecomputeModule::moe_act, true), ElementsAre("routed activation"));
  EXPECT_THAT(redone(RecomputeModule::mla_up_proj, true),
              ElementsAre("q latent norm", "q latent copy", "kv latent norm", "kv latent copy", "q_b", "kv_b",
                          "k rotary", "k nope copy", "k rope broadcast", "q rotary"));
  EXPECT_THAT(redone(RecomputeModule::shared_experts, true),
              ElementsAre("shared up", "shared activation", "shared down"));
  EXPECT_THAT(redone(RecomputeModule::mlp, false), ElementsAre("ffn up", "ffn activation", "ffn down"));
  const std::vector<std::string> moe = redone(RecomputeModule::moe, true);
  for (const char* name :
       {"shared up", "permute", "routed up", "routed activation", "routed down", "unpermute"})
    EXPECT_THAT(moe, Contains(name));
}

TEST_F(RecomputeOperators, AreAbsentInLayersWithoutTheModule) {
  EXPECT_THAT(redone(RecomputeModule::mlp, true), IsEmpty());
  EXPECT_THAT(redone(RecomputeModule::moe, false), IsEmpty());
  EXPECT_THAT(redone(RecomputeModule::moe_act, false), IsEmpty());
  EXPECT_THAT(redone(RecomputeModule::shared_experts, false), IsEmpty());
}

TEST_F(RecomputeOperators, OfNothingAreNone) {
  const LayerOperators layer = layer_operators(work_, true);
  EXPECT_THAT(again(layer.ffn_backward), IsEmpty());
  EXPECT_THAT(again(layer.attention_backward), IsEmpty());
}

TEST_F(RecomputeOperators, SelectiveRunsAttentionAgainFusedOrNot) {
  work_.recompute = Recompute::selective;
  EXPECT_THAT(again(layer_operators(work_, false).attention_backward), ElementsAre("attention"));
  software_.fused_attention = false;
  EXPECT_THAT(again(layer_operators(work_, false).attention_backward),
              ElementsAre("scores", "scores softmax", "scores times values"));
}

TEST_F(RecomputeOperators, UnfusedAttentionMultipliesWholeSquares) {
  const auto flops = [&](const std::vector<Operator>& operators) {
    double sum = 0;
    for (const Operator& op : operators) {
      if (op.op_class == OpClass::attention || op.gemm.groups > 1) sum += op.flops.base();
    }
    return sum;
  };
  model_.attention = {
      .kind = AttentionKind::multi_head, .heads = 8, .kv_heads = 8, .head_dim = 64, .value_head_dim = 64};
  const double fused = flops(layer_operators(work_, false).attention_forward);
  software_.fused_attention = false;
  EXPECT_NEAR(flops(layer_operators(work_, false).attention_forward) / fused, 2.0, 1e-3);
}

TEST_F(RecomputeOperators, DropoutWritesMasksAndReadsThemAgain) {
  const auto bytes_of_layer = [&](auto part) {
    double sum = 0;
    const LayerOperators layer = layer_operators(work_, false);
    for (const auto& list : {layer.*part.first, layer.*part.second}) {
      for (const Operator& op : list) sum += op.bytes.base();
    }
    return sum;
  };
  const std::pair forward{&LayerOperators::attention_forward, &LayerOperators::ffn_forward};
  const std::pair backward{&LayerOperators::attention_backward, &LayerOperators::ffn_backward};
  const double plain_forward = bytes_of_layer(forward), plain_backward = bytes_of_layer(backward);
  software_.dropout = true;
  EXPECT_NEAR(bytes_of_layer(forward) - plain_forward, 2.0 * 1.0 * 1024 * 512, 1.0);
  EXPECT_NEAR(bytes_of_layer(backward) - plain_backward, 2.0 * 5.0 * 1024 * 512, 1.0);
}

TEST_F(RecomputeOperators, ExpertsCutOverFewerRanksAreWider) {
  work_.tp = 4;
  const auto width = [&] {
    const LayerOperators layer = layer_operators(work_, true);
    const auto up = std::find_if(layer.ffn_forward.begin(), layer.ffn_forward.end(),
                                 [](const Operator& op) { return op.name == "routed up"; });
    return up->gemm.n;
  };
  EXPECT_DOUBLE_EQ(width(), 2.0 * 256 / 4);
  work_.etp = 1;
  EXPECT_DOUBLE_EQ(width(), 2.0 * 256);
}

}  // namespace
}  // namespace trainyard
