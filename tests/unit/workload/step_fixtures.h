#pragma once
// Small models, and segment costs in whole milliseconds, for the tests of chunks and steps.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hardware_profiles/profile_library.h"
#include "models/workload/chunk_template.h"
#include "models/workload/step_model.h"

namespace trainyard::step_fixtures {

template <class T>
T valid(Result<T> result) {
  if (result) return std::move(result.value());
  ADD_FAILURE() << to_text(result.error());
  std::abort();  // nothing after it would make sense
}

inline ModelSpec small_dense(int layers) {
  ModelSpec model;
  model.name = "small-dense";
  model.layers = layers;
  model.hidden = 1024;
  model.ffn = 4096;
  model.vocab = 16384;
  model.attention = {
      .kind = AttentionKind::grouped_query, .heads = 16, .kv_heads = 8, .head_dim = 64, .value_head_dim = 64};
  return model;
}

/// The same with 16 routed experts, 2 of them per row, and one shared.
inline ModelSpec small_moe(int layers, int dense = 0, int mtp = 0) {
  ModelSpec model = small_dense(layers);
  model.name = "small-moe";
  model.moe = MoeSpec{.routed_experts = 16,
                      .shared_experts = 1,
                      .top_k = 2,
                      .expert_ffn = 512,
                      .shared_ffn = 512,
                      .first_dense_layers = dense};
  model.mtp_modules = mtp;
  return model;
}

/// `stages` stages of equally many layers, one after the other. With `edges` the first embeds and the last
/// has the head and the MTP modules.
inline std::vector<StageSpec> even_stages(const ModelSpec& model, int stages, bool edges = true) {
  std::vector<StageSpec> out(static_cast<std::size_t>(stages));
  for (int layer = 0; layer < model.layers; ++layer)
    out[static_cast<std::size_t>(layer * stages / model.layers)].layers.push_back(layer);
  if (edges) {
    out.front().embedding = true;
    out.back().head = true;
    out.back().mtp_modules = model.mtp_modules;
  }
  return out;
}

/// `model` on `plan.gpus()` H800 of DeepSeek's cluster; sequences of 1,024.
inline StepInput on_h800(const ModelSpec& model, const Plan& plan,
                         const std::string& software = "deepseek-fp8-2024q4") {
  const ProfileLibrary library(TRAINYARD_SOURCE_DIR);
  StepInput input;
  input.model = model;
  input.machine.cluster = valid(library.load_cluster("deepseek-h800"));
  input.machine.node = valid(library.load_node(input.machine.cluster.node));
  input.machine.fabric = valid(library.load_fabric(input.machine.cluster.fabric));
  input.machine.gpu = valid(library.load_gpu(input.machine.node.gpu));
  input.machine.gpus = plan.gpus();
  input.software = valid(library.load_software(software));
  input.plan = plan;
  if (input.plan.stages.empty()) input.plan.stages = even_stages(model, plan.pp * plan.vp);
  input.sequence = 1024;
  return input;
}

inline SegmentCost segment(double fixed_ms, double variable_ms, OpClass op_class) {
  SegmentCost cost;
  cost.fixed = milliseconds(fixed_ms);
  cost.variable = milliseconds(variable_ms);
  cost.by_class[static_cast<std::size_t>(op_class)] = cost.mean();
  return cost;
}

/// Every segment `scale` times whole milliseconds. Lone chunks of round_costs() run at scale 1, overlapped
/// ones at 2.
inline CostTable round_table(double scale) {
  CostTable t;
  const auto both = [&](BlockCost& block, double routed) {
    block.attention_forward = segment(4 * scale, 0, OpClass::attention);
    block.ffn_forward = segment(1 * scale, routed * 4 * scale, OpClass::gemm);
    block.ffn_backward = segment(1 * scale, routed * 5 * scale, OpClass::gemm);
    block.ffn_weight = segment(1 * scale, routed * 3 * scale, OpClass::gemm);
    block.attention_backward = segment(9 * scale, 0, OpClass::attention);
    block.attention_weight = segment(2 * scale, 0, OpClass::gemm);
  };
  both(t.dense, 0);
  both(t.moe, 1);
  t.embedding_forward = segment(1 * scale, 0, OpClass::embedding);
  t.embedding_weight = segment(1 * scale, 0, OpClass::embedding);
  t.head_forward = segment(13 * scale, 0, OpClass::gemm);
  t.head_backward = segment(14 * scale, 0, OpClass::gemm);
  t.head_weight = segment(12 * scale, 0, OpClass::gemm);
  t.mtp_forward = segment(3 * scale, 0, OpClass::gemm);
  t.mtp_backward = segment(3 * scale, 0, OpClass::gemm);
  t.mtp_weight = segment(2 * scale, 0, OpClass::gemm);
  t.tp_gather = milliseconds(0.25);
  return t;
}

inline StepCosts round_costs() {
  StepCosts costs;
  costs.alone = round_table(1);
  costs.overlapped = round_table(2);
  costs.overlapped.gradient_cast = milliseconds(0.5);
  const double transfer_ms[exchange_kind_count] = {3, 5, 2, 6};  // in the order of ExchangeKind
  for (int k = 0; k < exchange_kind_count; ++k) {
    costs.exchanges.alone[k] = {
        .transfer = milliseconds(transfer_ms[k]), .barrier = milliseconds(0.5), .terms = {}};
    costs.exchanges.overlapped[k] = {
        .transfer = milliseconds(transfer_ms[k] + 1), .barrier = milliseconds(1), .terms = {}};
  }
  return costs;
}

/// What make_chunk reads of an input: model, degrees of parallelism, what the stack overlaps.
inline StepInput chunk_input(const ModelSpec& model, bool overlap_pairs = true, int ep = 8) {
  StepInput input;
  input.model = model;
  input.plan.ep = ep;
  input.software.overlap_expert_pairs = overlap_pairs;
  return input;
}

inline StageSpec layers(int first, int count) {
  StageSpec stage;
  for (int i = 0; i < count; ++i) stage.layers.push_back(first + i);
  return stage;
}

}  // namespace trainyard::step_fixtures
