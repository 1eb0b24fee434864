#pragma once
// A parallel plan: how one model is spread over the GPUs. World = TP * PP * CP * DP; EP lives inside DP (and
// CP).
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "sim/base/result.h"

namespace trainyard {

/// selective: the core attention alone, as in Korthikanti et al. 2022; with flash attention, which keeps no
/// scores, it frees nothing. full: whole layers. deepseek: norms, latent up-projections and activations
/// (DeepSeek-V3 report, section 3.2.3).
enum class Recompute { none, selective, full, deepseek };
[[nodiscard]] std::string_view to_text(Recompute recompute);

/// What one virtual pipeline stage holds.
struct StageSpec {
  std::vector<int> layers{};  // indices into the model, consecutive
  bool embedding = false;
  bool head = false;    // final norm, output matrix, loss
  int mtp_modules = 0;  // with their own pass through the shared head
  bool operator==(const StageSpec&) const = default;
};

struct Plan {
  int tp = 1;
  bool sequence_parallel = false;  // norms and residuals sharded over TP
  int pp = 1;
  int vp = 1;  // virtual stages per pipeline rank
  int cp = 1;
  int ep = 1;
  int dp = 1;            // derived: gpus / (tp pp cp)
  int micro_batch = 1;   // sequences
  int global_batch = 0;  // sequences
  int zero = 1;          // 0: all replicated; 1: optimizer states sharded over DP
  std::string schedule = "1f1b";
  Recompute recompute = Recompute::none;
  std::vector<StageSpec> stages{};  // pp * vp stages (DualPipe: pp stages, each rank holds two); see layout.h
  bool stages_assumed = false;      // laid out by us, not given

  [[nodiscard]] int gpus() const { return tp * pp * cp * dp; }
  [[nodiscard]] int micro_batches() const { return global_batch / (dp * micro_batch); }
  [[nodiscard]] int expert_replicas() const { return dp * cp / ep; }  // copies of one expert shard
};

/// What a stage costs, by what it holds, relative to one MoE layer (dense models: to one layer). `mtp` is one
/// MTP module with its own pass through the head.
struct LayerWeights {
  double dense = 1.0, moe = 1.0, embedding = 0.0, head = 0.0, mtp = 0.0;
};

/// Every reason why `plan` is illegal for `model` on `gpus` GPUs of `gpus_per_node`; empty when legal. Each
/// names the rule, the numbers, and the nearest legal choices; its pointer is that of the field in a
/// scenario ("/plan/tp"). Not judged here: what the schedule asks for, memory, the sequence length. An empty
/// `stages` is legal: the layout is still to be made. Source of the rules: what Megatron-Core refuses
/// (transformer_config.py, parallel_state.py), and that tensor-parallel groups fill nodes evenly.
[[nodiscard]] Diagnostics check_plan(const Plan& plan, const ModelSpec& model, int gpus, int gpus_per_node);

/// The problems of a layout alone: every layer once and in order, embedding on the first stage, head and
/// every MTP module on the last; only the last may be without layers.
[[nodiscard]] Diagnostics check_stages(const std::vector<StageSpec>& stages, const ModelSpec& model);

/// Up to `most` legal plans that change least in `plan`, nearest first (`plan` itself when it is legal).
/// Changing a knob costs one, and the more the further it moves (in powers of two); `dp` follows. A changed
/// mapping is told once, with the batch nearest to the wanted one. Stages are dropped, to be laid out anew,
/// where they no longer fit. `also_legal` can refuse more, e.g. what the schedule cannot do. Empty when no
/// plan fits these GPUs at all.
[[nodiscard]] std::vector<Plan> nearest_legal_plans(const Plan& plan, const ModelSpec& model, int gpus,
                                                    int gpus_per_node, std::size_t most = 3,
                                                    const std::function<bool(const Plan&)>& also_legal = {});

/// "tp 3 -> 4, global batch 100 -> 96"; empty when nothing differs.
[[nodiscard]] std::string changes_text(const Plan& from, const Plan& to);

}  // namespace trainyard
