#include "models/compute/unfused_attention.h"

namespace trainyard {
namespace {

struct Scores {
  double batch;         // sequences x heads of this rank
  double rows, length;  // its queries of one sequence, all keys
  double width;
  bool aligned;

  explicit Scores(const RankWork& w)
      : batch(w.sequences * w.model->attention.heads / static_cast<double>(w.tp)),
        rows(w.sequence / w.cp),
        length(w.sequence),
        width(w.model->attention.head_dim),
        // Rows of a head start head_dim elements of 2 bytes apart; tensor cores want 16 bytes.
        aligned(w.model->attention.head_dim % 8 == 0) {}

  [[nodiscard]] double elements() const { return batch * rows * length; }
};

constexpr double forward_bytes = 11.0, backward_bytes = 15.0;  // per score element, see the header

}  // namespace

void unfused_attention_forward(const RankWork& work, OperatorList& list) {
  const Scores s(work);
  list.batched_gemm("scores", s.batch, s.rows, s.length, s.width, s.aligned);
  list.memory("scores softmax", OpClass::elementwise, "elementwise", forward_bytes * s.elements(), 2);
  list.batched_gemm("scores times values", s.batch, s.rows, s.width, s.length, s.aligned);
}

void unfused_attention_backward(const RankWork& work, OperatorList& list) {
  const Scores s(work);
  list.batched_gemm("value gradient", s.batch, s.length, s.width, s.rows, s.aligned);
  list.batched_gemm("score gradient", s.batch, s.rows, s.length, s.width, s.aligned);
  list.memory("scores softmax backward", OpClass::elementwise, "elementwise", backward_bytes * s.elements(),
              2);
  list.batched_gemm("query gradient", s.batch, s.rows, s.width, s.length, s.aligned);
  list.batched_gemm("key gradient", s.batch, s.length, s.width, s.rows, s.aligned);
}

}  // namespace trainyard
