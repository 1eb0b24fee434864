#pragma once
// A parallel plan: how one model is spread over the GPUs. World = TP * PP * CP * DP; EP lives inside DP (and
// CP), or inside TP * CP * DP where experts are cut over fewer ranks than TP.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware_profiles/profile.h"
#include "models/architecture/model_spec.h"
#include "models/parallel/recompute.h"
#include "sim/base/result.h"

namespace trainyard {

/// How context-parallel ranks come to see one another's keys and values. ring: passed around, hidden behind
/// attention; all_to_all: heads are exchanged for tokens (DeepSpeed-Ulysses); all_gather: collected first.
enum class ContextExchange { ring, all_to_all, all_gather };
[[nodiscard]] std::string_view to_text(ContextExchange exchange);

/// What one virtual pipeline stage holds.
struct StageSpec {
  std::vector<int> layers{};  // indices into the model, consecutive
  bool embedding = false;
  bool head = false;    // final norm, output matrix, loss
  int mtp_modules = 0;  // with their own pass through the shared head
  bool operator==(const StageSpec&) const = default;
};

struct Plan {
  int tp = 1;
  bool sequence_parallel = false;  // norms and residuals sharded over TP
  int pp = 1;
  int vp = 1;  // virtual stages per pipeline rank
  int cp = 1;
  ContextExchange cp_comm = ContextExchange::ring;
  bool cp_balanced = true;  // false: contiguous chunks, so that the last rank has most of the causal work
  int ep = 1;
  int etp = 0;           // ranks one expert is cut over; 0: as tp
  int dp = 1;            // derived: gpus / (tp pp cp)
  int micro_batch = 1;   // sequences
  int global_batch = 0;  // sequences
  int zero = 1;  // 0: all replicated; sharded over DP and CP: 1: optimizer states, 2: and gradients, 3: and
                 // parameters (FSDP)
  int shard_group = 0;  // GPUs one copy is sharded over, replicated beyond (HSDP); 0: all of DP and CP
  bool reshard = true;  // zero 3: parameters are dropped after each layer's forward (FULL_SHARD); false: they
                        // stay gathered until its backward is done (SHARD_GRAD_OP)
  std::string schedule = "1f1b";
  Recompute recompute = Recompute::none;
  RecomputeModules recompute_modules{};  // of Recompute::modules
  double recompute_share = 1.0;     // of Recompute::full: this share of every stage's layers, the first ones
  std::vector<StageSpec> stages{};  // pp * vp stages (DualPipe: pp stages, each rank holds two); see layout.h
  bool stages_assumed = false;      // laid out by us, not given

  [[nodiscard]] int gpus() const { return tp * pp * cp * dp; }
  [[nodiscard]] int micro_batches() const { return global_batch / (dp * micro_batch); }
  [[nodiscard]] int expert_tp() const { return etp == 0 ? tp : etp; }
  [[nodiscard]] int expert_replicas() const { return tp * cp * dp / (ep * expert_tp()); }  // of one shard
  /// GPUs over which one copy of the dense parameters, or what belongs to them, is sharded by `zero`; and of
  /// the experts: their replicas among the same GPUs, at least 1.
  [[nodiscard]] int shards() const { return shard_group == 0 ? dp * cp : shard_group; }
  [[nodiscard]] int expert_shards() const;
  /// Zero 3 under a pipeline that keeps its parameters: gathered once a step, gradients added up whole and
  /// scattered once, as torch.distributed.pipelining has it. Else both happen for every micro-batch.
  [[nodiscard]] bool gathers_once() const { return zero == 3 && !reshard && pp > 1; }
};

/// Whether the layer at `index` of the `layers` of one stage runs its whole forward again in the backward:
/// with Recompute::full the first ones, to the nearest whole layer of `recompute_share`. Megatron-LM's
/// recompute_method "block".
[[nodiscard]] bool recomputes_layer(const Plan& plan, int index, int layers);

/// "none", "full", "full (0.25 of the layers)", "layernorm, mla_up_proj".
[[nodiscard]] std::string recompute_text(const Plan& plan);

/// What a stage costs, by what it holds, relative to one MoE layer (dense models: to one layer). `mtp` is one
/// MTP module with its own pass through the head.
struct LayerWeights {
  double dense = 1.0, moe = 1.0, embedding = 0.0, head = 0.0, mtp = 0.0;
};

/// Every reason why `plan` is illegal for `model` on `gpus` GPUs of `gpus_per_node`; empty when legal. Each
/// names the rule, the numbers, and the nearest legal choices; its pointer is that of the field in a
/// scenario ("/plan/tp"). Not judged here: what the schedule asks for, memory, the sequence length. An empty
/// `stages` is legal: the layout is still to be made. Source of the rules: what Megatron-Core refuses
/// (transformer_config.py, parallel_state.py), and that tensor-parallel groups fill nodes evenly.
[[nodiscard]] Diagnostics check_plan(const Plan& plan, const ModelSpec& model, int gpus, int gpus_per_node);

/// The problems of a layout alone: every layer once and in order, embedding on the first stage, head and
/// every MTP module on the last; only the first and the last of several may be without layers.
[[nodiscard]] Diagnostics check_stages(const std::vector<StageSpec>& stages, const ModelSpec& model);

/// Up to `most` legal plans that change least in `plan`, nearest first (`plan` itself when it is legal).
/// Changing a knob costs one, and the more the further it moves (in powers of two); `dp` follows. A changed
/// mapping is told once, with the batch nearest to the wanted one. Stages are dropped, to be laid out anew,
/// where they no longer fit. `also_legal` can refuse more, e.g. what the schedule cannot do. Empty when no
/// plan fits these GPUs at all.
[[nodiscard]] std::vector<Plan> nearest_legal_plans(const Plan& plan, const ModelSpec& model, int gpus,
                                                    int gpus_per_node, std::size_t most = 3,
                                                    const std::function<bool(const Plan&)>& also_legal = {});

/// "tp 3 -> 4, global batch 100 -> 96"; empty when nothing differs.
[[nodiscard]] std::string changes_text(const Plan& from, const Plan& to);

}  // namespace trainyard
