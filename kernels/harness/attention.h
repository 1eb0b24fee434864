#pragma once

#include <cstdint>

#include "kernels/harness/point.h"

namespace trainyard::kernels {

/// Sizes of one causal attention over whole sequences. Query, key, value and output lie as the linear maps
/// around them leave them: batch, sequence, head, element.
struct AttentionShape {
  std::int64_t batch = 0;
  std::int64_t sequence = 0;
  std::int64_t heads = 0;     ///< of query and output
  std::int64_t kv_heads = 0;  ///< of key and value; divides `heads`: query heads of one group stand together
  std::int64_t head_size = 0;
  std::int64_t value_size = 0;
};

/// The sizes of a point of the family "attention".
AttentionShape attention_shape(const Point& point);

/// Work of one pass over the unmasked half. Forward two products: scores over the head size, output over the
/// value size. Backward five: scores again, gradients of query and key over the head size; those of the
/// probabilities and of the value over the value size. Every tensor is moved once.
Work attention_work(const AttentionShape& shape, bool backward);

}  // namespace trainyard::kernels
