#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <vector>

#include "kernels/harness/attention_graph.h"

namespace trainyard::kernels {

/// Computes an attention graph in double precision on the host: what its operations mean, without cuDNN.
class GraphInterpreter {
 public:
  /// `memory` has values for the tensors in memory that are read, indexed as their strides say; the others
  /// are added.
  GraphInterpreter(const AttentionGraph& graph, std::map<std::int64_t, std::vector<double>>& memory)
      : graph_(graph), memory_(memory) {
    for (const GraphTensor& tensor : graph.tensors) {
      if (tensor.scalar) memory_[tensor.id] = {*tensor.scalar};
    }
    for (const GraphOperation& operation : graph.operations) run(operation);
  }

 private:
  static std::size_t place(const GraphTensor& tensor, const Sizes& at) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < at.size(); ++i) sum += (tensor.sizes[i] == 1 ? 0 : at[i]) * tensor.strides[i];
    return static_cast<std::size_t>(sum);
  }
  double read(std::int64_t id, Sizes at) const {
    return memory_.at(id).at(place(graph_.tensor(id), at));  // throws where nothing was written
  }
  double& write(std::int64_t id, const Sizes& at) {
    const GraphTensor& tensor = graph_.tensor(id);
    std::vector<double>& values = memory_[id];
    std::int64_t last = 1;
    for (std::size_t i = 0; i < at.size(); ++i) last += (tensor.sizes[i] - 1) * tensor.strides[i];
    values.resize(static_cast<std::size_t>(last));
    return values.at(place(tensor, at));
  }
  template <class Each>
  static void for_all(const Sizes& sizes, const Each& each) {
    Sizes at{};
    for (at[0] = 0; at[0] < sizes[0]; ++at[0]) {
      for (at[1] = 0; at[1] < sizes[1]; ++at[1]) {
        for (at[2] = 0; at[2] < sizes[2]; ++at[2]) {
          for (at[3] = 0; at[3] < sizes[3]; ++at[3]) each(at);
        }
      }
    }
  }

  void run(const GraphOperation& o) {
    const GraphTensor& x = graph_.tensor(o.x);
    const GraphTensor& y = graph_.tensor(o.y);
    switch (o.op) {
      case GraphOp::matrix_product:
        return multiply(o, x, graph_.tensor(o.b), y);
      case GraphOp::largest:
      case GraphOp::sum:
        return reduce(o, x, y);
      case GraphOp::transpose:
        return for_all(y.sizes, [&](const Sizes& at) {
          write(o.y, at) = read(o.x, {at[0], at[1], at[3], at[2]});
        });
      default:
        return for_all(y.sizes, [&](const Sizes& at) { write(o.y, at) = pointwise(o, at); });
    }
  }

  void multiply(const GraphOperation& o, const GraphTensor& x, const GraphTensor& b, const GraphTensor& y) {
    if (x.sizes[3] != b.sizes[2] || x.sizes[2] != y.sizes[2] || b.sizes[3] != y.sizes[3] ||
        x.sizes[1] != y.sizes[1] || x.sizes[1] % b.sizes[1] != 0)
      throw std::invalid_argument("factors that do not fit");
    const std::int64_t group = x.sizes[1] / b.sizes[1];
    for_all(y.sizes, [&](const Sizes& at) {
      double sum = 0;
      for (std::int64_t k = 0; k < x.sizes[3]; ++k)
        sum += read(o.x, {at[0], at[1], at[2], k}) * read(o.b, {at[0], at[1] / group, k, at[3]});
      write(o.y, at) = sum;
    });
  }

  void reduce(const GraphOperation& o, const GraphTensor& x, const GraphTensor& y) {
    const double start = o.op == GraphOp::sum ? 0.0 : -1e300;
    for_all(y.sizes, [&](const Sizes& at) { write(o.y, at) = start; });
    for_all(x.sizes, [&](const Sizes& at) {
      Sizes to{};
      for (std::size_t i = 0; i < to.size(); ++i) to[i] = at[i] / (x.sizes[i] / y.sizes[i]);
      double& result = write(o.y, to);
      const double value = read(o.x, at);
      result = o.op == GraphOp::sum ? result + value : std::max(result, value);
    });
  }

  double pointwise(const GraphOperation& o, const Sizes& at) const {
    if (o.op == GraphOp::index) return static_cast<double>(at[static_cast<std::size_t>(o.axis)]);
    const double x = read(o.x, at);
    switch (o.op) {
      case GraphOp::exponential:
        return std::exp(x);
      case GraphOp::logarithm:
        return std::log(x);
      case GraphOp::multiply:
        return x * read(o.b, at);
      case GraphOp::add:
        return x + read(o.b, at);
      case GraphOp::subtract:
        return x - read(o.b, at);
      case GraphOp::divide:
        return x / read(o.b, at);
      case GraphOp::greater_equal:
        return x >= read(o.b, at) ? 1.0 : 0.0;
      case GraphOp::select:
        return read(o.t, at) != 0 ? x : read(o.b, at);
      default:
        return x;
    }
  }

  const AttentionGraph& graph_;
  std::map<std::int64_t, std::vector<double>>& memory_;
};

}  // namespace trainyard::kernels
