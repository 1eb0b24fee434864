#pragma once

#include <map>
#include <vector>

#include "kernels/harness/attention_graph.h"
#include "kernels/libraries/cudnn_descriptor.h"

#if TRAINYARD_HAS_CUDNN

namespace trainyard::kernels {

/// The operations of a graph as cuDNN's, with what they are made of, which has to live as long.
class LoweredGraph {
 public:
  LoweredGraph(const Cudnn::Implementation& cudnn, const AttentionGraph& graph);

  std::vector<cudnnBackendDescriptor_t> operations() const;

 private:
  void add(const GraphOperation& operation);
  void add_product(const GraphOperation& operation);
  void add_transpose(const GraphOperation& operation);
  void add_reduction(const GraphOperation& operation);
  void add_pointwise(const GraphOperation& operation);
  const Descriptor& at(std::int64_t id) const { return tensors_.at(id); }

  const Cudnn::Implementation& cudnn_;
  std::map<std::int64_t, Descriptor> tensors_{};
  std::vector<Descriptor> kinds_{};  ///< what the operations are: sums, exponentials
  std::vector<Descriptor> operations_{};
};

}  // namespace trainyard::kernels

#endif
