#pragma once
#include "models/compute/operators.h"

namespace trainyard {

/// Fills the three attention lists of `layer` (norm, projections, rotary, attention, output projection,
/// second norm, router).
void append_attention_operators(const RankWork& work, bool moe, LayerOperators& layer);

}  // namespace trainyard
