// What a layer keeps for its backward pass. Checked against DeepSeek-V3 (about 672 MB per MoE layer at 4,096
// positions with its own recompute and fp8 caches) and DeepSeek-V2 in bf16 (1,420 MB without recompute, about
// 700 with).
#include "models/compute/operators.h"

namespace trainyard {

namespace {

class SavedList {
 public:
  void add(const char* name, double count) {
    if (count > 0) items.push_back({name, bytes(count)});
  }
  std::vector<SavedActivation> items;
};

/// Scores of stacks that write them, in 16 bits: the softmax, and with dropout its mask (1 byte) and its
/// output. Nothing above the diagonal is left out. Source: Korthikanti et al. 2022 (arXiv 2205.05198, section
/// 4.1), 5 a s^2 b with dropout.
void scores_saved(const RankWork& w, SavedList& saved) {
  if (w.redoes_core_attention()) return;
  const double element = w.software->dropout ? 2.0 + 1.0 + 2.0 : 2.0;
  const double heads = static_cast<double>(w.model->attention.heads) / w.tp;
  saved.add("attention scores", element * heads * w.tokens() * w.sequence);
}

/// Sequence parallelism keeps inputs of column-parallel GEMM in shards and gathers them again in the backward
/// pass (Korthikanti et al. 2022, arXiv 2205.05198, section 4.2.2).
void attention_saved(const RankWork& w, bool fp8, SavedList& saved) {
  const AttentionSpec& a = w.model->attention;
  const double tokens = w.tokens(), sharded = w.sharded_tokens(), hidden = w.model->hidden;
  const double heads = static_cast<double>(a.heads) / w.tp, kv_heads = static_cast<double>(a.kv_heads) / w.tp;
  const bool latent = a.kind == AttentionKind::latent;
  const double element = fp8 ? 1.0 : 2.0;
  saved.add("layer input", 2.0 * sharded * hidden);
  if (!w.redoes_norms()) saved.add("attention norm output", element * sharded * hidden);
  if (latent) {
    const double ranks = a.q_lora_rank + a.kv_lora_rank + a.qk_rope_head_dim;
    saved.add("latents", 2.0 * tokens * ranks);
    if (!w.redoes_up_projection()) {
      saved.add("normed latents", element * tokens * (a.q_lora_rank + a.kv_lora_rank));
      saved.add("q, k, v", 2.0 * tokens * heads * (2.0 * a.head_dim + a.value_head_dim));
    }
  } else {
    saved.add("q, k, v", 2.0 * tokens * (heads * a.head_dim + kv_heads * (a.head_dim + a.value_head_dim)));
  }
  // E5M6 takes 12 bits. Flash attention also keeps one fp32 number per row and head.
  saved.add("attention output", (fp8 ? 1.5 : 2.0) * tokens * heads * a.value_head_dim);
  if (!w.software->fused_attention) {
    scores_saved(w, saved);
  } else if (!w.redoes(RecomputeModule::core_attn)) {
    saved.add("softmax statistics", 4.0 * tokens * heads);
  }
  if (w.software->dropout) saved.add("dropout masks", 2.0 * sharded * hidden);  // a byte each, of two
  saved.add("ffn norm input", 2.0 * sharded * hidden);
}

void dense_saved(const RankWork& w, double element, SavedList& saved) {
  if (w.redoes(RecomputeModule::mlp)) return;
  const double up_factor = w.model->ffn_kind == FfnKind::swiglu ? 2.0 : 1.0;
  const double tokens = w.tokens(), width = static_cast<double>(w.model->ffn) / w.tp;
  saved.add("ffn up output", element * tokens * up_factor * width);
  if (w.recompute != Recompute::deepseek) saved.add("ffn activation", element * tokens * width);
}

void ffn_saved(const RankWork& w, bool moe, bool fp8, SavedList& saved) {
  const double tokens = w.tokens(), sharded = w.sharded_tokens(), hidden = w.model->hidden;
  const bool deepseek = w.recompute == Recompute::deepseek;
  const double element = fp8 ? 1.0 + 4.0 / 128.0 : 2.0;
  if (!w.redoes_norms()) saved.add("ffn input", element * sharded * hidden);
  if (!moe) return dense_saved(w, element, saved);
  const MoeSpec& m = *w.model->moe;
  const double shared = static_cast<double>(m.shared_ffn) / w.tp,
               expert = static_cast<double>(m.expert_ffn) / w.expert_tp();
  if (!w.redoes(RecomputeModule::moe)) {
    saved.add("router scores", sharded * (4.0 * m.routed_experts + 8.0 * m.top_k));
    saved.add("expert input", element * w.routed_rows * hidden);
    saved.add("expert up output", element * w.routed_rows * 2.0 * expert);
    if (!deepseek && !w.redoes(RecomputeModule::moe_act))
      saved.add("expert activation", element * w.routed_rows * expert);
  }
  if (w.redoes_shared_experts()) return;
  saved.add("shared up output", element * tokens * 2.0 * shared);
  if (!deepseek) saved.add("shared activation", element * tokens * shared);
}

}  // namespace

std::vector<SavedActivation> saved_activations(const RankWork& work, bool moe) {
  SavedList saved;
  const bool fp8 = work.software->activation_cache == "fp8";
  if (work.recompute == Recompute::full) {
    saved.add("layer input", 2.0 * work.sharded_tokens() * work.model->hidden);
    return saved.items;
  }
  attention_saved(work, fp8, saved);
  ffn_saved(work, moe, fp8, saved);
  return saved.items;
}

std::vector<SavedActivation> saved_head_activations(const RankWork& work) {
  SavedList saved;
  saved.add("head input", 2.0 * work.sharded_tokens() * work.model->hidden);
  saved.add("logits", 2.0 * work.tokens() * static_cast<double>(work.model->vocab) / work.tp);
  return saved.items;
}

Bytes total(const std::vector<SavedActivation>& saved) {
  Bytes sum{};
  for (const SavedActivation& item : saved) sum += item.bytes;
  return sum;
}

}  // namespace trainyard
