#pragma once
// A parallel plan: how one model is spread over the GPUs. World = TP * PP * CP * DP; EP lives inside DP (and CP).
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "sim/base/result.h"

namespace trainyard {

enum class Recompute { none, selective, full, deepseek };
[[nodiscard]] std::string_view to_text(Recompute recompute);

/// What one virtual pipeline stage holds.
struct StageSpec {
  std::vector<int> layers{};  // indices into the model, consecutive
  bool embedding = false;
  bool head = false;          // final norm, output matrix, loss
  int mtp_modules = 0;        // with their own pass through the shared head
};

struct Plan {
  int tp = 1;
  bool sequence_parallel = false;  // norms and residuals sharded over TP
  int pp = 1;
  int vp = 1;                      // virtual stages per pipeline rank
  int cp = 1;
  int ep = 1;
  int dp = 1;                      // derived: gpus / (tp pp cp)
  int micro_batch = 1;             // sequences
  int global_batch = 0;            // sequences
  int zero = 1;                    // 0: all replicated; 1: optimizer states sharded over DP
  std::string schedule = "1f1b";
  Recompute recompute = Recompute::none;
  std::vector<StageSpec> stages{};  // pp * vp stages (DualPipe: pp stages, each rank holds two)
  bool stages_assumed = false;      // laid out by us, not given

  [[nodiscard]] int gpus() const { return tp * pp * cp * dp; }
  [[nodiscard]] int micro_batches() const { return global_batch / (dp * micro_batch); }
  [[nodiscard]] int expert_replicas() const { return dp * cp / ep; }  // copies of one expert shard
};

/// A stage layout given as text, one item per stage: "E,3d" = embedding and 3 layers ... see parse_stages in layout.h.
/// Lays `model` over pp*vp stages so that the slowest stage is as fast as can be, by layer weights (a dense layer, a MoE layer,
/// the head and an MTP module each weigh what they cost relative to one MoE layer).
struct LayerWeights {
  double dense = 1.0, moe = 1.0, embedding = 0.0, head = 0.0, mtp = 0.0;
};

/// Every reason why `plan` is illegal for `model` on `gpus` GPUs of `gpus_per_node`; empty when legal. Each names the rule,
/// the numbers, and the nearest legal choices.
[[nodiscard]] Diagnostics check_plan(const Plan& plan, const ModelSpec& model, int gpus, int gpus_per_node);

}  // namespace trainyard
