#pragma once
// What a config.json does not say because the family's own code fixes it: biases, norms, positions, the shape
// of the feed-forward. One table entry per `model_type`.
#include <span>
#include <string_view>

#include "models/architecture/model_spec.h"

namespace trainyard {

enum class MoeFields { none, deepseek, mixtral };  // which names the configuration uses for its experts
enum class BiasRule {
  by_field,
  always,
  inputs_only
};  // attention: `attention_bias`; q, k, v and output; q, k, v

struct ModelFamily {
  std::string_view model_type;
  std::string_view description;
  FfnKind ffn_kind = FfnKind::swiglu;
  NormKind norm = NormKind::rms_norm;
  MoeFields moe = MoeFields::none;
  BiasRule attention_bias = BiasRule::by_field;
  bool ffn_bias = false;  // always; otherwise by `mlp_bias`
  bool latent_attention = false;
  bool learned_positions = false;
  bool tied_by_default = false;  // when `tie_word_embeddings` is absent
};

/// Every family that can be read, by name.
[[nodiscard]] std::span<const ModelFamily> model_families();
/// Null when there is none of that name.
[[nodiscard]] const ModelFamily* find_model_family(std::string_view model_type);

}  // namespace trainyard
