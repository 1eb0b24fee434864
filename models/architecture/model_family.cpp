#include "models/architecture/model_family.h"

#include <algorithm>
#include <array>

namespace trainyard {
namespace {

// Source of each row: the family's configuration and modelling code in Hugging Face transformers
// (models/NAME), or, for "deepseek", the code shipped with deepseek-ai/deepseek-moe-16b, for "grok-1"
// model.py of xai-org/grok-1, and for "glm130b", which has no configuration of this kind, THUDM/GLM-130B.
// What is a number or a vector per layer (ALiBi slopes, attention sinks, router biases, a norm behind the
// embedding, second norms around a block) is left out of the counts.
constexpr std::array families{
    ModelFamily{.model_type = "bloom",
                .description = "BLOOM: ALiBi, biases, GELU",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::always,
                .ffn_bias = true,
                .rotary = false,
                .ffn_by_hidden = true,
                .tied_by_default = true},
    ModelFamily{.model_type = "deepseek",
                .description = "DeepSeekMoE: Llama blocks with fine-grained and shared experts",
                .moe = MoeFields::deepseek},
    ModelFamily{.model_type = "deepseek_v2",
                .description = "DeepSeek-V2: latent attention, device-limited experts",
                .moe = MoeFields::deepseek,
                .latent_attention = true},
    ModelFamily{.model_type = "deepseek_v3",
                .description = "DeepSeek-V3: latent attention, node-limited experts, MTP",
                .moe = MoeFields::deepseek,
                .latent_attention = true},
    ModelFamily{.model_type = "glm130b",
                .description = "GLM-130B: rotary, biases, gated GELU, LayerNorm behind each block (DeepNorm)",
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::always,
                .ffn_bias = true,
                .tied_by_default = true},
    ModelFamily{.model_type = "gpt2",
                .description = "GPT-2 and GPT-3: learned positions, biases, GELU",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::always,
                .ffn_bias = true,
                .learned_positions = true,
                .rotary = false,
                .ffn_by_hidden = true,
                .tied_by_default = true},
    ModelFamily{
        .model_type = "gpt_oss",
        .description =
            "gpt-oss: experts with biases in every layer; its windowed layers count as full attention",
        .moe = MoeFields::mixtral,
        .ffn_bias = true,
        .window_is_dropped = true},
    ModelFamily{.model_type = "grok-1",
                .description = "Grok-1: gated GELU experts in every layer",
                .moe = MoeFields::grok,
                .tied_by_default = true},
    ModelFamily{.model_type = "kimi_k2",
                .description = "Kimi K2: DeepSeek-V3 blocks with more experts and fewer heads",
                .moe = MoeFields::deepseek,
                .latent_attention = true},
    ModelFamily{.model_type = "llama",
                .description = "Llama 1 to 3 and what is built like them: rotary, RMSNorm, SwiGLU"},
    ModelFamily{.model_type = "mistral",
                .description = "Mistral: Llama with grouped queries (full attention only)"},
    ModelFamily{.model_type = "mixtral",
                .description = "Mixtral: Mistral with experts in every layer",
                .moe = MoeFields::mixtral},
    ModelFamily{.model_type = "mpt",
                .description = "MPT: ALiBi, GELU, no biases",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::by_no_bias,
                .rotary = false,
                .ffn_by_hidden = true,
                .tied_by_default = true},
    ModelFamily{.model_type = "nemotron",
                .description = "Nemotron-4: rotary, grouped queries, squared ReLU without a gate, LayerNorm",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm},
    ModelFamily{.model_type = "opt",
                .description = "OPT: learned positions, biases, ReLU",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::always,
                .ffn_bias = true,
                .learned_positions = true,
                .rotary = false,
                .ffn_by_hidden = true,
                .tied_by_default = true},
    ModelFamily{.model_type = "qwen2",
                .description = "Qwen 2 and 2.5: Llama with biases on query, key and value",
                .attention_bias = BiasRule::inputs_only},
    ModelFamily{.model_type = "qwen3",
                .description = "Qwen 3: Llama with norms on query and key",
                .query_key_norm = true},
    ModelFamily{.model_type = "qwen3_moe",
                .description = "Qwen 3 with experts in every layer",
                .moe = MoeFields::qwen,
                .query_key_norm = true},
};

}  // namespace

std::span<const ModelFamily> model_families() {
  return families;
}

const ModelFamily* find_model_family(std::string_view model_type) {
  const auto* found = std::find_if(families.begin(), families.end(), [&](const ModelFamily& family) {
    return family.model_type == model_type;
  });
  return found == families.end() ? nullptr : found;
}

}  // namespace trainyard
