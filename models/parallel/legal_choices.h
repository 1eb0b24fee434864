#pragma once
// Legal values of one knob of a plan while the others stand still. Shared by the check and the search for the
// nearest plans.
#include <string>
#include <vector>

#include "models/parallel/plan.h"

namespace trainyard {

/// One width that tensor parallelism cuts, e.g. {128, "attention heads"}.
struct TensorWidth {
  int width = 0;
  const char* name = "";
};

/// Every width `tp` must divide; the columns of routed experts only when they are cut over all of tp.
[[nodiscard]] std::vector<TensorWidth> tensor_widths(const ModelSpec& model, bool experts_too = true);

/// Divisors in ascending order.
[[nodiscard]] std::vector<int> divisors(int number);

/// A group of `tp` consecutive ranks fills nodes evenly.
[[nodiscard]] bool fills_nodes(int tp, int gpus, int gpus_per_node);

[[nodiscard]] std::vector<int> legal_tp(const ModelSpec& model, int gpus, int gpus_per_node,
                                        bool experts_too = true);
/// Divisors of tp that divide the columns of an expert; tp alone for a dense model.
[[nodiscard]] std::vector<int> legal_etp(const ModelSpec& model, int tp);
/// Most pipeline stages a model can be cut into: one layer each, and the head on a stage of its own.
[[nodiscard]] int most_stages(const ModelSpec& model);
/// Pipeline ranks when a stage takes `tp_cp` GPUs and every rank holds `vp` stages.
[[nodiscard]] std::vector<int> legal_pp(const ModelSpec& model, int gpus, int tp_cp, int vp);
/// Expert shards one pipeline stage has room for: dp cp, times tp / etp where experts are cut over fewer
/// ranks than tp. Of a plan whose etp divides tp.
[[nodiscard]] int expert_room(const Plan& plan);
/// Divisors of `room` that divide the experts; 1 alone for a dense model.
[[nodiscard]] std::vector<int> legal_ep(const ModelSpec& model, int room);
/// Whether layers of the model have such a part.
[[nodiscard]] bool has_module(const ModelSpec& model, RecomputeModule module);
/// The multiples of `unit` next to `batch`, below and above; at least one unit.
[[nodiscard]] std::vector<int> legal_global_batch(int batch, int unit);

/// The `most` values nearest to `wanted` by ratio, nearest first (the larger of two equally far).
[[nodiscard]] std::vector<int> nearest_values(int wanted, std::vector<int> values, std::size_t most);
/// "nearest legal tp: 4, 2"; says so when there is none.
[[nodiscard]] std::string nearest_hint(const char* knob, int wanted, const std::vector<int>& values);

}  // namespace trainyard
