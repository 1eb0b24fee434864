#include "models/compute/attention_operators.h"

#include <cmath>

#include "models/compute/fp8_casts.h"
#include "models/compute/operator_list.h"
#include "models/compute/unfused_attention.h"

namespace trainyard {

namespace {

/// Sizes used all over, as plain numbers.
struct Dims {
  double tokens, sharded, hidden, heads, kv_heads, q_dim, v_dim, q_rank, kv_rank, nope, rope, experts;
  Format format;
  bool fp8, latent, fp32_accumulate;

  explicit Dims(const RankWork& w)
      : tokens(w.tokens()),
        sharded(w.sharded_tokens()),
        hidden(w.model->hidden),
        heads(static_cast<double>(w.model->attention.heads) / w.tp),
        kv_heads(static_cast<double>(w.model->attention.kv_heads) / w.tp),
        q_dim(w.model->attention.head_dim),
        v_dim(w.model->attention.value_head_dim),
        q_rank(w.model->attention.q_lora_rank),
        kv_rank(w.model->attention.kv_lora_rank),
        nope(w.model->attention.qk_nope_head_dim),
        rope(w.model->attention.qk_rope_head_dim),
        experts(w.model->moe ? w.model->moe->routed_experts : 0),
        format(w.software->linear_format),
        fp8(scaled_format(w.software->linear_format)),
        latent(w.model->attention.kind == AttentionKind::latent),
        fp32_accumulate(w.software->fused_gradient_accumulation) {}

  [[nodiscard]] double query_width() const { return heads * q_dim; }
  [[nodiscard]] double value_width() const { return heads * v_dim; }
  [[nodiscard]] double kv_up_width() const { return heads * (nope + v_dim); }
  [[nodiscard]] double qkv_width() const { return heads * q_dim + kv_heads * (q_dim + v_dim); }
};

AttentionShape core_shape(const RankWork& w, const Dims& d, bool backward) {
  // Context parallelism splits the queries of a sequence over `cp` ranks; the work per rank is the causal
  // square over cp. Cut into contiguous chunks, the last rank has 2 - 1/cp times that: a step waits for it.
  const double busiest = w.cp_balanced ? 1.0 : 2.0 - 1.0 / w.cp;
  return {.sequences = w.sequences / w.cp * busiest,
          .length = w.sequence,
          .heads = d.heads,
          .kv_heads = d.latent ? d.heads : d.kv_heads,
          .head_dim = d.q_dim,
          .value_dim = d.v_dim,
          .backward = backward};
}

void core_forward(const RankWork& w, const Dims& d, OperatorList& list) {
  if (!w.software->fused_attention) return unfused_attention_forward(w, list);
  list.attention("attention", core_shape(w, d, false));
}

void core_backward(const RankWork& w, const Dims& d, OperatorList& list) {
  if (!w.software->fused_attention) return unfused_attention_backward(w, list);
  list.attention("attention backward", core_shape(w, d, true));
}

/// A residual addition with dropout writes a mask of one byte per element beside its sum; its backward reads
/// gradient and mask and writes the gradient of the branch.
constexpr double mask_bytes = 1.0, dropout_backward_bytes = 5.0;

void norm_forward(OperatorList& list, const char* name, double rows, double width) {
  list.memory(name, OpClass::norm, "norm", 4.0 * rows * width);
}

void norm_backward(OperatorList& list, const char* name, double rows, double width) {
  // Reads the input and the gradient, writes the gradient; a second small kernel sums the partial weight
  // gradients.
  list.memory(name, OpClass::norm, "norm_backward", 6.0 * rows * width, 2);
}

/// From the low-rank latents to q, k, v: what DeepSeek recomputes instead of keeping.
void latent_up_projection(OperatorList& list, const Dims& d) {
  Fp8Casts casts(list, d.fp8);
  if (d.q_rank > 0) {
    norm_forward(list, "q latent norm", d.tokens, d.q_rank);
    list.memory("q latent copy", OpClass::copy, "copy", 4.0 * d.tokens * d.q_rank);
  }
  norm_forward(list, "kv latent norm", d.tokens, d.kv_rank);
  list.memory("kv latent copy", OpClass::copy, "copy", 4.0 * d.tokens * d.kv_rank);
  if (d.q_rank > 0) {
    casts.operand("q latent", d.tokens, d.q_rank);
    list.gemm("q_b", d.format, d.tokens, d.query_width(), d.q_rank);
  }
  casts.operand("kv latent", d.tokens, d.kv_rank);
  list.gemm("kv_b", d.format, d.tokens, d.kv_up_width(), d.kv_rank);
  list.memory("k rotary", OpClass::rotary, "rotary", 4.0 * d.tokens * d.rope);
  list.memory("k nope copy", OpClass::copy, "copy", 4.0 * d.tokens * d.heads * d.nope);
  list.memory("k rope broadcast", OpClass::copy, "copy_strided", 2.0 * d.tokens * d.heads * d.rope);
  list.memory("q rotary", OpClass::rotary, "rotary", 4.0 * d.tokens * d.heads * d.rope);
}

void projections_forward(OperatorList& list, const Dims& d) {
  Fp8Casts casts(list, d.fp8);
  if (!d.latent) {
    casts.operand("attention input", d.tokens, d.hidden);
    list.gemm("qkv", d.format, d.tokens, d.qkv_width(), d.hidden);
    list.memory("rotary", OpClass::rotary, "rotary", 4.0 * d.tokens * (d.heads + d.kv_heads) * d.q_dim);
    return;
  }
  casts.operand("q_a input", d.tokens, d.hidden);
  if (d.q_rank > 0) {
    list.gemm("q_a", d.format, d.tokens, d.q_rank, d.hidden);
  } else {
    list.gemm("q", d.format, d.tokens, d.query_width(), d.hidden);
  }
  casts.operand("kv_a input", d.tokens, d.hidden);
  list.gemm("kv_a", d.format, d.tokens, d.kv_rank + d.rope, d.hidden);
  latent_up_projection(list, d);
}

/// Of the small kernels around DeepSeek's router, those the stack has.
int router_kernels(const RankWork& w, double counted) {
  return static_cast<int>(std::lround(counted * w.software->effects.router_kernels.value));
}

void router_forward(const RankWork& w, OperatorList& list, const Dims& d) {
  list.gemm("router", Format::bf16, d.sharded, d.experts, d.hidden);
  // Two selections (groups, then experts) over the scores and about thirty small kernels around them.
  list.memory("router top-k", OpClass::router, "topk", 8.0 * d.sharded * d.experts, 2);
  list.memory("router scores", OpClass::router, "scores", 24.0 * d.sharded * d.experts, 6);
  list.memory("router small kernels", OpClass::router, "small", 0.0, router_kernels(w, 30.0));
}

void router_backward(const RankWork& w, OperatorList& list, const Dims& d) {
  list.memory("router scores backward", OpClass::router, "scores", 40.0 * d.sharded * d.experts, 10);
  list.memory("router small kernels", OpClass::router, "small", 0.0, router_kernels(w, 16.0));
  list.gemm("router dgrad", Format::bf16, d.sharded, d.hidden, d.experts);
  list.weight_gemm("router wgrad", Format::bf16, d.experts, d.hidden, d.sharded, true);
}

void forward(const RankWork& w, const Dims& d, bool moe, OperatorList& list) {
  Fp8Casts casts(list, d.fp8);
  norm_forward(list, "attention norm", d.sharded, d.hidden);
  projections_forward(list, d);
  core_forward(w, d, list);
  if (d.fp8 && w.software->activation_cache == "fp8") {
    // The attention output is kept in a 12-bit format (E5M6): 2 bytes read, 1.5 written.
    list.memory("attention output cache cast", OpClass::cast, "cast", 3.5 * d.tokens * d.value_width());
  }
  casts.operand("attention output", d.tokens, d.value_width());
  list.gemm("o", d.format, d.tokens, d.hidden, d.value_width());
  list.memory("attention residual", OpClass::elementwise, "elementwise",
              ((d.fp8 ? 4.0 : 6.0) + (w.software->dropout ? mask_bytes : 0.0)) * d.sharded * d.hidden);
  norm_forward(list, "ffn norm", d.sharded, d.hidden);
  if (moe) {
    router_forward(w, list, d);
    casts.stored("dispatch", d.sharded, d.hidden);
  }
  const int extra = static_cast<int>(w.software->extra_small_kernels.value);
  if (extra > 0) list.memory("unfused small kernels", OpClass::elementwise, "small", 0.0, extra);
}

void latent_backward(const Dims& d, OperatorList& list) {
  Fp8Casts casts(list, d.fp8);
  list.memory("dq rotary", OpClass::rotary, "rotary", 4.0 * d.tokens * d.heads * d.rope);
  if (d.q_rank > 0) {
    casts.weight("q_b", d.query_width(), d.q_rank);
    casts.operand("dq", d.tokens, d.query_width());
    list.gemm("q_b dgrad", d.format, d.tokens, d.q_rank, d.query_width());
  }
  list.memory("dk rope sum", OpClass::elementwise, "elementwise", 2.0 * d.tokens * d.heads * d.rope);
  list.memory("dk rotary", OpClass::rotary, "rotary", 4.0 * d.tokens * d.rope);
  list.memory("dk, dv copy", OpClass::copy, "copy", 4.0 * d.tokens * d.kv_up_width(), 2);
  casts.weight("kv_b", d.kv_up_width(), d.kv_rank);
  casts.operand("dkv", d.tokens, d.kv_up_width());
  list.gemm("kv_b dgrad", d.format, d.tokens, d.kv_rank, d.kv_up_width());
  casts.transposed("dkv", d.tokens, d.kv_up_width());
  casts.transposed("kv latent", d.tokens, d.kv_rank);
  if (d.q_rank > 0) {
    casts.transposed("dq", d.tokens, d.query_width());
    casts.transposed("q latent", d.tokens, d.q_rank);
  }
  norm_backward(list, "kv latent norm backward", d.tokens, d.kv_rank);
  if (d.q_rank > 0) norm_backward(list, "q latent norm backward", d.tokens, d.q_rank);
  list.memory("latent gradient sums", OpClass::elementwise, "elementwise",
              8.0 * d.tokens * (d.kv_rank + d.rope), 5);
}

void latent_input_backward(const RankWork& w, const Dims& d, OperatorList& list) {
  Fp8Casts casts(list, d.fp8);
  if (w.redoes_norms()) {
    list.pass(Pass::recompute);
    norm_forward(list, "attention norm", d.sharded, d.hidden);
    list.pass(Pass::input_gradient);
  }
  casts.operand("d kv_a", d.tokens, d.kv_rank + d.rope);
  casts.weight("kv_a", d.kv_rank + d.rope, d.hidden);
  list.gemm("kv_a dgrad", d.format, d.tokens, d.hidden, d.kv_rank + d.rope);
  casts.transposed("kv_a input", d.tokens, d.hidden);
  casts.transposed("d kv_a", d.tokens, d.kv_rank + d.rope);
  const double q_width = d.q_rank > 0 ? d.q_rank : d.query_width();
  casts.operand("d q_a", d.tokens, q_width);
  casts.weight("q_a", q_width, d.hidden);
  list.gemm(d.q_rank > 0 ? "q_a dgrad" : "q dgrad", d.format, d.tokens, d.hidden, q_width);
  casts.transposed("q_a input", d.tokens, d.hidden);
  casts.transposed("d q_a", d.tokens, q_width);
  list.memory("input gradient sum", OpClass::elementwise, "elementwise", 6.0 * d.sharded * d.hidden);
}

void backward(const RankWork& w, const Dims& d, bool moe, OperatorList& list) {
  Fp8Casts casts(list, d.fp8);
  list.pass(Pass::input_gradient);
  if (moe) {
    router_backward(w, list, d);
    list.memory("ffn gradient sum", OpClass::elementwise, "elementwise", 6.0 * d.sharded * d.hidden);
  }
  norm_backward(list, "ffn norm backward", d.sharded, d.hidden);
  list.memory("ffn residual backward", OpClass::elementwise, "elementwise", 4.0 * d.sharded * d.hidden);
  if (w.software->dropout) {
    list.memory("attention dropout backward", OpClass::elementwise, "elementwise",
                dropout_backward_bytes * d.sharded * d.hidden);
  }
  if (d.fp8 && w.software->activation_cache == "fp8") {
    list.memory("attention output cache cast back", OpClass::cast, "cast", 3.5 * d.tokens * d.value_width());
  }
  casts.operand("do", d.tokens, d.hidden);
  casts.weight("o", d.hidden, d.value_width());
  list.gemm("o dgrad", d.format, d.tokens, d.value_width(), d.hidden);
  casts.transposed("attention output", d.tokens, d.value_width());
  casts.transposed("do", d.tokens, d.hidden);
  list.pass(Pass::recompute);
  if (d.latent && w.redoes_up_projection()) latent_up_projection(list, d);
  if (!d.latent && w.redoes_norms()) norm_forward(list, "attention norm", d.sharded, d.hidden);
  if (w.redoes_core_attention()) core_forward(w, d, list);
  list.pass(Pass::input_gradient);
  core_backward(w, d, list);
  if (d.latent) {
    latent_backward(d, list);
    latent_input_backward(w, d, list);
  } else {
    list.memory("rotary backward", OpClass::rotary, "rotary",
                4.0 * d.tokens * (d.heads + d.kv_heads) * d.q_dim);
    casts.operand("dqkv", d.tokens, d.qkv_width());
    casts.weight("qkv", d.qkv_width(), d.hidden);
    list.gemm("qkv dgrad", d.format, d.tokens, d.hidden, d.qkv_width());
    casts.transposed("dqkv", d.tokens, d.qkv_width());
    casts.transposed("attention input", d.tokens, d.hidden);
  }
  norm_backward(list, "attention norm backward", d.sharded, d.hidden);
  const int extra = static_cast<int>(w.software->extra_small_kernels.value);
  if (extra > 0) list.memory("unfused small kernels", OpClass::elementwise, "small", 0.0, extra);
}

void weight(const Dims& d, OperatorList& list) {
  list.pass(Pass::weight_gradient);
  list.weight_gemm("o wgrad", d.format, d.hidden, d.value_width(), d.tokens, d.fp32_accumulate);
  if (!d.latent) {
    list.weight_gemm("qkv wgrad", d.format, d.qkv_width(), d.hidden, d.tokens, d.fp32_accumulate);
    return;
  }
  list.weight_gemm("kv_b wgrad", d.format, d.kv_up_width(), d.kv_rank, d.tokens, d.fp32_accumulate);
  if (d.q_rank > 0)
    list.weight_gemm("q_b wgrad", d.format, d.query_width(), d.q_rank, d.tokens, d.fp32_accumulate);
  list.weight_gemm("kv_a wgrad", d.format, d.kv_rank + d.rope, d.hidden, d.tokens, d.fp32_accumulate);
  list.weight_gemm("q_a wgrad", d.format, d.q_rank > 0 ? d.q_rank : d.query_width(), d.hidden, d.tokens,
                   d.fp32_accumulate);
}

}  // namespace

void append_attention_operators(const RankWork& work, bool moe, LayerOperators& layer) {
  const Dims dims(work);
  OperatorList forward_list(layer.attention_forward, Segment::attention);
  forward(work, dims, moe, forward_list);
  OperatorList backward_list(layer.attention_backward, Segment::attention);
  backward(work, dims, moe, backward_list);
  OperatorList weight_list(layer.attention_weight, Segment::attention);
  weight(dims, weight_list);
}

}  // namespace trainyard
