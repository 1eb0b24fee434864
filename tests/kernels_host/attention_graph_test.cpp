// The graphs that cuDNN gets: well made, and what they mean is attention.
#include "kernels/harness/attention_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "graph_interpreter.h"

namespace trainyard::kernels {
namespace {

using Memory = std::map<std::int64_t, std::vector<double>>;

const std::vector<AttentionShape> small_shapes{{1, 5, 2, 2, 8, 8},    // every query head has its key
                                               {2, 6, 4, 2, 16, 8},   // groups, and values smaller than keys
                                               {2, 4, 6, 2, 8, 24}};  // groups of three

std::int64_t id(AttentionTensor which) {
  return static_cast<std::int64_t>(which);
}

/// Numbers without a pattern, the same every time.
std::vector<double> numbers(std::int64_t count, unsigned seed) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(std::sin(1.7 * static_cast<double>(i + 1) * (seed + 0.3)) * 1.5);
  return values;
}

/// Attention straight from its definition, on tensors laid batch, sequence, head, element.
struct Direct {
  AttentionShape s;
  std::vector<double> query, key, value, output_gradient;
  std::vector<double> output, log_sums, query_gradient, key_gradient, value_gradient;

  static std::size_t at(std::int64_t row, std::int64_t heads, std::int64_t head, std::int64_t size,
                        std::int64_t i) {
    return static_cast<std::size_t>((row * heads + head) * size + i);
  }
  double score(std::int64_t row, std::int64_t column, std::int64_t h) const {
    double sum = 0;
    for (std::int64_t c = 0; c < s.head_size; ++c)
      sum += query[at(row, s.heads, h, s.head_size, c)] *
             key[at(column, s.kv_heads, h / (s.heads / s.kv_heads), s.head_size, c)];
    return sum / std::sqrt(static_cast<double>(s.head_size));
  }
  double share_gradient(std::int64_t row, std::int64_t column, std::int64_t h) const {
    double sum = 0;
    for (std::int64_t c = 0; c < s.value_size; ++c)
      sum += output_gradient[at(row, s.heads, h, s.value_size, c)] *
             value[at(column, s.kv_heads, h / (s.heads / s.kv_heads), s.value_size, c)];
    return sum;
  }

  explicit Direct(const AttentionShape& shape) : s(shape) {
    const std::int64_t rows = s.batch * s.sequence;
    query = numbers(rows * s.heads * s.head_size, 1);
    key = numbers(rows * s.kv_heads * s.head_size, 2);
    value = numbers(rows * s.kv_heads * s.value_size, 3);
    output_gradient = numbers(rows * s.heads * s.value_size, 4);
    output.assign(output_gradient.size(), 0.0);
    log_sums.assign(static_cast<std::size_t>(rows * s.heads), 0.0);
    query_gradient.assign(query.size(), 0.0);
    key_gradient.assign(key.size(), 0.0);
    value_gradient.assign(value.size(), 0.0);
    for (std::int64_t b = 0; b < s.batch; ++b) {
      for (std::int64_t h = 0; h < s.heads; ++h) {
        for (std::int64_t i = 0; i < s.sequence; ++i) add_row(b, h, i);
      }
    }
  }

  void add_row(std::int64_t b, std::int64_t h, std::int64_t i) {
    const std::int64_t first = b * s.sequence, row = first + i, kv = h / (s.heads / s.kv_heads);
    double sum = 0, product = 0;
    for (std::int64_t column = first; column <= row; ++column) sum += std::exp(score(row, column, h));
    for (std::int64_t column = first; column <= row; ++column)
      product += std::exp(score(row, column, h)) / sum * share_gradient(row, column, h);
    log_sums[static_cast<std::size_t>((b * s.heads + h) * s.sequence + i)] = std::log(sum);
    for (std::int64_t column = first; column <= row; ++column) {
      const double share = std::exp(score(row, column, h)) / sum;
      const double inner =
          share * (share_gradient(row, column, h) - product) / std::sqrt(static_cast<double>(s.head_size));
      for (std::int64_t c = 0; c < s.value_size; ++c) {
        output[at(row, s.heads, h, s.value_size, c)] +=
            share * value[at(column, s.kv_heads, kv, s.value_size, c)];
        value_gradient[at(column, s.kv_heads, kv, s.value_size, c)] +=
            share * output_gradient[at(row, s.heads, h, s.value_size, c)];
      }
      for (std::int64_t c = 0; c < s.head_size; ++c) {
        query_gradient[at(row, s.heads, h, s.head_size, c)] +=
            inner * key[at(column, s.kv_heads, kv, s.head_size, c)];
        key_gradient[at(column, s.kv_heads, kv, s.head_size, c)] +=
            inner * query[at(row, s.heads, h, s.head_size, c)];
      }
    }
  }
};

void expect_near(const std::vector<double>& values, const std::vector<double>& expected, const char* what) {
  ASSERT_EQ(values.size(), expected.size()) << what;
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i], expected[i], 1e-6) << what << ' ' << i;
}

TEST(AttentionGraph, ForwardIsAttention) {
  for (const AttentionShape& shape : small_shapes) {
    const Direct direct(shape);
    Memory memory{{id(AttentionTensor::query), direct.query},
                  {id(AttentionTensor::key), direct.key},
                  {id(AttentionTensor::value), direct.value}};
    const AttentionGraph graph = forward_graph(shape);
    GraphInterpreter(graph, memory);
    expect_near(memory.at(id(AttentionTensor::output)), direct.output, "output");
    expect_near(memory.at(id(AttentionTensor::log_sums)), direct.log_sums, "log sums");
  }
}

TEST(AttentionGraph, BackwardIsItsGradient) {
  for (const AttentionShape& shape : small_shapes) {
    const Direct direct(shape);
    Memory memory{{id(AttentionTensor::query), direct.query},
                  {id(AttentionTensor::key), direct.key},
                  {id(AttentionTensor::value), direct.value},
                  {id(AttentionTensor::output), direct.output},
                  {id(AttentionTensor::log_sums), direct.log_sums},
                  {id(AttentionTensor::output_gradient), direct.output_gradient}};
    const AttentionGraph graph = backward_graph(shape);
    GraphInterpreter(graph, memory);
    expect_near(memory.at(id(AttentionTensor::query_gradient)), direct.query_gradient, "query");
    expect_near(memory.at(id(AttentionTensor::key_gradient)), direct.key_gradient, "key");
    expect_near(memory.at(id(AttentionTensor::value_gradient)), direct.value_gradient, "value");
  }
}

TEST(AttentionGraph, EveryTensorIsMadeBeforeItIsReadAndOnce) {
  for (const AttentionShape& shape : small_shapes) {
    for (const AttentionGraph& graph : {forward_graph(shape), backward_graph(shape)}) {
      std::set<std::int64_t> ids, made, read;
      for (const GraphTensor& tensor : graph.tensors) {
        EXPECT_TRUE(ids.insert(tensor.id).second) << tensor.id;
        EXPECT_FALSE(tensor.is_virtual && tensor.scalar);
        if (!tensor.is_virtual && !tensor.scalar) {
          EXPECT_LE(tensor.id, id(AttentionTensor::query_gradient_sum));
        }
      }
      for (const GraphOperation& o : graph.operations) {
        for (const std::int64_t from : {o.x, o.b, o.t}) {
          if (from == 0) continue;
          read.insert(from);
          EXPECT_TRUE(!graph.tensor(from).is_virtual || made.count(from) == 1) << from;
        }
        EXPECT_TRUE(made.insert(o.y).second) << o.y;
      }
      for (const GraphTensor& tensor : graph.tensors)
        EXPECT_TRUE(read.count(tensor.id) == 1 || made.count(tensor.id) == 1) << tensor.id << " is idle";
    }
  }
}

TEST(AttentionGraph, FactorsOfProductsAreInBf16AsTheMatrixUnitsTakeThem) {
  const AttentionShape shape = small_shapes[1];
  for (const AttentionGraph& graph : {forward_graph(shape), backward_graph(shape)}) {
    for (const GraphOperation& o : graph.operations) {
      if (o.op != GraphOp::matrix_product) continue;
      EXPECT_EQ(graph.tensor(o.b).type, ElementType::bf16);
      EXPECT_EQ(o.compute, ElementType::fp32);
    }
  }
}

TEST(AttentionGraph, TensorsInMemoryHaveTheBytesOfTheirElements) {
  const AttentionShape s = small_shapes[1];
  const AttentionGraph graph = backward_graph(s);
  const auto bytes = [&](AttentionTensor which) { return bytes_of(graph.tensor(id(which))); };
  EXPECT_EQ(bytes(AttentionTensor::query), 2u * 2 * 6 * 4 * 16);
  EXPECT_EQ(bytes(AttentionTensor::value), 2u * 2 * 6 * 2 * 8);
  EXPECT_EQ(bytes(AttentionTensor::log_sums), 4u * 2 * 6 * 4);
  EXPECT_EQ(bytes(AttentionTensor::query_gradient_sum), 4u * 2 * 6 * 4 * 16);
}

}  // namespace
}  // namespace trainyard::kernels
