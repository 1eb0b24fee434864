#include "models/architecture/model_spec.h"

namespace trainyard {
namespace {

/// Matrices and biases of one block, apart because only matrices cost FLOPs worth counting.
struct Weights {
  double matrices = 0;
  double biases = 0;
  [[nodiscard]] double all() const { return matrices + biases; }
};

double norm_width(const ModelSpec& model, double width) {
  return model.norm == NormKind::layer_norm ? 2.0 * width : width;  // weight, and bias where there is one
}

/// Latent attention: the query through its low rank (or directly), keys and values through one shared low
/// rank plus the rotary key, up-projections per head, output. Source: DeepSeek-V2 (arXiv 2405.04434)
/// section 2.1 and appendix C.
Weights latent_attention(const ModelSpec& model) {
  const AttentionSpec& a = model.attention;
  const double hidden = model.hidden, heads = a.heads, query = a.head_dim, value = a.value_head_dim;
  const double q_rank = a.q_lora_rank, kv_rank = a.kv_lora_rank, nope = a.qk_nope_head_dim,
               rope = a.qk_rope_head_dim;
  Weights weights;
  weights.matrices += q_rank > 0 ? hidden * q_rank + q_rank * heads * query : hidden * heads * query;
  weights.matrices += hidden * (kv_rank + rope) + kv_rank * heads * (nope + value) + heads * value * hidden;
  if (a.qkv_bias) weights.biases += q_rank + kv_rank + rope;
  if (a.output_bias) weights.biases += hidden;
  return weights;
}

Weights attention_weights(const ModelSpec& model) {
  const AttentionSpec& a = model.attention;
  if (a.kind == AttentionKind::latent) return latent_attention(model);
  const double hidden = model.hidden;
  const double query = static_cast<double>(a.heads) * a.head_dim,
               key = static_cast<double>(a.kv_heads) * a.head_dim;
  const double value = static_cast<double>(a.kv_heads) * a.value_head_dim,
               mixed = static_cast<double>(a.heads) * a.value_head_dim;
  Weights weights{.matrices = hidden * (query + key + value) + mixed * hidden, .biases = 0};
  if (a.qkv_bias) weights.biases += query + key + value;
  if (a.output_bias) weights.biases += hidden;
  return weights;
}

Weights ffn_weights(const ModelSpec& model, double width) {
  const double inputs = model.ffn_kind == FfnKind::swiglu ? 2.0 : 1.0;  // gate and up, or up alone
  Weights weights{.matrices = (inputs + 1.0) * model.hidden * width, .biases = 0};
  if (model.ffn_bias) weights.biases = inputs * width + model.hidden;
  return weights;
}

double layer_norms(const ModelSpec& model) {
  const AttentionSpec& a = model.attention;
  double inside = 0.0;
  if (a.kind == AttentionKind::latent) {
    inside = norm_width(model, a.q_lora_rank) + norm_width(model, a.kv_lora_rank);
  }
  if (a.query_key_norm) inside += 2.0 * norm_width(model, a.head_dim);  // shared by the heads
  return 2.0 * norm_width(model, model.hidden) + inside;
}

}  // namespace

bool ModelSpec::is_moe_layer(int layer) const {
  return moe.has_value() && layer >= moe->first_dense_layers && layer % moe->layer_frequency == 0;
}

int ModelSpec::moe_layers() const {
  int count = 0;
  for (int layer = 0; layer < layers; ++layer) count += is_moe_layer(layer) ? 1 : 0;
  return count;
}

ParameterCount count_parameters(const ModelSpec& model) {
  const Weights attention = attention_weights(model);
  const Weights dense = ffn_weights(model, model.ffn);
  const double hidden = model.hidden, table = hidden * model.vocab;

  ParameterCount count;
  count.embedding = table + (model.learned_positions ? hidden * model.max_positions : 0.0);
  count.head = model.tied_embeddings ? 0.0 : table;
  count.attention_per_layer = attention.all();
  count.dense_ffn_per_layer = dense.all();
  count.norms_per_layer = layer_norms(model);
  count.final_norm = norm_width(model, hidden);

  Weights expert, shared;
  double top_k = 0, experts = 0;
  if (model.moe) {
    expert = ffn_weights(model, model.moe->expert_ffn);
    if (model.moe->shared_ffn > 0) shared = ffn_weights(model, model.moe->shared_ffn);
    top_k = model.moe->top_k;
    experts = model.moe->routed_experts;
    count.router_per_layer = hidden * experts;
    count.one_expert = expert.all();
    count.shared_experts_per_layer = shared.all();
  }

  const double moe_layers = model.moe_layers(), dense_layers = model.layers - moe_layers;
  const double every_layer = count.attention_per_layer + count.norms_per_layer;
  const double moe_fixed = count.router_per_layer + count.shared_experts_per_layer;
  const double outside = count.embedding + count.head + count.final_norm;
  count.total = outside + model.layers * every_layer + dense_layers * count.dense_ffn_per_layer +
                moe_layers * (moe_fixed + experts * count.one_expert);
  count.active = outside + model.layers * every_layer + dense_layers * count.dense_ffn_per_layer +
                 moe_layers * (moe_fixed + top_k * count.one_expert);
  count.active_matmul = table + model.layers * attention.matrices + dense_layers * dense.matrices +
                        moe_layers * (count.router_per_layer + shared.matrices + top_k * expert.matrices);

  // An MTP module: norms of the hidden state and of the next embedding, their projection 2h -> h, one block,
  // the norm before the shared head. Source: DeepSeek-V3 (arXiv 2412.19437) section 2.2 and its
  // README_WEIGHTS.
  const double mtp_ffn = model.moe ? moe_fixed + experts * count.one_expert : count.dense_ffn_per_layer;
  count.mtp =
      model.mtp_modules * (2.0 * hidden * hidden + 3.0 * norm_width(model, hidden) + every_layer + mtp_ffn);
  return count;
}

double training_flops_per_token(const ModelSpec& model, int sequence, bool causal) {
  // q.k and p.v: 2 * length * width multiply-adds each way per head; backward does them twice more. A causal
  // token sees half.
  const AttentionSpec& a = model.attention;
  const double scores = 6.0 * sequence * a.heads * (a.head_dim + a.value_head_dim) * model.layers;
  return 6.0 * count_parameters(model).active_matmul + (causal ? 0.5 : 1.0) * scores;
}

}  // namespace trainyard
