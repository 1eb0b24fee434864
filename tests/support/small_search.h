#pragma once
// A search small enough to try every plan: a four-layer model on one or two nodes.
#include <gtest/gtest.h>

#include "models/estimate/scenario_reader.h"
#include "models/search/search.h"
#include "tests/support/cut_down_models.h"

namespace trainyard::search_test {

inline Scenario loaded(const std::string& name, const std::vector<Override>& overrides = {}) {
  Result<Scenario> scenario =
      load_scenario(ProfileLibrary(TRAINYARD_SOURCE_DIR), name, overrides, IllegalPlan::left_open);
  EXPECT_TRUE(scenario) << (scenario ? std::string() : to_text(scenario.error()));
  return scenario ? std::move(scenario.value()) : Scenario{};
}

/// Experts, latent attention, an MTP module: DeepSeek-V3 with 5 layers and 16 experts on 16 GPUs.
inline Scenario small_moe() {
  return loaded("deepseek-v3-h800", cut_down::deepseek_v3());
}

/// Llama with 8 layers on 16 GPUs.
inline Scenario small_dense() {
  return loaded("llama-3-70b-h100", {{"gpus", "16"},
                                     {"model.num_hidden_layers", "8"},
                                     {"recipe.global_batch", "32"},
                                     {"recipe.tokens", "1B"}});
}

}  // namespace trainyard::search_test
