#include "models/architecture/model_family.h"

#include <algorithm>
#include <array>

namespace trainyard {
namespace {

// Source of each row: the family's configuration and modelling code in Hugging Face transformers
// (models/NAME), or, for "deepseek", the code shipped with deepseek-ai/deepseek-moe-16b.
constexpr std::array families{
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
    ModelFamily{.model_type = "gpt2",
                .description = "GPT-2 and GPT-3: learned positions, biases, GELU",
                .ffn_kind = FfnKind::gelu,
                .norm = NormKind::layer_norm,
                .attention_bias = BiasRule::always,
                .ffn_bias = true,
                .learned_positions = true,
                .tied_by_default = true},
    ModelFamily{.model_type = "llama",
                .description = "Llama 1 to 3 and what is built like them: rotary, RMSNorm, SwiGLU"},
    ModelFamily{.model_type = "mistral",
                .description = "Mistral: Llama with grouped queries (full attention only)"},
    ModelFamily{.model_type = "mixtral",
                .description = "Mixtral: Mistral with experts in every layer",
                .moe = MoeFields::mixtral},
    ModelFamily{.model_type = "qwen2",
                .description = "Qwen 2 and 2.5: Llama with biases on query, key and value",
                .attention_bias = BiasRule::inputs_only},
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
