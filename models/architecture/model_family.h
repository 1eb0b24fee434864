#pragma once
// What a config.json does not say because the family's own code fixes it: biases, norms, positions, the shape
// of the feed-forward. One table entry per `model_type`.
#include <span>
#include <string_view>

#include "models/architecture/model_spec.h"

namespace trainyard {

enum class MoeFields {
  none,
  deepseek,
  mixtral,
  grok,
  qwen
};  // which names the configuration uses for its experts
enum class BiasRule {
  by_field,     // `attention_bias`; feed-forward by `mlp_bias`
  always,       // q, k, v and output
  inputs_only,  // q, k, v
  by_no_bias    // everywhere, unless `no_bias`
};

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
  bool rotary = true;              // no: learned positions, or ALiBi, which costs next to nothing
  bool ffn_by_hidden = false;      // four times the hidden size where no field gives the width
  bool query_key_norm = false;     // a norm over every query and key head
  bool window_is_dropped = false;  // `sliding_window` is read and counted as full attention
  bool tied_by_default = false;    // when `tie_word_embeddings` is absent
};

/// Every family that can be read, by name.
[[nodiscard]] std::span<const ModelFamily> model_families();
/// Null when there is none of that name.
[[nodiscard]] const ModelFamily* find_model_family(std::string_view model_type);

}  // namespace trainyard
