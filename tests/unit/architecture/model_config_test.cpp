// Reading config.json: spellings, defaults of the families, and every way to be wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "models/architecture/model_family.h"
#include "models/architecture/model_library.h"

namespace trainyard {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json llama() {
  return {{"model_type", "llama"},       {"num_hidden_layers", 2},   {"hidden_size", 64},
          {"vocab_size", 100},           {"intermediate_size", 128}, {"num_attention_heads", 8},
          {"num_key_value_heads", 2},    {"hidden_act", "silu"},     {"max_position_embeddings", 32},
          {"tie_word_embeddings", false}};
}

json deepseek() {
  json config = llama();
  config.update({{"model_type", "deepseek_v3"},
                 {"num_key_value_heads", 8},
                 {"q_lora_rank", 24},
                 {"kv_lora_rank", 16},
                 {"qk_nope_head_dim", 8},
                 {"qk_rope_head_dim", 4},
                 {"v_head_dim", 8},
                 {"n_routed_experts", 16},
                 {"n_shared_experts", 1},
                 {"num_experts_per_tok", 4},
                 {"moe_intermediate_size", 32},
                 {"first_k_dense_replace", 1},
                 {"n_group", 4},
                 {"topk_group", 2},
                 {"topk_method", "noaux_tc"},
                 {"num_nextn_predict_layers", 1}});
  return config;
}

Result<ModelSpec> parse(const json& config) {
  Result<JsonDocument> document = JsonDocument::parse(config.dump(1), "config.json");
  if (!document) return document.error();
  return parse_model(document.value(), "test");
}

ModelSpec parsed(const json& config) {
  Result<ModelSpec> model = parse(config);
  if (!model) {
    ADD_FAILURE() << to_text(model.error());
    return {};
  }
  return model.value();
}

std::string problems(const json& config) {
  Result<ModelSpec> model = parse(config);
  return model ? "no problem" : to_text(model.error());
}

json with(json config, const std::string& key, const json& value) {
  config[key] = value;
  return config;
}

json without(json config, const std::string& key) {
  config.erase(key);
  return config;
}

TEST(ModelConfig, reads_a_llama) {
  const ModelSpec model = parsed(llama());
  EXPECT_EQ(model.name, "test");
  EXPECT_EQ(model.layers, 2);
  EXPECT_EQ(model.hidden, 64);
  EXPECT_EQ(model.ffn, 128);
  EXPECT_EQ(model.vocab, 100);
  EXPECT_EQ(model.max_positions, 32);
  EXPECT_EQ(model.attention.kind, AttentionKind::grouped_query);
  EXPECT_EQ(model.attention.kv_heads, 2);
  EXPECT_EQ(model.attention.head_dim, 8);
  EXPECT_FALSE(model.tied_embeddings);
  EXPECT_FALSE(model.moe.has_value());
  EXPECT_FALSE(model.attention.qkv_bias);
}

TEST(ModelConfig, absent_key_value_heads_mean_one_per_query_head) {
  EXPECT_EQ(parsed(without(llama(), "num_key_value_heads")).attention.kind, AttentionKind::multi_head);
  EXPECT_EQ(parsed(with(llama(), "num_key_value_heads", nullptr)).attention.kv_heads, 8);
}

TEST(ModelConfig, reads_the_spellings_of_gpt2_and_fills_in_what_its_code_fixes) {
  const ModelSpec model = parsed({{"model_type", "gpt2"},
                                  {"n_layer", 3},
                                  {"n_embd", 48},
                                  {"n_head", 4},
                                  {"n_positions", 20},
                                  {"vocab_size", 90},
                                  {"n_inner", nullptr},
                                  {"activation_function", "gelu_new"}});
  EXPECT_EQ(model.layers, 3);
  EXPECT_EQ(model.hidden, 48);
  EXPECT_EQ(model.ffn, 4 * 48);
  EXPECT_EQ(model.attention.head_dim, 12);
  EXPECT_EQ(model.ffn_kind, FfnKind::gelu);
  EXPECT_EQ(model.norm, NormKind::layer_norm);
  EXPECT_TRUE(model.tied_embeddings);
  EXPECT_TRUE(model.learned_positions);
  EXPECT_TRUE(model.attention.qkv_bias && model.attention.output_bias && model.ffn_bias);
  EXPECT_FALSE(model.attention.rotary);
}

TEST(ModelConfig, qwen2_has_biases_on_its_inputs_only) {
  const ModelSpec model = parsed(with(llama(), "model_type", "qwen2"));
  EXPECT_TRUE(model.attention.qkv_bias);
  EXPECT_FALSE(model.attention.output_bias);
}

TEST(ModelConfig, qwen3_norms_queries_and_keys) {
  const ModelSpec model = parsed(with(llama(), "model_type", "qwen3"));
  EXPECT_TRUE(model.attention.query_key_norm);
  EXPECT_FALSE(model.attention.qkv_bias);
  // Two norms of the hidden size and two of a head's width.
  EXPECT_EQ(count_parameters(model).norms_per_layer, 2 * 64 + 2 * 8);
}

TEST(ModelConfig, qwen3_moe_has_experts_in_every_layer) {
  json config = with(llama(), "model_type", "qwen3_moe");
  config.update({{"num_experts", 16},
                 {"num_experts_per_tok", 4},
                 {"moe_intermediate_size", 24},
                 {"decoder_sparse_step", 1},
                 {"mlp_only_layers", json::array()}});
  const ModelSpec model = parsed(config);
  ASSERT_TRUE(model.moe.has_value());
  EXPECT_EQ(model.moe_layers(), model.layers);
  EXPECT_EQ(model.moe->routed_experts, 16);
  EXPECT_EQ(model.moe->expert_ffn, 24);
  EXPECT_THAT(problems(with(config, "mlp_only_layers", {0})), HasSubstr("not modelled"));
  EXPECT_THAT(problems(with(config, "decoder_sparse_step", 2)), HasSubstr("/decoder_sparse_step"));
}

TEST(ModelConfig, reads_the_spellings_of_bloom) {
  const ModelSpec model = parsed({{"model_type", "bloom"},
                                  {"n_layer", 3},
                                  {"n_embed", 48},
                                  {"num_attention_heads", 4},
                                  {"seq_length", 20},
                                  {"vocab_size", 90}});
  EXPECT_EQ(model.hidden, 48);
  EXPECT_EQ(model.ffn, 4 * 48);
  EXPECT_EQ(model.max_positions, 20);
  EXPECT_EQ(model.ffn_kind, FfnKind::gelu);
  EXPECT_TRUE(model.tied_embeddings && model.ffn_bias && model.attention.output_bias);
  EXPECT_FALSE(model.learned_positions || model.attention.rotary);
}

TEST(ModelConfig, reads_the_spellings_of_mpt) {
  const json config{{"model_type", "mpt"}, {"n_layers", 3},    {"d_model", 48},       {"n_heads", 4},
                    {"max_seq_len", 20},   {"vocab_size", 90}, {"expansion_ratio", 3}};
  const ModelSpec model = parsed(config);
  EXPECT_EQ(model.layers, 3);
  EXPECT_EQ(model.ffn, 3 * 48);
  EXPECT_EQ(model.attention.heads, 4);
  EXPECT_FALSE(model.ffn_bias || model.attention.qkv_bias || model.attention.rotary);
  const ModelSpec biased = parsed(with(config, "no_bias", false));
  EXPECT_TRUE(biased.ffn_bias && biased.attention.qkv_bias && biased.attention.output_bias);
}

TEST(ModelConfig, reads_the_spelling_of_opt) {
  const ModelSpec model =
      parsed(without(with(with(with(llama(), "model_type", "opt"), "ffn_dim", 200), "hidden_act", nullptr),
                     "intermediate_size"));
  EXPECT_EQ(model.ffn, 200);
  EXPECT_TRUE(model.learned_positions && model.ffn_bias);
}

TEST(ModelConfig, nemotron_has_no_gate) {
  const ModelSpec model = parsed(with(with(llama(), "model_type", "nemotron"), "hidden_act", "relu2"));
  EXPECT_EQ(model.ffn_kind, FfnKind::gelu);
  EXPECT_EQ(count_parameters(model).dense_ffn_per_layer, 2 * 64 * 128);
  EXPECT_TRUE(model.attention.rotary);
}

TEST(ModelConfig, gpt_oss_counts_its_window_as_full_attention) {
  json config = with(llama(), "model_type", "gpt_oss");
  config.update({{"num_local_experts", 8}, {"num_experts_per_tok", 2}, {"sliding_window", 16}});
  const ModelSpec model = parsed(config);
  ASSERT_TRUE(model.moe.has_value());
  // A gate, an up and a down matrix, each with its bias.
  EXPECT_EQ(count_parameters(model).one_expert, 3 * 64 * 128 + 2 * 128 + 64);
}

TEST(ModelConfig, grok_counts_gated_experts_and_kimi_reads_like_deepseek) {
  json grok = without(with(llama(), "model_type", "grok-1"), "tie_word_embeddings");
  grok.update({{"num_experts", 8}, {"num_experts_per_tok", 2}});
  const ModelSpec model = parsed(grok);
  EXPECT_EQ(model.moe->expert_ffn, 128);
  EXPECT_EQ(count_parameters(model).one_expert, 3 * 64 * 128);
  EXPECT_TRUE(model.tied_embeddings);
  EXPECT_EQ(count_parameters(parsed(with(deepseek(), "model_type", "kimi_k2"))).total,
            count_parameters(parsed(deepseek())).total);
}

TEST(ModelConfig, mixtral_has_experts_in_every_layer_and_no_dense_one) {
  json config = with(llama(), "model_type", "mixtral");
  config.update({{"num_local_experts", 8}, {"num_experts_per_tok", 2}, {"sliding_window", nullptr}});
  const ModelSpec model = parsed(config);
  ASSERT_TRUE(model.moe.has_value());
  EXPECT_EQ(model.moe_layers(), model.layers);
  EXPECT_EQ(model.moe->expert_ffn, 128);
  EXPECT_EQ(model.moe->shared_ffn, 0);
}

TEST(ModelConfig, reads_latent_attention_and_limited_routing) {
  const ModelSpec model = parsed(deepseek());
  EXPECT_EQ(model.attention.kind, AttentionKind::latent);
  EXPECT_EQ(model.attention.head_dim, 12);
  EXPECT_EQ(model.attention.value_head_dim, 8);
  ASSERT_TRUE(model.moe.has_value());
  EXPECT_EQ(model.moe->groups, 4);
  EXPECT_EQ(model.moe->limited_groups, 2);
  EXPECT_EQ(model.moe->shared_ffn, 32);
  EXPECT_EQ(model.mtp_modules, 1);
}

TEST(ModelConfig, null_query_rank_projects_directly) {
  EXPECT_EQ(parsed(with(deepseek(), "q_lora_rank", nullptr)).attention.q_lora_rank, 0);
}

TEST(ModelConfig, greedy_choice_knows_no_groups) {
  EXPECT_EQ(parsed(with(deepseek(), "topk_method", "greedy")).moe->groups, 1);
}

TEST(ModelConfig, deepseek_without_experts_is_dense) {
  EXPECT_FALSE(parsed(without(deepseek(), "n_routed_experts")).moe.has_value());
}

TEST(ModelConfig, keys_it_does_not_need_are_left_alone) {
  EXPECT_EQ(problems(with(llama(), "rope_scaling", {{"factor", "what ever"}})), "no problem");
}

TEST(ModelConfig, all_problems_of_a_file_are_told_at_once_with_their_place) {
  json config = llama();
  config["hidden_size"] = "64";
  config["vocab_size"] = -5;
  config.erase("num_hidden_layers");
  const Result<ModelSpec> model = parse(config);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().size(), 3u) << to_text(model.error());
  for (const Diagnostic& found : model.error()) {
    EXPECT_EQ(found.file, "config.json");
    EXPECT_GT(found.line, 0);
  }
}

struct Broken {
  const char* name;
  json config;
  const char* pointer;
  const char* message;
};

class BrokenConfig : public testing::TestWithParam<Broken> {};

TEST_P(BrokenConfig, is_answered_at_its_field) {
  const Result<ModelSpec> model = parse(GetParam().config);
  ASSERT_FALSE(model);
  ASSERT_EQ(model.error().size(), 1u) << to_text(model.error());
  EXPECT_EQ(model.error()[0].pointer, GetParam().pointer);
  EXPECT_THAT(to_text(model.error()[0]), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    ModelConfig, BrokenConfig,
    testing::Values(
        Broken{"family", with(llama(), "model_type", "lama"), "/model_type", "llama"},
        Broken{"no_family", without(llama(), "model_type"), "/model_type", "missing"},
        Broken{"heads", with(without(llama(), "num_key_value_heads"), "num_attention_heads", 7),
               "/num_attention_heads", "divisor of the hidden size 64"},
        Broken{"kv_heads", with(llama(), "num_key_value_heads", 3), "/num_key_value_heads",
               "divisor of the 8 attention heads"},
        Broken{"latent_kv_heads", with(deepseek(), "num_key_value_heads", 2), "/num_key_value_heads",
               "latent attention"},
        Broken{"activation", with(llama(), "hidden_act", "gelu"), "/hidden_act", "silu"},
        Broken{"window", with(with(llama(), "model_type", "mistral"), "sliding_window", 4096),
               "/sliding_window", "not modelled"},
        Broken{"no_rank", without(deepseek(), "kv_lora_rank"), "/kv_lora_rank", "missing"},
        Broken{"chosen", with(deepseek(), "num_experts_per_tok", 17), "/num_experts_per_tok", "16 experts"},
        Broken{"reach", with(deepseek(), "num_experts_per_tok", 9), "/num_experts_per_tok",
               "8 experts in the 2 groups"},
        Broken{"groups", with(deepseek(), "n_group", 3), "/n_group", "divisor of the 16 routed experts"},
        Broken{"reached", with(deepseek(), "topk_group", 5), "/topk_group", "more than the 4 groups"},
        Broken{"method", with(deepseek(), "topk_method", "nouax_tc"), "/topk_method", "noaux_tc"},
        Broken{"dense", with(deepseek(), "first_k_dense_replace", 3), "/first_k_dense_replace",
               "more than the 2 layers"},
        Broken{"layers", with(llama(), "num_hidden_layers", 0), "/num_hidden_layers", "0"},
        Broken{"fraction", with(llama(), "hidden_size", 64.5), "/hidden_size", "64.5"},
        Broken{"shared_width",
               with(with(deepseek(), "n_shared_experts", 1024), "moe_intermediate_size", 1 << 20),
               "/n_shared_experts", "wide together"},
        Broken{"tied", with(llama(), "tie_word_embeddings", "no"), "/tie_word_embeddings", "true or false"}),
    [](const testing::TestParamInfo<Broken>& one) { return std::string(one.param.name); });

TEST(ModelConfig, a_document_that_is_no_object_is_one_problem_at_least) {
  Result<JsonDocument> document = JsonDocument::parse("[1, 2]", "list.json");
  ASSERT_TRUE(document);
  EXPECT_FALSE(parse_model(document.value(), "list"));
}

TEST(ModelFamilies, are_sorted_unique_and_described) {
  const auto families = model_families();
  for (std::size_t i = 0; i < families.size(); ++i) {
    EXPECT_FALSE(families[i].description.empty());
    EXPECT_EQ(find_model_family(families[i].model_type), &families[i]);
    if (i > 0) {
      EXPECT_LT(families[i - 1].model_type, families[i].model_type);
    }
  }
  EXPECT_EQ(find_model_family("nonesuch"), nullptr);
}

}  // namespace
}  // namespace trainyard
