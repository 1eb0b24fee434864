#pragma once
// Shipped models for the tests of this folder.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "models/architecture/model_library.h"

namespace trainyard {

inline std::filesystem::path configs_folder() {
  return std::filesystem::path(TRAINYARD_SOURCE_DIR) / "models" / "configs";
}

inline ModelSpec shipped_model(const std::string& name) {
  Result<ModelSpec> model = load_model(name, configs_folder());
  if (!model) {
    ADD_FAILURE() << to_text(model.error());
    return {};
  }
  return model.value();
}

/// A dense model of `layers` layers whose other widths take any small power of two.
inline ModelSpec plain_model(int layers) {
  ModelSpec model;
  model.name = "plain";
  model.layers = layers;
  model.hidden = 64;
  model.ffn = 256;
  model.vocab = 100;
  model.attention = {
      .kind = AttentionKind::grouped_query, .heads = 16, .kv_heads = 4, .head_dim = 4, .value_head_dim = 4};
  return model;
}

/// The same with 12 routed and one shared expert after `dense` dense layers.
inline ModelSpec plain_moe(int layers, int dense, int mtp = 0) {
  ModelSpec model = plain_model(layers);
  model.name = "plain-moe";
  model.moe = MoeSpec{.routed_experts = 12,
                      .shared_experts = 1,
                      .top_k = 2,
                      .expert_ffn = 32,
                      .shared_ffn = 32,
                      .first_dense_layers = dense};
  model.mtp_modules = mtp;
  return model;
}

}  // namespace trainyard
