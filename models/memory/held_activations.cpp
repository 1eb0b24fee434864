#include "models/memory/held_activations.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <string_view>

namespace trainyard {

namespace {

/// Only the attention's own backward reads the statistics; the head's weight gradient is taken with its input
/// gradient (make_chunk).
constexpr std::array<std::string_view, 3> never_for_weights = {"softmax statistics", "logits", "head input"};
/// Only the norm's backward reads these, unless the norm's output is recomputed from them.
constexpr std::array<std::string_view, 3> behind_a_saved_norm = {"layer input", "ffn norm input", "latents"};

bool kept_for_weights(std::string_view name, Recompute recompute) {
  const auto among = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (among(never_for_weights)) return false;
  const bool norms_saved = recompute == Recompute::none || recompute == Recompute::selective;
  return !(norms_saved && among(behind_a_saved_norm));
}

class HeldList {
 public:
  explicit HeldList(Recompute recompute) : recompute_(recompute) {}

  void add(const std::vector<SavedActivation>& saved) {
    for (const SavedActivation& one : saved) {
      auto at = std::find_if(items.begin(), items.end(),
                             [&](const HeldActivation& known) { return known.name == one.name; });
      if (at == items.end())
        at = items.insert(items.end(), {.name = one.name, .whole = {}, .for_weights = {}});
      at->whole += one.bytes;
      if (kept_for_weights(one.name, recompute_)) at->for_weights += one.bytes;
    }
  }

  std::vector<HeldActivation> items;

 private:
  Recompute recompute_;
};

}  // namespace

std::vector<HeldActivation> held_activations(const RankWork& work, const StageSpec& stage) {
  HeldList held(work.recompute);
  const std::vector<SavedActivation> dense = saved_activations(work, false);
  const std::vector<SavedActivation> moe =
      work.model->moe ? saved_activations(work, true) : std::vector<SavedActivation>{};
  for (const int layer : stage.layers) held.add(work.model->is_moe_layer(layer) ? moe : dense);
  for (int module = 0; module < stage.mtp_modules; ++module) {
    held.add(work.model->moe ? moe : dense);
    // The two halves of what the 2h -> h projection reads, or what their norms are redone from.
    held.add({{"MTP projection input", bytes(2.0 * work.sharded_tokens() * 2.0 * work.model->hidden)}});
    held.add(saved_head_activations(work));
  }
  if (stage.head) held.add(saved_head_activations(work));
  return held.items;
}

HeldActivation total(const std::vector<HeldActivation>& held) {
  HeldActivation sum;
  for (const HeldActivation& one : held) {
    sum.whole += one.whole;
    sum.for_weights += one.for_weights;
  }
  return sum;
}

int HeldPeak::chunks() const {
  return std::accumulate(whole.begin(), whole.end(), 0) +
         std::accumulate(weight_waiting.begin(), weight_waiting.end(), 0);
}

HeldPeak heaviest_moment(const ScheduleProgram& program, int rank,
                         const std::vector<HeldActivation>& stages) {
  assert(stages.size() == static_cast<std::size_t>(program.stages));
  HeldPeak now{.whole = std::vector<int>(stages.size()),
               .weight_waiting = std::vector<int>(stages.size()),
               .bytes = {},
               .op = 0};
  HeldPeak peak = now;
  const std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ChunkOp& op = ops[i];
    if (op.forward.present()) ++now.whole[static_cast<std::size_t>(op.forward.stage)];
    now.op = i;
    now.bytes = {};  // summed afresh, so that rounding does not depend on the history
    for (std::size_t s = 0; s < stages.size(); ++s) {
      now.bytes += stages[s].whole * now.whole[s] + stages[s].for_weights * now.weight_waiting[s];
    }
    if (now.bytes > peak.bytes) peak = now;
    if (!op.backward.present()) continue;
    const auto stage = static_cast<std::size_t>(op.backward.stage);
    --(op.kind == ChunkKind::weight_backward ? now.weight_waiting : now.whole)[stage];
    if (op.kind == ChunkKind::input_backward) ++now.weight_waiting[stage];
  }
  return peak;
}

}  // namespace trainyard
