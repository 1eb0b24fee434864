#include "kernels/harness/attention_graph.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace trainyard::kernels {
namespace {

// Ids behind those of the tensors in memory.
constexpr std::int64_t first_inner_id = 100;

Sizes packed(const Sizes& s) {
  return {s[1] * s[2] * s[3], s[2] * s[3], s[3], 1};
}

/// Batch, sequence, head, element in memory; seen as batch, head, row, column.
Sizes by_sequence(const Sizes& s) {
  return {s[2] * s[1] * s[3], s[3], s[1] * s[3], 1};
}

Sizes turned(const Sizes& s) {
  return {s[0], s[1], s[3], s[2]};
}

/// Adds tensors and operations; operations return the id of their result.
class Builder {
 public:
  explicit Builder(const AttentionShape& shape) : shape_(shape) {
    scale_ = scalar(static_cast<float>(1 / std::sqrt(static_cast<double>(shape.head_size))));
    scores_ = {shape.batch, shape.heads, shape.sequence, shape.sequence};
    rows_ = {shape.batch, shape.heads, shape.sequence, 1};
  }

  AttentionGraph take() { return std::move(graph_); }
  const Sizes& scores() const { return scores_; }
  const Sizes& rows() const { return rows_; }
  std::int64_t scale() const { return scale_; }

  /// A bf16 tensor of query or output (`heads` heads), or key or value (`kv_heads`).
  std::int64_t matrix(AttentionTensor which, std::int64_t heads, std::int64_t size) {
    const Sizes sizes{shape_.batch, heads, shape_.sequence, size};
    return in_memory(which, sizes, by_sequence(sizes), ElementType::bf16);
  }
  /// The same memory, rows and columns changed: cuDNN takes the second factor of a product as it is
  /// multiplied.
  std::int64_t turned_matrix(AttentionTensor which, std::int64_t heads, std::int64_t size) {
    const Sizes sizes{shape_.batch, heads, shape_.sequence, size};
    return in_memory(which, turned(sizes), turned(by_sequence(sizes)), ElementType::bf16);
  }
  std::int64_t in_memory(AttentionTensor which, const Sizes& sizes, const Sizes& strides, ElementType type) {
    return keep({static_cast<std::int64_t>(which), sizes, strides, type, false, {}});
  }
  std::int64_t scalar(float value) {
    return keep({next_id_++, {1, 1, 1, 1}, {1, 1, 1, 1}, ElementType::fp32, false, value});
  }
  std::int64_t inner(const Sizes& sizes, ElementType type = ElementType::fp32) {
    return keep({next_id_++, sizes, packed(sizes), type, true, {}});
  }

  /// y = x op b (b may be missing); `y` zero: a new fp32 tensor of x's sizes.
  std::int64_t apply(GraphOp op, std::int64_t x, std::int64_t b = 0, std::int64_t y = 0) {
    if (y == 0) y = inner(graph_.tensor(x).sizes);
    graph_.operations.push_back({op, x, b, 0, y, ElementType::fp32, -1});
    return y;
  }

  /// `x` seen with rows and columns changed.
  std::int64_t transposed(std::int64_t x) {
    const GraphTensor from = graph_.tensor(x);
    const std::int64_t y =
        keep({next_id_++, turned(from.sizes), turned(from.strides), ElementType::bf16, true, {}});
    return apply(GraphOp::transpose, x, 0, y);
  }

  /// The scores with those above the diagonal moved to the far end.
  std::int64_t masked(std::int64_t scores) {
    const auto place = [&](int axis) {
      const std::int64_t y = inner(scores_, ElementType::int32);
      graph_.operations.push_back({GraphOp::index, scores, 0, 0, y, ElementType::int32, axis});
      return y;
    };
    const std::int64_t row = place(2);
    const std::int64_t column = place(3);
    const std::int64_t kept = inner(scores_, ElementType::boolean);
    graph_.operations.push_back({GraphOp::greater_equal, row, column, 0, kept, ElementType::boolean, -1});
    const std::int64_t y = inner(scores_);
    const std::int64_t lowest = scalar(std::numeric_limits<float>::lowest());
    graph_.operations.push_back({GraphOp::select, scores, lowest, kept, y, ElementType::fp32, -1});
    return y;
  }

 private:
  std::int64_t keep(const GraphTensor& tensor) {
    graph_.tensors.push_back(tensor);
    return tensor.id;
  }

  AttentionShape shape_;
  AttentionGraph graph_{};
  std::int64_t next_id_ = first_inner_id;
  Sizes scores_{};
  Sizes rows_{};
  std::int64_t scale_ = 0;
};

}  // namespace

const GraphTensor& AttentionGraph::tensor(std::int64_t id) const {
  for (const GraphTensor& one : tensors) {
    if (one.id == id) return one;
  }
  assert(false && "the graph has no such tensor");
  return tensors.front();
}

std::size_t bytes_of(const GraphTensor& tensor) {
  std::int64_t count = 1;
  for (const std::int64_t size : tensor.sizes) count *= size;
  return static_cast<std::size_t>(count) * (tensor.type == ElementType::bf16 ? 2 : 4);
}

AttentionGraph forward_graph(const AttentionShape& s) {
  Builder g(s);
  const std::int64_t query = g.matrix(AttentionTensor::query, s.heads, s.head_size);
  const std::int64_t key = g.turned_matrix(AttentionTensor::key, s.kv_heads, s.head_size);
  const std::int64_t value = g.matrix(AttentionTensor::value, s.kv_heads, s.value_size);
  const std::int64_t output = g.matrix(AttentionTensor::output, s.heads, s.value_size);
  const std::int64_t log_sums =
      g.in_memory(AttentionTensor::log_sums, g.rows(), packed(g.rows()), ElementType::fp32);

  const std::int64_t scores = g.apply(GraphOp::matrix_product, query, key, g.inner(g.scores()));
  const std::int64_t masked = g.masked(g.apply(GraphOp::multiply, scores, g.scale()));
  const std::int64_t largest = g.apply(GraphOp::largest, masked, 0, g.inner(g.rows()));
  const std::int64_t powers = g.apply(GraphOp::exponential, g.apply(GraphOp::subtract, masked, largest));
  const std::int64_t sums = g.apply(GraphOp::sum, powers, 0, g.inner(g.rows()));
  g.apply(GraphOp::add, largest, g.apply(GraphOp::logarithm, sums), log_sums);
  const std::int64_t shares = g.apply(GraphOp::divide, powers, sums, g.inner(g.scores(), ElementType::bf16));
  g.apply(GraphOp::matrix_product, shares, value, output);
  return g.take();
}

AttentionGraph backward_graph(const AttentionShape& s) {
  Builder g(s);
  const std::int64_t query = g.matrix(AttentionTensor::query, s.heads, s.head_size);
  const std::int64_t key = g.turned_matrix(AttentionTensor::key, s.kv_heads, s.head_size);
  const std::int64_t value = g.turned_matrix(AttentionTensor::value, s.kv_heads, s.value_size);
  const std::int64_t output = g.matrix(AttentionTensor::output, s.heads, s.value_size);
  const std::int64_t log_sums =
      g.in_memory(AttentionTensor::log_sums, g.rows(), packed(g.rows()), ElementType::fp32);
  const std::int64_t given = g.matrix(AttentionTensor::output_gradient, s.heads, s.value_size);
  const std::int64_t query_gradient = g.matrix(AttentionTensor::query_gradient, s.heads, s.head_size);
  const std::int64_t key_gradient = g.matrix(AttentionTensor::key_gradient, s.kv_heads, s.head_size);
  const std::int64_t value_gradient = g.matrix(AttentionTensor::value_gradient, s.kv_heads, s.value_size);
  const std::int64_t products =
      g.in_memory(AttentionTensor::output_products, g.rows(), packed(g.rows()), ElementType::fp32);
  const Sizes query_sizes{s.batch, s.heads, s.sequence, s.head_size};
  const std::int64_t query_sum =
      g.in_memory(AttentionTensor::query_gradient_sum, query_sizes, packed(query_sizes), ElementType::fp32);

  // A gradient over the heads of the query; those of one group are added where they share a key.
  const auto by_head = [&](std::int64_t shares, std::int64_t factor, std::int64_t size,
                           std::int64_t gradient) {
    if (s.heads == s.kv_heads) {
      g.apply(GraphOp::matrix_product, shares, factor, gradient);
      return;
    }
    const std::int64_t each = g.inner({s.batch, s.heads, s.sequence, size}, ElementType::bf16);
    g.apply(GraphOp::sum, g.apply(GraphOp::matrix_product, shares, factor, each), 0, gradient);
  };

  // The product with one does nothing; cuDNN's pattern has a place for dropout there.
  const std::int64_t sums =
      g.apply(GraphOp::sum, g.apply(GraphOp::multiply, given, output), 0, g.inner(g.rows()));
  g.apply(GraphOp::multiply, sums, g.scalar(1), products);

  const std::int64_t scores = g.apply(GraphOp::matrix_product, query, key, g.inner(g.scores()));
  const std::int64_t scaled = g.apply(GraphOp::multiply, scores, g.scale());
  const std::int64_t shares =
      g.apply(GraphOp::exponential, g.masked(g.apply(GraphOp::subtract, scaled, log_sums)));
  by_head(g.transposed(shares), given, s.value_size, value_gradient);

  const std::int64_t share_gradient = g.apply(GraphOp::matrix_product, given, value, g.inner(g.scores()));
  const std::int64_t centred = g.apply(GraphOp::subtract, share_gradient, products);
  const std::int64_t score_gradient =
      g.apply(GraphOp::multiply, g.apply(GraphOp::multiply, centred, shares), g.scale());
  by_head(g.transposed(score_gradient), query, s.head_size, key_gradient);

  g.apply(GraphOp::matrix_product, score_gradient, g.transposed(key), query_sum);
  g.apply(GraphOp::identity, query_sum, 0, query_gradient);
  return g.take();
}

}  // namespace trainyard::kernels
