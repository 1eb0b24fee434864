// What a layer keeps, against the formulas of "Reducing Activation Recomputation in Large Transformer Models"
// (Korthikanti et al. 2022, arXiv 2205.05198, section 4), and what recomputing parts of a layer frees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/operators.h"

namespace trainyard {
namespace {

using ::testing::Contains;
using ::testing::Not;

struct GptShape {
  int hidden, heads, sequence, micro_batch;
};
/// Table 3 of the paper: 22B, 175B, 530B and 1T.
constexpr GptShape gpts[] = {
    {6144, 64, 2048, 4}, {12288, 96, 2048, 1}, {20480, 128, 2048, 1}, {25600, 160, 2048, 1}};

class Korthikanti : public ::testing::TestWithParam<GptShape> {
 protected:
  Korthikanti() {
    const GptShape& shape = GetParam();
    model_.hidden = shape.hidden;
    model_.ffn = 4 * shape.hidden;
    model_.ffn_kind = FfnKind::gelu;
    model_.norm = NormKind::layer_norm;
    model_.attention.heads = model_.attention.kv_heads = shape.heads;
    model_.attention.head_dim = model_.attention.value_head_dim = shape.hidden / shape.heads;
    software_.fused_attention = false;
    software_.dropout = true;
    work_.model = &model_;
    work_.software = &software_;
    work_.sequences = shape.micro_batch;
    work_.sequence = shape.sequence;
  }

  /// Bytes of a layer over s b h.
  [[nodiscard]] double per_sbh() const {
    return total(saved_activations(work_, false)).base() / (work_.sequences * work_.sequence * model_.hidden);
  }
  /// 5 a s / h.
  [[nodiscard]] double scores() const { return 5.0 * GetParam().heads * work_.sequence / model_.hidden; }

  ModelSpec model_;
  SoftwareProfile software_;
  RankWork work_;
};

TEST_P(Korthikanti, ALayerKeeps34BytesAndItsScores) {
  EXPECT_NEAR(per_sbh() / (34.0 + scores()), 1.0, 1e-12);
}

TEST_P(Korthikanti, TensorParallelismLeavesTenBytesWhole) {
  work_.tp = 8;
  EXPECT_NEAR(per_sbh() / (10.0 + 24.0 / 8 + scores() / 8), 1.0, 1e-12);
}

TEST_P(Korthikanti, SequenceParallelismSharesAllOfThem) {
  work_.tp = 8;
  work_.sequence_parallel = true;
  EXPECT_NEAR(per_sbh() / ((34.0 + scores()) / 8), 1.0, 1e-12);
}

TEST_P(Korthikanti, SelectiveRecomputeDropsTheScores) {
  work_.tp = 8;
  work_.sequence_parallel = true;
  work_.recompute = Recompute::selective;
  EXPECT_NEAR(per_sbh() / (34.0 / 8), 1.0, 1e-12);
}

TEST_P(Korthikanti, FullRecomputeKeepsTwoBytes) {
  work_.recompute = Recompute::full;
  EXPECT_NEAR(per_sbh(), 2.0, 1e-12);
}

TEST_P(Korthikanti, WithoutDropoutOnlyTheSoftmaxIsLeftOfTheScores) {
  software_.dropout = false;
  EXPECT_NEAR(per_sbh() / (32.0 + 0.4 * scores()), 1.0, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Table3, Korthikanti, ::testing::ValuesIn(gpts));

class Modules : public ::testing::Test {
 protected:
  Modules() {
    model_.hidden = 1024;
    model_.ffn = 4096;
    model_.attention = {.kind = AttentionKind::latent,
                        .heads = 8,
                        .kv_heads = 8,
                        .head_dim = 192,
                        .value_head_dim = 128,
                        .q_lora_rank = 256,
                        .kv_lora_rank = 128,
                        .qk_nope_head_dim = 128,
                        .qk_rope_head_dim = 64};
    model_.moe =
        MoeSpec{.routed_experts = 16, .shared_experts = 1, .top_k = 2, .expert_ffn = 512, .shared_ffn = 512};
    work_.model = &model_;
    work_.software = &software_;
    work_.sequence = 1000;
    work_.recompute = Recompute::modules;
    work_.routed_rows = work_.received_rows = 2000;
  }

  /// Bytes that recomputing `module` frees in one layer.
  [[nodiscard]] double freed(RecomputeModule module, bool moe) const {
    RankWork less = work_;
    less.recompute_modules.add(module);
    return (total(saved_activations(work_, moe)) - total(saved_activations(less, moe))).base();
  }
  [[nodiscard]] std::vector<std::string> names(const RankWork& work) const {
    std::vector<std::string> all;
    for (const SavedActivation& one : saved_activations(work, true)) all.push_back(one.name);
    return all;
  }

  ModelSpec model_;
  SoftwareProfile software_;
  RankWork work_;
};

TEST_F(Modules, FreeWhatTheyRecompute) {
  const double tokens = 1000, rows = 2000;
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::layernorm, true), 2.0 * 2.0 * tokens * 1024);  // two outputs
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::core_attn, true), 4.0 * tokens * 8);  // statistics of 8 heads
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::mla_up_proj, true),
                   2.0 * tokens * (256 + 128) + 2.0 * tokens * 8 * (192 + 192 + 128));
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::moe_act, true), 2.0 * rows * 512);
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::shared_experts, true),
                   2.0 * tokens * 3 * 512);                                            // gate, up, product
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::moe, true), tokens * (4.0 * 16 + 8.0 * 2) +  // router
                                                          2.0 * rows * (1024 + 3 * 512) +  // experts
                                                          2.0 * tokens * 3 * 512);         // shared
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::mlp, false), 2.0 * tokens * 3 * 4096);
}

TEST_F(Modules, TouchOnlyLayersThatHaveThem) {
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::mlp, true), 0.0);
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::moe, false), 0.0);
  EXPECT_DOUBLE_EQ(freed(RecomputeModule::moe_act, false), 0.0);
}

TEST_F(Modules, OfDeepSeekAreThoseOfItsReport) {
  // Norms, up-projections and activations, of the shared experts too (arXiv 2412.19437, section 3.2.3).
  RankWork listed = work_, deepseek = work_;
  for (const RecomputeModule module :
       {RecomputeModule::layernorm, RecomputeModule::mla_up_proj, RecomputeModule::moe_act})
    listed.recompute_modules.add(module);
  deepseek.recompute = Recompute::deepseek;
  const double shared_activation = 2.0 * 1000 * 512;
  EXPECT_DOUBLE_EQ(total(saved_activations(listed, true)).base(),
                   total(saved_activations(deepseek, true)).base() + shared_activation);
  EXPECT_THAT(names(deepseek), Not(Contains("shared activation")));
}

TEST_F(Modules, OfAnEmptyListChangeNothing) {
  RankWork none = work_;
  none.recompute = Recompute::none;
  EXPECT_EQ(names(work_), names(none));
  EXPECT_EQ(total(saved_activations(work_, true)), total(saved_activations(none, true)));
}

TEST_F(Modules, AnExpertCutOverFewerRanksIsWiderOnEach) {
  RankWork cut = work_;
  cut.recompute = Recompute::none;
  cut.tp = 4;
  cut.sequence_parallel = true;
  const auto expert_up = [](const RankWork& work) {
    for (const SavedActivation& one : saved_activations(work, true))
      if (one.name == "expert up output") return one.bytes.base();
    return 0.0;
  };
  EXPECT_DOUBLE_EQ(cut.expert_tokens(), 1000.0);
  EXPECT_DOUBLE_EQ(expert_up(cut), 2.0 * 2000 * 2 * 512 / 4);
  cut.etp = 1;
  EXPECT_DOUBLE_EQ(cut.expert_tokens(), 250.0);
  EXPECT_DOUBLE_EQ(expert_up(cut), 2.0 * 2000 * 2 * 512);
}

}  // namespace
}  // namespace trainyard
