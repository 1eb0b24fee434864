// What tensor parallelism cuts: the work and the parameters of experts, what is kept for the backward pass,
// and the places of an expert-parallel group.
#include <gmock/gmock.h>

#include <numeric>

#include "tests/unit/workload/step_fixtures.h"

namespace trainyard {
namespace {

using namespace step_fixtures;

Plan plan_of(int tp, int ep, int dp, int pp = 1) {
  return {.tp = tp,
          .sequence_parallel = tp > 1,
          .pp = pp,
          .ep = ep,
          .dp = dp,
          .micro_batch = 1,
          .global_batch = 4 * dp};
}

RankWork work_of(const StepInput& input) {
  return rank_work(input, valid(estimate_exchanges(input)));
}

double flops_of(const std::vector<Operator>& operators, OpClass op_class) {
  return std::accumulate(operators.begin(), operators.end(), 0.0, [&](double sum, const Operator& op) {
    return op.op_class == op_class ? sum + op.flops.base() : sum;
  });
}

TEST(TensorParallel, CutsTheWorkOfExperts) {
  const ModelSpec model = small_moe(2);
  const StepInput one = on_h800(model, plan_of(1, 4, 8)), four = on_h800(model, plan_of(4, 4, 8));
  const LayerOperators whole = layer_operators(work_of(one), true),
                       cut = layer_operators(work_of(four), true);
  EXPECT_DOUBLE_EQ(flops_of(cut.ffn_forward, OpClass::grouped_gemm),
                   flops_of(whole.ffn_forward, OpClass::grouped_gemm) / 4);
  EXPECT_DOUBLE_EQ(flops_of(cut.ffn_weight, OpClass::grouped_gemm),
                   flops_of(whole.ffn_weight, OpClass::grouped_gemm) / 4);
  EXPECT_DOUBLE_EQ(flops_of(cut.attention_forward, OpClass::gemm),
                   flops_of(whole.attention_forward, OpClass::gemm) / 4);
}

TEST(TensorParallel, HoldsEveryParameterOfTheExpertsOnce) {
  const ModelSpec model = small_moe(2);
  const ParameterCount count = count_parameters(model);
  const Plan plan = on_h800(model, plan_of(4, 4, 8)).plan;
  const std::vector<RankParameters> ranks = rank_parameters(model, plan);
  EXPECT_DOUBLE_EQ(ranks.at(0).experts * plan.tp * plan.ep, 2.0 * 16.0 * count.one_expert);
}

TEST(TensorParallel, SpreadsAnExpertGroupOverMoreNodes) {
  const ModelSpec model = small_moe(2);
  const auto terms = [&](const Plan& plan) {
    return valid(estimate_exchanges(on_h800(model, plan))).at(ExchangeKind::dispatch, false).terms;
  };
  const RoutedExchangeEstimate together = terms(plan_of(1, 8, 8)), apart = terms(plan_of(8, 8, 8));
  EXPECT_EQ(together.nic_bytes, Bytes{});
  EXPECT_GT(together.fast_bytes, Bytes{});
  // Each of eight GPUs of a node belongs to another group, which meets over the network.
  EXPECT_GT(apart.nic_bytes, Bytes{});
  EXPECT_EQ(apart.fast_bytes, Bytes{});
  // A rank sends its own eighth of the tokens to one of the seven others as often as before.
  EXPECT_NEAR(apart.nic_bytes / together.fast_bytes, 1.0 / 8, 1e-12);
}

TEST(ExpertGroup, ThatDoesNotFillItsNodesIsTakenAsOneRankPerNode) {
  ModelSpec model = small_moe(2);
  model.moe->routed_experts = 12;
  const ExchangeTimes times = valid(estimate_exchanges(on_h800(model, plan_of(1, 12, 24))));
  const RoutedExchangeEstimate& terms = times.at(ExchangeKind::combine, false).terms;
  EXPECT_EQ(terms.fast_bytes, Bytes{});
  EXPECT_NEAR(terms.copies.nic, terms.copies.nodes * 11 / 12, 1e-12);
}

TEST(TensorParallel, WithSequenceParallelismKeepsAnEqualPartOfEveryActivation) {
  const ModelSpec model = small_dense(2);
  for (const Recompute recompute :
       {Recompute::none, Recompute::selective, Recompute::deepseek, Recompute::full}) {
    StepInput one = on_h800(model, plan_of(1, 1, 8), "megatron-core-bf16-2024");
    StepInput four = on_h800(model, plan_of(4, 1, 8), "megatron-core-bf16-2024");
    one.plan.recompute = four.plan.recompute = recompute;
    EXPECT_DOUBLE_EQ(total(saved_activations(work_of(four), false)).base(),
                     total(saved_activations(work_of(one), false)).base() / 4);
    EXPECT_DOUBLE_EQ(total(saved_head_activations(work_of(four))).base(),
                     total(saved_head_activations(work_of(one))).base() / 4);
  }
}

TEST(TensorParallel, GathersWhatExpertsWorkOn) {
  const StepInput input = on_h800(small_moe(2), plan_of(4, 4, 8));
  const KernelModel kernels = valid(KernelModel::make(input.machine.gpu, input.software));
  const CostTable table = valid(price_step(input, kernels)).alone;
  EXPECT_GT(table.tp_gather, Seconds{});
  EXPECT_GT(table.tp_expert_gather,
            table.tp_gather);  // rows of several ranks, and the shared experts' tokens
}

}  // namespace
}  // namespace trainyard
