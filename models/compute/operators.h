#pragma once
// The operator lists of a training step, per layer and pass, for one rank and one micro-batch.
#include <vector>

#include "models/compute/operator.h"

namespace trainyard {

/// What one rank works on; shapes follow from it. All counts are per micro-batch and rank.
struct RankWork {
  const ModelSpec* model = nullptr;
  const SoftwareProfile* software = nullptr;
  Recompute recompute = Recompute::none;
  RecomputeModules recompute_modules{};  // of Recompute::modules
  int tp = 1;
  int etp = 0;  // ranks one expert is cut over; 0: as tp
  bool sequence_parallel = false;
  double sequences = 1;  // micro-batch
  double sequence = 0;   // tokens of one sequence (whole, before CP)
  int cp = 1;
  bool cp_balanced = true;      // false: the busiest context-parallel rank has the end of the sequence
  double experts_per_rank = 0;  // routed experts held by this rank
  double routed_rows =
      0;  // rows its experts compute, mean over ranks: tokens * top_k when nothing is dropped
  double received_rows =
      0;  // distinct (token, rank) copies that arrive; routed_rows when copies are not merged

  [[nodiscard]] double tokens() const { return sequences * sequence / cp; }
  [[nodiscard]] int expert_tp() const { return etp == 0 ? tp : etp; }
  /// Tokens whose rows one rank's experts stand for, mean over ranks: those of the ranks an expert is cut
  /// over, which gather them. All of the tensor-parallel group's where experts are cut over it, else their
  /// share.
  [[nodiscard]] double expert_tokens() const {
    return expert_tp() == tp ? tokens() : tokens() * expert_tp() / tp;
  }
  /// Whether the backward computes this part of a layer again by itself.
  [[nodiscard]] bool redoes(RecomputeModule module) const {
    return recompute == Recompute::modules && recompute_modules.has(module);
  }
  [[nodiscard]] bool redoes_norms() const {
    return recompute == Recompute::deepseek || redoes(RecomputeModule::layernorm);
  }
  [[nodiscard]] bool redoes_up_projection() const {
    return recompute == Recompute::deepseek || redoes(RecomputeModule::mla_up_proj);
  }
  [[nodiscard]] bool redoes_core_attention() const {
    return recompute == Recompute::selective || redoes(RecomputeModule::core_attn);
  }
  [[nodiscard]] bool redoes_shared_experts() const {
    return redoes(RecomputeModule::moe) || redoes(RecomputeModule::shared_experts);
  }
  /// Tokens of the parts sharded by sequence parallelism (norms, residuals).
  [[nodiscard]] double sharded_tokens() const { return sequence_parallel ? tokens() / tp : tokens(); }
};

/// Operators of one transformer layer in stream order. Expert-parallel exchanges stand between attention and
/// ffn parts: forward: attention, dispatch, ffn, combine; backward: dispatch of gradients, ffn, combine of
/// gradients, attention.
struct LayerOperators {
  std::vector<Operator> attention_forward;  // incl. both norms, router, and the cast of what is dispatched
  std::vector<Operator> ffn_forward;
  std::vector<Operator> ffn_backward;  // input gradients and what is recomputed for them
  std::vector<Operator> ffn_weight;    // weight gradients
  std::vector<Operator> attention_backward;
  std::vector<Operator> attention_weight;
};
[[nodiscard]] LayerOperators layer_operators(const RankWork& work, bool moe);

/// Operators outside the layers, by the stage item that owns them.
struct EdgeOperators {
  std::vector<Operator> forward;
  std::vector<Operator> backward;
  std::vector<Operator> weight;
};
[[nodiscard]] EdgeOperators embedding_operators(const RankWork& work);
/// Final norm, output matrix, softmax cross-entropy. The head stays in bf16 in every stack we know of.
[[nodiscard]] EdgeOperators head_operators(const RankWork& work);
/// What an MTP module has beside one layer and one pass through the head: two norms, the concatenation and
/// the 2h -> h projection. Source: DeepSeek-V3 technical report (arXiv 2412.19437), section 2.2.
[[nodiscard]] EdgeOperators mtp_operators(const RankWork& work);

/// Optimizer phase of one rank. `gradients`: parameters whose gradients this rank holds (zeroed, summed for
/// the norm and, in fp8, recast); `shard`: parameters it updates.
[[nodiscard]] std::vector<Operator> optimizer_operators(const SoftwareProfile& software, double gradients,
                                                        double shard);

/// What one layer keeps from forward to backward, by owner. Follows the recompute mode and the stack's
/// activation cache.
[[nodiscard]] std::vector<SavedActivation> saved_activations(const RankWork& work, bool moe);
/// What the head keeps: logits and the normed input.
[[nodiscard]] std::vector<SavedActivation> saved_head_activations(const RankWork& work);
[[nodiscard]] Bytes total(const std::vector<SavedActivation>& saved);

}  // namespace trainyard
