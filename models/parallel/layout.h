#pragma once
// Which layers stand on which pipeline stage: as text, automatically, and the plausible others.
#include <string>
#include <string_view>
#include <vector>

#include "models/architecture/model_spec.h"
#include "models/parallel/plan.h"
#include "sim/base/result.h"

namespace trainyard {

/// Which stages share a rank, as far as balance goes. Mirrored: rank r runs stages r and P-1-r at the same
/// time (DualPipe), so that the sum of the two counts.
enum class StagePairing { none, mirrored };

struct LayoutRequest {
  int stages = 1;
  StagePairing pairing = StagePairing::none;
  LayerWeights weights{};
  /// Layouts whose slowest stage (pair) is within this share of the best count as equally fast, and the most
  /// regular of them is taken: weights are estimates, so an irregular layout must earn its keep. 0: exact.
  double tolerance = 0.04;
};

/// Lays `model` over `request.stages` stages so that the slowest stage (pair of stages) is as fast as can be,
/// by exact dynamic programming. Among equally fast layouts the one with the most even layer counts, then the
/// most even weights, then the lightest ends, then the heavier stages first (mirrored: from the ends
/// inwards). Errors: fewer layers than stages - 1, an odd number of mirrored stages, a size that would take
/// minutes.
[[nodiscard]] Result<std::vector<StageSpec>> make_stages(const ModelSpec& model,
                                                         const LayoutRequest& request);

/// The layouts a team might have chosen instead, for sampling when none is published; the automatic one
/// first, the others by their slowest stage. Rule: any number of layers on the first and on the last stage,
/// the rest spread as evenly as possible with the heavier stages first; kept when the slowest stage (pair) is
/// within `spread` of the best, at most `most` of them. Errors: as make_stages.
[[nodiscard]] Result<std::vector<std::vector<StageSpec>>> alternative_layouts(const ModelSpec& model,
                                                                              const LayoutRequest& request,
                                                                              double spread = 0.15,
                                                                              std::size_t most = 12);

/// Stages holding `counts[s]` layers each, in order; embedding first, head and MTP modules last. The counts
/// must sum to the model's layers.
[[nodiscard]] std::vector<StageSpec> stages_of_counts(const ModelSpec& model, const std::vector<int>& counts);

[[nodiscard]] double stage_weight(const StageSpec& stage, const ModelSpec& model,
                                  const LayerWeights& weights);
/// The weight that sets the pace: of the slowest stage, or of the slowest mirrored pair.
[[nodiscard]] double slowest_weight(const std::vector<StageSpec>& stages, const ModelSpec& model,
                                    const LayerWeights& weights, StagePairing pairing);

/// Reads "E+3,4x14,2+M+H": stages parted by commas, items by '+': E the embedding, a number of layers, M an
/// MTP module, H the head; NxK stands for K stages of N layers. Errors: what is no such item; layouts
/// check_stages refuses.
[[nodiscard]] Result<std::vector<StageSpec>> parse_stages(std::string_view text, const ModelSpec& model);
/// The text parse_stages reads; runs of equal plain stages are drawn together.
[[nodiscard]] std::string to_text(const std::vector<StageSpec>& stages);

}  // namespace trainyard
