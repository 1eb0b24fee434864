#pragma once
// A decoder-only transformer as the literature describes it. Built from a Hugging Face config.json.
#include <optional>
#include <string>
#include <vector>

namespace trainyard {

enum class AttentionKind { multi_head, grouped_query, latent };  // MHA, GQA (incl. MQA), MLA
enum class FfnKind { gelu, swiglu };  // one matrix up (GELU, ReLU, squared ReLU), or a gate and one up
enum class NormKind { layer_norm, rms_norm };

struct AttentionSpec {
  AttentionKind kind = AttentionKind::multi_head;
  int heads = 0;
  int kv_heads = 0;
  int head_dim = 0;        // width of one q.k product; MLA: qk_nope + qk_rope
  int value_head_dim = 0;  // width of one value head; equals head_dim but for MLA
  // MLA only; 0 elsewhere. q_lora_rank 0 with MLA: the query is projected directly (DeepSeek-V2-Lite).
  int q_lora_rank = 0;
  int kv_lora_rank = 0;
  int qk_nope_head_dim = 0;
  int qk_rope_head_dim = 0;
  bool qkv_bias = false;
  bool output_bias = false;
  bool rotary = true;
  bool query_key_norm = false;  // a norm over every query and key head
};

struct MoeSpec {
  int routed_experts = 0;
  int shared_experts = 0;  // each of `expert_ffn` width
  int top_k = 0;
  int expert_ffn = 0;
  int shared_ffn = 0;  // total width of the shared experts
  int first_dense_layers = 0;
  int layer_frequency = 1;  // a layer after the first dense ones is MoE when its index is a multiple of this
  int groups = 1;           // device or node groups the routing is limited to ...
  int limited_groups = 1;   // ... and how many of them one token may reach (1 of 1: no limit)
};

struct ModelSpec {
  std::string name{};
  int layers = 0;  // without MTP modules
  int hidden = 0;
  int ffn = 0;  // dense feed-forward width
  int vocab = 0;
  int max_positions = 0;
  FfnKind ffn_kind = FfnKind::swiglu;
  NormKind norm = NormKind::rms_norm;
  bool ffn_bias = false;
  bool tied_embeddings = false;
  bool learned_positions = false;
  AttentionSpec attention{};
  std::optional<MoeSpec> moe{};
  int mtp_modules =
      0;  // multi-token-prediction modules: projection 2h -> h, one block, shared embedding and head

  [[nodiscard]] bool is_moe_layer(int layer) const;  // 0-based; MTP blocks are MoE whenever the model is
  [[nodiscard]] int moe_layers() const;
};

/// Parameters by where they stand. All counts are of one whole model.
struct ParameterCount {
  double embedding = 0;  // input table (and learned positions)
  double head = 0;       // output matrix; 0 when tied
  double attention_per_layer = 0;
  double dense_ffn_per_layer = 0;
  double norms_per_layer = 0;  // with the norms inside the attention
  double router_per_layer =
      0;  // the gate's matrix; V3's selection bias (one number per expert) is left out: it has no gradient
  double shared_experts_per_layer = 0;
  double one_expert = 0;
  double final_norm = 0;
  double mtp = 0;     // all MTP modules, without the shared embedding and head
  double total = 0;   // without MTP
  double active = 0;  // touched by one token: top_k of the routed experts; with embedding and head
  double active_matmul =
      0;  // the matrices a token is multiplied with, a tied head included: what 6N counts; without MTP
};

[[nodiscard]] ParameterCount count_parameters(const ModelSpec& model);

/// Model FLOPs of one token of training, forward and backward, no recompute: 6 * active_matmul + attention.
/// `causal` counts the lower triangle of the attention only. Source of the convention: Insights into
/// DeepSeek-V3 (arXiv 2505.09343) Table 2: V3 250 GFLOP, V2 155 GFLOP at 4,096 tokens, causal, embedding and
/// MTP left out.
[[nodiscard]] double training_flops_per_token(const ModelSpec& model, int sequence, bool causal);

}  // namespace trainyard
