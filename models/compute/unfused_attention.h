#pragma once
// Core attention of stacks before FlashAttention: batched products with the scores in memory.
#include "models/compute/operator_list.h"
#include "models/compute/operators.h"

namespace trainyard {

/// Q K^T, mask, softmax, dropout and the product with V for `work`; nothing is skipped above the diagonal.
/// Bytes of a score element in 16 bits: 11 forward (product written, fused mask and softmax read and write,
/// dropout reads, writes and keeps a mask byte, product read), 15 backward. Source of the kernels:
/// Megatron-LM of 2021 (arXiv 2104.04473, section 4.2: fused scale, mask and softmax).
void unfused_attention_forward(const RankWork& work, OperatorList& list);
/// Gradients of scores, queries, keys and values: four products.
void unfused_attention_backward(const RankWork& work, OperatorList& list);

}  // namespace trainyard
