#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/harness/attention.h"

namespace trainyard::kernels {

// Attention as a graph of small operations, from which cuDNN's engines recognise a fused kernel. Plain data:
// kernels/libraries/cudnn.cpp hands it over, tests compute it on the host.

enum class ElementType { bf16, fp32, int32, boolean };

/// Tensors in device memory, which the caller brings. Their numbers are their ids in the graph.
enum class AttentionTensor : std::int64_t {
  query = 1,
  key,
  value,
  output,
  log_sums,  ///< per row: log of the sum of its exponentials, fp32; forward leaves it for backward
  output_gradient,
  query_gradient,
  key_gradient,
  value_gradient,
  output_products,     ///< scratch of backward, per row: sum of output times its gradient, fp32
  query_gradient_sum,  ///< scratch of backward: the gradient of the query in fp32
};

/// Four sizes: batch, head, row, column.
using Sizes = std::array<std::int64_t, 4>;

struct GraphTensor {
  std::int64_t id = 0;
  Sizes sizes{};
  Sizes strides{};
  ElementType type = ElementType::fp32;
  bool is_virtual = false;        ///< never in memory
  std::optional<float> scalar{};  ///< one number, handed over by value
};

enum class GraphOp {
  matrix_product,  ///< y = x·b for each head; fewer heads of b serve groups of x's
  transpose,       ///< y = x, rows and columns changed
  multiply,        ///< y = x * b, as add, subtract, divide; sizes of one are repeated
  add,
  subtract,
  divide,
  exponential,
  logarithm,
  identity,       ///< y = x in another type
  index,          ///< y = place along `axis`
  greater_equal,  ///< y = x >= b
  select,         ///< y = t ? x : b
  largest,        ///< y = greatest of x along each size that is smaller in y
  sum,            ///< the same with the sum
};

struct GraphOperation {
  GraphOp op = GraphOp::identity;
  std::int64_t x = 0;  ///< ids of tensors; zero where the operation has none
  std::int64_t b = 0;
  std::int64_t t = 0;
  std::int64_t y = 0;
  ElementType compute = ElementType::fp32;
  int axis = -1;
};

struct AttentionGraph {
  std::vector<GraphTensor> tensors{};
  std::vector<GraphOperation> operations{};  ///< each after those whose results it takes

  /// The tensor with this id; it must be there.
  const GraphTensor& tensor(std::int64_t id) const;
};

/// output = softmax(scale · query·keyᵀ where column <= row)·value; also leaves log_sums.
/// scale = 1/sqrt(head_size).
AttentionGraph forward_graph(const AttentionShape& shape);

/// Gradients of query, key and value from that of the output, with the probabilities made again from
/// log_sums.
AttentionGraph backward_graph(const AttentionShape& shape);

/// Bytes of a tensor that is in memory.
std::size_t bytes_of(const GraphTensor& tensor);

}  // namespace trainyard::kernels
