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
constexpr std::array<std::string_view, 5> never_for_weights = {"softmax statistics", "attention scores",
                                                               "dropout masks", "logits", "head input"};

bool kept_for_weights(std::string_view name, const RankWork& work) {
  if (std::find(never_for_weights.begin(), never_for_weights.end(), name) != never_for_weights.end())
    return false;
  // Only the norm's backward reads these, unless the norm's output is recomputed from them.
  const bool whole_layer = work.recompute == Recompute::full;
  if (name == "layer input" || name == "ffn norm input") return whole_layer || work.redoes_norms();
  if (name == "latents") return whole_layer || work.redoes_up_projection();
  return true;
}

class HeldList {
 public:
  /// What a layer of `work`, or the ends of a stage, keep.
  void add(const std::vector<SavedActivation>& saved, const RankWork& work) {
    for (const SavedActivation& one : saved) {
      auto at = std::find_if(items.begin(), items.end(),
                             [&](const HeldActivation& known) { return known.name == one.name; });
      if (at == items.end())
        at = items.insert(items.end(), {.name = one.name, .whole = {}, .for_weights = {}});
      at->whole += one.bytes;
      if (kept_for_weights(one.name, work)) at->for_weights += one.bytes;
    }
  }

  std::vector<HeldActivation> items;
};

/// Summed afresh every time, so that rounding does not depend on the history.
Bytes bytes_of(const HeldPeak& now, const std::vector<HeldActivation>& stages) {
  Bytes sum{};
  for (std::size_t s = 0; s < stages.size(); ++s)
    sum += stages[s].whole * now.whole[s] + stages[s].for_weights * now.weight_waiting[s];
  return sum;
}

/// Goes through the program of `rank`: `running` sees what is held while each operation runs, `ended` what is
/// left of it. `bytes` is theirs to fill.
template <class Running, class Ended>
void walk(const ScheduleProgram& program, int rank, const std::vector<HeldActivation>& stages,
          const Running& running, const Ended& ended) {
  assert(stages.size() == static_cast<std::size_t>(program.stages));
  HeldPeak now{.whole = std::vector<int>(stages.size()),
               .weight_waiting = std::vector<int>(stages.size()),
               .bytes = {},
               .op = 0};
  const std::vector<ChunkOp>& ops = program.ranks[static_cast<std::size_t>(rank)];
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const ChunkOp& op = ops[i];
    now.op = i;
    if (op.forward.present()) ++now.whole[static_cast<std::size_t>(op.forward.stage)];
    running(now);
    if (op.backward.present()) {
      const auto stage = static_cast<std::size_t>(op.backward.stage);
      --(op.kind == ChunkKind::weight_backward ? now.weight_waiting : now.whole)[stage];
      if (op.kind == ChunkKind::input_backward) ++now.weight_waiting[stage];
    }
    ended(now);
  }
}

}  // namespace

RankWork layer_work(const RankWork& work, const Plan& plan, std::size_t index, std::size_t layers) {
  RankWork own = work;
  if (work.recompute == Recompute::full &&
      !recomputes_layer(plan, static_cast<int>(index), static_cast<int>(layers))) {
    own.recompute = Recompute::none;
  }
  return own;
}

std::vector<HeldActivation> held_activations(const RankWork& work, const Plan& plan, const StageSpec& stage) {
  HeldList held;
  for (std::size_t i = 0; i < stage.layers.size(); ++i) {
    const RankWork own = layer_work(work, plan, i, stage.layers.size());
    held.add(saved_activations(own, work.model->is_moe_layer(stage.layers[i])), own);
  }
  for (int module = 0; module < stage.mtp_modules; ++module) {
    held.add(saved_activations(work, work.model->moe.has_value()), work);
    // The two halves of what the 2h -> h projection reads, or what their norms are redone from.
    held.add({{"MTP projection input", bytes(2.0 * work.sharded_tokens() * 2.0 * work.model->hidden)}}, work);
    held.add(saved_head_activations(work), work);
  }
  if (stage.head) held.add(saved_head_activations(work), work);
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
  HeldPeak peak{.whole = std::vector<int>(stages.size()),
                .weight_waiting = std::vector<int>(stages.size()),
                .bytes = {},
                .op = 0};
  walk(
      program, rank, stages,
      [&](HeldPeak& now) {
        now.bytes = bytes_of(now, stages);
        if (now.bytes > peak.bytes) peak = now;
      },
      [](const HeldPeak&) {});
  return peak;
}

std::vector<HeldBytes> held_by_operation(const ScheduleProgram& program, int rank,
                                         const std::vector<HeldActivation>& stages) {
  std::vector<HeldBytes> held;
  walk(
      program, rank, stages,
      [&](const HeldPeak& now) {
        held.push_back(
            {.during = bytes_of(now, stages), .after = {}, .chunks_during = now.chunks(), .chunks_after = 0});
      },
      [&](const HeldPeak& now) {
        held.back().after = bytes_of(now, stages);
        held.back().chunks_after = now.chunks();
      });
  return held;
}

}  // namespace trainyard
