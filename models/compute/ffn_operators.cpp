#include "models/compute/ffn_operators.h"

#include "models/compute/fp8_casts.h"
#include "models/compute/operator_list.h"

namespace trainyard {

namespace {

/// As in attention_operators.cpp: a residual addition with dropout writes one mask byte per element; backward
/// reads gradient and mask and writes the gradient of the branch.
constexpr double mask_bytes = 1.0, dropout_backward_bytes = 5.0;

/// A feed-forward block over `rows`: up (both halves when gated), activation, down. Used for the dense block
/// and the shared experts.
struct Block {
  const char* name;
  double rows, hidden, width, up_width;
  Format format;
  bool fp8, fp32_accumulate;
};

Block make_block(const RankWork& w, const char* name, double rows, double width) {
  const bool gated = w.model->ffn_kind == FfnKind::swiglu;
  return {.name = name,
          .rows = rows,
          .hidden = static_cast<double>(w.model->hidden),
          .width = width,
          .up_width = gated ? 2.0 * width : width,
          .format = w.software->linear_format,
          .fp8 = scaled_format(w.software->linear_format),
          .fp32_accumulate = w.software->fused_gradient_accumulation};
}

std::string named(const Block& b, const char* what) {
  return std::string(b.name) + " " + what;
}

/// Saved in fp8 and cast back later when the stack keeps fp8 activations.
bool keeps_fp8(const RankWork& w) {
  return w.software->activation_cache == "fp8";
}

void block_forward(const RankWork& w, const Block& b, bool cast_input, OperatorList& list) {
  Fp8Casts casts(list, b.fp8);
  if (cast_input) {
    casts.operand(named(b, "input"), b.rows, b.hidden);
  } else {
    casts.scales(named(b, "input"), b.rows, b.hidden);
  }
  list.gemm(named(b, "up"), b.format, b.rows, b.up_width, b.hidden);
  // fp8: the activation writes the cast operand of the next GEMM itself.
  list.memory(named(b, "activation"), OpClass::activation, "activation",
              b.rows * (2.0 * b.up_width + (b.fp8 ? 1.0 : 2.0) * b.width));
  casts.scales(named(b, "activation"), b.rows, b.width);
  list.gemm(named(b, "down"), b.format, b.rows, b.hidden, b.width);
  if (keeps_fp8(w)) casts.stored(named(b, "activation cache"), b.rows, b.up_width);
}

/// The whole block once more, as a checkpointed function is: Megatron-Core runs its down projection too
/// (tensor_parallel/random.py, CheckpointFunction.backward).
void block_again(const RankWork& w, const Block& b, bool cast_input, OperatorList& list) {
  list.pass(Pass::recompute);
  block_forward(w, b, cast_input, list);
  list.pass(Pass::input_gradient);
}

void block_backward(const RankWork& w, const Block& b, bool recast_gradient, OperatorList& list) {
  Fp8Casts casts(list, b.fp8);
  if (keeps_fp8(w)) casts.back(named(b, "activation cache"), b.rows, b.up_width);
  casts.weight(named(b, "down"), b.hidden, b.width);
  if (recast_gradient) {
    casts.operand(named(b, "output gradient"), b.rows, b.hidden);
  } else {
    casts.scales(named(b, "output gradient"), b.rows, b.hidden);
  }
  list.gemm(named(b, "down dgrad"), b.format, b.rows, b.width, b.hidden);
  casts.retransposed(named(b, "output gradient"), b.rows, b.hidden);
  if (w.recompute == Recompute::deepseek) {
    list.pass(Pass::recompute);
    list.memory(named(b, "activation again"), OpClass::activation, "activation",
                b.rows * (2.0 * b.up_width + (b.fp8 ? 1.0 : 2.0) * b.width));
    list.pass(Pass::input_gradient);
  }
  list.memory(named(b, "activation backward"), OpClass::activation, "activation_backward",
              2.0 * b.rows * (2.0 * b.up_width + b.width));
}

void block_input_gradient(const Block& b, OperatorList& list) {
  Fp8Casts casts(list, b.fp8);
  casts.weight(named(b, "up"), b.up_width, b.hidden);
  casts.operand(named(b, "d up"), b.rows, b.up_width);
  list.gemm(named(b, "up dgrad"), b.format, b.rows, b.hidden, b.up_width);
  casts.retransposed(named(b, "d up"), b.rows, b.up_width);
  casts.transposed(named(b, "input"), b.rows, b.hidden);
}

void block_weight(const Block& b, OperatorList& list, const char* which) {
  if (std::string_view(which) == "down") {
    list.weight_gemm(named(b, "down wgrad"), b.format, b.hidden, b.width, b.rows, b.fp32_accumulate);
  } else {
    list.weight_gemm(named(b, "up wgrad"), b.format, b.up_width, b.hidden, b.rows, b.fp32_accumulate);
  }
}

/// Routed experts of one rank.
struct Routed {
  double rows, received, hidden, width, experts;
  Format format;
  bool fp8, fp32_accumulate;
};

void routed_forward(const RankWork& w, const Routed& r, OperatorList& list) {
  Fp8Casts casts(list, r.fp8);
  list.memory("routing map", OpClass::permute, "routing_map", 16.0 * r.received, 2);
  list.memory("permute", OpClass::permute, "permute", (r.fp8 ? 1.0 : 2.0) * r.hidden * (r.received + r.rows));
  casts.weight("routed up", 2.0 * r.width, r.hidden, r.experts);
  if (r.fp8)
    list.memory("routed scales copy", OpClass::copy, "copy_strided", 8.0 * r.rows * r.hidden / 128.0);
  list.grouped_gemm("routed up", r.format, r.rows, 2.0 * r.width, r.hidden, r.experts);
  list.memory("routed activation", OpClass::activation, "activation",
              r.rows * r.width * (4.0 + (r.fp8 ? 1.0 : 2.0)));
  casts.weight("routed down", r.hidden, r.width, r.experts);
  list.grouped_gemm("routed down", r.format, r.rows, r.hidden, r.width, r.experts);
  list.memory("unpermute", OpClass::permute, "unpermute", 2.0 * r.hidden * (r.rows + r.received));
  if (keeps_fp8(w)) casts.stored("routed activation cache", r.rows, 2.0 * r.width);
}

void routed_backward_down(const RankWork& w, const Routed& r, OperatorList& list) {
  Fp8Casts casts(list, r.fp8);
  if (w.redoes(RecomputeModule::moe)) {
    list.pass(Pass::recompute);
    routed_forward(w, r, list);
    list.pass(Pass::input_gradient);
  }
  if (keeps_fp8(w)) casts.back("routed activation cache", r.rows, 2.0 * r.width);
  list.memory("permute gradients", OpClass::permute, "permute",
              (r.fp8 ? 1.0 : 2.0) * r.hidden * (r.received + r.rows));
  if (r.fp8)
    list.memory("routed scales copy", OpClass::copy, "copy_strided", 8.0 * r.rows * r.hidden / 128.0);
  list.grouped_gemm("routed down dgrad", r.format, r.rows, r.width, r.hidden, r.experts);
  if (w.redoes(RecomputeModule::moe_act) && !w.redoes(RecomputeModule::moe)) {
    list.pass(Pass::recompute);
    list.memory("routed activation", OpClass::activation, "activation",
                r.rows * r.width * (4.0 + (r.fp8 ? 1.0 : 2.0)));
    list.pass(Pass::input_gradient);
  }
  // Differentiates the activation; DeepSeek's recomputes it in the same kernel. The second one gives the
  // gradient of the routing weights.
  list.memory("routed activation backward", OpClass::activation, "activation_backward",
              r.rows * r.width * (4.0 + 2.0 + 4.0 + (w.recompute == Recompute::deepseek ? 2.0 : 0.0)));
  list.memory("routing weight gradient", OpClass::activation, "activation_backward", r.rows * r.width * 4.0);
  casts.transposed("routed activation", r.rows, r.width);
}

void routed_backward_up(const Routed& r, OperatorList& list) {
  Fp8Casts casts(list, r.fp8);
  casts.stored("d routed up", r.rows, 2.0 * r.width);
  list.grouped_gemm("routed up dgrad", r.format, r.rows, r.hidden, 2.0 * r.width, r.experts);
  list.memory("unpermute gradients", OpClass::permute, "unpermute", 2.0 * r.hidden * (r.rows + r.received));
  casts.transposed("d routed up", r.rows, 2.0 * r.width);
}

void moe_forward(const RankWork& w, const Block& shared, const Routed& r, LayerOperators& layer) {
  OperatorList list(layer.ffn_forward, Segment::ffn);
  list.shared_expert(true);
  if (shared.width > 0) block_forward(w, shared, false, list);
  list.shared_expert(false).load_dependent(true);
  routed_forward(w, r, list);
  list.load_dependent(false);
  if (shared.width > 0 && r.fp8) return;  // the sum of both happens while rows are combined
  list.memory("shared and routed sum", OpClass::elementwise, "elementwise", 6.0 * shared.rows * r.hidden);
}

void moe_backward(const RankWork& w, const Block& shared, const Routed& r, LayerOperators& layer) {
  OperatorList list(layer.ffn_backward, Segment::ffn);
  list.pass(Pass::input_gradient).shared_expert(true);
  if (shared.width > 0 && w.redoes_shared_experts()) block_again(w, shared, false, list);
  if (shared.width > 0) block_backward(w, shared, false, list);
  list.shared_expert(false).load_dependent(true);
  routed_backward_down(w, r, list);
  list.load_dependent(false);
  if (w.redoes_norms()) {
    Fp8Casts casts(list, r.fp8);
    list.pass(Pass::recompute);
    list.memory("ffn norm", OpClass::norm, "norm", 4.0 * w.sharded_tokens() * r.hidden);
    casts.stored("ffn input", w.sharded_tokens(), r.hidden);
    list.pass(Pass::input_gradient);
  }
  list.load_dependent(true);
  routed_backward_up(r, list);
  list.load_dependent(false).shared_expert(true);
  if (shared.width > 0) block_input_gradient(shared, list);
}

void moe_weight(const Block& shared, const Routed& r, LayerOperators& layer) {
  OperatorList list(layer.ffn_weight, Segment::ffn);
  Fp8Casts casts(list, r.fp8);
  list.pass(Pass::weight_gradient).shared_expert(true);
  if (shared.width > 0) block_weight(shared, list, "down");
  list.shared_expert(false).load_dependent(true);
  casts.retransposed("routed output gradient", r.rows, r.hidden);
  list.grouped_weight_gemm("routed down wgrad", r.format, r.hidden, r.width, r.rows, r.experts,
                           r.fp32_accumulate);
  casts.retransposed("routed input", r.rows, r.hidden);
  list.grouped_weight_gemm("routed up wgrad", r.format, 2.0 * r.width, r.hidden, r.rows, r.experts,
                           r.fp32_accumulate);
  list.load_dependent(false).shared_expert(true);
  if (shared.width > 0) block_weight(shared, list, "up");
}

}  // namespace

void append_ffn_operators(const RankWork& work, bool moe, LayerOperators& layer) {
  const ModelSpec& model = *work.model;
  if (moe) {
    const Block shared =
        make_block(work, "shared", work.tokens(), static_cast<double>(model.moe->shared_ffn) / work.tp);
    const Routed routed{.rows = work.routed_rows,
                        .received = work.received_rows,
                        .hidden = static_cast<double>(model.hidden),
                        .width = static_cast<double>(model.moe->expert_ffn) / work.expert_tp(),
                        .experts = work.experts_per_rank,
                        .format = work.software->linear_format,
                        .fp8 = scaled_format(work.software->linear_format),
                        .fp32_accumulate = work.software->fused_gradient_accumulation};
    moe_forward(work, shared, routed, layer);
    moe_backward(work, shared, routed, layer);
    moe_weight(shared, routed, layer);
    return;
  }
  const Block block = make_block(work, "ffn", work.tokens(), static_cast<double>(model.ffn) / work.tp);
  const double sharded = work.sharded_tokens() * model.hidden;
  OperatorList forward(layer.ffn_forward, Segment::ffn);
  block_forward(work, block, true, forward);
  forward.memory("ffn residual", OpClass::elementwise, "elementwise",
                 (6.0 + (work.software->dropout ? mask_bytes : 0.0)) * sharded);
  OperatorList backward(layer.ffn_backward, Segment::ffn);
  backward.pass(Pass::input_gradient);
  if (work.software->dropout) {
    backward.memory("ffn dropout backward", OpClass::elementwise, "elementwise",
                    dropout_backward_bytes * sharded);
  }
  if (work.redoes(RecomputeModule::mlp)) block_again(work, block, true, backward);
  block_backward(work, block, true, backward);
  if (work.redoes_norms()) {
    backward.pass(Pass::recompute);
    backward.memory("ffn norm", OpClass::norm, "norm", 4.0 * sharded);
    backward.pass(Pass::input_gradient);
  }
  block_input_gradient(block, backward);
  OperatorList weight(layer.ffn_weight, Segment::ffn);
  weight.pass(Pass::weight_gradient);
  block_weight(block, weight, "down");
  block_weight(block, weight, "up");
}

}  // namespace trainyard
