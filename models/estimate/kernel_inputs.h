#pragma once
#include "models/compute/kernel_uncertainty.h"
#include "models/estimate/scenario.h"

namespace trainyard {

/// The kernels of the scenario's layers and head by kind, with what their constants may be off. Errors: those
/// of KernelModel::make and estimate_exchanges.
[[nodiscard]] Result<std::vector<KernelSpread>> scenario_kernels(const Scenario& scenario);

/// Adds the uncertainty of kernel times ("gemm", "grouped_gemm", "attention", "memory_kernels") to
/// `scenario.uncertain`, as the GPU's profile tells it for the operators of this scenario. What the scenario
/// says itself stays. Nothing is added where the machine has no kernels for the stack: the estimate says why.
void add_kernel_uncertainty(Scenario& scenario);

}  // namespace trainyard
