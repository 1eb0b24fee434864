#pragma once
// Helpers to write operator lists: one line per kernel.
#include <string>
#include <utility>
#include <vector>

#include "models/compute/operator.h"

namespace trainyard {

/// Appends operators to a list; keeps the pass and segment so that a line says only what is particular.
class OperatorList {
 public:
  OperatorList(std::vector<Operator>& out, Segment segment) : out_(out), segment_(segment) {}

  OperatorList& pass(Pass pass) {
    pass_ = pass;
    return *this;
  }
  OperatorList& load_dependent(bool value) {
    load_dependent_ = value;
    return *this;
  }
  OperatorList& shared_expert(bool value) {
    shared_expert_ = value;
    return *this;
  }

  /// A dense GEMM C[m,n] = A[m,k] B[k,n].
  void gemm(std::string name, Format format, double m, double n, double k);
  /// Weight gradient C[m,n] += A[m,k] B[k,n] added into fp32.
  void weight_gemm(std::string name, Format format, double m, double n, double k, bool fp32_accumulate);
  /// `batch` equal GEMMs C[m,n] = A[m,k] B[k,n] in 16 bits, launched as one.
  void batched_gemm(std::string name, double batch, double m, double n, double k, bool aligned);
  /// `groups` GEMMs whose rows together are `rows`.
  void grouped_gemm(std::string name, Format format, double rows, double n, double k, double groups);
  /// Weight gradients of `groups` experts: each C[m,n] over its share of `rows`.
  void grouped_weight_gemm(std::string name, Format format, double m, double n, double rows, double groups,
                           bool fp32_accumulate);
  /// Causal attention; `flops` follow from the shape.
  void attention(std::string name, const AttentionShape& shape);
  /// A kernel bound by memory traffic, `bytes` read and written.
  void memory(std::string name, OpClass op_class, std::string rate, double bytes_moved, int launches = 1);

 private:
  Operator& add(std::string name, OpClass op_class);

  std::vector<Operator>& out_;
  Segment segment_;
  Pass pass_ = Pass::forward;
  bool load_dependent_ = false;
  bool shared_expert_ = false;
};

/// FLOPs of causal attention. Forward: two products of width d and v over half the square; backward: five (S
/// again, dP, dV, dQ, dK).
[[nodiscard]] Flops attention_flops(const AttentionShape& shape);

}  // namespace trainyard
