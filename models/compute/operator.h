#pragma once
// The operators of a training step: what runs on one rank for one layer, pass and micro-batch, with work,
// traffic and what is kept for the backward pass.
#include <string>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "models/parallel/plan.h"
#include "sim/base/units.h"

namespace trainyard {

enum class Pass { forward, recompute, input_gradient, weight_gradient };
[[nodiscard]] std::string_view to_text(Pass pass);

/// Classes a report adds up. Everything but gemm, grouped_gemm and attention is bound by memory traffic.
enum class OpClass {
  gemm,
  grouped_gemm,
  attention,
  norm,
  activation,
  rotary,
  cast,
  transpose,
  permute,
  router,
  elementwise,
  copy,
  embedding,
  loss,
  optimizer,
  gradient_norm
};
[[nodiscard]] std::string_view to_text(OpClass op_class);

/// C[m,n] += A[m,k] B[k,n], `groups` times. For grouped GEMM m is the rows of all groups together when
/// `groups_split_m` (forward, input gradient), and k is when not (weight gradient: every group has its own
/// output).
struct GemmShape {
  double m = 0, n = 0, k = 0;
  int groups = 1;
  bool groups_split_m = true;
  Format format = Format::bf16;
  bool fp32_accumulate = false;  // weight gradient added into an fp32 buffer
  bool aligned = true;           // rows of both operands start at multiples of 16 bytes
};

struct AttentionShape {
  double sequences = 0;
  double length = 0;  // tokens per sequence
  double heads = 0;
  double kv_heads = 0;
  double head_dim = 0;  // q.k width
  double value_dim = 0;
  bool backward = false;
};

/// Which part of a layer an operator stands in; expert-parallel exchanges stand between them.
enum class Segment { attention, ffn, other };

struct Operator {
  std::string name{};  // "q_a", "o wgrad", "routed gate-up" ...
  OpClass op_class = OpClass::elementwise;
  Pass pass = Pass::forward;
  Segment segment = Segment::attention;
  Flops flops{};                // arithmetic of GEMM and attention (causal half for attention); 0 elsewhere
  Bytes bytes{};                // read and written to HBM if nothing stays in cache
  int launches = 1;             // kernels started
  bool load_dependent = false;  // scales with the rows routed to this rank
  bool shared_expert = false;   // may run while rows travel, where the stack overlaps it
  bool second_stream = false;  // the stack may put it on a second compute stream that fills the tail of waves
  std::string
      rate{};  // which rate of the memory family applies: "norm", "cast", "transpose", ...; empty: by class
  GemmShape gemm{};
  AttentionShape attention{};
};

/// Bytes kept from forward to backward by one layer for one micro-batch, by owner.
struct SavedActivation {
  std::string name{};
  Bytes bytes{};
};

}  // namespace trainyard
