#pragma once
// Completes a scenario's plan: data parallelism from the number of GPUs, layers onto stages, legality.
#include "models/estimate/scenario_document.h"
#include "models/parallel/layout.h"

namespace trainyard {

/// What the layers, the head and the MTP modules cost relative to one another, for laying them onto stages.
/// From FLOPs by format at a usual share of the peak: fp8 GEMM 0.50, bf16 GEMM 0.60, attention 0.50; layers
/// x 1.39, since 28 % of a layer's compute time is neither GEMM nor attention
/// (deepseek-ai/profile-data@4496024). A layout needs no more; the estimate prices every operator.
[[nodiscard]] LayerWeights estimate_layer_weights(const ModelSpec& model, int sequence, const GpuProfile& gpu,
                                                  const SoftwareProfile& software);

/// How the layers of `plan` are to be laid out when nobody says.
[[nodiscard]] LayoutRequest layout_request(const Plan& plan, const LayerWeights& weights);

/// Completes `document.plan`; every problem is recorded at its field of `scenario`, with the nearest legal
/// plans.
void resolve_plan(ScenarioDocument& document, const ModelSpec& model, const ClusterProfile& cluster,
                  const NodeProfile& node, const FabricProfile& fabric, const GpuProfile& gpu,
                  const SoftwareProfile& software, JsonReader& scenario);

/// The same, but a plan that is not legal is no problem: it is left without stages. What no plan could mend
/// (the number of GPUs, a format the GPU lacks) still is one.
void resolve_plan_if_legal(ScenarioDocument& document, const ModelSpec& model, const ClusterProfile& cluster,
                           const NodeProfile& node, const FabricProfile& fabric, const GpuProfile& gpu,
                           const SoftwareProfile& software, JsonReader& scenario);

}  // namespace trainyard
