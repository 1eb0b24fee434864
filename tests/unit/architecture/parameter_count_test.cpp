// Counts of small models, added up by hand.
#include <gtest/gtest.h>

#include "models/architecture/model_spec.h"

namespace trainyard {
namespace {

ModelSpec tiny() {
  ModelSpec model;
  model.layers = 2;
  model.hidden = 8;
  model.ffn = 20;
  model.vocab = 100;
  model.max_positions = 16;
  model.attention = {
      .kind = AttentionKind::multi_head, .heads = 2, .kv_heads = 2, .head_dim = 4, .value_head_dim = 4};
  return model;
}

TEST(ParameterCount, multi_head_block_has_four_square_matrices) {
  const ParameterCount count = count_parameters(tiny());
  EXPECT_EQ(count.attention_per_layer, 4 * 8 * 8);
  EXPECT_EQ(count.dense_ffn_per_layer, 3 * 8 * 20);
  EXPECT_EQ(count.norms_per_layer, 2 * 8);
  EXPECT_EQ(count.embedding, 800);
  EXPECT_EQ(count.head, 800);
  EXPECT_EQ(count.total, 800 + 800 + 8 + 2 * (256 + 480 + 16));
  EXPECT_EQ(count.active, count.total);
  EXPECT_EQ(count.active_matmul, 800 + 2 * (256 + 480));
}

TEST(ParameterCount, grouped_queries_shrink_keys_and_values_only) {
  ModelSpec model = tiny();
  model.attention.kind = AttentionKind::grouped_query;
  model.attention.kv_heads = 1;
  EXPECT_EQ(count_parameters(model).attention_per_layer, 8 * (8 + 4 + 4) + 8 * 8);
}

TEST(ParameterCount, head_width_need_not_divide_hidden) {
  ModelSpec model = tiny();
  model.attention.head_dim = model.attention.value_head_dim = 6;
  EXPECT_EQ(count_parameters(model).attention_per_layer, 4 * 8 * 12);
}

TEST(ParameterCount, tied_head_is_counted_once_but_multiplied_with) {
  ModelSpec model = tiny();
  model.tied_embeddings = true;
  const ParameterCount tied = count_parameters(model), apart = count_parameters(tiny());
  EXPECT_EQ(tied.head, 0);
  EXPECT_EQ(tied.total, apart.total - 800);
  EXPECT_EQ(tied.active_matmul, apart.active_matmul);
}

TEST(ParameterCount, gpt_block_has_biases_and_two_numbers_per_norm_channel) {
  ModelSpec model = tiny();
  model.ffn_kind = FfnKind::gelu;
  model.norm = NormKind::layer_norm;
  model.ffn_bias = model.learned_positions = true;
  model.attention.qkv_bias = model.attention.output_bias = true;
  const ParameterCount count = count_parameters(model);
  EXPECT_EQ(count.attention_per_layer, 4 * 64 + 4 * 8);
  EXPECT_EQ(count.dense_ffn_per_layer, 2 * 8 * 20 + 20 + 8);
  EXPECT_EQ(count.norms_per_layer, 2 * 2 * 8);
  EXPECT_EQ(count.embedding, 800 + 16 * 8);
  EXPECT_EQ(count.active_matmul, 800 + 2 * (256 + 320)) << "biases and positions are no matrix products";
}

ModelSpec tiny_latent() {
  ModelSpec model = tiny();
  model.attention = {.kind = AttentionKind::latent,
                     .heads = 2,
                     .kv_heads = 2,
                     .head_dim = 5,
                     .value_head_dim = 4,
                     .q_lora_rank = 6,
                     .kv_lora_rank = 7,
                     .qk_nope_head_dim = 3,
                     .qk_rope_head_dim = 2};
  return model;
}

TEST(ParameterCount, latent_attention_counts_both_ranks_and_their_norms) {
  const ParameterCount count = count_parameters(tiny_latent());
  const double query = 8 * 6 + 6 * 2 * 5, keys_and_values = 8 * (7 + 2) + 7 * 2 * (3 + 4), output = 2 * 4 * 8;
  EXPECT_EQ(count.attention_per_layer, query + keys_and_values + output);
  EXPECT_EQ(count.norms_per_layer, 2 * 8 + 6 + 7);
}

TEST(ParameterCount, latent_attention_without_query_rank_projects_directly) {
  ModelSpec model = tiny_latent();
  model.attention.q_lora_rank = 0;
  const ParameterCount count = count_parameters(model);
  EXPECT_EQ(count.attention_per_layer, 8 * 2 * 5 + 8 * (7 + 2) + 7 * 2 * (3 + 4) + 2 * 4 * 8);
  EXPECT_EQ(count.norms_per_layer, 2 * 8 + 7);
}

TEST(ParameterCount, latent_biases_stand_on_the_down_projections_and_the_output) {
  ModelSpec model = tiny_latent();
  model.attention.qkv_bias = model.attention.output_bias = true;
  EXPECT_EQ(count_parameters(model).attention_per_layer,
            count_parameters(tiny_latent()).attention_per_layer + 6 + 7 + 2 + 8);
}

ModelSpec tiny_moe() {
  ModelSpec model = tiny();
  model.layers = 5;
  model.moe = MoeSpec{.routed_experts = 10,
                      .shared_experts = 2,
                      .top_k = 3,
                      .expert_ffn = 4,
                      .shared_ffn = 8,
                      .first_dense_layers = 1};
  return model;
}

TEST(ParameterCount, experts_routers_and_shared_experts_stand_in_moe_layers_only) {
  const ModelSpec model = tiny_moe();
  EXPECT_EQ(model.moe_layers(), 4);
  const ParameterCount count = count_parameters(model);
  const double expert = 3 * 8 * 4, shared = 3 * 8 * 8, router = 8 * 10, dense = 3 * 8 * 20, every = 256 + 16;
  EXPECT_EQ(count.one_expert, expert);
  EXPECT_EQ(count.shared_experts_per_layer, shared);
  EXPECT_EQ(count.router_per_layer, router);
  EXPECT_EQ(count.total, 1608 + 5 * every + dense + 4 * (router + shared + 10 * expert));
  EXPECT_EQ(count.active, count.total - 4 * 7 * expert);
  EXPECT_EQ(count.active_matmul, 800 + 5 * 256 + dense + 4 * (router + shared + 3 * expert));
}

TEST(ParameterCount, layer_frequency_picks_multiples_after_the_dense_layers) {
  ModelSpec model = tiny_moe();
  model.moe->layer_frequency = 2;
  EXPECT_FALSE(model.is_moe_layer(0));
  EXPECT_FALSE(model.is_moe_layer(1));
  EXPECT_TRUE(model.is_moe_layer(2));
  EXPECT_FALSE(model.is_moe_layer(3));
  EXPECT_TRUE(model.is_moe_layer(4));
  EXPECT_FALSE(tiny().is_moe_layer(0));
}

TEST(ParameterCount, mtp_module_is_a_projection_a_block_and_three_norms_outside_the_total) {
  ModelSpec model = tiny_moe();
  model.mtp_modules = 2;
  const ParameterCount count = count_parameters(model), without = count_parameters(tiny_moe());
  const double block = 256 + 16 + 80 + 192 + 10 * 96;
  EXPECT_EQ(count.mtp, 2 * (2 * 64 + 3 * 8 + block));
  EXPECT_EQ(count.total, without.total);
  EXPECT_EQ(count.active_matmul, without.active_matmul);
}

TEST(TrainingFlops, six_per_matrix_weight_plus_scores_which_causality_halves) {
  const ModelSpec model = tiny();
  const double weights = 6 * count_parameters(model).active_matmul;
  const double scores = 6.0 * 2 * 32 * 2 * (4 + 4);  // 6 * layers * sequence * heads * (q.k + p.v)
  EXPECT_DOUBLE_EQ(training_flops_per_token(model, 32, false), weights + scores);
  EXPECT_DOUBLE_EQ(training_flops_per_token(model, 32, true), weights + scores / 2);
  EXPECT_DOUBLE_EQ(training_flops_per_token(model, 0, true), weights);
}

}  // namespace
}  // namespace trainyard
