// Layouts a team might have chosen: any first and last stage, everything between as even as can be.
#include <algorithm>
#include <cstdint>
#include <tuple>

#include "models/parallel/layout.h"

namespace trainyard {
namespace {

/// `first`, then `middle` layers spread over `between` stages with the heavier ones first, then `last`.
std::vector<int> even_counts(int first, int between, int middle, int last) {
  std::vector<int> counts{first};
  for (int s = 0; s < between; ++s) counts.push_back(middle / between + (s < middle % between ? 1 : 0));
  counts.push_back(last);
  return counts;
}

struct Alternative {
  double slowest = 0;
  std::int64_t squared_counts = 0;
  std::vector<int> counts{};
};

}  // namespace

Result<std::vector<std::vector<StageSpec>>> alternative_layouts(const ModelSpec& model,
                                                                const LayoutRequest& request, double spread,
                                                                std::size_t most) {
  TRAINYARD_TRY(automatic, make_stages(model, request));
  const auto pace = [&](const std::vector<StageSpec>& stages) {
    return slowest_weight(stages, model, request.weights, request.pairing);
  };
  LayoutRequest exact = request;
  exact.tolerance = 0.0;
  TRAINYARD_TRY(best, make_stages(model, exact));
  const double slowest_allowed = pace(best) * (1.0 + spread);

  const int between = request.stages - 2;
  const double layer = std::min(request.weights.dense, request.weights.moe);
  std::vector<Alternative> found;
  // Neither end can hold more layers than the slowest allowed stage, even of the lightest kind.
  const double most_at_end = std::min(static_cast<double>(model.layers), slowest_allowed / layer);
  for (int first = 1; request.stages > 1 && first <= most_at_end; ++first) {
    for (int last = 0; last <= most_at_end && first + last + between <= model.layers; ++last) {
      const int middle = model.layers - first - last;
      if (between == 0 && middle != 0) continue;
      Alternative one{.slowest = 0, .squared_counts = 0, .counts = even_counts(first, between, middle, last)};
      const std::vector<StageSpec> stages = stages_of_counts(model, one.counts);
      one.slowest = pace(stages);
      if (one.slowest > slowest_allowed || stages == automatic) continue;
      for (const int count : one.counts) one.squared_counts += std::int64_t{count} * count;
      found.push_back(std::move(one));
    }
  }
  std::sort(found.begin(), found.end(), [](const Alternative& a, const Alternative& b) {
    return std::tie(a.slowest, a.squared_counts, a.counts) < std::tie(b.slowest, b.squared_counts, b.counts);
  });
  std::vector<std::vector<StageSpec>> layouts{automatic};
  for (const Alternative& one : found) {
    if (layouts.size() >= most) break;
    layouts.push_back(stages_of_counts(model, one.counts));
  }
  return layouts;
}

}  // namespace trainyard
