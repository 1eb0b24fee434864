#pragma once
#include "models/compute/operators.h"

namespace trainyard {

/// Fills the three feed-forward lists of `layer`: a dense block, or shared and routed experts with
/// permutation.
void append_ffn_operators(const RankWork& work, bool moe, LayerOperators& layer);

}  // namespace trainyard
