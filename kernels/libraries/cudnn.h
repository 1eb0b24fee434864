#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "kernels/harness/attention_graph.h"

namespace trainyard::kernels {

/// cuDNN, found when the program runs, for the device that is current when the first graph is planned.
class Cudnn {
 public:
  Cudnn();
  ~Cudnn();
  Cudnn(const Cudnn&) = delete;
  Cudnn& operator=(const Cudnn&) = delete;

  /// Why cuDNN cannot be used; empty when it can.
  const std::string& missing() const { return missing_; }
  std::string version() const;
  /// Whether it clears the scratch of a backward graph itself; before 9.6 the caller had to.
  bool clears_scratch() const;

  struct Implementation;
  const Implementation& implementation() const { return *implementation_; }

 private:
  std::unique_ptr<Implementation> implementation_;
  std::string missing_{};
};

/// A graph with the engine for it that cuDNN's heuristic (mode A) puts first, as frameworks use it. Takes
/// half a second to make, for cuDNN compiles the kernel.
class AttentionPlan {
 public:
  /// Throws MeasurementError with cuDNN's reason when no engine takes the graph.
  AttentionPlan(const Cudnn& cudnn, const AttentionGraph& graph);
  ~AttentionPlan();
  AttentionPlan(const AttentionPlan&) = delete;
  AttentionPlan& operator=(const AttentionPlan&) = delete;

  /// Of scratch memory that a run needs beside the graph's tensors.
  std::size_t workspace_bytes() const;

 private:
  friend class AttentionRun;
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// A plan with places for its tensors.
class AttentionRun {
 public:
  /// `memory` has all tensors of the graph that are in memory; they and the workspace are aligned to 16
  /// bytes.
  AttentionRun(std::shared_ptr<const AttentionPlan> plan, const std::map<AttentionTensor, void*>& memory,
               void* workspace);
  ~AttentionRun();
  AttentionRun(const AttentionRun&) = delete;
  AttentionRun& operator=(const AttentionRun&) = delete;

  /// Queues the graph.
  void launch(cudaStream_t stream) const;

 private:
  struct Places;
  std::shared_ptr<const AttentionPlan> plan_;
  std::unique_ptr<Places> places_;
};

}  // namespace trainyard::kernels
