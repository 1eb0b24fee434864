#pragma once
// A search small enough to try every plan: a four-layer model on one or two nodes.
#include <gtest/gtest.h>

#include "models/estimate/scenario_reader.h"
#include "models/search/search.h"

namespace trainyard::search_test {

inline Scenario loaded(const std::string& name, const std::vector<Override>& overrides = {}) {
  Result<Scenario> scenario =
      load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name, overrides, IllegalPlan::left_open);
  EXPECT_TRUE(scenario) << (scenario ? std::string() : to_text(scenario.error()));
  return scenario ? std::move(scenario.value()) : Scenario{};
}

/// Experts, latent attention, an MTP module: DeepSeek-V3 with 5 layers and 16 experts on 16 GPUs.
inline Scenario small_moe() {
  return loaded("deepseek-v3-h800", {{"gpus", "16"},
                                     {"model.num_hidden_layers", "5"},
                                     {"model.first_k_dense_replace", "1"},
                                     {"model.n_routed_experts", "16"},
                                     {"model.n_group", "4"},
                                     {"model.topk_group", "2"},
                                     {"model.num_experts_per_tok", "4"},
                                     {"recipe.global_batch", "64"},
                                     {"recipe.batch_ramp", "null"},
                                     {"recipe.phases", "[]"},
                                     {"recipe.tokens", "1B"}});
}

/// Llama with 8 layers on 16 GPUs.
inline Scenario small_dense() {
  return loaded("llama-3-70b-h100", {{"gpus", "16"},
                                     {"model.num_hidden_layers", "8"},
                                     {"recipe.global_batch", "32"},
                                     {"recipe.tokens", "1B"}});
}

}  // namespace trainyard::search_test
