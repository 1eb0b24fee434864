#pragma once
// Changes that make shipped scenarios small: the parts of the large ones, in a moment.
#include <vector>

#include "models/estimate/overrides.h"

namespace trainyard::cut_down {

/// deepseek-v3-h800 with 5 layers and 16 experts on 16 GPUs: experts, latent attention, an MTP module.
inline std::vector<Override> deepseek_v3() {
  return {{"gpus", "16"},
          {"model.num_hidden_layers", "5"},
          {"model.first_k_dense_replace", "1"},
          {"model.n_routed_experts", "16"},
          {"model.n_group", "4"},
          {"model.topk_group", "2"},
          {"model.num_experts_per_tok", "4"},
          {"recipe.global_batch", "64"},
          {"recipe.batch_ramp", "null"},
          {"recipe.phases", "[]"},
          {"recipe.tokens", "1B"}};
}

}  // namespace trainyard::cut_down
