#include "models/compute/operators.h"

#include "models/compute/attention_operators.h"
#include "models/compute/ffn_operators.h"
#include "models/compute/fp8_casts.h"
#include "models/compute/operator_list.h"

namespace trainyard {

std::string_view to_text(Pass pass) {
  switch (pass) {
    case Pass::forward:
      return "forward";
    case Pass::recompute:
      return "recompute";
    case Pass::input_gradient:
      return "input gradient";
    case Pass::weight_gradient:
      return "weight gradient";
  }
  return "";
}

std::string_view to_text(OpClass op_class) {
  switch (op_class) {
    case OpClass::gemm:
      return "gemm";
    case OpClass::grouped_gemm:
      return "grouped_gemm";
    case OpClass::attention:
      return "attention";
    case OpClass::norm:
      return "norm";
    case OpClass::activation:
      return "activation";
    case OpClass::rotary:
      return "rotary";
    case OpClass::cast:
      return "cast";
    case OpClass::transpose:
      return "transpose";
    case OpClass::permute:
      return "permute";
    case OpClass::router:
      return "router";
    case OpClass::elementwise:
      return "elementwise";
    case OpClass::copy:
      return "copy";
    case OpClass::embedding:
      return "embedding";
    case OpClass::loss:
      return "loss";
    case OpClass::optimizer:
      return "optimizer";
    case OpClass::gradient_norm:
      return "gradient_norm";
  }
  return "";
}

LayerOperators layer_operators(const RankWork& work, bool moe) {
  LayerOperators layer;
  append_attention_operators(work, moe, layer);
  append_ffn_operators(work, moe, layer);
  return layer;
}

EdgeOperators embedding_operators(const RankWork& work) {
  EdgeOperators edge;
  const double elements = work.sharded_tokens() * work.model->hidden;
  OperatorList forward(edge.forward, Segment::other);
  forward.memory("embedding", OpClass::embedding, "embedding", 4.0 * elements);
  OperatorList weight(edge.weight, Segment::other);
  weight.pass(Pass::weight_gradient);
  weight.memory("embedding wgrad", OpClass::embedding, "embedding",
                10.0 * elements);  // read bf16, add into fp32 rows
  return edge;
}

EdgeOperators head_operators(const RankWork& work) {
  EdgeOperators edge;
  const double tokens = work.tokens(), hidden = work.model->hidden,
               vocab = static_cast<double>(work.model->vocab) / work.tp;
  OperatorList forward(edge.forward, Segment::other);
  forward.memory("final norm", OpClass::norm, "norm", 4.0 * work.sharded_tokens() * hidden);
  forward.gemm("head", Format::bf16, tokens, vocab, hidden);
  // Logits are read once in fp32 for maximum and sum; the gradient pass reads and writes them once more.
  forward.memory("cross-entropy", OpClass::loss, "loss", 8.0 * tokens * vocab, 2);
  OperatorList backward(edge.backward, Segment::other);
  backward.pass(Pass::input_gradient);
  backward.memory("cross-entropy backward", OpClass::loss, "loss", 8.0 * tokens * vocab);
  backward.gemm("head dgrad", Format::bf16, tokens, hidden, vocab);
  backward.memory("final norm backward", OpClass::norm, "norm_backward", 6.0 * work.sharded_tokens() * hidden,
                  2);
  OperatorList weight(edge.weight, Segment::other);
  weight.pass(Pass::weight_gradient);
  weight.weight_gemm("head wgrad", Format::bf16, vocab, hidden, tokens,
                     work.software->fused_gradient_accumulation);
  return edge;
}

EdgeOperators mtp_operators(const RankWork& work) {
  EdgeOperators edge;
  const double tokens = work.tokens(), hidden = work.model->hidden;
  const Format format = work.software->linear_format;
  OperatorList forward(edge.forward, Segment::other);
  Fp8Casts forward_casts(forward, scaled_format(format));
  forward.memory("mtp embedding", OpClass::embedding, "embedding", 4.0 * tokens * hidden);
  forward.memory("mtp norms", OpClass::norm, "norm", 8.0 * tokens * hidden, 2);
  forward.memory("mtp concatenation", OpClass::copy, "copy", 8.0 * tokens * hidden);
  forward_casts.operand("mtp projection input", tokens, 2.0 * hidden);
  forward.gemm("mtp projection", format, tokens, hidden, 2.0 * hidden);
  OperatorList backward(edge.backward, Segment::other);
  backward.pass(Pass::input_gradient);
  Fp8Casts backward_casts(backward, scaled_format(format));
  backward_casts.operand("d mtp projection", tokens, hidden);
  backward_casts.weight("mtp projection", hidden, 2.0 * hidden);
  backward.gemm("mtp projection dgrad", format, tokens, 2.0 * hidden, hidden);
  backward_casts.transposed("d mtp projection", tokens, hidden);
  backward_casts.transposed("mtp projection input", tokens, 2.0 * hidden);
  backward.memory("mtp norms backward", OpClass::norm, "norm_backward", 12.0 * tokens * hidden, 4);
  OperatorList weight(edge.weight, Segment::other);
  weight.pass(Pass::weight_gradient);
  weight.weight_gemm("mtp projection wgrad", format, hidden, 2.0 * hidden, tokens,
                     work.software->fused_gradient_accumulation);
  return edge;
}

std::vector<Operator> optimizer_operators(const SoftwareProfile& software, double gradients, double shard) {
  std::vector<Operator> out;
  OperatorList list(out, Segment::other);
  const double gradient_bytes = software.gradient_bytes;
  list.memory("gradient norm", OpClass::gradient_norm, "optimizer", gradient_bytes * gradients, 2);
  // AdamW on the shard: gradient, both moments and the master weight read, the last three written, bf16
  // weight written.
  list.memory("adamw", OpClass::optimizer, "optimizer",
              (gradient_bytes + 2.0 * software.moment_bytes + 8.0 + 2.0) * shard, 1);
  list.memory("gradient zeroing", OpClass::optimizer, "optimizer", gradient_bytes * gradients, 1);
  if (scaled_format(software.linear_format)) {
    list.memory("fp8 weight cast", OpClass::optimizer, "optimizer", 3.0 * gradients, 1);
  }
  return out;
}

}  // namespace trainyard
