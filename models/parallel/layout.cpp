// The automatic layout: a contiguous partition by dynamic programming over groups of stages, in whole numbers
// so that ties are ties.
#include "models/parallel/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

namespace trainyard {
namespace {

using Weight = std::int64_t;  // one part in weight_scale of the whole model

constexpr double weight_scale = 1e8;            // squares of sums still fit 64 bits
constexpr std::size_t most_states = 4'000'000;  // a table of more would take seconds and gigabytes

/// What is minimised among equally fast layouts, the first difference deciding. All three add up over groups.
struct Unevenness {
  std::int64_t squared_counts = 0;   // layers per stage
  std::int64_t squared_weights = 0;  // per stage, or pair of stages
  std::int64_t end_weight = 0;       // first and last stage
  auto operator<=>(const Unevenness&) const = default;
  Unevenness operator+(const Unevenness& other) const {
    return {squared_counts + other.squared_counts, squared_weights + other.squared_weights,
            end_weight + other.end_weight};
  }
};
constexpr Unevenness impossible{std::numeric_limits<std::int64_t>::max(), 0, 0};
constexpr Weight unreachable = std::numeric_limits<Weight>::max();

/// Layers [begin, end) are still to be placed by group `group` and later ones. A group is one stage taken
/// from the front, or a mirrored pair: one stage from the front and its partner from the back.
struct State {
  int group = 0;
  int begin = 0;
  int end = 0;
};

struct Choice {
  int front = 0;  // layers of the group's first stage
  int back = 0;   // layers of its mirrored partner; 0 without pairing
};

class Partition {
 public:
  Partition(const ModelSpec& model, const LayoutRequest& request)
      : layers_(model.layers),
        mirrored_(request.pairing == StagePairing::mirrored),
        groups_(mirrored_ ? request.stages / 2 : request.stages) {
    const LayerWeights& w = request.weights;
    std::vector<double> weights;
    double total = w.embedding + w.head + w.mtp * model.mtp_modules;
    for (int layer = 0; layer < layers_; ++layer) {
      weights.push_back(model.is_moe_layer(layer) || !model.moe ? w.moe : w.dense);
      total += weights.back();
    }
    const auto whole = [&](double weight) {
      return static_cast<Weight>(std::llround(weight / total * weight_scale));
    };
    sums_.push_back(0);
    for (const double weight : weights) sums_.push_back(sums_.back() + whole(weight));
    first_extra_ = whole(w.embedding);
    last_extra_ = whole(w.head) + model.mtp_modules * whole(w.mtp);
  }

  /// Layers per stage.
  std::vector<int> solve(double tolerance) {
    limit_ = upper_bound();
    const Weight best = slowest_from({0, 0, layers_});
    limit_ = best + static_cast<Weight>(std::floor(static_cast<double>(best) * tolerance));
    unevenness_.assign(table_size(), std::nullopt);
    return rebuild();
  }

  static std::size_t table_size(std::size_t groups, std::size_t layers, bool mirrored) {
    return groups * (layers + 1) * (mirrored ? layers + 1 : 1);
  }

 private:
  [[nodiscard]] std::size_t table_size() const {
    return table_size(static_cast<std::size_t>(groups_), static_cast<std::size_t>(layers_), mirrored_);
  }
  [[nodiscard]] std::size_t index(State at) const {
    const auto width = static_cast<std::size_t>(layers_) + 1;
    const auto row = static_cast<std::size_t>(at.group) * width + static_cast<std::size_t>(at.begin);
    return mirrored_ ? row * width + static_cast<std::size_t>(at.end) : row;
  }
  [[nodiscard]] Weight between(int begin, int end) const {
    return sums_[static_cast<std::size_t>(end)] - sums_[static_cast<std::size_t>(begin)];
  }
  [[nodiscard]] Weight extra(int group) const {
    if (mirrored_) return group == 0 ? first_extra_ + last_extra_ : 0;
    return (group == 0 ? first_extra_ : 0) + (group + 1 == groups_ ? last_extra_ : 0);
  }
  [[nodiscard]] Weight weight(State at, Choice choice) const {
    return between(at.begin, at.begin + choice.front) + between(at.end - choice.back, at.end) +
           extra(at.group);
  }
  [[nodiscard]] State after(State at, Choice choice) const {
    return {at.group + 1, at.begin + choice.front, at.end - choice.back};
  }
  [[nodiscard]] Unevenness unevenness(State at, Choice choice) const {
    const Weight all = weight(at, choice);
    const std::int64_t front = choice.front, back = choice.back;
    Unevenness cost{front * front + back * back, all * all, 0};
    if (mirrored_ && at.group == 0) cost.end_weight = all;
    if (!mirrored_ && (at.group == 0 || at.group + 1 == groups_)) cost.end_weight = all;
    return cost;
  }
  /// Too much is left for the groups that are left.
  [[nodiscard]] bool hopeless(State at) const {
    Weight left = between(at.begin, at.end);
    if (!mirrored_ && at.group < groups_) left += last_extra_;
    return static_cast<double>(left) > static_cast<double>(limit_) * (groups_ - at.group);
  }

  /// Calls `visit` with every choice of the group that stays within the limit, the fuller front stage last.
  template <class Visit>
  void for_each_choice(State at, const Visit& visit) const {
    const bool last_stage = !mirrored_ && at.group + 1 == groups_;
    const int least_front = last_stage && groups_ > 1 ? 0 : 1;
    const int least_back = mirrored_ && at.group > 0 ? 1 : 0;
    for (int front = least_front; at.begin + front <= at.end; ++front) {
      if (weight(at, {front, 0}) > limit_) break;
      if (!mirrored_) {
        visit(Choice{front, 0});
        continue;
      }
      for (int back = least_back; at.begin + front + back <= at.end; ++back) {
        if (weight(at, {front, back}) > limit_) break;
        visit(Choice{front, back});
      }
    }
  }

  /// A limit some layout keeps: grown from the mean until one does. Leaves `slowest_` filled for it.
  Weight upper_bound() {
    const Weight whole = sums_.back() + first_extra_ + last_extra_;
    Weight bound = whole / groups_ + 1;
    for (;; bound += bound / 16 + 1) {
      limit_ = bound;
      slowest_.assign(table_size(), -1);
      if (bound >= whole || slowest_from({0, 0, layers_}) != unreachable) return bound;
    }
  }

  Weight slowest_from(State at) {
    if (at.group == groups_) return at.begin == at.end ? 0 : unreachable;
    if (hopeless(at)) return unreachable;
    Weight& known = slowest_[index(at)];
    if (known >= 0) return known;
    Weight best = unreachable;
    for_each_choice(at, [&](Choice choice) {
      const Weight here = weight(at, choice);
      if (here < best) best = std::min(best, std::max(here, slowest_from(after(at, choice))));
    });
    return known = best;
  }

  Unevenness unevenness_from(State at) {
    if (at.group == groups_) return at.begin == at.end ? Unevenness{} : impossible;
    if (hopeless(at)) return impossible;
    std::optional<Unevenness>& known = unevenness_[index(at)];
    if (known) return *known;
    Unevenness best = impossible;
    for_each_choice(at, [&](Choice choice) {
      const Unevenness rest = unevenness_from(after(at, choice));
      if (rest != impossible) best = std::min(best, unevenness(at, choice) + rest);
    });
    known = best;
    return best;
  }

  std::vector<int> rebuild() {
    std::vector<int> front, back;
    State at{0, 0, layers_};
    while (at.group < groups_) {
      const Unevenness wanted = unevenness_from(at);
      assert(wanted != impossible);
      Choice taken;
      for_each_choice(at, [&](Choice choice) {
        const Unevenness rest = unevenness_from(after(at, choice));
        if (rest != impossible && unevenness(at, choice) + rest == wanted) taken = choice;
      });
      front.push_back(taken.front);
      if (mirrored_) back.push_back(taken.back);
      at = after(at, taken);
    }
    front.insert(front.end(), back.rbegin(), back.rend());
    return front;
  }

  int layers_;
  bool mirrored_;
  int groups_;
  std::vector<Weight> sums_{};  // of the layers before each index
  Weight first_extra_ = 0;
  Weight last_extra_ = 0;
  Weight limit_ = 0;
  std::vector<Weight> slowest_{};  // -1: not known yet
  std::vector<std::optional<Unevenness>> unevenness_{};
};

}  // namespace

Result<std::vector<StageSpec>> make_stages(const ModelSpec& model, const LayoutRequest& request) {
  [[maybe_unused]] const LayerWeights& w = request.weights;
  assert(request.stages > 0 && request.tolerance >= 0.0);
  assert(w.dense > 0.0 && w.moe > 0.0 && w.embedding >= 0.0 && w.head >= 0.0 && w.mtp >= 0.0);
  assert(std::isfinite(w.dense + w.moe + w.embedding + w.head + w.mtp));
  const bool mirrored = request.pairing == StagePairing::mirrored;
  if (request.stages > model.layers + 1) {
    return problem(fmt::format("{} layers and the head do not fill {} stages", model.layers, request.stages),
                   fmt::format("at most {} stages", model.layers + 1));
  }
  if (mirrored && request.stages % 2 != 0) {
    return problem(fmt::format("{} stages do not pair up, expected an even number", request.stages));
  }
  const std::size_t groups = static_cast<std::size_t>(mirrored ? request.stages / 2 : request.stages);
  const auto layers = static_cast<std::size_t>(model.layers);
  if (layers > 10'000 || Partition::table_size(groups, layers, mirrored) > most_states) {
    return problem(fmt::format("a layout of {} layers over {} stages is too large to be made automatically",
                               model.layers, request.stages),
                   "give the layout as text");
  }
  return stages_of_counts(model, Partition(model, request).solve(request.tolerance));
}

std::vector<StageSpec> stages_of_counts(const ModelSpec& model, const std::vector<int>& counts) {
  std::vector<StageSpec> stages(counts.size());
  int next = 0;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    for (int i = 0; i < counts[s]; ++i) stages[s].layers.push_back(next++);
  }
  assert(!counts.empty() && next == model.layers);
  stages.front().embedding = true;
  stages.back().head = true;
  stages.back().mtp_modules = model.mtp_modules;
  return stages;
}

double stage_weight(const StageSpec& stage, const ModelSpec& model, const LayerWeights& weights) {
  double weight = (stage.embedding ? weights.embedding : 0.0) + (stage.head ? weights.head : 0.0) +
                  stage.mtp_modules * weights.mtp;
  for (const int layer : stage.layers) {
    weight += model.is_moe_layer(layer) || !model.moe ? weights.moe : weights.dense;
  }
  return weight;
}

double slowest_weight(const std::vector<StageSpec>& stages, const ModelSpec& model,
                      const LayerWeights& weights, StagePairing pairing) {
  double slowest = 0;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    double weight = stage_weight(stages[s], model, weights);
    if (pairing == StagePairing::mirrored)
      weight += stage_weight(stages[stages.size() - 1 - s], model, weights);
    slowest = std::max(slowest, weight);
  }
  return slowest;
}

}  // namespace trainyard
